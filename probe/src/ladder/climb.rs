//! The climb itself: which question follows which answer.

use std::net::IpAddr;
use std::time::Duration;

use contract::inventory::Depth;
use tokio::net::TcpStream;
use url::Url;

use crate::auth::Login;
use crate::credentials::Credentials;
use crate::facts::Facts;
use crate::ladder::watch::Watch;
use crate::ladder::{Failure, Target};
use crate::reason::Reason;
use crate::result::{Stage, StageTime};
use crate::rtsp::{Connection, Method, Response, RtspError, phrase};
use crate::{sdp, tcp, text};

/// Most redirects that are followed.
const REDIRECT_LIMIT: u32 = 3;
/// Port of RTSP.
const RTSP_PORT: u16 = 554;
/// Longest name of a server that is kept.
const SERVER_LIMIT: usize = 64;

/// One climb. Every connection of it is closed when it ends.
pub(super) struct Climb<'a> {
    target: &'a Target,
    credentials: Option<&'a Credentials>,
    watch: Watch,
}

/// What a server said to DESCRIBE.
enum Answer {
    Described(Box<Facts>),
    Moved(String),
}

impl<'a> Climb<'a> {
    pub(super) fn new(target: &'a Target, credentials: Option<&'a Credentials>) -> Self {
        Self {
            target,
            credentials,
            watch: Watch::start(target.timeout()),
        }
    }

    /// Time from the beginning until now, and by stage.
    pub(super) fn times(self) -> (Duration, Vec<StageTime>) {
        self.watch.times()
    }

    /// Climbs as far as the target asks; gives the facts where there are any at that depth.
    pub(super) async fn run(&mut self) -> Result<Option<Facts>, Failure> {
        let first = self.target.url(self.credentials)?;
        if self.target.depth() == Depth::Connect {
            self.connect(&first).await?;
            return Ok(None);
        }
        let mut url = first.clone();
        for _ in 0..=REDIRECT_LIMIT {
            // Another host must never see our credentials.
            let credentials = self.credentials.filter(|_| same_server(&url, &first));
            match self.visit(&url, credentials).await? {
                Answer::Described(facts) => return Ok(Some(*facts)),
                Answer::Moved(location) => url = follow(&url, &location)?,
            }
        }
        Err(Failure::new(
            Reason::TooManyRedirects,
            format!("the camera redirects more than {REDIRECT_LIMIT} times"),
        ))
    }

    /// OPTIONS and DESCRIBE with one server.
    async fn visit(&mut self, url: &Url, credentials: Option<&Credentials>) -> Result<Answer, Failure> {
        let uri = url.as_str();
        let mut visit = Visit {
            connection: self.open(url).await?,
            reconnected: false,
            server: None,
        };
        let options = visit.connection.ask(Method::Options, uri, None);
        match self.watch.stage(Stage::Options, options).await? {
            // Whatever the status: somebody speaks RTSP, and only DESCRIBE tells how the stream is.
            Ok(response) => visit.server = self.server_name(&response),
            Err(error) => self.reopen(&mut visit, url, &error).await?,
        }
        let mut login = Login::new(credentials);
        let response = loop {
            let authorization = login.authorization(Method::Describe.as_str(), uri);
            let describe = visit
                .connection
                .ask(Method::Describe, uri, authorization.as_deref());
            match self.watch.stage(Stage::Describe, describe).await? {
                Ok(response) if response.status == 401 => {
                    login.challenged(response.headers("www-authenticate"))?
                }
                Ok(response) => break response,
                Err(error) => self.reopen(&mut visit, url, &error).await?,
            }
        };
        login.accepted();
        visit.connection.close().await;
        let server = self.server_name(&response).or(visit.server);
        judge(&response, server)
    }

    async fn connect(&mut self, url: &Url) -> Result<TcpStream, Failure> {
        let host = url
            .host_str()
            .unwrap_or_default()
            .trim_start_matches('[')
            .trim_end_matches(']');
        let port = url.port().unwrap_or(RTSP_PORT);
        let addresses = match host.parse::<IpAddr>() {
            Ok(address) => vec![(address, port).into()],
            Err(_) => self.watch.stage(Stage::Dns, tcp::resolve(host, port)).await??,
        };
        let deadline = self.watch.deadline();
        self.watch
            .stage(Stage::Connect, tcp::connect(&addresses, deadline))
            .await?
    }

    async fn open(&mut self, url: &Url) -> Result<Connection<TcpStream>, Failure> {
        self.connect(url).await.map(Connection::new)
    }

    /// Opens a second connection where the first was closed without an answer; else `error` is the verdict.
    async fn reopen(&mut self, visit: &mut Visit, url: &Url, error: &RtspError) -> Result<(), Failure> {
        if visit.reconnected || !error.is_closed() {
            return Err(error.failure(self.credentials.is_none()));
        }
        visit.reconnected = true;
        visit.connection = self.open(url).await?;
        Ok(())
    }

    /// The server's name for itself, unless it repeats what only we should know.
    fn server_name(&self, response: &Response) -> Option<String> {
        let name = response.header("server").filter(|name| !name.is_empty())?;
        let leaks = self
            .credentials
            .is_some_and(|credentials| credentials.appear_in(name));
        (!leaks).then(|| text::printable(name, SERVER_LIMIT))
    }
}

/// The state of a conversation with one server.
struct Visit {
    connection: Connection<TcpStream>,
    reconnected: bool,
    server: Option<String>,
}

/// The verdict on an answer to DESCRIBE other than 401.
fn judge(response: &Response, server: Option<String>) -> Result<Answer, Failure> {
    let status = response.status;
    match (status, response.header("location")) {
        (200..=299, _) => match sdp::facts(&response.body) {
            Ok(facts) => Ok(Answer::Described(Box::new(Facts { server, ..facts }))),
            Err(error @ sdp::SdpError::NoVideo) => Err(Failure::new(Reason::NoMedia, error.to_string())),
            Err(error) => Err(Failure::new(Reason::BadSdp, error.to_string())),
        },
        (300..=399, Some(location)) => Ok(Answer::Moved(location.to_owned())),
        (404, _) => Err(Failure::new(
            Reason::NotFound,
            "the camera knows no such stream (404); check the path".to_owned(),
        )),
        (453 | 503, _) => Err(Failure::new(
            Reason::Busy,
            format!("the camera has no session free ({status}); its limit is reached"),
        )),
        _ => {
            let name = format!("{status} {}", phrase(status));
            Err(Failure::new(
                Reason::RtspStatus,
                format!("the camera answers DESCRIBE with {}", name.trim()),
            ))
        }
    }
}

/// Whether two URLs name the same host and port.
fn same_server(one: &Url, other: &Url) -> bool {
    let place = |url: &Url| {
        (
            url.host_str().map(str::to_ascii_lowercase),
            url.port().unwrap_or(RTSP_PORT),
        )
    };
    place(one) == place(other)
}

/// The URL that `location` names, seen from `from`.
fn follow(from: &Url, location: &str) -> Result<Url, Failure> {
    let broken = |why: &str| Failure::new(Reason::RtspStatus, format!("the camera redirects to {why}"));
    let mut url = from
        .join(location)
        .map_err(|_| broken("something that is no URL"))?;
    if url.scheme() != "rtsp" || url.host_str().is_none_or(str::is_empty) {
        return Err(broken(
            "something other than an rtsp:// URL, which is not followed",
        ));
    }
    // A user name or a password in it would be sent on in the clear.
    if url.set_username("").is_err() || url.set_password(None).is_err() {
        return Err(broken("a URL that cannot be used"));
    }
    url.set_fragment(None);
    Ok(url)
}
