//! A session on a camera. It is the scarce thing: cameras have few, and one that is not ended stays taken for a minute.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use url::Url;

use crate::rtsp::client::{Client, Unanswered};
use crate::rtsp::connection::Frames;
use crate::rtsp::request::{Method, Request};
use crate::rtsp::{ByteStream, Response, RtspError, transport};

/// How long the end of a session may take, the answer to TEARDOWN included.
const FAREWELL: Duration = Duration::from_secs(1);
/// Bytes of stream data that are passed over while a session ends.
const DATA_AT_END: usize = 8 * 1024 * 1024;

/// What the server knows of us.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// Nothing.
    Absent,
    /// SETUP was sent, and what came of it is not known.
    Asked,
    /// There is a session, of this name where the server gave one.
    Open(Option<String>),
}

/// A session that ends with TEARDOWN however it is left: by [`Session::end`], or, when the future that holds it is
/// dropped, by a short task of its own (within a tokio runtime).
pub(crate) struct Session<S: ByteStream> {
    /// `None` once it ends.
    client: Option<Client<'static, S>>,
    /// The URL of the whole presentation.
    uri: String,
    state: State,
}

impl<S: ByteStream> Session<S> {
    /// No session yet, but one that would be ended. `presentation` is what PLAY and TEARDOWN name.
    pub(crate) fn new(client: Client<'_, S>, presentation: &Url) -> Self {
        Self {
            client: Some(client.into_owned()),
            uri: presentation.as_str().to_owned(),
            state: State::Absent,
        }
    }

    /// Asks for the stream at `track`.
    pub(crate) async fn setup(&mut self, track: &Url) -> Result<Response, Unanswered> {
        let client = self.client.as_mut().ok_or(RtspError::Closed)?;
        self.state = State::Asked;
        let response = client
            .ask(&Request::new(Method::Setup, track.as_str()), &mut ())
            .await?;
        self.state = if response.is_success() {
            State::Open(transport::session(&response))
        } else {
            State::Absent
        };
        Ok(response)
    }

    /// Lets the stream run; what comes before the answer goes to `frames`. At most `data` bytes of stream are taken
    /// from here on.
    pub(crate) async fn play(
        &mut self,
        data: usize,
        frames: &mut impl Frames,
    ) -> Result<Response, Unanswered> {
        let client = self.client.as_mut().ok_or(RtspError::Closed)?;
        client.connection.allow_data(data);
        let request = Request::new(Method::Play, &self.uri).within(self.state.name());
        client.ask(&request, frames).await
    }

    /// Takes in the next thing that the server sends; answers to signs of life are of no interest.
    pub(crate) async fn step(&mut self, frames: &mut impl Frames) -> Result<(), RtspError> {
        let client = self.client.as_mut().ok_or(RtspError::Closed)?;
        client.connection.step(frames).await.map(drop)
    }

    /// Gives a sign of life by `method`; the answer comes with the stream.
    pub(crate) async fn keep_alive(&mut self, method: Method) -> Result<(), RtspError> {
        let client = self.client.as_mut().ok_or(RtspError::Closed)?;
        let authorization = client.login.authorization(method.as_str(), &self.uri);
        let request = Request {
            authorization: authorization.as_deref(),
            ..Request::new(method, &self.uri).within(self.state.name())
        };
        client.connection.send(&request).await
    }

    /// Ends the session and the connection, within a second.
    pub(crate) async fn end(mut self) {
        if let Some(farewell) = self.leave() {
            // A farewell that failed leaves nothing to be done: the connection is closed.
            let _ = farewell.await;
        }
    }

    /// Begins the end, in a task of its own so that nothing can interrupt it.
    fn leave(&mut self) -> Option<JoinHandle<()>> {
        let client = self.client.take()?;
        let runtime = Handle::try_current().ok()?;
        let uri = std::mem::take(&mut self.uri);
        let state = std::mem::replace(&mut self.state, State::Absent);
        let task = async move {
            // Too late, or said: either way the connection is closed behind it.
            let _ = timeout(FAREWELL, farewell(client, uri, state)).await;
        };
        Some(super::farewell::spawn(&runtime, task))
    }
}

impl<S: ByteStream> Drop for Session<S> {
    fn drop(&mut self) {
        self.leave();
    }
}

impl State {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Open(name) => name.as_deref(),
            Self::Absent | Self::Asked => None,
        }
    }
}

async fn farewell<S: ByteStream>(mut client: Client<'static, S>, uri: String, state: State) {
    // A server that does not answer any more has no session of ours, or will end it itself.
    let _ = teardown(&mut client, &uri, state).await;
    client.close().await;
}

async fn teardown<S: ByteStream>(
    client: &mut Client<'static, S>,
    uri: &str,
    state: State,
) -> Result<(), Unanswered> {
    client.connection.allow_data(DATA_AT_END);
    let name = match state {
        State::Absent => return Ok(()),
        State::Open(name) => name,
        State::Asked => {
            let response = client.connection.answer(&mut ()).await?;
            if !response.is_success() {
                return Ok(());
            }
            transport::session(&response)
        }
    };
    let request = Request::new(Method::Teardown, uri).within(name.as_deref());
    client.ask(&request, &mut ()).await.map(drop)
}
