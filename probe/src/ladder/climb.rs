//! The climb itself: which question follows which answer.

use contract::inventory::Depth;
use jiff::Timestamp;
use tokio_util::either::Either;
use url::Url;

use crate::auth::Login;
use crate::credentials::Credentials;
use crate::facts::Facts;
use crate::ladder::connect::{Wire, follow, open, same_server};
use crate::ladder::failure::Found;
use crate::ladder::watch::Watch;
use crate::ladder::{Failure, REDIRECT_LIMIT, Target};
use crate::reason::Reason;
use crate::result::Stage;
use crate::rtsp::{Connection, Method, Response, RtspError, phrase};
use crate::{sdp, text, tls};

/// Longest name of a server that is kept.
const SERVER_LIMIT: usize = 64;

/// One climb. Every connection of it is closed when it ends.
pub(super) struct Climb<'a> {
    target: &'a Target,
    credentials: Option<&'a Credentials>,
    watch: &'a mut Watch,
    /// When the certificate of the server that was asked last ends.
    certificate_end: Option<Timestamp>,
}

/// What a server said to DESCRIBE.
enum Answer {
    Described(Box<Facts>),
    Moved(String),
}

impl<'a> Climb<'a> {
    pub(super) const fn new(
        target: &'a Target,
        credentials: Option<&'a Credentials>,
        watch: &'a mut Watch,
    ) -> Self {
        Self {
            target,
            credentials,
            watch,
            certificate_end: None,
        }
    }

    /// Climbs as far as the target asks; gives the facts where there are any at that depth.
    pub(super) async fn run(&mut self) -> Result<Found, Failure> {
        let first = self.target.url(self.credentials)?;
        if self.target.depth() == Depth::Connect {
            self.open(&first).await?;
            let certificate_expires_at = self.certificate_end;
            return Ok(Found {
                facts: certificate_expires_at.map(|_| Facts {
                    certificate_expires_at,
                    ..Facts::default()
                }),
                flaws: Vec::new(),
            });
        }
        let mut url = first.clone();
        for _ in 0..=REDIRECT_LIMIT {
            // Another host must never see our credentials.
            let credentials = self.credentials.filter(|_| same_server(&url, &first));
            match self.visit(&url, credentials).await? {
                Answer::Described(facts) => {
                    return Ok(Found::from(Facts {
                        certificate_expires_at: self.certificate_end,
                        ..*facts
                    }));
                }
                Answer::Moved(location) => {
                    url = follow(&url, &location, "rtsp", "rtsps").map_err(|why| {
                        Failure::new(Reason::RtspStatus, format!("the camera redirects to {why}"))
                    })?;
                }
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
                    login.challenged(response.headers("www-authenticate"))?;
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

    async fn open(&mut self, url: &Url) -> Result<Connection<Wire>, Failure> {
        let wire = open(self.watch, url, self.target.trust()).await?;
        self.certificate_end = match &wire {
            Either::Left(_) => None,
            Either::Right(stream) => tls::certificate_end(stream),
        };
        Ok(Connection::new(wire))
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
    connection: Connection<Wire>,
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
