use proptest::prelude::*;

use super::*;

fn size_of(sdp: &str) -> (Option<u32>, Option<u32>) {
    let facts = facts(sdp.as_bytes()).unwrap();
    (facts.width, facts.height)
}

/// A minimal description with one H.264 stream of these parameter sets.
fn h264_with(parameter_sets: &str) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n\
         a=fmtp:96 packetization-mode=1;sprop-parameter-sets={parameter_sets}\r\n"
    )
}

#[test]
fn gstreamer_descriptions_are_read() {
    let sdp = "v=0\r\no=- 12566106766544666011 1 IN IP4 192.168.0.90\r\ns=Session streamed with GStreamer\r\n\
        i=rtsp-server\r\nt=0 0\r\na=tool:GStreamer\r\na=type:broadcast\r\na=range:npt=now-\r\n\
        a=control:rtsp://192.168.0.90/hall\r\nm=video 0 RTP/AVP 96\r\nc=IN IP4 0.0.0.0\r\nb=AS:50000\r\n\
        a=rtpmap:96 H264/90000\r\na=framerate:25\r\n\
        a=fmtp:96 packetization-mode=1;profile-level-id=64001e;sprop-parameter-sets=\
        Z2QAHqzZQKAv+XAWoMDA1KAAAAMAIAAABlHixbLA,aOvssiw=\r\na=control:stream=0\r\na=ts-refclk:local\r\n\
        m=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=framerate:1\r\n";
    let facts = facts(sdp.as_bytes()).unwrap();
    let expected = Facts {
        codec: Some("H264".into()),
        width: Some(640),
        height: Some(360),
        fps: Some(25.0),
        ..Facts::default()
    };
    assert_eq!(facts, expected);
}

#[test]
fn the_parameter_sets_win_over_a_hint_that_contradicts_them() {
    // As a Hikvision camera writes it; the hint is made to disagree.
    let sdp = "v=0\no=- 1628966255381873 1628966255381873 IN IP4 192.168.0.221\ns=Media Presentation\ne=NONE\n\
        b=AS:5050\nt=0 0\na=control:rtsp://192.168.0.221/Streaming/channels/102/trackID=1/\n\
        m=video 0 RTP/AVP 96\nc=IN IP4 0.0.0.0\nb=AS:5000\na=recvonly\na=x-dimensions:1,1\n\
        a=rtpmap:96 H264/90000\na=fmtp:96 profile-level-id=420029; packetization-mode=1; sprop-parameter-sets=\
        Z01AHo2NQFAe//+APwAvtwEBAUAAAPoAADDUOhgB6cAAJiWrvLjQwA9OAAExLV3lwoA=,aO44gA==\n\
        a=Media_header:MEDIAINFO=494D4B48010300000400000100000000;\na=appversion:1.0\n";
    assert_eq!(size_of(sdp), (Some(640), Some(480)));
}

#[test]
fn an_axis_camera_with_motion_jpeg_is_read() {
    let sdp = "v=0\r\no=- 1294261826758511 1294261826758511 IN IP4 192.168.1.21\r\ns=Media Presentation\r\n\
        e=NONE\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n\
        a=control:rtsp://192.168.1.21:554/axis-media/media.amp?videocodec=jpeg\r\na=range:npt=0.000000-\r\n\
        m=video 0 RTP/AVP 26\r\na=framesize:26 640-480\r\n";
    let facts = facts(sdp.as_bytes()).unwrap();
    assert_eq!(
        (facts.codec.as_deref(), facts.width, facts.height),
        (Some("MJPEG"), Some(640), Some(480))
    );
}

#[test]
fn an_attribute_out_of_place_and_spaced_hints_are_survived() {
    let sdp = "v=0\r\no=- 1 1 IN IP4 x.y.z.w\r\ns=RTSP/RTP stream from anjvision ipcamera\r\ne=NONE\r\n\
        c=IN IP4 0.0.0.0\r\na=tool:LIVE555 Streaming Media v2011.05.25 CHAM.LI@ANJVISION.COM\r\nt=0 0\r\n\
        m=video 0 RTP/AVP 97\r\na=rtpmap:97 H265/90000\r\na=x-dimensions: 704, 576\r\na=x-framerate: 12\r\n";
    let facts = facts(sdp.as_bytes()).unwrap();
    assert_eq!(
        (facts.codec.as_deref(), facts.width, facts.height),
        (Some("H265"), Some(704), Some(576))
    );
    assert_eq!(facts.fps, Some(12.0));
}

