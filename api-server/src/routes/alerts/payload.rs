//! What Alertmanager sends (webhook payload, version 4). Whatever is not as expected inside an alert is replaced by what is
//! sensible: an alert that is told badly is still an alert.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::db::alerts::Delivery;
use crate::error::Problem;

/// The alert that always fires, by which one hears that others would come.
const WATCHDOG: &str = "Watchdog";
/// What stands for a name or severity that was not sent.
const UNKNOWN: &str = "unknown";
/// The most alerts of one delivery.
const ALERTS: usize = 2_000;
/// The longest key and the longest name of a camera, in characters: both are indexed.
const KEY: usize = 128;
/// The longest name of a label, in characters.
const NAME: usize = 256;
/// The longest value, in characters.
const VALUE: usize = 4_096;

/// What is told at once.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Payload {
    /// The alerts, each key once: of two the later in the payload.
    pub(super) alerts: Vec<Delivery>,
    /// Whether the Watchdog is among them.
    pub(super) is_alive: bool,
}

impl Payload {
    /// Reads a body that arrived `now`.
    ///
    /// # Errors
    /// 400 when it is not an object with a list of objects, 413 when there are too many.
    pub(super) fn parse(body: &[u8], now: Timestamp) -> Result<Self, Problem> {
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| Problem::malformed(format!("The body is not JSON: line {}.", error.line())))?;
        let shape = || {
            Problem::malformed(
                "The body must be what Alertmanager sends: an object whose \"alerts\" is a list of objects.",
            )
        };
        let payload = value.as_object().ok_or_else(shape)?;
        let told = match payload.get("alerts") {
            None | Some(Value::Null) => &[][..],
            Some(Value::Array(told)) => told,
            Some(_) => return Err(shape()),
        };
        if told.len() > ALERTS {
            return Err(Problem::of_status(http::StatusCode::PAYLOAD_TOO_LARGE));
        }
        let status = payload.get("status").and_then(Value::as_str);
        let mut alerts = BTreeMap::new();
        let mut is_alive = false;
        for alert in told {
            let alert = read(alert.as_object().ok_or_else(shape)?, status, now);
            if alert.name == WATCHDOG {
                is_alive |= alert.is_firing;
            } else {
                alerts.insert(alert.key.clone(), alert);
            }
        }
        Ok(Self {
            alerts: alerts.into_values().collect(),
            is_alive,
        })
    }
}

