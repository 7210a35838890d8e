//! Why a camera is in its state: one word, the same in status, metric label, event, API and page.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a reason does to the state machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Counts towards Down.
    Fail,
    /// Counts towards Degraded.
    Soft,
    /// Changes no counter.
    Neutral,
    /// Turns the state Unknown at once.
    Unknown,
}

/// Defines [`Reason`] from one table, so that word, kind and variant cannot drift apart.
macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident: $kind:ident,)*) => {
        /// Why a camera is in its state. Serialised as exactly the variant's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// What the reason does to the state machine.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self {
                    $(Self::$name => Kind::$kind,)*
                }
            }
        }
    };
}

reasons! {
    /// The host name has no address, or the name server gave no answer in time.
    DnsFailed: Fail,
    /// The host answers, but nothing listens on the port.
    Refused: Fail,
    /// There is no way to the host.
    Unreachable: Fail,
    /// No answer within the probe's time.
    Timeout: Fail,
    /// The TLS handshake failed.
    TlsFailed: Fail,
    /// Something listens, but it does not speak RTSP.
    NotRtsp: Fail,
    /// An RTSP status that has no reason of its own.
    RtspStatus: Fail,
    /// An HTTP status that has no reason of its own.
    HttpStatus: Fail,
    /// The camera asks for a login that we do not have or cannot do.
    AuthRequired: Fail,
    /// The camera rejects our login; it is not tried again for a while, because cameras lock accounts.
    AuthFailed: Fail,
    /// The camera knows no such stream.
    NotFound: Fail,
    /// More than three redirects.
    TooManyRedirects: Fail,
    /// The description of the stream cannot be read.
    BadSdp: Fail,
    /// The description holds no video.
    NoMedia: Fail,
    /// The picture stands still.
    Frozen: Soft,
    /// No key frame came in time.
    NoKeyframe: Soft,
    /// Fewer frames a second than declared.
    LowFps: Soft,
    /// Slower than it should be.
    Slow: Soft,
    /// The certificate ends soon.
    CertExpiring: Soft,
    /// A codec that cannot be judged.
    UnsupportedCodec: Soft,
    /// The camera has no session free (453 or 503); soft when it lasts for over ten minutes.
    Busy: Neutral,
    /// Not probed: the login failed lately and has not changed since.
    AuthHeld: Neutral,
    /// There is no result yet.
    NotProbedYet: Unknown,
    /// No prober reports the camera.
    NoProber: Unknown,
    /// The site's gateway does not answer.
    GatewayDown: Unknown,
    /// The prober lacks the means to probe in time.
    ProberLagging: Unknown,
    /// The site is suspended.
    Suspended: Unknown,
    /// The prober may not send ICMP.
    IcmpNotPermitted: Unknown,
}

impl Reason {
    /// Whether the reason is that the camera could not be reached at all: then the way to it may be at fault.
    #[must_use]
    pub const fn is_connectivity(self) -> bool {
        matches!(
            self,
            Self::DnsFailed | Self::Refused | Self::Unreachable | Self::Timeout
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A word that is no [`Reason`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is not a reason that this version knows")]
pub struct UnknownReason(String);

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|reason| reason.as_str() == word)
            .ok_or_else(|| UnknownReason(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_serde_and_parsing_agree_on_every_word() {
        for &reason in Reason::ALL {
            assert_eq!(reason.to_string().parse(), Ok(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
        assert!("authfailed".parse::<Reason>().is_err());
    }

    #[test]
    fn kinds_follow_the_contract() {
        let of = |kind| Reason::ALL.iter().filter(|reason| reason.kind() == kind).count();
        assert_eq!(
            (
                of(Kind::Fail),
                of(Kind::Soft),
                of(Kind::Neutral),
                of(Kind::Unknown)
            ),
            (14, 6, 2, 6)
        );
        assert_eq!(Reason::AuthFailed.kind(), Kind::Fail);
        assert_eq!(Reason::Busy.kind(), Kind::Neutral);
        assert_eq!(Reason::NoProber.kind(), Kind::Unknown);
    }
}
