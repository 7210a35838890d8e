//! What is wrong with a camera that answers.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::facts::Facts;
use crate::ladder::Failure;
use crate::ladder::found::Found;
use crate::reason::Reason;
use crate::result::{Outcome, Stage, StageTime};

/// A certificate that ends within this time is a flaw.
const EXPIRING: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The flaws that a climb can come back with, the one that tells most first.
const PRECEDENCE: [Reason; 6] = [
    Reason::Frozen,
    Reason::NoKeyframe,
    Reason::LowFps,
    Reason::CertExpiring,
    Reason::Slow,
    Reason::UnsupportedCodec,
];

/// The outcome of a climb that came to its end: ok, or the first of its flaws. The facts stay in either case.
///
/// `latency` is that of the whole climb, the sample's included; only what is left without it can be slow.
pub(super) fn judge(
    found: Found,
    timeout: Duration,
    latency: Duration,
    stages: &[StageTime],
    now: Timestamp,
) -> (Outcome, Option<Facts>) {
    let Found { facts, flaw } = found;
    let mut flaws: Vec<Failure> = flaw.into_iter().collect();
    flaws.extend(slow(timeout, latency, stages));
    let end = facts.as_ref().and_then(|facts| facts.certificate_expires_at);
    flaws.extend(end.and_then(|end| expiring(end, now)));
    let rank = |flaw: &Failure| PRECEDENCE.iter().position(|reason| *reason == flaw.reason);
    let outcome = match flaws
        .iter()
        .min_by_key(|flaw| rank(flaw).unwrap_or(PRECEDENCE.len()))
    {
        Some(flaw) => Outcome::failed(flaw.reason, &flaw.message),
        None => Outcome::Ok,
    };
    (outcome, facts)
}

fn slow(timeout: Duration, latency: Duration, stages: &[StageTime]) -> Option<Failure> {
    let sample = stages.iter().find(|time| time.stage == Stage::Sample);
    let ladder = latency.saturating_sub(sample.map_or(Duration::ZERO, |time| time.duration));
    (ladder > timeout / 2).then(|| {
        let (took, limit) = (ladder.as_secs_f64(), timeout.as_secs_f64());
        Failure::new(
            Reason::Slow,
            format!("the camera answers, but took {took:.1} s, more than half of the timeout of {limit} s"),
        )
    })
}

fn expiring(end: Timestamp, now: Timestamp) -> Option<Failure> {
    let left = end.duration_since(now);
    let days = left.as_hours() / 24;
    let message = match left {
        _ if left > EXPIRING => return None,
        _ if left.is_negative() || left.is_zero() => {
            format!(
                "the camera's certificate has expired on {}; renew it",
                end.strftime("%Y-%m-%d")
            )
        }
        _ => format!(
            "the camera's certificate expires in {days} days, on {}; renew it",
            end.strftime("%Y-%m-%d")
        ),
    };
    Some(Failure::new(Reason::CertExpiring, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(4);

    fn now() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    fn verdict(found: Found, latency: u64, sample: u64) -> Option<Reason> {
        let stages = [StageTime {
            stage: Stage::Sample,
            duration: Duration::from_millis(sample),
        }];
        let facts = found.facts.clone();
        let (outcome, kept) = judge(found, TIMEOUT, Duration::from_millis(latency), &stages, now());
        assert_eq!(kept, facts, "flaws cost no facts");
        outcome.reason()
    }

    fn with_certificate(end: &str) -> Found {
        Found::from(Facts {
            certificate_expires_at: Some(end.parse().unwrap()),
            ..Facts::default()
        })
    }

    #[test]
    fn slow_is_a_ladder_without_its_sample_over_half_of_the_timeout() {
        assert_eq!(verdict(Found::default(), 2000, 0), None);
        assert_eq!(verdict(Found::default(), 2001, 0), Some(Reason::Slow));
        assert_eq!(verdict(Found::default(), 6000, 4000), None);
        assert_eq!(verdict(Found::default(), 6001, 4000), Some(Reason::Slow));
    }

    #[test]
    fn a_certificate_that_ends_within_two_weeks_is_a_flaw() {
        assert_eq!(verdict(with_certificate("2026-03-15T12:00:01Z"), 0, 0), None);
        for end in [
            "2026-03-15T12:00:00Z",
            "2026-03-01T12:00:00Z",
            "2025-01-01T00:00:00Z",
        ] {
            assert_eq!(
                verdict(with_certificate(end), 0, 0),
                Some(Reason::CertExpiring),
                "{end}"
            );
        }
    }

    #[test]
    fn the_flaw_that_tells_most_wins() {
        let found = |flaw: Option<Reason>| Found {
            flaw: flaw.map(|reason| Failure::new(reason, String::new())),
            ..with_certificate("2026-03-02T00:00:00Z")
        };
        assert_eq!(verdict(found(None), 3000, 0), Some(Reason::CertExpiring));
        assert_eq!(
            verdict(found(Some(Reason::UnsupportedCodec)), 3000, 0),
            Some(Reason::CertExpiring)
        );
        for reason in [Reason::Frozen, Reason::NoKeyframe, Reason::LowFps] {
            assert_eq!(verdict(found(Some(reason)), 3000, 0), Some(reason));
        }
        let unsupported = Failure::new(Reason::UnsupportedCodec, String::new());
        let plain = Found {
            facts: None,
            flaw: Some(unsupported),
        };
        assert_eq!(verdict(plain.clone(), 0, 0), Some(Reason::UnsupportedCodec));
        assert_eq!(verdict(plain, 3000, 0), Some(Reason::Slow));
    }
}
