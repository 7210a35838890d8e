use proptest::prelude::*;

use super::*;
use crate::ladder::Failure;
use crate::reason::Reason;

const SETTINGS: SampleSettings = SampleSettings {
    interval_seconds: 300,
    seconds: 4,
    keyframe_timeout_seconds: 15,
};
const SLICE: &[u8] = &[0x41, 0x9a];
const KEY: &[u8] = &[0x65, 0x88];

fn description(rtpmap: &str, more: &str) -> Description {
    let sdp = format!("v=0\nm=video 0 RTP/AVP 96\na=rtpmap:96 {rtpmap}\n{more}");
    crate::sdp::parse(sdp.as_bytes()).unwrap()
}

fn packet(timestamp: u32, payload: &[u8]) -> Vec<u8> {
    let header = [&[0x80, 96, 0, 0][..], &timestamp.to_be_bytes(), &[0; 4]].concat();
    [&header, payload].concat()
}

fn at(milliseconds: u32) -> Duration {
    Duration::from_millis(milliseconds.into())
}

/// A stream of 25 pictures a second from `first` for `count` pictures, a key frame each `keys`.
fn run(sampler: &mut Sampler, first: u32, count: u32, keys: u32) {
    for index in 0..count {
        let payload = if index % keys == keys - 1 { KEY } else { SLICE };
        sampler.packet(at(first + index * 40), &packet(index * 3600, payload));
    }
}

fn h264() -> Sampler {
    Sampler::new(&description("H264/90000", "a=framerate:25\n"), SETTINGS)
}

fn finish(sampler: Sampler, end: u32, ending: Ending) -> (Facts, Option<Reason>, String) {
    let (facts, flaw) = sampler.finish(Facts::default(), at(end), ending);
    let Some(Failure { reason, message }) = flaw else {
        return (facts, None, String::new());
    };
    (facts, Some(reason), message)
}

fn reason_of(sampler: Sampler, end: u32, ending: Ending) -> Option<Reason> {
    finish(sampler, end, ending).1
}

#[test]
fn a_good_stream_is_measured() {
    let mut sampler = h264();
    run(&mut sampler, 200, 101, 10);
    let (facts, reason, _) = finish(sampler, 4200, Ending::Complete);
    assert_eq!(reason, None);
    assert_eq!((facts.fps, facts.first_packet_ms), (Some(25.0), Some(200)));
    assert_eq!(facts.first_keyframe_ms, Some(200 + 9 * 40));
    // 101 packets of 14 bytes in 101 pictures' times of 40 ms.
    assert_eq!(facts.bitrate_bps, Some(2800));
}

#[test]
fn a_sample_is_over_after_its_length_or_when_time_for_a_key_frame_is_up() {
    let mut sampler = h264();
    assert_eq!(sampler.over_at(), at(15_000), "nothing came");
    sampler.packet(at(500), &packet(0, SLICE));
    assert_eq!(sampler.over_at(), at(15_000), "no key frame came");
    sampler.packet(at(600), &packet(0, KEY));
    assert_eq!(sampler.over_at(), at(4500));
    let mut late = h264();
    late.packet(at(14_000), &packet(0, SLICE));
    assert_eq!(late.over_at(), at(18_000), "a late stream gets its length too");
    let mut other = Sampler::new(&description("VP8/90000", ""), SETTINGS);
    other.packet(at(500), &packet(0, SLICE));
    assert_eq!(other.over_at(), at(4500), "there is no key frame to wait for");
}

#[test]
fn nothing_at_all_is_no_media() {
    let (_, reason, message) = finish(h264(), 15_000, Ending::Complete);
    assert_eq!(reason, Some(Reason::NoMedia));
    assert!(
        message.contains("15.0 s") && !message.contains("another"),
        "{message}"
    );

    let mut strays = h264();
    strays.stray();
    let mut other_type = packet(0, KEY);
    other_type[1] = 97;
    strays.packet(at(5), &other_type);
    strays.packet(at(6), b"no packet");
    let (facts, reason, message) = finish(strays, 15_000, Ending::Complete);
    assert_eq!((reason, facts.first_packet_ms), (Some(Reason::NoMedia), None));
    assert!(message.contains("(3 packets)"), "{message}");
}

#[test]
fn a_stream_that_the_camera_ends_is_no_media() {
    let mut sampler = h264();
    run(&mut sampler, 0, 50, 10);
    assert_eq!(
        reason_of(sampler.clone(), 2000, Ending::Broken),
        Some(Reason::NoMedia)
    );
    assert_eq!(reason_of(sampler, 2000, Ending::Complete), None);
    assert_eq!(reason_of(h264(), 10, Ending::Broken), Some(Reason::NoMedia));
}

