//! What one probe found.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::reason::{Kind, Reason};
use crate::text;

/// A rung of the ladder, in the order of climbing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Stage {
    /// Finding the host's addresses.
    Dns,
    /// An echo by ICMP.
    Icmp,
    /// Making the TCP connection.
    Connect,
    /// The TLS handshake.
    Tls,
    /// RTSP OPTIONS.
    Options,
    /// RTSP DESCRIBE, with its login.
    Describe,
    /// RTSP SETUP and PLAY, up to the answer.
    Play,
    /// The stream itself, from PLAY to the end of the sample.
    Sample,
    /// An HTTP request, with its login.
    Http,
    /// ONVIF requests, with their login.
    Onvif,
}

impl Stage {
    /// The value of the metric label `stage`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Icmp => "icmp",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Options => "options",
            Self::Describe => "describe",
            Self::Play => "play",
            Self::Sample => "sample",
            Self::Http => "http",
            Self::Onvif => "onvif",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// Time spent on a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTime {
    /// The stage.
    pub stage: Stage,
    /// All time spent on it, repeats after a redirect or a lost connection included.
    pub duration: Duration,
}

/// Verdict of one probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything up to the asked depth worked.
    Ok,
    /// Something did not.
    Failed {
        /// The reason, also for those that are no failure of the camera (see [`Reason::kind`]).
        reason: Reason,
        /// For people: at most 256 characters, no control characters, never a secret.
        message: String,
    },
}

impl Outcome {
    /// A failure; the message is made printable and cut to 256 characters.
    #[must_use]
    pub fn failed(reason: Reason, message: &str) -> Self {
        Self::Failed {
            reason,
            message: text::printable(message, text::MESSAGE_LIMIT),
        }
    }

    /// The reason, `None` when all is well.
    #[must_use]
    pub const fn reason(&self) -> Option<Reason> {
        match self {
            Self::Ok => None,
            Self::Failed { reason, .. } => Some(*reason),
        }
    }

    /// The reason in words, `None` when all is well.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Ok => None,
            Self::Failed { message, .. } => Some(message),
        }
    }

    /// The kind of the reason, `None` when all is well.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.reason().map(Reason::kind)
    }
}

/// Result of one probe.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeResult {
    /// When the probe began.
    pub at: Timestamp,
    /// From the beginning to the verdict.
    pub latency: Duration,
    /// Time by stage, in the order of climbing; stages that were not reached are absent.
    pub stages: Vec<StageTime>,
    /// The verdict.
    pub outcome: Outcome,
    /// What was learnt, `None` where the probe did not come so far.
    pub facts: Option<Facts>,
    /// The picture that was seen, where the probe was asked for one.
    pub picture: Option<PictureDigest>,
}

/// What tells one picture from another: a hash of its pixels outside the camera's mask. Holds no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct PictureDigest(pub u64);

/// What one probe looks at beside the ladder itself. The scheduler decides: these cost the camera more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Play the stream for a while (targets of depth `Stream` only).
    pub sample: bool,
    /// Ask who the camera is and what time it has (ONVIF).
    pub device: bool,
    /// Fetch a picture and take its digest.
    pub picture: bool,
}

impl ProbeResult {
    /// Whether anything was asked of the network.
    #[must_use]
    pub const fn probed(&self) -> bool {
        !self.stages.is_empty()
    }

    /// Whether the stream itself was looked at.
    #[must_use]
    pub fn sampled(&self) -> bool {
        self.stages.iter().any(|time| time.stage == Stage::Sample)
    }

    /// How long the camera took to answer: the latency without the time for which its stream was looked at.
    #[must_use]
    pub fn answer_time(&self) -> Duration {
        let sampling = self.stages.iter().filter(|time| time.stage == Stage::Sample);
        self.latency
            .saturating_sub(sampling.map(|time| time.duration).sum())
    }

    /// A result that took no network traffic: the reason was known before.
    #[must_use]
    pub fn without_probe(at: Timestamp, reason: Reason, message: &str) -> Self {
        Self {
            at,
            latency: Duration::ZERO,
            stages: Vec::new(),
            outcome: Outcome::failed(reason, message),
            facts: None,
            picture: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_bounded_and_printable() {
        let outcome = Outcome::failed(Reason::NotRtsp, &"\x07".repeat(1000));
        let Outcome::Failed { message, .. } = outcome else {
            panic!("a failure")
        };
        assert!(message.chars().count() <= 256);
        assert!(!message.chars().any(char::is_control));
    }
}
