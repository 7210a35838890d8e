//! A camera's state as it is stored, shown and restored.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::credentials::Fingerprint;
use crate::facts::Facts;
use crate::reason::Reason;
use crate::state::memory::Memory;
use crate::state::{State, Verdict};

/// Everything that is known of a camera: what to show, and what the machine must remember to go on after a restart.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The shown state.
    pub state: State,
    /// Since when it holds.
    pub since: Timestamp,
    /// The last judgement; `None` before the first.
    pub verdict: Option<Verdict>,
    /// Since when the judgement holds.
    pub verdict_since: Option<Timestamp>,
    /// Why the state is what it is; `None` for Up.
    pub reason: Option<Reason>,
    /// The reason in words, without secrets.
    pub message: Option<String>,
    /// Start of the last result, which may be one without a probe (a held login).
    pub last_result_at: Option<Timestamp>,
    /// Start of the last real probe.
    pub last_probe_at: Option<Timestamp>,
    /// Milliseconds that the last real probe took, without the time for which it looked at the stream.
    pub latency_ms: Option<u64>,
    /// What was last learnt.
    pub facts: Option<Facts>,
    /// The interval that the camera was probed at, in seconds; a reader tells from it whether the state is stale.
    pub interval_seconds: u32,
    /// A login that failed and is not tried again for now.
    pub hold: Option<Hold>,
    /// What the machine counts.
    pub memory: Memory,
}

/// A login that failed: it is not tried again before `until` unless the credentials change.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hold {
    /// The end of the hold.
    pub until: Timestamp,
    /// Of the credentials that failed.
    pub fingerprint: Fingerprint,
}

impl Snapshot {
    /// The state of a camera that nobody has probed: Unknown, `NotProbedYet`.
    #[must_use]
    pub fn new(now: Timestamp, interval_seconds: u32) -> Self {
        Self {
            state: State::Unknown,
            since: now,
            verdict: None,
            verdict_since: None,
            reason: Some(Reason::NotProbedYet),
            message: Some("the camera has not been probed yet".to_owned()),
            last_result_at: None,
            last_probe_at: None,
            latency_ms: None,
            facts: None,
            interval_seconds,
            hold: None,
            memory: Memory::default(),
        }
    }
}
