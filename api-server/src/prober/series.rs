//! The series that carry the label `camera`, made anew for each scrape.

use contract::inventory::Camera;
use contract::summary::Gateway;
use jiff::Timestamp;
use probe::{Facts, Snapshot, State, Verdict};
use prometheus::{Gauge, GaugeVec, Opts, Registry};

/// Labels of every series of a camera.
const CAMERA: [&str; 3] = ["camera", "zone", "priority"];

/// What is known of a camera.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) snapshot: Snapshot,
    /// When a frame was last seen in a sample or a picture.
    pub(super) last_frame: Option<Timestamp>,
}

/// The series of one scrape: at most 16 a camera.
pub(super) struct Series {
    pub(super) registry: Registry,
    now: Timestamp,
    up: GaugeVec,
    state: GaugeVec,
    reason: GaugeVec,
    maintenance: GaugeVec,
    info: GaugeVec,
    fps: GaugeVec,
    bitrate: GaugeVec,
    clock_skew: GaugeVec,
    certificate_expiry: GaugeVec,
    last_probe: GaugeVec,
    last_frame_age: GaugeVec,
}

impl Series {
    pub(super) fn new(site: &str, now: Timestamp) -> prometheus::Result<Self> {
        let labels = [("site".to_owned(), site.to_owned())].into();
        let registry = Registry::new_custom(None, Some(labels))?;
        let gauge = |name: &str, help: &str, more: &[&str]| -> prometheus::Result<GaugeVec> {
            let labels = [&CAMERA, more].concat();
            let gauge = GaugeVec::new(Opts::new(name, help), &labels)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        Ok(Self {
            now,
            up: gauge(
                "camera_up",
                "Last verdict: 1 for Up or Degraded, 0 for Down; kept while the state is Unknown, absent before the first.",
                &[],
            )?,
            state: gauge("camera_state", "1 for the state that is shown.", &["state"])?,
            reason: gauge(
                "camera_reason",
                "1 for the reason of the state; absent while there is none.",
                &["reason"],
            )?,
            maintenance: gauge(
                "camera_maintenance",
                "1 while a maintenance window covers the camera.",
                &[],
            )?,
            info: gauge(
                "camera_info",
                "What is known of a camera, as labels; always 1.",
                &[
                    "display_name",
                    "codec",
                    "width",
                    "height",
                    "make",
                    "model",
                    "firmware",
                ],
            )?,
            fps: gauge("camera_stream_fps", "Frames a second of the stream.", &[])?,
            bitrate: gauge(
                "camera_stream_bitrate_bps",
                "Bits a second of the stream, as measured.",
                &[],
            )?,
            clock_skew: gauge(
                "camera_clock_skew_seconds",
                "The camera's clock minus ours, when it was last asked.",
                &[],
            )?,
            certificate_expiry: gauge(
                "camera_certificate_expiry_timestamp_seconds",
                "When the camera's certificate ends.",
                &[],
            )?,
            last_probe: gauge(
                "camera_last_probe_timestamp_seconds",
                "When the last real probe began.",
                &[],
            )?,
            last_frame_age: gauge(
                "camera_last_frame_age_seconds",
                "Time since a frame was last seen, where the stream is sampled or pictures are compared.",
                &[],
            )?,
            registry,
        })
    }

    /// Adds whether the gateway answers, where the site has one and its state is known.
    pub(super) fn add_gateway(&self, gateway: Gateway) -> prometheus::Result<()> {
        let value = match gateway {
            Gateway::Up => 1.0,
            Gateway::Down => 0.0,
            Gateway::None => return Ok(()),
        };
        let up = Gauge::new(
            "prober_gateway_up",
            "Whether the site's gateway answers this shard.",
        )?;
        up.set(value);
        self.registry.register(Box::new(up))
    }

    pub(super) fn add(&self, camera: &Camera, known: Option<&Known>, in_maintenance: bool) {
        let priority = format!("{:?}", camera.priority);
        let labels = [camera.name.as_str(), camera.zone.as_str(), priority.as_str()];
        let snapshot = known.map(|known| &known.snapshot);
        self.add_state(labels, snapshot);
        set(&self.maintenance, labels, Some(in_maintenance.into()));
        let facts = snapshot.and_then(|snapshot| snapshot.facts.as_ref());
        self.add_info(labels, camera, facts);
        if let Some(facts) = facts {
            self.add_facts(labels, facts);
        }
        let last_probe = snapshot.and_then(|snapshot| snapshot.last_probe_at);
        set(&self.last_probe, labels, last_probe.map(seconds));
        let last_frame = known.and_then(|known| known.last_frame);
        let age = last_frame.map(|at| self.now.duration_since(at).as_secs_f64().max(0.0));
        set(&self.last_frame_age, labels, age);
    }

    fn add_state(&self, labels: [&str; 3], snapshot: Option<&Snapshot>) {
        let shown = snapshot.map_or(State::Unknown, |snapshot| snapshot.state);
        let [name, zone, priority] = labels;
        for state in State::ALL {
            let value = if state == shown { 1.0 } else { 0.0 };
            self.state
                .with_label_values(&[name, zone, priority, state.as_str()])
                .set(value);
        }
        if let Some(reason) = snapshot.and_then(|snapshot| snapshot.reason) {
            self.reason
                .with_label_values(&[name, zone, priority, reason.as_str()])
                .set(1.0);
        }
        let verdict = snapshot.and_then(|snapshot| snapshot.verdict);
        let up = verdict.map(|verdict| if verdict == Verdict::Down { 0.0 } else { 1.0 });
        set(&self.up, labels, up);
    }

    fn add_info(&self, [name, zone, priority]: [&str; 3], camera: &Camera, facts: Option<&Facts>) {
        let none = Facts::default();
        let facts = facts.unwrap_or(&none);
        let number = |pixels: Option<u32>| pixels.map(|pixels| pixels.to_string()).unwrap_or_default();
        let info = [
            name,
            zone,
            priority,
            &camera.display_name,
            facts.codec.as_deref().unwrap_or_default(),
            &number(facts.width),
            &number(facts.height),
            facts.make.as_deref().unwrap_or_default(),
            facts.model.as_deref().unwrap_or_default(),
            facts.firmware.as_deref().unwrap_or_default(),
        ];
        self.info.with_label_values(&info).set(1.0);
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "bits a second and milliseconds stay far below 2⁵³"
    )]
    fn add_facts(&self, labels: [&str; 3], facts: &Facts) {
        set(&self.fps, labels, facts.fps);
        set(&self.bitrate, labels, facts.bitrate_bps.map(|bps| bps as f64));
        let skew = facts.clock_offset_ms.map(|offset| offset as f64 / 1000.0);
        set(&self.clock_skew, labels, skew);
        let expiry = facts.certificate_expires_at.map(seconds);
        set(&self.certificate_expiry, labels, expiry);
    }
}

