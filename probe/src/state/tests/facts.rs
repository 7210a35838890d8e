//! What is known of a camera, and what counts as a change of it.

use proptest::prelude::*;

use super::*;
use crate::facts::Facts;

impl Bench {
    /// Feeds a good result with facts; gives the changes.
    fn learn(&mut self, facts: &Facts) -> Vec<Change> {
        self.now = clock::later(self.now, self.step);
        let before = self.known();
        let result = ProbeResult {
            facts: Some(facts.clone()),
            ..result(self.now, OK)
        };
        self.machine.apply(&result, &self.policy);
        changes(before.as_ref(), self.known().as_ref())
    }

    fn known(&self) -> Option<Facts> {
        self.machine.snapshot().facts.clone()
    }
}

fn kinds(changes: &[Change]) -> Vec<ChangeKind> {
    changes.iter().map(|change| change.kind).collect()
}

fn device(serial: &str, firmware: Option<&str>) -> Facts {
    Facts {
        make: Some("Acme".into()),
        model: Some("Dome 3".into()),
        serial: Some(serial.into()),
        firmware: firmware.map(str::to_owned),
        ..Facts::default()
    }
}

fn video(codec: &str, size: Option<(u32, u32)>) -> Facts {
    Facts {
        codec: Some(codec.into()),
        width: size.map(|size| size.0),
        height: size.map(|size| size.1),
        fps: Some(25.0),
        server: Some("Acme RTSP".into()),
        ..Facts::default()
    }
}

fn sampled() -> Facts {
    Facts {
        fps: Some(24.9),
        bitrate_bps: Some(4_000_000),
        first_packet_ms: Some(80),
        first_keyframe_ms: Some(900),
        ..video("H264", Some((1920, 1080)))
    }
}

#[test]
fn cheap_probes_erase_nothing() {
    let mut bench = Bench::new();
    let certificate = Facts {
        certificate_expires_at: Some(Timestamp::UNIX_EPOCH),
        clock_offset_ms: Some(-40),
        ..device("1", Some("5.7"))
    };
    bench.learn(&certificate);
    bench.learn(&sampled());
    bench.learn(&video("H264", None));
    bench.feed(OK);
    bench.feed(FAIL);
    let expected = Facts {
        make: certificate.make.clone(),
        model: certificate.model.clone(),
        serial: certificate.serial.clone(),
        firmware: certificate.firmware.clone(),
        certificate_expires_at: certificate.certificate_expires_at,
        clock_offset_ms: certificate.clock_offset_ms,
        ..sampled()
    };
    assert_eq!(bench.known(), Some(expected));
}

#[test]
fn another_codec_takes_everything_of_the_old_stream_with_it() {
    let mut bench = Bench::new();
    bench.learn(&sampled());
    assert!(bench.learn(&video("H265", None)).is_empty());
    assert_eq!(bench.known(), Some(video("H265", None)));
}

#[test]
fn measurements_go_when_nothing_measures_any_more() {
    let mut bench = Bench::new();
    bench.learn(&sampled());
    bench.machine.expect(false, false);
    let known = bench.known().unwrap();
    assert_eq!((known.bitrate_bps, known.fps), (None, None));
    assert_eq!((known.width, known.codec.as_deref()), (Some(1920), Some("H264")));
    assert_eq!(
        kinds(&bench.learn(&video("H264", Some((640, 480))))),
        [ChangeKind::Resolution]
    );
}

#[test]
fn first_sight_is_no_change() {
    let mut bench = Bench::new();
    assert!(bench.learn(&video("H264", None)).is_empty());
    assert!(bench.learn(&device("1", None)).is_empty());
    assert!(bench.learn(&device("1", Some("5.7"))).is_empty());
    assert!(bench.learn(&video("H264", Some((640, 480)))).is_empty());
}

#[test]
fn another_device_firmware_or_size_is_told_once() {
    let mut bench = Bench::new();
    bench.learn(&device("1", Some("5.7")));
    let firmware = bench.learn(&device("1", Some("5.8")));
    assert_eq!(firmware[0].message, "the firmware was 5.7; now it is 5.8");
    assert_eq!(kinds(&firmware), [ChangeKind::Firmware]);
    let replaced = bench.learn(&device("2", None));
    assert_eq!(
        replaced[0].message,
        "the camera was Acme Dome 3 with serial number 1; now it is Acme Dome 3 with serial number 2"
    );
    assert_eq!(kinds(&replaced), [ChangeKind::Replaced]);
    assert_eq!(
        bench.known().unwrap().firmware,
        None,
        "the new one has not told its own"
    );
    assert!(bench.learn(&device("2", Some("1.0"))).is_empty());
    bench.learn(&video("H264", Some((1920, 1080))));
    let size = bench.learn(&video("H264", Some((1280, 720))));
    assert_eq!(size[0].message, "the picture was 1920×1080; now it is 1280×720");
    assert!(bench.learn(&video("H264", Some((1280, 720)))).is_empty());
}

#[test]
fn a_camera_at_another_address_is_a_new_one() {
    let mut bench = Bench::new();
    bench.learn(&device("1", None));
    bench.machine.readdress();
    assert!(bench.learn(&device("2", None)).is_empty());
}

#[test]
fn messages_are_printable_and_short() {
    let mut bench = Bench::new();
    bench.learn(&device("\u{1b}[31m", None));
    let changes = bench.learn(&device(&"x".repeat(1000), None));
    let message = &changes[0].message;
    assert!(message.chars().count() <= 256 && !message.chars().any(char::is_control));
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let text = || prop::option::of("[ab]");
    let size = prop::option::of(prop::sample::select(vec![(640, 480), (1280, 720)]));
    (
        text(),
        size,
        text(),
        text(),
        text(),
        text(),
        prop::option::of(0_u64..2),
    )
        .prop_map(
            |(codec, size, make, model, serial, firmware, bitrate_bps)| Facts {
                codec,
                width: size.map(|size| size.0),
                height: size.map(|size| size.1),
                make,
                model,
                serial,
                firmware,
                bitrate_bps,
                ..Facts::default()
            },
        )
}

proptest! {
    #[test]
    fn no_change_is_told_without_a_difference(all in prop::collection::vec(any_facts(), 1..30)) {
        let mut bench = Bench::new();
        for facts in all {
            let before = bench.known();
            let told = bench.learn(&facts);
            let after = bench.known();
            if told.is_empty() {
                continue;
            }
            let (before, after) = (before.unwrap(), after.unwrap());
            for change in told {
                let differs = match change.kind {
                    ChangeKind::Replaced => (&before.serial, &before.make, &before.model)
                        != (&after.serial, &after.make, &after.model),
                    ChangeKind::Firmware => before.firmware != after.firmware,
                    ChangeKind::Resolution => (before.width, before.height) != (after.width, after.height),
                };
                prop_assert!(differs, "{:?}", change);
            }
        }
    }
}
