//! A connection that logs in when it is asked to.

use tokio::io::{AsyncRead, AsyncWrite};

use crate::auth::Login;
use crate::credentials::Credentials;
use crate::ladder::Failure;
use crate::rtsp::connection::{Connection, Frames};
use crate::rtsp::request::Request;
use crate::rtsp::{Response, RtspError};

/// Why a question has no answer.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// The connection or what came over it is at fault.
    Connection(RtspError),
    /// The login is; this is the verdict.
    Login(Failure),
}

impl From<RtspError> for Unanswered {
    fn from(error: RtspError) -> Self {
        Self::Connection(error)
    }
}

/// A client of one server.
pub(crate) struct Client<'a, S> {
    pub(super) connection: Connection<S>,
    pub(super) login: Login<'a>,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Client<'a, S> {
    /// A client over `stream` that logs in with `credentials` if the server asks for a login.
    pub(crate) fn new(stream: S, credentials: Option<&'a Credentials>) -> Self {
        Self {
            connection: Connection::new(stream),
            login: Login::new(credentials),
        }
    }

    /// Goes on over another connection, with the same login.
    pub(crate) fn reconnect(&mut self, stream: S) {
        self.connection = Connection::new(stream);
    }

    /// Asks once, without any login, and takes a challenge for an answer.
    pub(crate) async fn ask_openly(&mut self, request: &Request<'_>) -> Result<Response, RtspError> {
        self.connection.ask(request, &mut ()).await
    }

    /// Asks, and again for each challenge that is worth it; `frames` gets what comes before the answer.
    pub(crate) async fn ask(
        &mut self,
        request: &Request<'_>,
        frames: &mut impl Frames,
    ) -> Result<Response, Unanswered> {
        loop {
            let authorization = self.login.authorization(request.method.as_str(), request.uri);
            let authorized = Request {
                authorization: authorization.as_deref(),
                ..*request
            };
            let response = self.connection.ask(&authorized, frames).await?;
            if response.status == 401 {
                self.login
                    .challenged(response.headers("www-authenticate"))
                    .map_err(Unanswered::Login)?;
            } else {
                self.login.accepted();
                return Ok(response);
            }
        }
    }

    /// The same, free of what it borrows.
    pub(super) fn into_owned(self) -> Client<'static, S> {
        Client {
            connection: self.connection,
            login: self.login.into_owned(),
        }
    }

    /// Ends the connection in order.
    pub(crate) async fn close(self) {
        self.connection.close().await;
    }
}
