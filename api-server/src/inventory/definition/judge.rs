//! What is wrong with a definition: all of it at once.

use std::ops::RangeInclusive;

use contract::credentials::AuthoritiesFile;
use contract::inventory::{CamerasFile, ProbeSettings};
use probe::{Target, TargetError};
use sheet::rules;

use super::Definition;
use crate::error::Invalid;

/// Most tags of a camera.
const TAGS_MAX: usize = 8;
/// Most masks of a picture.
const MASKS_MAX: usize = 4;

/// What is wrong, as it is found.
#[derive(Default)]
struct Errors(Vec<Invalid>);

impl Errors {
    fn note(&mut self, pointer: &str, detail: impl Into<String>) {
        self.0.push(Invalid {
            pointer: pointer.to_owned(),
            detail: detail.into(),
        });
    }

    fn text(&mut self, pointer: &str, text: Option<&String>, most: usize) {
        let Some(text) = text else { return };
        let length = text.chars().count();
        if length == 0 || length > most || text.trim() != text || text.contains(char::is_control) {
            self.note(
                pointer,
                format!("must be 1 to {most} characters on one line, without blanks around them; leave it out for none"),
            );
        }
    }

    fn number(&mut self, pointer: &str, number: Option<u32>, range: &RangeInclusive<u32>) {
        if number.is_some_and(|number| !range.contains(&number)) {
            self.note(
                pointer,
                format!("must be a number from {} to {}", range.start(), range.end()),
            );
        }
    }
}

impl Definition {
    /// Whether a site with this inventory can have the camera.
    ///
    /// # Errors
    /// Everything that is wrong with it, without its values.
    pub fn judge(&self, site: &CamerasFile) -> Result<(), Vec<Invalid>> {
        let mut errors = Errors::default();
        if let Err(what) = rules::camera_name(&self.name) {
            errors.note("/name", what);
        }
        errors.text("/displayName", self.display_name.as_ref(), 64);
        errors.text("/zone", self.zone.as_ref(), 64);
        errors.text("/location", self.location.as_ref(), 128);
        errors.text("/notes", self.notes.as_ref(), 256);
        self.judge_tags(&mut errors);
        self.judge_place(&mut errors);
        self.judge_probe(&site.probe, &mut errors);
        self.judge_way(site, &mut errors);
        if errors.0.is_empty() {
            Ok(())
        } else {
            Err(errors.0)
        }
    }

    fn judge_tags(&self, errors: &mut Errors) {
        if self.tags.len() > TAGS_MAX {
            errors.note("/tags", format!("must be {TAGS_MAX} tags at most"));
        }
        for (at, tag) in self.tags.iter().enumerate() {
            errors.text(&format!("/tags/{at}"), Some(tag), 16);
            if tag.contains([' ', '|']) {
                errors.note(&format!("/tags/{at}"), "must be one word, without a vertical bar");
            }
        }
    }

    fn judge_place(&self, errors: &mut Errors) {
        if self.vlan.is_some_and(|vlan| !(1..=4094).contains(&vlan)) {
            errors.note("/vlan", "must be a number from 1 to 4094");
        }
        let Some(place) = &self.coordinates else { return };
        let drawn = (&place.plan, &place.x, &place.y, &place.latitude, &place.longitude);
        match drawn {
            (Some(plan), Some(x), Some(y), None, None) => {
                errors.text("/coordinates/plan", Some(plan), 63);
                for (pointer, part) in [("/coordinates/x", x), ("/coordinates/y", y)] {
                    if !is_part(part) {
                        errors.note(
                            pointer,
                            "must be a part of the plan from 0 to 1, such as \"0.25\"",
                        );
                    }
                }
            }
            (None, None, None, Some(latitude), Some(longitude)) => {
                if let Err(what) = rules::coordinates(latitude, longitude) {
                    errors.note("/coordinates", what);
                }
            }
            _ => errors.note(
                "/coordinates",
                "must be plan with x and y, or latitude with longitude; give the one or the other",
            ),
        }
    }

    fn judge_probe(&self, site: &ProbeSettings, errors: &mut Errors) {
        let Some(probe) = &self.probe else { return };
        let sample = probe.sample.clone().unwrap_or_default();
        let before = errors.0.len();
        for (pointer, number, range) in [
            ("/probe/intervalSeconds", probe.interval_seconds, 2..=3600),
            ("/probe/timeoutSeconds", probe.timeout_seconds, 1..=300),
            ("/probe/failureThreshold", probe.failure_threshold, 1..=100),
            ("/probe/successThreshold", probe.success_threshold, 1..=100),
            (
                "/probe/sample/intervalSeconds",
                sample.interval_seconds,
                30..=86_400,
            ),
            ("/probe/sample/seconds", sample.seconds, 1..=30),
            (
                "/probe/sample/keyframeTimeoutSeconds",
                sample.keyframe_timeout_seconds,
                1..=60,
            ),
        ] {
            errors.number(pointer, number, &range);
        }
        let settings = probe.over(site);
        if errors.0.len() == before && settings.timeout_seconds >= settings.interval_seconds {
            errors.note(
                "/probe/timeoutSeconds",
                format!(
                    "must be less than intervalSeconds ({}), which may be the site's; lower the timeout or raise the interval",
                    settings.interval_seconds
                ),
            );
        }
    }