#[test]
fn a_clock_that_stands_still_is_frozen() {
    let mut sampler = h264();
    for index in 0..100 {
        sampler.packet(at(index * 40), &packet(7, KEY));
    }
    let (facts, reason, _) = finish(sampler, 4000, Ending::Complete);
    assert_eq!(reason, Some(Reason::Frozen));
    assert_eq!(facts.fps, None);
    assert!(facts.bitrate_bps.is_some(), "what was measured is kept");
}

#[test]
fn a_clock_that_stops_on_the_way_is_frozen() {
    let mut sampler = h264();
    run(&mut sampler, 0, 40, 10);
    for index in 40..100 {
        sampler.packet(at(index * 40), &packet(39 * 3600, SLICE));
    }
    assert_eq!(reason_of(sampler, 4000, Ending::Complete), Some(Reason::Frozen));
}

#[test]
fn a_long_picture_is_not_frozen() {
    let mut sampler = h264();
    // A key frame in many packets for most of a second, over a slow line.
    for index in 0..90 {
        sampler.packet(at(index * 10), &packet(0, KEY));
    }
    run(&mut sampler, 900, 78, 10);
    assert_eq!(reason_of(sampler, 4000, Ending::Complete), None);
}

#[test]
fn a_missing_key_frame_is_soft_and_only_when_its_time_was_up() {
    let mut sampler = h264();
    run(&mut sampler, 0, 375, 1_000);
    assert_eq!(
        reason_of(sampler.clone(), 15_000, Ending::Complete),
        Some(Reason::NoKeyframe)
    );
    assert_eq!(
        reason_of(sampler, 14_990, Ending::Complete),
        None,
        "a sample cut short by its size says nothing"
    );
}

#[test]
fn fewer_pictures_than_half_of_the_declared_ones_are_few() {
    let mut sampler = h264();
    for index in 0..40 {
        sampler.packet(at(index * 100), &packet(index * 9000, KEY));
    }
    let (facts, reason, message) = finish(sampler.clone(), 4000, Ending::Complete);
    assert_eq!((reason, facts.fps), (Some(Reason::LowFps), Some(10.0)));
    assert_eq!(message, "10 pictures a second came, 25 are declared");
    for declared in [Some(20.0), None] {
        sampler.declared = declared;
        assert_eq!(reason_of(sampler.clone(), 4000, Ending::Complete), None);
    }
    let mut single = h264();
    single.packet(at(0), &packet(0, KEY));
    assert_eq!(
        finish(single, 4000, Ending::Complete).1,
        Some(Reason::LowFps),
        "one picture in four seconds"
    );
}

#[test]
fn a_codec_that_cannot_be_judged_is_said_and_measured() {
    let vp8 = description("VP8/90000", "");
    let mut sampler = Sampler::new(&vp8, SETTINGS);
    run(&mut sampler, 0, 101, 10);
    let (facts, flaw) = sampler.finish(vp8.facts, at(4000), Ending::Complete);
    let flaw = flaw.unwrap();
    assert_eq!(flaw.reason, Reason::UnsupportedCodec);
    assert!(flaw.message.contains("VP8"), "{}", flaw.message);
    assert_eq!((facts.fps, facts.first_keyframe_ms), (Some(25.0), None));
}

#[test]
fn the_size_of_the_description_wins_over_that_of_the_stream() {
    let jpeg = [0, 0, 0, 0, 1, 255, 80, 45];
    let size = |more: &str| {
        let described = description("JPEG/90000", more);
        let mut sampler = Sampler::new(&described, SETTINGS);
        sampler.packet(at(0), &packet(0, &jpeg));
        let (facts, _) = sampler.finish(described.facts, at(4000), Ending::Complete);
        (facts.width, facts.height)
    };
    assert_eq!(size(""), (Some(640), Some(360)));
    assert_eq!(size("a=x-dimensions:636,356\n"), (Some(636), Some(356)));
}

proptest! {
    #[test]
    fn no_packets_whatever_break_a_sample(
        packets in prop::collection::vec((0_u32..20_000, prop::collection::vec(any::<u8>(), 0..60)), 0..40),
        end in 0_u32..20_000,
    ) {
        let mut sampler = Sampler::new(&description("H265/1", "a=framerate:0.001\n"), SETTINGS);
        for (time, mut bytes) in packets {
            if let [flags, kind, ..] = &mut bytes[..] {
                *flags = *flags & 0x3f | 0x80;
                *kind = 96;
            }
            sampler.packet(at(time), &bytes);
        }
        let (facts, _) = sampler.finish(Facts::default(), at(end), Ending::Complete);
        prop_assert!(facts.fps.is_none_or(f64::is_finite));
    }
}
