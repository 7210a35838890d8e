//! Those who are at a camera, counted as long as they are there.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;

use crate::behaviour::Behaviour;
use crate::fleet::{Camera, OpenSession};

/// A connection to a camera; its end is counted when it is dropped.
#[derive(Debug)]
pub(crate) struct Visit {
    camera: Arc<Camera>,
    turn: u64,
}

/// A session; one that is dropped without [`SessionGuard::end`] was left open.
#[derive(Debug)]
pub(crate) struct SessionGuard {
    camera: Arc<Camera>,
    key: u64,
    id: String,
    in_order: bool,
}

impl Visit {
    pub(crate) fn new(camera: Arc<Camera>) -> Self {
        camera.connected();
        let turn = camera.turn();
        Self { camera, turn }
    }

    pub(crate) fn camera(&self) -> &Camera {
        &self.camera
    }

    pub(crate) fn behaviour(&self) -> Arc<Behaviour> {
        self.camera.behaviour(self.turn)
    }

    pub(crate) fn open_session(&self, peer: SocketAddr) -> SessionGuard {
        let id = format!("{:016x}", rand::random::<u64>());
        let key = self.camera.open_session(OpenSession {
            camera: self.camera.name().to_owned(),
            id: id.clone(),
            peer: peer.to_string(),
            since: Timestamp::now(),
            playing: false,
        });
        SessionGuard {
            camera: Arc::clone(&self.camera),
            key,
            id,
            in_order: false,
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.camera.disconnected();
    }
}

impl SessionGuard {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn plays(&self) {
        self.camera.session_plays(self.key);
    }

    /// Ends it as a TEARDOWN does.
    pub(crate) fn end(mut self) {
        self.in_order = true;
    }
}

impl Drop for SessionGuard {
    fn drop(&mut self) {
        self.camera.close_session(self.key, self.in_order);
    }
}
