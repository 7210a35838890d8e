//! The climb over RTSP: which question follows which answer.

mod describe;
mod follow;
mod play;

use contract::inventory::Depth;
use jiff::Timestamp;
use url::Url;

use crate::credentials::Credentials;
use crate::ladder::connect::{Wire, certificate_end, open};
use crate::ladder::found::Found;
use crate::ladder::watch::Watch;
use crate::ladder::{Failure, Target, redirect};
use crate::reason::Reason;
use crate::result::Scope;
use crate::rtsp::phrase;
use crate::text;
use describe::{Answer, Described};

/// Longest name of a server that is kept.
const SERVER_LIMIT: usize = 64;

/// Climbs as far as `target` and `scope` ask. Every connection and session is ended when the future is, also by being
/// dropped.
pub(super) async fn climb(
    watch: &mut Watch,
    target: &Target,
    credentials: Option<&Credentials>,
    scope: Scope,
) -> Result<Found, Failure> {
    let mut climb = Climb {
        watch,
        credentials,
        target,
        certificate_end: None,
    };
    let first = target.url(credentials)?;
    if target.depth() == Depth::Connect {
        climb.open(&first).await?;
        return Ok(Found::connected(climb.certificate_end));
    }
    let described = climb.describe(first).await?;
    let certificate_end = climb.certificate_end;
    if scope.sample && target.depth() == Depth::Stream {
        let found = play::sample(climb.watch, described, target.sample()).await?;
        return Ok(found.with_certificate(certificate_end));
    }
    let facts = described.description.facts;
    described.client.close().await;
    Ok(Found::from(facts).with_certificate(certificate_end))
}

/// What the parts of a climb share.
struct Climb<'a> {
    watch: &'a mut Watch,
    credentials: Option<&'a Credentials>,
    target: &'a Target,
    /// When the certificate of the server that was asked last ends.
    certificate_end: Option<Timestamp>,
}

impl<'a> Climb<'a> {
    /// The description, from the server that is there in the end.
    async fn describe(&mut self, first: Url) -> Result<Described<'a, Wire>, Failure> {
        let mut url = first.clone();
        for _ in 0..=redirect::LIMIT {
            // Another server must never see our credentials.
            let credentials = self.credentials.filter(|_| redirect::same_server(&url, &first));
            match self.visit(&url, credentials).await? {
                Answer::Described(described) => return Ok(*described),
                Answer::Moved(location) => url = follow::follow(&url, &location)?,
            }
        }
        Err(redirect::too_many())
    }

    async fn open(&mut self, url: &Url) -> Result<Wire, Failure> {
        let wire = open(self.watch, url, self.target).await?;
        self.certificate_end = certificate_end(&wire);
        Ok(wire)
    }

    /// The server's name for itself, unless it repeats what only we should know.
    fn server_name(&self, name: Option<&str>) -> Option<String> {
        let name = name.filter(|name| !name.is_empty())?;
        let leaks = self
            .credentials
            .is_some_and(|credentials| credentials.appear_in(name));
        (!leaks).then(|| text::printable(name, SERVER_LIMIT))
    }
}

/// The verdict on a `status` that is neither a success nor a redirect nor a challenge.
fn refused(method: crate::rtsp::Method, status: u16) -> Failure {
    match status {
        404 => Failure::new(
            Reason::NotFound,
            "the camera knows no such stream (404); check the path".to_owned(),
        ),
        453 | 503 => Failure::new(
            Reason::Busy,
            format!("the camera has no session free ({status}); its limit is reached"),
        ),
        461 => Failure::new(
            Reason::RtspStatus,
            "the camera refuses to send its stream over TCP (461); allow RTP over RTSP in its settings"
                .to_owned(),
        ),
        _ => {
            let name = format!("{status} {}", phrase(status));
            Failure::new(
                Reason::RtspStatus,
                format!("the camera answers {method} with {}", name.trim()),
            )
        }
    }
}
