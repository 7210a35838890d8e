//! From SIGTERM to the end: first not ready, then some seconds of service, then drain.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How long a stopping role goes on serving, so that every proxy has seen that it is not ready.
pub const LAME_DUCK: Duration = Duration::from_secs(5);

/// The two steps of an orderly end, handed to everything that must take part in it.
#[derive(Clone, Debug)]
pub struct Shutdown {
    stopping: watch::Sender<bool>,
    stop: CancellationToken,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self {
            stopping: watch::Sender::new(false),
            stop: CancellationToken::new(),
        }
    }
}

impl Shutdown {
    /// A shutdown that follows SIGTERM (after `grace` of further service) and SIGINT (at once).
    ///
    /// # Errors
    /// When the process may not install signal handlers.
    pub fn on_signals(grace: Duration) -> std::io::Result<Self> {
        let shutdown = Self::default();
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let follower = shutdown.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {
                    tracing::info!(grace_seconds = grace.as_secs(), "SIGTERM: not ready any more");
                    follower.announce();
                    tokio::select! {
                        () = tokio::time::sleep(grace) => {}
                        _ = interrupt.recv() => {}
                    }
                }
                _ = interrupt.recv() => follower.announce(),
            }
            tracing::info!("stopping");
            follower.stop();
        });
        Ok(shutdown)
    }

    /// First step: readiness turns false, service goes on.
    pub fn announce(&self) {
        self.stopping.send_replace(true);
    }

    /// Second step: no new work.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Whether the first step was taken.
    #[must_use]
    pub fn announced(&self) -> bool {
        *self.stopping.borrow()
    }

    /// The token that is cancelled by the second step.
    #[must_use]
    pub fn token(&self) -> &CancellationToken {
        &self.stop
    }
}