#[test]
fn sizes_come_from_the_parameter_sets_with_cropping() {
    // Made by x264 from test pictures of these sizes; 360, 1080 and 722 are no multiples of 16.
    for (sets, width, height) in [
        ("Z2QAHqzZQKAv+XAWoMDA1KAAAAMAIAAABlHixbLA,aOvssiw=", 640, 360),
        ("Z2QAKKzZQHgCJ+XAWoCAgKAAAAMAIAAABlHjBjLA,aOvssiw=", 1920, 1080),
        ("Z2QAHqzZQLASbAUoMDA1KAAAAwAIAAADAZR4sWyw,aOvssiw=", 704, 576),
        ("Z2QAMqzZQCoAv7AWoCAgKAAAAwAIAAADAZR4wYyw,aOvssiw=", 2688, 1520),
        ("Z2QAFKzZQWCWwFKDAwNSgAAAAwCAAAAZR4oUyw==,aOvssiw=", 352, 288),
        ("Z2QAIKzZQFAF34jAWoCAgKAAAAMAIAAABlHjBjLA,aOvssiw=", 1280, 722),
    ] {
        assert_eq!(size_of(&h264_with(sets)), (Some(width), Some(height)), "{sets}");
    }
}

#[test]
fn careless_base64_is_read() {
    for sets in [
        "aOvssiw=,Z2QAFKzZQWCWwFKDAwNSgAAAAwCAAAAZR4oUyw==",
        "Z2QAFKzZQWCWwFKDAwNSgAAAAwCAAAAZR4oUyw,aOvssiw",
        "AAAAAWdkABSs2UFglsBSgwMDUoAAAAMAgAAAGUeKFMs=",
        "!!,Z2QAFKzZQWCWwFKDAwNSgAAAAwCAAAAZR4oUyw==;config=00000001674d401f",
    ] {
        assert_eq!(size_of(&h264_with(sets)), (Some(352), Some(288)), "{sets}");
    }
}

#[test]
fn a_size_that_is_not_told_is_unknown() {
    for sets in ["", "AAAA", "Z2QA", "aOvssiw="] {
        assert_eq!(size_of(&h264_with(sets)), (None, None), "{sets}");
    }
}

#[test]
fn what_is_no_description_is_bad_and_what_holds_no_video_has_no_media() {
    for body in [
        "",
        "\r\n\r\n",
        "<html>404</html>",
        "v=1\r\nm=video 0 RTP/AVP 96\r\n",
        "v=0\r\nm=video 0\r\n",
    ] {
        assert!(
            matches!(facts(body.as_bytes()), Err(SdpError::Malformed(_))),
            "{body:?}"
        );
    }
    let audio = "v=0\r\ns=-\r\nm=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
    assert_eq!(facts(audio.as_bytes()), Err(SdpError::NoVideo));
}

#[test]
fn a_codec_name_is_bounded_and_printable() {
    let sdp = format!(
        "v=0\nm=video 0 RTP/AVP 96\na=rtpmap:96 {}\u{7}/90000\n",
        "x".repeat(500)
    );
    let codec = facts(sdp.as_bytes()).unwrap().codec.unwrap();
    assert_eq!(codec, "X".repeat(16));
}

proptest! {
    #[test]
    fn no_bytes_whatever_break_the_reader(body in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = facts(&body);
    }

    #[test]
    fn no_parameter_set_whatever_breaks_the_reader(unit in prop::collection::vec(any::<u8>(), 0..80)) {
        use base64::Engine as _;
        let unit = [&[0x67][..], &unit].concat();
        let sets = base64::engine::general_purpose::STANDARD.encode(unit);
        let _ = facts(h264_with(&sets).as_bytes());
    }

    #[test]
    fn a_damaged_parameter_set_gives_a_size_or_none(position in 1_usize..30, bit in 0_u8..8) {
        use base64::Engine as _;
        let engine = base64::engine::general_purpose::STANDARD;
        let mut unit = engine.decode("Z2QAKKzZQHgCJ+XAWoCAgKAAAAMAIAAABlHjBjLA").unwrap();
        let index = position % unit.len();
        unit[index] ^= 1 << bit;
        let (width, height) = size_of(&h264_with(&engine.encode(unit)));
        prop_assert_eq!(width.is_some(), height.is_some());
    }
}