/// Sets a series of a camera; what is not known is absent.
fn set(gauge: &GaugeVec, labels: [&str; 3], value: Option<f64>) {
    if let Some(value) = value {
        gauge.with_label_values(&labels).set(value);
    }
}

/// Seconds since 1970.
fn seconds(at: Timestamp) -> f64 {
    at.duration_since(Timestamp::UNIX_EPOCH).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use contract::inventory::{Depth, Origin, Priority, ProbeSettings};
    use probe::clock;

    use super::*;
    use crate::metrics::render;

    fn camera() -> Camera {
        Camera {
            name: "hall".to_owned(),
            display_name: "Hall".to_owned(),
            zone: "halls".to_owned(),
            location: None,
            url: "rtsp://192.0.2.1/".to_owned(),
            enabled: true,
            priority: Priority::Normal,
            tags: Vec::new(),
            probe: ProbeSettings {
                depth: Depth::Stream,
                ..ProbeSettings::default()
            },
            credentials: None,
            tls: None,
            snapshot_url: None,
            osd_mask: Vec::new(),
            coordinates: None,
            vlan: None,
            notes: None,
            origin: Origin::Declared,
        }
    }

    /// The lines of series, shortened to name and value.
    fn lines(known: Option<&Known>) -> Vec<String> {
        let now = Timestamp::from_second(1_000).unwrap();
        let series = Series::new("nord", now).unwrap();
        series.add(&camera(), known, false);
        let text = render(&[&series.registry]).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| {
                let (name, rest) = line.split_once('{').unwrap();
                format!("{name} {}", rest.rsplit_once(' ').unwrap().1)
            })
            .collect()
    }

    #[test]
    fn what_is_not_known_has_no_series() {
        let mut shown = lines(None);
        shown.sort();
        let [zero, one] = ["camera_state 0", "camera_state 1"];
        let known = ["camera_info 1", "camera_maintenance 0"];
        assert_eq!(shown[..2], known);
        assert_eq!(shown[2..], [zero, zero, zero, zero, one]);
    }

    #[test]
    fn what_is_known_of_a_camera_is_at_most_twenty_series() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let facts = Facts {
            fps: Some(12.5),
            bitrate_bps: Some(2_000_000),
            clock_offset_ms: Some(-1_500),
            certificate_expires_at: Some(at(2_000)),
            make: Some("Acme".to_owned()),
            ..Facts::default()
        };
        let known = Known {
            snapshot: Snapshot {
                verdict: Some(Verdict::Degraded),
                state: State::Degraded,
                last_probe_at: Some(clock::later(at(900), Duration::from_millis(500))),
                facts: Some(facts),
                ..Snapshot::new(at(900), 10)
            },
            last_frame: Some(at(940)),
        };
        let shown = lines(Some(&known));
        for expected in [
            "camera_up 1",
            "camera_stream_fps 12.5",
            "camera_stream_bitrate_bps 2000000",
            "camera_clock_skew_seconds -1.5",
            "camera_certificate_expiry_timestamp_seconds 2000",
            "camera_last_probe_timestamp_seconds 900.5",
            "camera_last_frame_age_seconds 60",
        ] {
            assert!(shown.iter().any(|line| line == expected), "{expected}: {shown:?}");
        }
        assert!(shown.len() <= 20, "{shown:?}");
    }

    #[test]
    fn a_gateway_that_nobody_has_is_no_series() {
        let text = |gateway| {
            let series = Series::new("nord", Timestamp::UNIX_EPOCH).unwrap();
            series.add_gateway(gateway).unwrap();
            render(&[&series.registry]).unwrap()
        };
        assert!(text(Gateway::Up).contains("prober_gateway_up{site=\"nord\"} 1"));
        assert!(text(Gateway::Down).contains("prober_gateway_up{site=\"nord\"} 0"));
        assert_eq!(text(Gateway::None), "");
    }
}