    /// The URLs, what is logged in with, and what is trusted.
    fn judge_way(&self, site: &CamerasFile, errors: &mut Errors) {
        if let Some(name) = &self.credentials
            && !site.credentials.contains(name)
        {
            errors.note(
                "/credentials",
                "must be a name of spec.credentials of the CameraSite; have it added there",
            );
        }
        let before = errors.0.len();
        let urls = [
            ("/url", Some(&self.url)),
            ("/snapshotUrl", self.snapshot_url.as_ref()),
        ];
        for (pointer, url) in urls {
            if let Some(Err(what)) = url.map(|url| rules::url(url, self.credentials.is_some())) {
                errors.note(pointer, what);
            }
        }
        if self.osd_mask.len() > MASKS_MAX {
            errors.note("/osdMask", format!("must be {MASKS_MAX} regions at most"));
        }
        if let Some(tls) = &self.tls
            && tls.fingerprint.is_some() == tls.insecure
        {
            errors.note("/tls", "must have either fingerprint or insecure: true");
        } else if errors.0.len() == before {
            let target = Target::new(&self.camera(&site.probe), &AuthoritiesFile::default());
            if let Err(error) = target {
                errors.note(pointer_of(&error), error.to_string());
            }
        }
    }
}

/// The field that made a target impossible.
const fn pointer_of(error: &TargetError) -> &'static str {
    match error {
        TargetError::Invalid(_) | TargetError::Scheme(_) => "/url",
        TargetError::Tls(_) => "/tls",
        TargetError::SnapshotUrl(_) => "/snapshotUrl",
        TargetError::Mask(_) => "/osdMask",
    }
}

/// Whether the text is a decimal number from 0 to 1.
fn is_part(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = text.parse::<f64>().ok().filter(|_| plain && text.len() <= 16);
    number.is_some_and(|number| (0.0..=1.0).contains(&number))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::inventory::parse_cameras;

    fn site() -> CamerasFile {
        let file = json!({
            "schemaVersion": 1, "site": "gare", "displayName": "Gare", "city": "Paris", "timeZone": "Europe/Paris",
            "shards": 1, "credentials": ["halls"], "cameras": [],
            "probe": { "depth": "Describe", "intervalSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 3,
                       "successThreshold": 1 }
        });
        parse_cameras(file.to_string().as_bytes()).unwrap()
    }

    fn pointers(change: &Value) -> Vec<String> {
        let mut definition = json!({ "name": "quay", "url": "rtsp://10.0.0.1/live" });
        for (key, value) in change.as_object().unwrap() {
            definition[key] = value.clone();
        }
        let definition: Definition = serde_json::from_value(definition).unwrap();
        let errors = definition.judge(&site()).err().unwrap_or_default();
        assert!(!format!("{errors:?}").contains("hunter2"), "{errors:?}");
        errors.into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn what_a_camera_of_the_spec_may_say_may_be_entered() {
        for good in [
            json!({}),
            json!({ "displayName": "Quay", "zone": "quays", "location": "mast 3", "tags": ["ptz"], "priority": "Critical" }),
            json!({ "coordinates": { "plan": "ground", "x": "0.5", "y": "1" }, "vlan": 12, "notes": "new" }),
            json!({ "coordinates": { "latitude": "48.8", "longitude": "-2.3" } }),
            json!({ "credentials": "halls", "url": "rtsp://10.0.0.1/{username}/{password}" }),
            json!({ "url": "rtsps://10.0.0.1/", "tls": { "insecure": true }, "snapshotUrl": "http://10.0.0.1/p" }),
            json!({ "probe": { "depth": "Stream", "intervalSeconds": 60, "timeoutSeconds": 59, "sample": { "seconds": 2 } } }),
        ] {
            assert!(pointers(&good).is_empty(), "{good}");
        }
    }

    #[test]
    fn everything_wrong_is_told_by_its_field_and_without_its_value() {
        for (bad, pointer) in [
            (json!({ "name": "Quay" }), "/name"),
            (json!({ "displayName": "" }), "/displayName"),
            (json!({ "zone": "a\nb" }), "/zone"),
            (json!({ "location": "l".repeat(129) }), "/location"),
            (json!({ "tags": vec!["t"; 9] }), "/tags"),
            (json!({ "tags": ["two words"] }), "/tags/0"),
            (json!({ "url": "rtsp://u:hunter2@10.0.0.1/" }), "/url"),
            (json!({ "url": "rtsp://10.0.0.1/?password=hunter2" }), "/url"),
            (json!({ "url": "ftp://10.0.0.1/" }), "/url"),
            (json!({ "url": "rtsp://10.0.0.1/{password}" }), "/url"),
            (json!({ "snapshotUrl": "rtsp://10.0.0.1/" }), "/snapshotUrl"),
            (json!({ "credentials": "quay-cameras" }), "/credentials"),
            (json!({ "credentials": "shared/halls" }), "/credentials"),
            (json!({ "coordinates": { "plan": "a" } }), "/coordinates"),
            (
                json!({ "coordinates": { "plan": "a", "x": "2", "y": "0" } }),
                "/coordinates/x",
            ),
            (
                json!({ "coordinates": { "latitude": "99", "longitude": "0" } }),
                "/coordinates",
            ),
            (json!({ "vlan": 4095 }), "/vlan"),
            (json!({ "tls": {} }), "/tls"),
            (json!({ "tls": { "fingerprint": "sha256:00" } }), "/tls"),
            (
                json!({ "osdMask": [{ "x": "2", "y": "0", "width": "0", "height": "0" }] }),
                "/osdMask",
            ),
            (
                json!({ "probe": { "intervalSeconds": 1 } }),
                "/probe/intervalSeconds",
            ),
            (
                json!({ "probe": { "timeoutSeconds": 10 } }),
                "/probe/timeoutSeconds",
            ),
            (
                json!({ "probe": { "sample": { "seconds": 31 } } }),
                "/probe/sample/seconds",
            ),
        ] {
            assert_eq!(pointers(&bad), [pointer], "{bad}");
        }
        assert_eq!(
            pointers(&json!({ "name": "", "vlan": 0, "url": "" })),
            ["/name", "/vlan", "/url"]
        );
    }
}
