//! The climb over RTSP: which question follows which answer.

mod describe;
mod follow;
mod play;

use std::net::IpAddr;

use contract::inventory::Depth;
use tokio::net::TcpStream;
use url::Url;

use crate::credentials::Credentials;
use crate::ladder::found::Found;
use crate::ladder::watch::Watch;
use crate::ladder::{Failure, Target, redirect};
use crate::reason::Reason;
use crate::result::{Scope, Stage};
use crate::rtsp::phrase;
use crate::{tcp, text};
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
    let mut climb = Climb { watch, credentials };
    let first = target.url(credentials)?;
    if target.depth() == Depth::Connect {
        climb.open(&first).await?;
        return Ok(Found::default());
    }
    let described = climb.describe(first).await?;
    if scope.sample && target.depth() == Depth::Stream {
        return play::sample(climb.watch, described, target.sample()).await;
    }
    let facts = described.description.facts;
    described.client.close().await;
    Ok(Found {
        facts: Some(facts),
        flaw: None,
    })
}

/// What the parts of a climb share.
struct Climb<'a> {
    watch: &'a mut Watch,
    credentials: Option<&'a Credentials>,
}

impl<'a> Climb<'a> {
    /// The description, from the server that is there in the end.
    async fn describe(&mut self, first: Url) -> Result<Described<'a, TcpStream>, Failure> {
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

    async fn open(&mut self, url: &Url) -> Result<TcpStream, Failure> {
        if url.scheme() == "rtsps" {
            // Never in the clear.
            let message = "this version does not speak rtsps://".to_owned();
            return Err(Failure::new(Reason::TlsFailed, message));
        }
        let host = url
            .host_str()
            .unwrap_or_default()
            .trim_start_matches('[')
            .trim_end_matches(']');
        let port = redirect::port(url).unwrap_or_default();
        let addresses = match host.parse::<IpAddr>() {
            Ok(address) => vec![(address, port).into()],
            Err(_) => self.watch.stage(Stage::Dns, tcp::resolve(host, port)).await??,
        };
        let deadline = self.watch.deadline();
        self.watch
            .stage(Stage::Connect, tcp::connect(&addresses, deadline))
            .await?
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
