use proptest::prelude::*;

use super::*;

fn size_of(sdp: &str) -> (Option<u32>, Option<u32>) {
    let facts = parse(sdp.as_bytes()).unwrap().facts;
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
    let facts = parse(sdp.as_bytes()).unwrap().facts;
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
    let facts = parse(sdp.as_bytes()).unwrap().facts;
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
    let facts = parse(sdp.as_bytes()).unwrap().facts;
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
fn the_parameter_sets_of_h265_tell_its_size() {
    let sdp = "v=0\nm=video 0 RTP/AVP 98\na=rtpmap:98 H265/90000\na=x-dimensions:1,1\n\
        a=fmtp:98 profile-id=1;sprop-vps=QAEMAQ==;SPROP-SPS= QgEBAWAAAAMAkAAAAwAAAwA/oAUCAXHy5ZWVKTC//AAEAAWoMDAwIAAAAwAgAAADA8E=\n";
    assert_eq!(size_of(sdp), (Some(640), Some(360)));
}

#[test]
fn tracks_and_clocks_are_read() {
    let sdp = "v=0\na=control:rtsp://cam/all/\nm=audio 0 RTP/AVP 0\na=control:track1\n\
        m=video 0 RTP/AVP 96 97\na=rtpmap:96 H265/48000\na=control: track2 \n\
        m=video 0 RTP/AVP 26\na=control:track3\n";
    let found = parse(sdp.as_bytes()).unwrap();
    assert_eq!(
        (found.presentation.as_deref(), found.track.as_deref()),
        (Some("rtsp://cam/all/"), Some("track2"))
    );
    assert_eq!(
        (found.codec, found.payload_type, found.clock_rate),
        (Some(Codec::H265), Some(96), 48_000)
    );
    let sloppy = parse(b"v=0\nm=video 0 RTP/AVP 96\na=rtpmap:96 VP8/0\n").unwrap();
    assert_eq!(
        (sloppy.codec, sloppy.track, sloppy.clock_rate),
        (None, None, 90_000)
    );
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
            matches!(parse(body.as_bytes()), Err(SdpError::Malformed(_))),
            "{body:?}"
        );
    }
    let audio = "v=0\r\ns=-\r\nm=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
    assert_eq!(parse(audio.as_bytes()), Err(SdpError::NoVideo));
}

#[test]
fn a_codec_name_is_bounded_and_printable() {
    let sdp = format!(
        "v=0\nm=video 0 RTP/AVP 96\na=rtpmap:96 {}\u{7}/90000\n",
        "x".repeat(500)
    );
    let codec = parse(sdp.as_bytes()).unwrap().facts.codec.unwrap();
    assert_eq!(codec, "X".repeat(16));
}

proptest! {
    #[test]
    fn no_bytes_whatever_break_the_reader(body in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&body);
    }
}
