//! What api and prober say to each other: paths, headers and answers of `/internal/v1`.

use std::net::IpAddr;

use contract::credentials::BasicAuth;
use contract::inventory::Depth;
use http::HeaderName;
use probe::{Facts, Outcome, ProbeResult, Reason, Report, StageTime, State, Verdict, clock};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::time::ApiTime;

/// Route of a probe on demand.
pub(crate) const PROBE_ROUTE: &str = "/internal/v1/probe/{name}";
/// Route of a picture.
pub(crate) const SNAPSHOT_ROUTE: &str = "/internal/v1/snapshot/{name}";

/// Route of a try of a camera that is not in the inventory.
pub(crate) const TRY_ROUTE: &str = "/internal/v1/try";

/// When a picture was taken, RFC 3339.
pub(crate) const SNAPSHOT_AT: HeaderName = HeaderName::from_static("x-snapshot-at");
/// Why a picture is not a new one; absent while it is.
pub(crate) const SNAPSHOT_REASON: HeaderName = HeaderName::from_static("x-snapshot-reason");

/// What problems are called on both sides.
pub(crate) mod slugs {
    /// The camera's login is held.
    pub(crate) const AUTH_HELD: &str = "auth-held";
    /// The shard does not probe the camera.
    pub(crate) const NOT_OURS: &str = "not-ours";
    /// The camera declares no way to a picture.
    pub(crate) const NO_PICTURE_SOURCE: &str = "no-picture-source";
    /// The camera gave no picture.
    pub(crate) const PICTURE_UNAVAILABLE: &str = "picture-unavailable";
    /// The prober has too many tries under way.
    pub(crate) const PROBER_BUSY: &str = "prober-busy";
    /// Where the camera is cannot be checked now.
    pub(crate) const NOT_CHECKED: &str = "dns-unavailable";
    /// No camera may be there.
    pub(crate) const ADDRESS_REFUSED: &str = "address-refused";
    /// The site shows no pictures.
    pub(crate) const PREVIEWS_OFF: &str = "previews-off";
}

/// Answer to a probe on demand: what this probe found, and the state of the camera after it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProbeAnswer {
    /// The shown state after the probe.
    pub state: State,
    /// The last judgement; `None` before the first.
    pub verdict: Option<Verdict>,
    /// What was wrong with this probe; `None` when all was well.
    pub reason: Option<Reason>,
    /// The reason in words.
    pub message: Option<String>,
    /// Milliseconds from the beginning to the verdict.
    pub latency_ms: u64,
    /// Time by stage, in the order of climbing.
    pub stages: Vec<StageAnswer>,
    /// What was learnt.
    pub facts: Option<Facts>,
    /// When the probe began.
    pub at: ApiTime,
}

/// What is to be tried.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TryOrder {
    /// The camera's URL.
    pub url: String,
    /// How far the ladder goes.
    pub depth: Depth,
    /// What to log in with.
    pub login: Option<BasicAuth>,
}

/// What a try found.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TryAnswer {
    /// Whether all was well.
    pub ok: bool,
    /// What was wrong.
    pub reason: Option<Reason>,
    /// The same in words.
    pub message: Option<String>,
    /// The address that was connected to; `None` where the name has none.
    #[schema(value_type = Option<String>)]
    pub address: Option<IpAddr>,
    /// Milliseconds from the beginning to the verdict.
    pub latency_ms: u64,
    /// Time by stage, in the order of climbing.
    pub stages: Vec<StageAnswer>,
    /// What was learnt.
    pub facts: Option<Facts>,
    /// When the try began.
    pub at: ApiTime,
}

impl TryAnswer {
    /// The answer to a try at `address`.
    #[must_use]
    pub fn new(result: ProbeResult, address: Option<IpAddr>) -> Self {
        Self {
            ok: result.outcome == Outcome::Ok,
            reason: result.outcome.reason(),
            message: result.outcome.message().map(str::to_owned),
            address,
            latency_ms: clock::millis(result.latency),
            stages: result.stages.iter().map(StageAnswer::from).collect(),
            facts: result.facts,
            at: ApiTime(result.at),
        }
    }
}

/// Time spent on a stage.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StageAnswer {
    /// The stage.
    pub stage: probe::Stage,
    /// Milliseconds spent on it.
    pub duration_ms: u64,
}

impl From<&StageTime> for StageAnswer {
    fn from(time: &StageTime) -> Self {
        Self {
            stage: time.stage,
            duration_ms: clock::millis(time.duration),
        }
    }
}

impl From<Report> for ProbeAnswer {
    fn from(report: Report) -> Self {
        let Report { result, snapshot, .. } = report;
        Self {
            state: snapshot.state,
            verdict: snapshot.verdict,
            reason: result.outcome.reason(),
            message: result.outcome.message().map(str::to_owned),
            latency_ms: clock::millis(result.latency),
            stages: result.stages.iter().map(StageAnswer::from).collect(),
            facts: result.facts,
            at: ApiTime(result.at),
        }
    }
}
