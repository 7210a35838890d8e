//! OPTIONS and DESCRIBE with one server.

use url::Url;

use super::{Climb, refused};
use crate::credentials::Credentials;
use crate::facts::Facts;
use crate::ladder::Failure;
use crate::ladder::connect::Wire;
use crate::reason::Reason;
use crate::result::Stage;
use crate::rtsp::{Client, Method, Request, Response, RtspError, Unanswered, control};
use crate::sdp::{self, Description, SdpError};

/// What a server said to DESCRIBE.
pub(super) enum Answer<'a, S> {
    Described(Box<Described<'a, S>>),
    Moved(String),
}

/// A description and the connection over which it came.
pub(super) struct Described<'a, S> {
    pub(super) client: Client<'a, S>,
    pub(super) description: Description,
    /// What relative URLs of the description start from.
    pub(super) base: Url,
    /// Whether the server knows `GET_PARAMETER`.
    pub(super) has_get_parameter: bool,
}

/// A conversation with one server.
struct Visit<'a> {
    client: Client<'a, Wire>,
    reconnected: bool,
}

impl<'a> Climb<'a> {
    pub(super) async fn visit(
        &mut self,
        url: &Url,
        credentials: Option<&'a Credentials>,
    ) -> Result<Answer<'a, Wire>, Failure> {
        let mut visit = Visit {
            client: Client::new(self.open(url).await?, credentials),
            reconnected: false,
        };
        let options = self.options(&mut visit, url).await?;
        let response = self.description(&mut visit, url).await?;
        let server = [Some(&response), options.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|response| self.server_name(response.header("server")));
        match (response.status, response.header("location")) {
            (200..=299, _) => {}
            (300..=399, Some(location)) => {
                visit.client.close().await;
                return Ok(Answer::Moved(location.to_owned()));
            }
            (status, _) => {
                visit.client.close().await;
                return Err(refused(Method::Describe, status));
            }
        }
        let description = sdp::parse(&response.body).map_err(|error| unreadable(&error))?;
        Ok(Answer::Described(Box::new(Described {
            client: visit.client,
            base: control::base(url, &response),
            has_get_parameter: options.is_some_and(|options| knows(&options, Method::GetParameter)),
            description: Description {
                facts: Facts {
                    server,
                    ..description.facts
                },
                ..description
            },
        })))
    }

    /// Whatever the status: somebody speaks RTSP, and only DESCRIBE tells how the stream is.
    async fn options(&mut self, visit: &mut Visit<'a>, url: &Url) -> Result<Option<Response>, Failure> {
        let request = Request::new(Method::Options, url.as_str());
        let options = visit.client.ask_openly(&request);
        match self.watch.stage(Stage::Options, options).await? {
            Ok(response) => Ok(Some(response)),
            Err(error) => self.reopen(visit, url, &error).await.map(|()| None),
        }
    }

    async fn description(&mut self, visit: &mut Visit<'a>, url: &Url) -> Result<Response, Failure> {
        let request = Request::new(Method::Describe, url.as_str());
        loop {
            let mut nobody = ();
            let describe = visit.client.ask(&request, &mut nobody);
            match self.watch.stage(Stage::Describe, describe).await? {
                Ok(response) => return Ok(response),
                Err(Unanswered::Login(failure)) => return Err(failure),
                Err(Unanswered::Connection(error)) => self.reopen(visit, url, &error).await?,
            }
        }
    }

    /// Opens a second connection where the first was closed without an answer; else `error` is the verdict.
    async fn reopen(&mut self, visit: &mut Visit<'a>, url: &Url, error: &RtspError) -> Result<(), Failure> {
        if visit.reconnected || !error.is_closed() {
            return Err(error.failure(self.credentials.is_none()));
        }
        visit.reconnected = true;
        visit.client.reconnect(self.open(url).await?);
        Ok(())
    }
}

fn unreadable(error: &SdpError) -> Failure {
    let reason = match error {
        SdpError::NoVideo => Reason::NoMedia,
        SdpError::Malformed(_) => Reason::BadSdp,
    };
    Failure::new(reason, error.to_string())
}

/// Whether an answer to OPTIONS lists `method`.
fn knows(options: &Response, method: Method) -> bool {
    options
        .headers("public")
        .flat_map(|methods| methods.split(','))
        .any(|name| name.trim().eq_ignore_ascii_case(method.as_str()))
}
