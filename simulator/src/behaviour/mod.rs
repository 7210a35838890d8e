//! How a camera behaves. In JSON a behaviour is a word, `"Offline"`, or an object, `{"type": "Slow", "milliseconds": 500}`.

mod login;

#[cfg(test)]
mod tests;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

pub use login::{Lockout, Login, Nonces, Scheme};

/// How a camera behaves; what is not said is as with [`Behaviour::Healthy`].
///
/// A device is known by the path of a request, so every fault begins with the first request of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    remote = "Self",
    tag = "type",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Behaviour {
    /// A good H.264 stream with a moving picture.
    #[default]
    Healthy,
    /// The connection is closed before any answer.
    Offline,
    /// The connection stays open and no answer ever comes.
    Hang,
    /// The first answer of each connection comes late.
    Slow {
        /// The delay; by default 60 % of the 5 s that a probe has by default.
        #[serde(default = "slow")]
        milliseconds: u64,
    },
    /// The stream runs, its RTP timestamps and the snapshot stand still.
    Frozen,
    /// The stream runs with good timestamps and repeats one key frame; the snapshot stands still.
    FrozenPicture,
    /// A login is asked for (not for OPTIONS).
    AuthRequired(Login),
    /// No session is free.
    Busy {
        /// 453 (Not Enough Bandwidth) or 503 (Service Unavailable); HTTP always answers 503.
        #[serde(default = "not_enough_bandwidth")]
        status: u16,
        /// `Retry-After` of the answer, in seconds.
        #[serde(default)]
        retry_after_seconds: Option<u32>,
        /// The first request that is refused.
        #[serde(default)]
        from: Step,
    },
    /// Healthy and offline in turn.
    Flapping {
        /// How long it is healthy, at least 1.
        #[serde(default = "half_period")]
        up: u32,
        /// How long it is offline, at least 1.
        #[serde(default = "half_period")]
        down: u32,
        /// What is counted.
        #[serde(default)]
        unit: Unit,
    },
    /// Something that is no camera listens.
    NotRtsp {
        /// What it answers before it closes.
        #[serde(default)]
        answer: Noise,
    },
    /// DESCRIBE succeeds with a description that is no use.
    BadSdp {
        /// What is wrong with it.
        #[serde(default)]
        defect: SdpDefect,
    },
    /// DESCRIBE and HTTP pictures are redirected (302).
    Redirect {
        /// A camera of this simulator or an absolute URL. The camera's own name makes a loop.
        to: String,
    },
    /// Every answer carries a wrong `CSeq`.
    WrongCseq,
    /// A session ends by TEARDOWN, which is not answered.
    NoTeardownAnswer,
    /// The connection is closed after the answer to OPTIONS.
    CloseAfterOptions,
    /// OPTIONS is answered by 401 and the stream needs no login.
    OptionsUnauthorized,
    /// PLAY succeeds and no packet comes.
    NoMedia,
    /// The stream has no key frame.
    NoKeyframe,
    /// One frame in four is sent.
    LowFps,
    /// The stream is VP8.
    UnsupportedCodec,
    /// There is no such stream (404).
    NotFound,
    /// The clock that ONVIF tells is wrong.
    ClockSkew {
        /// The camera's time minus the right one.
        seconds: i64,
    },
}

/// A request that opens a stream, in the order of a client's conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub enum Step {
    /// From DESCRIBE on.
    #[default]
    Describe,
    /// From SETUP on.
    Setup,
    /// At PLAY only.
    Play,
}

/// What the periods of a flapping camera count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Unit {
    /// Seconds since the behaviour was set.
    #[default]
    Seconds,
    /// RTSP connections and HTTP requests since the behaviour was set.
    Connections,
}

/// What a port that is no camera answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Noise {
    /// Bytes that no protocol knows.
    #[default]
    Garbage,
    /// A web server's refusal.
    Http,
}

/// What is wrong with a description.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum SdpDefect {
    /// Its text is no SDP.
    #[default]
    Text,
    /// There is none.
    Empty,
    /// Bytes instead of text.
    Binary,
    /// Sound only.
    NoVideo,
    /// The connection closes in the middle of it.
    Truncated,
}

const fn slow() -> u64 {
    3_000
}

const fn not_enough_bandwidth() -> u16 {
    453
}

const fn half_period() -> u32 {
    15
}

impl Behaviour {
    /// What makes the behaviour impossible to play, if anything.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        match self {
            Self::Busy { status, .. } if !matches!(status, 453 | 503) => Some("status must be 453 or 503"),
            Self::Flapping { up: 0, .. } | Self::Flapping { down: 0, .. } => {
                Some("up and down must be at least 1")
            }
            // The text becomes a header.
            Self::Redirect { to } if to.is_empty() || !to.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Some("to must be a camera's name or an absolute URL")
            }
            Self::AuthRequired(login) => login.problem(),
            _ => None,
        }
    }

    /// Whether the camera's pictures stand still.
    pub(crate) const fn has_still_picture(&self) -> bool {
        matches!(self, Self::Frozen | Self::FrozenPicture)
    }
}

impl<'de> Deserialize<'de> for Behaviour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "a behaviour is a word or an object with the key \"type\""
        )]
        enum Written {
            Word(String),
            Object(Map<String, Value>),
        }
        let object = match Written::deserialize(deserializer)? {
            Written::Word(word) => json!({"type": word}),
            Written::Object(object) => Value::Object(object),
        };
        let behaviour = Self::deserialize(object).map_err(D::Error::custom)?;
        behaviour
            .problem()
            .map_or(Ok(behaviour), |problem| Err(D::Error::custom(problem)))
    }
}

impl Serialize for Behaviour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}
