//! One RTSP connection, from its first byte to its end: one task, one small buffer.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};

use crate::behaviour::Behaviour;
use crate::fleet::Visit;
use crate::rtsp::reaction::{self, Reaction};
use crate::rtsp::request::{self, Request};
use crate::rtsp::response::{PUBLIC, Response};
use crate::rtsp::service;
use crate::rtsp::session::Session;
use crate::world::World;

/// Bytes asked of the socket at a time.
const CHUNK: usize = 1_024;
/// How long a client may take to read what it is sent.
const WRITE_LIMIT: Duration = Duration::from_secs(10);

/// A connection.
pub(super) struct Connection {
    stream: TcpStream,
    buffer: BytesMut,
    pub(super) world: Arc<World>,
    pub(super) peer: SocketAddr,
    pub(super) local: SocketAddr,
    /// The camera that was asked last.
    visit: Option<Visit>,
    pub(super) session: Option<Session>,
    /// When the client has been silent for too long.
    deadline: Instant,
    has_answered: bool,
    /// Nothing can be sent any more. What the client sent before it went, perhaps a TEARDOWN, is still read.
    is_deaf: bool,
}

/// Whether the connection goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Go,
    End,
}

/// What a connection waits for.
enum Event {
    Received(io::Result<usize>),
    FrameDue,
    Silent,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, peer: SocketAddr, world: Arc<World>) -> io::Result<Self> {
        let local = stream.local_addr()?;
        Ok(Self {
            stream,
            buffer: BytesMut::new(),
            deadline: Instant::now() + world.session_timeout,
            world,
            peer,
            local,
            visit: None,
            session: None,
            has_answered: false,
            is_deaf: false,
        })
    }

    /// Serves until the client goes, is silent for too long, or a behaviour ends it.
    pub(super) async fn run(mut self) {
        loop {
            let flow = match self.wait().await {
                Event::Received(Ok(0) | Err(_)) | Event::Silent => Flow::End,
                Event::Received(Ok(_)) => {
                    // Reports about the stream (RTCP) keep a session alive as requests do.
                    self.deadline = Instant::now() + self.world.session_timeout;
                    self.requests().await
                }
                Event::FrameDue => self.frame().await,
            };
            if flow == Flow::End {
                break;
            }
        }
    }

    async fn wait(&mut self) -> Event {
        let due = self
            .session
            .as_ref()
            .and_then(Session::due)
            .filter(|_| !self.is_deaf);
        self.buffer.reserve(CHUNK);
        // What came is read before anything is sent: a TEARDOWN counts although more frames were due.
        tokio::select! {
            biased;
            received = self.stream.read_buf(&mut self.buffer) => Event::Received(received),
            () = sleep_until(due.unwrap_or(self.deadline)), if due.is_some() => Event::FrameDue,
            () = sleep_until(self.deadline) => Event::Silent,
        }
    }

    /// Serves every whole request that has come.
    async fn requests(&mut self) -> Flow {
        loop {
            match request::take(&mut self.buffer) {
                Ok(Some(request)) => {
                    if self.request(&request).await == Flow::End {
                        return Flow::End;
                    }
                }
                Ok(None) => return Flow::Go,
                Err(request::Malformed) => {
                    self.send(&Response::new(400).encode(None)).await;
                    return Flow::End;
                }
            }
        }
    }

    async fn request(&mut self, request: &Request) -> Flow {
        if !self.go_to(request) {
            return self.answer_for_nobody(request).await;
        }
        let Some(visit) = &self.visit else {
            return Flow::End;
        };
        visit.camera().count(request.kind());
        let behaviour = visit.behaviour();
        if self.delay(&behaviour).await == Flow::End {
            return Flow::End;
        }
        let Some(visit) = &self.visit else {
            return Flow::End;
        };
        match reaction::to(&behaviour, visit.camera(), request) {
            Reaction::Serve => service::serve(self, &behaviour, request).await,
            Reaction::Answer(response) => self.answer(&behaviour, request, response).await,
            Reaction::Noise(bytes) => {
                self.send(bytes).await;
                Flow::End
            }
            Reaction::Close => Flow::End,
            Reaction::Ignore => Flow::Go,
        }
    }

    /// Turns to the camera that the request names; false where there is none.
    fn go_to(&mut self, request: &Request) -> bool {
        let stays = self.visit.as_ref().is_some_and(|visit| {
            let camera = visit.camera();
            !camera.is_retired() && request.camera().is_none_or(|name| name == camera.name())
        });
        if stays {
            return true;
        }
        // A session belongs to the camera that is left.
        self.session = None;
        let camera = request.camera().and_then(|name| self.world.fleet.camera(name));
        self.visit = camera.map(Visit::new);
        self.visit.is_some()
    }

    async fn answer_for_nobody(&mut self, request: &Request) -> Flow {
        let response = match request.method.as_str() {
            "OPTIONS" => Response::new(200).with("Public", PUBLIC),
            _ => Response::new(404),
        };
        self.answer(&Behaviour::Healthy, request, response).await
    }

    /// Lets the first answer of a slow camera wait, unless the client goes.
    async fn delay(&mut self, behaviour: &Behaviour) -> Flow {
        let Behaviour::Slow { milliseconds } = behaviour else {
            return Flow::Go;
        };
        if self.has_answered {
            return Flow::Go;
        }
        let until = Instant::now() + Duration::from_millis(*milliseconds);
        loop {
            tokio::select! {
                () = sleep_until(until) => return Flow::Go,
                received = self.stream.read_buf(&mut self.buffer) => {
                    // A client that sends so much before an answer is none of ours.
                    if !matches!(received, Ok(1..)) || self.buffer.len() > 64 * CHUNK {
                        return Flow::End;
                    }
                }
            }
        }
    }

    pub(super) async fn answer(
        &mut self,
        behaviour: &Behaviour,
        request: &Request,
        response: Response,
    ) -> Flow {
        let sequence = reaction::sequence(behaviour, response.status, request.sequence());
        let bytes = response.encode(sequence);
        let cut = reaction::cut(behaviour).filter(|_| request.method == "DESCRIBE");
        let length = bytes.len().saturating_sub(cut.unwrap_or_default());
        self.send(&bytes[..length]).await;
        self.has_answered = true;
        if cut.is_some() { Flow::End } else { Flow::Go }
    }

    async fn frame(&mut self) -> Flow {
        let (Some(visit), Some(session)) = (&self.visit, &mut self.session) else {
            return Flow::Go;
        };
        let behaviour = visit.behaviour();
        if *behaviour == Behaviour::Offline || visit.camera().is_retired() {
            return Flow::End;
        }
        let bytes = session.frame(&self.world.clip, &behaviour);
        self.send(&bytes).await;
        Flow::Go
    }

    async fn send(&mut self, bytes: &[u8]) {
        if !self.is_deaf && !bytes.is_empty() {
            let sent = timeout(WRITE_LIMIT, self.stream.write_all(bytes)).await;
            self.is_deaf = !matches!(sent, Ok(Ok(())));
        }
    }

    pub(super) fn visit(&self) -> Option<&Visit> {
        self.visit.as_ref()
    }
}