fn read(alert: &Map<String, Value>, status: Option<&str>, now: Timestamp) -> Delivery {
    let text = |key: &str| alert.get(key).and_then(Value::as_str);
    let labels = texts(alert.get("labels"));
    let label = |name: &str| {
        labels
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let is_firing = text("status").or(status) != Some("resolved");
    let starts_at = time(text("startsAt")).unwrap_or(now).min(now);
    Delivery {
        key: text("fingerprint")
            .map(|fingerprint| clean(fingerprint, KEY))
            .filter(|fingerprint| !fingerprint.is_empty())
            .unwrap_or_else(|| hash(&labels)),
        is_firing,
        name: label("alertname").unwrap_or(UNKNOWN).to_owned(),
        severity: label("severity").unwrap_or(UNKNOWN).to_owned(),
        camera: label("camera").map(|camera| clean(camera, KEY)),
        annotations: texts(alert.get("annotations")),
        generator_url: text("generatorURL")
            .filter(|url| !url.is_empty())
            .map(|url| clean(url, VALUE)),
        starts_at,
        ends_at: time(text("endsAt")).unwrap_or(now).clamp(starts_at, now),
        labels,
    }
}

/// A time as it is sent. Go's zero time, and anything before there were computers, is none.
fn time(text: Option<&str>) -> Option<Timestamp> {
    let time: Timestamp = text?.parse().ok()?;
    (time > Timestamp::UNIX_EPOCH).then_some(time)
}

/// Labels or annotations: texts by name.
fn texts(value: Option<&Value>) -> Map<String, Value> {
    let Some(Value::Object(texts)) = value else {
        return Map::new();
    };
    let text = |value: &Value| match value {
        Value::String(text) => clean(text, VALUE),
        other => clean(&other.to_string(), VALUE),
    };
    let pairs = texts.iter();
    pairs
        .map(|(name, value)| (clean(name, NAME), text(value).into()))
        .collect()
}

/// A text as it can be stored: Postgres takes no NUL.
fn clean(text: &str, most: usize) -> String {
    text.chars()
        .filter(|character| *character != '\0')
        .take(most)
        .collect()
}

/// Stands for labels where no fingerprint was sent: the same for the same ones.
fn hash(labels: &Map<String, Value>) -> String {
    let sorted: BTreeMap<_, _> = labels.iter().collect();
    let hash = sorted.into_iter().fold(Sha256::new(), |hash, (name, value)| {
        let value = value.as_str().unwrap_or_default();
        [name.as_str(), value].into_iter().fold(hash, |hash, part| {
            hash.chain_update(part.len().to_be_bytes()).chain_update(part)
        })
    });
    hash.finalize()
        .iter()
        .fold("labels-".to_owned(), |mut key, byte| {
            // Writing to a text cannot fail.
            let _ = write!(key, "{byte:02x}");
            key
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn parse(value: &Value) -> Payload {
        Payload::parse(value.to_string().as_bytes(), NOW).unwrap()
    }

    fn of(alert: &Value) -> Delivery {
        let mut payload = parse(&json!({ "alerts": [alert] }));
        payload.alerts.pop().unwrap()
    }

    #[test]
    fn what_is_missing_is_unknown_and_what_is_strange_is_ignored() {
        let empty = of(&json!({}));
        assert_eq!(
            (empty.name.as_str(), empty.severity.as_str()),
            ("unknown", "unknown")
        );
        assert!(empty.is_firing && empty.camera.is_none() && empty.key.starts_with("labels-"));
        assert_eq!((empty.starts_at, empty.ends_at), (NOW, NOW));
        let strange = of(&json!({
            "status": 7, "labels": {"alertname": "A\u{0}B", "n": 3, "o": {"x": []}}, "annotations": "none",
            "startsAt": "0001-01-01T00:00:00Z", "endsAt": "-009999-01-01T00:00:00Z", "fingerprint": "", "more": {}
        }));
        assert_eq!(strange.name, "AB");
        assert_eq!(strange.labels["n"], "3");
        assert_eq!(strange.labels["o"], "{\"x\":[]}");
        assert_eq!((strange.starts_at, strange.ends_at), (NOW, NOW));
        let late = of(&json!({"startsAt": "9999-12-31T00:00:00Z", "status": "resolved"}));
        assert_eq!((late.starts_at, late.is_firing), (NOW, false));
    }

    #[test]
    fn the_key_is_the_fingerprint_or_made_of_the_labels() {
        let key = |alert: Value| of(&alert).key;
        assert_eq!(
            key(json!({"fingerprint": "c0ffee", "labels": {"a": "1"}})),
            "c0ffee"
        );
        let labels = key(json!({"labels": {"a": "1", "b": "2"}}));
        assert_eq!(
            labels,
            key(json!({"labels": {"b": "2", "a": "1"}, "annotations": {"x": "y"}}))
        );
        assert_ne!(labels, key(json!({"labels": {"a": "1b", "": "2"}})));
        let twice = parse(&json!({"alerts": [
            {"fingerprint": "a", "status": "firing"}, {"fingerprint": "a", "status": "resolved"}
        ]}));
        assert_eq!(twice.alerts.len(), 1);
        assert!(!twice.alerts[0].is_firing);
    }

    #[test]
    fn the_watchdog_is_no_alert_but_a_sign_of_life() {
        let watchdog = |status: &str| {
            parse(&json!({"alerts": [{"status": status, "labels": {"alertname": "Watchdog"}}]}))
        };
        assert_eq!(
            watchdog("firing"),
            Payload {
                alerts: Vec::new(),
                is_alive: true
            }
        );
        assert_eq!(
            watchdog("resolved"),
            Payload {
                alerts: Vec::new(),
                is_alive: false
            }
        );
    }

    #[test]
    fn what_is_no_payload_is_malformed() {
        let many = json!({ "alerts": vec![json!({}); ALERTS + 1] }).to_string();
        for (body, status) in [
            ("", 400),
            ("[]", 400),
            ("{\"alerts\": {}}", 400),
            ("{\"alerts\": [1]}", 400),
            ("{\"alerts\": [{\"x\": 1e999}]}", 400),
            (many.as_str(), 413),
        ] {
            assert_eq!(
                Payload::parse(body.as_bytes(), NOW).unwrap_err().status,
                status,
                "{body:.40}"
            );
        }
        assert_eq!(parse(&json!({})).alerts, []);
    }

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            Just(json!("resolved")),
            Just(json!("2026-11-20T08:00:00.123456789+01:00")),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            let key = prop_oneof![
                any::<String>(),
                prop::sample::select(vec![
                    "alerts",
                    "labels",
                    "annotations",
                    "status",
                    "fingerprint",
                    "startsAt",
                    "camera"
                ])
                .prop_map(str::to_owned),
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_an_alert_holds_it_can_be_stored(alerts in prop::collection::vec(json_value(), 0..4)) {
            let body = json!({ "alerts": alerts }).to_string();
            let Ok(payload) = Payload::parse(body.as_bytes(), NOW) else {
                prop_assert!(alerts.iter().any(|alert| !alert.is_object()));
                return Ok(());
            };
            for alert in payload.alerts {
                prop_assert!(alert.starts_at <= alert.ends_at && alert.ends_at <= NOW);
                prop_assert!(!serde_json::to_string(&alert).unwrap().contains("\\u0000"));
                prop_assert!(alert.key.chars().count() <= KEY);
            }
        }
    }
}
