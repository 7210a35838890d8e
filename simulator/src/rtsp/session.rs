//! A session of a connection. Its packets travel in the connection itself.

use tokio::time::Instant;

use crate::behaviour::Behaviour;
use crate::clip::Clip;
use crate::fleet::SessionGuard;
use crate::rtsp::player::Player;

/// From SETUP to TEARDOWN, or to the end of its connection.
pub(super) struct Session {
    guard: SessionGuard,
    channel: u8,
    player: Option<Player>,
}

impl Session {
    pub(super) const fn new(guard: SessionGuard, channel: u8) -> Self {
        Self {
            guard,
            channel,
            player: None,
        }
    }

    pub(super) fn id(&self) -> &str {
        self.guard.id()
    }

    /// Starts to play, or goes on; gives number and timestamp of the next packet.
    pub(super) fn play(&mut self, clip: &Clip, started: Instant) -> (u16, u32) {
        self.guard.plays();
        let channel = self.channel;
        self.player
            .get_or_insert_with(|| Player::new(channel, clip, started))
            .position()
    }

    /// When its next frame is sent.
    pub(super) fn due(&self) -> Option<Instant> {
        self.player.as_ref().map(Player::due)
    }

    /// The bytes of its next frame.
    pub(super) fn frame(&mut self, clip: &Clip, behaviour: &Behaviour) -> Vec<u8> {
        self.player
            .as_mut()
            .map(|player| player.frame(clip, behaviour))
            .unwrap_or_default()
    }

    pub(super) fn end(self) {
        self.guard.end();
    }
}
