//! A result as one line of JSON, for scripts.

use std::time::Duration;

use probe::ProbeResult;
use serde_json::{Value, json};

use crate::verdict::Verdict;

/// The line, without its end. Keys are always present, `null` where nothing is known; times in milliseconds.
pub(crate) fn line(url: &str, result: &ProbeResult) -> Value {
    let stages: Vec<_> = result
        .stages
        .iter()
        .map(|stage| json!({"stage": stage.stage.as_str(), "durationMs": millis(stage.duration)}))
        .collect();
    json!({
        "url": url,
        "at": format!("{:.3}", result.at),
        "verdict": Verdict::of(result).as_str(),
        "reason": result.outcome.reason(),
        "message": result.outcome.message(),
        "latencyMs": millis(result.latency),
        "stages": stages,
        "facts": result.facts,
    })
}

/// Milliseconds with three decimals: on a fast network whole ones say nothing.
pub(crate) fn millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use probe::{Facts, Outcome, Reason, Stage, StageTime};

    use super::*;

    #[test]
    fn a_failed_probe_has_every_key() {
        let result = ProbeResult {
            at: Timestamp::from_millisecond(1_700_000_000_123).unwrap(),
            latency: Duration::from_micros(1_500),
            stages: vec![StageTime {
                stage: Stage::Connect,
                duration: Duration::from_micros(1_500),
            }],
            outcome: Outcome::failed(Reason::Refused, "nothing listens"),
            facts: None,
            picture: None,
        };
        let expected = json!({
            "url": "tcp://192.0.2.1:80", "at": "2023-11-14T22:13:20.123Z", "verdict": "Down", "reason": "Refused",
            "message": "nothing listens", "latencyMs": 1.5, "facts": null,
            "stages": [{"stage": "connect", "durationMs": 1.5}]
        });
        assert_eq!(line("tcp://192.0.2.1:80", &result), expected);
    }

    #[test]
    fn facts_have_the_keys_of_the_api() {
        let result = ProbeResult {
            facts: Some(Facts::default()),
            ..ProbeResult::without_probe(Timestamp::UNIX_EPOCH, Reason::Slow, "late")
        };
        assert!(line("x", &result)["facts"]["clockOffsetMs"].is_null());
        assert_eq!(line("x", &result)["verdict"], "Degraded");
    }
}
