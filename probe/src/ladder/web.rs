//! Asking HTTP servers within a climb: with login, redirects, and a connection that is kept while it lasts.

use hyper::StatusCode;
use hyper::header;
use jiff::Timestamp;
use url::Url;

use crate::auth::Login;
use crate::credentials::Credentials;
use crate::http::{Connection, Reply, Request};
use crate::ladder::connect::{certificate_end, open};
use crate::ladder::watch::Watch;
use crate::ladder::{Failure, Target, redirect};
use crate::reason::Reason;
use crate::result::Stage;
use crate::text;

/// Longest text about itself that a camera's answer is believed to hold.
const NAME_LIMIT: usize = 64;

/// Asks the HTTP servers of one camera, within the time of one climb.
pub(crate) struct WebClient<'a> {
    watch: &'a mut Watch,
    stage: Stage,
    target: &'a Target,
    credentials: Option<&'a Credentials>,
    /// The connection that was used last, and whose it is.
    kept: Option<(Url, Connection)>,
    certificate_end: Option<Timestamp>,
}

impl<'a> WebClient<'a> {
    /// Requests are booked on `stage`, connecting on stages of its own.
    pub(crate) const fn new(
        watch: &'a mut Watch,
        stage: Stage,
        target: &'a Target,
        credentials: Option<&'a Credentials>,
    ) -> Self {
        Self {
            watch,
            stage,
            target,
            credentials,
            kept: None,
            certificate_end: None,
        }
    }

    pub(crate) const fn credentials(&self) -> Option<&'a Credentials> {
        self.credentials
    }

    /// When the certificate of the server that was asked last ends.
    pub(crate) const fn certificate_end(&self) -> Option<Timestamp> {
        self.certificate_end
    }

    /// Bounds a part of the work, such as reading a body, by the climb's deadline.
    pub(crate) async fn within<T>(&mut self, part: impl Future<Output = T>) -> Result<T, Failure> {
        self.watch.stage(self.stage, part).await
    }

    /// Gets `first`, or where it redirects to. The answer is neither a challenge that can be met nor a redirect.
    ///
    /// Credentials go to the host and port of `first` alone.
    pub(crate) async fn get(&mut self, first: Url) -> Result<Reply, Failure> {
        let mut url = first.clone();
        for _ in 0..=redirect::LIMIT {
            let at_home = redirect::same_server(&url, &first);
            let mut login = Login::new(self.credentials.filter(|_| at_home));
            let reply = self.ask(&Request::get(&url), &mut login).await;
            let reply = reply.map_err(|failure| if at_home { failure } else { abroad(failure) })?;
            let Some(location) = location(&reply) else {
                return Ok(reply);
            };
            url = redirect::follow(&url, &location, "http", "https")
                .map_err(|why| Failure::new(Reason::HttpStatus, format!("the camera redirects to {why}")))?;
            self.within(reply.drain()).await?;
        }
        Err(redirect::too_many())
    }

    /// Asks, and answers challenges by `login`. A 401 without any challenge is given back.
    pub(crate) async fn ask(
        &mut self,
        request: &Request<'_>,
        login: &mut Login<'_>,
    ) -> Result<Reply, Failure> {
        loop {
            let authorization = login.authorization(request.method.as_str(), request.uri());
            let reply = self.exchange(request, authorization.as_deref()).await?;
            if reply.status != StatusCode::UNAUTHORIZED || reply.challenges().next().is_none() {
                login.accepted();
                return Ok(reply);
            }
            login.challenged(reply.challenges())?;
            self.within(reply.drain()).await?;
        }
    }

    /// One request and the head of its answer, on the kept connection where the server still has it open.
    async fn exchange(
        &mut self,
        request: &Request<'_>,
        authorization: Option<&str>,
    ) -> Result<Reply, Failure> {
        if let Some(mut connection) = self.reusable(request.url).await? {
            match self.within(connection.ask(request, authorization)).await? {
                Err(error) if error.is_closed() => {}
                reply => {
                    self.kept = Some((request.url.clone(), connection));
                    return Ok(reply?);
                }
            }
        }
        let wire = open(self.watch, request.url, self.target).await?;
        self.certificate_end = certificate_end(&wire);
        let mut connection = self.within(Connection::open(wire)).await??;
        let reply = self.within(connection.ask(request, authorization)).await??;
        self.kept = Some((request.url.clone(), connection));
        Ok(reply)
    }

    /// The kept connection, if it leads to `url` and takes another request. Otherwise it is closed.
    async fn reusable(&mut self, url: &Url) -> Result<Option<Connection>, Failure> {
        let Some((place, mut connection)) = self.kept.take() else {
            return Ok(None);
        };
        let fits = redirect::same_server(&place, url);
        let usable = fits && self.within(connection.is_reusable()).await?;
        Ok(usable.then_some(connection))
    }

    /// What a camera says about itself, unless it repeats what only we should know.
    pub(crate) fn told(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let leaks = self
            .credentials
            .is_some_and(|credentials| credentials.appear_in(text));
        (!text.is_empty() && !leaks).then(|| text::printable(text, NAME_LIMIT))
    }
}

/// Where a redirect leads.
fn location(reply: &Reply) -> Option<String> {
    let moved = matches!(reply.status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = reply.header(header::LOCATION).filter(|_| moved)?;
    Some(location.to_owned())
}

/// The verdict on a server that the camera redirected to, and that wants to know us.
fn abroad(failure: Failure) -> Failure {
    if failure.reason != Reason::AuthRequired {
        return failure;
    }
    Failure::new(
        Reason::AuthRequired,
        "the camera redirects to another host, port or scheme that asks for a login; credentials go only to the server \
         of the url"
            .to_owned(),
    )
}
