//! Leader election by a Lease: of several replicas one writes.

mod election;
mod elector;
#[cfg(test)]
mod tests;

use tokio::sync::watch;
use tokio::time::Instant;

pub use election::Timing;
pub(super) use elector::Elector;

/// How a replica stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// The Lease has not been read yet.
    #[default]
    Unknown,
    /// Another replica leads.
    Standby,
    /// This replica leads until then, unless it renews its lease.
    Leading(Instant),
}

/// What the election tells those who write.
#[derive(Clone, Debug)]
pub(super) struct Leadership(watch::Receiver<Standing>);

impl Leadership {
    /// A leadership that is told by the other end of `standing`.
    #[must_use]
    pub(super) const fn new(standing: watch::Receiver<Standing>) -> Self {
        Self(standing)
    }

    /// Whether this replica may write now.
    #[must_use]
    pub(super) fn holds(&self) -> bool {
        matches!(*self.0.borrow(), Standing::Leading(until) if Instant::now() < until)
    }

    /// Waits until this replica leads; `standby` is called when it is known that another one does. `false` when the
    /// election has ended.
    pub(super) async fn gained(&mut self, standby: impl Fn()) -> bool {
        while self.0.has_changed().is_ok() {
            let standing = *self.0.borrow_and_update();
            match standing {
                Standing::Leading(until) if Instant::now() < until => return true,
                Standing::Standby => standby(),
                Standing::Leading(_) | Standing::Unknown => {}
            }
            // An error is seen by the loop.
            let _ = self.0.changed().await;
        }
        false
    }

    /// Waits until this replica no longer leads: at the latest when its last renewal is too long ago.
    pub(super) async fn lost(&mut self) {
        loop {
            let Standing::Leading(until) = *self.0.borrow_and_update() else {
                return;
            };
            tokio::select! {
                biased;
                changed = self.0.changed() => if changed.is_err() { return },
                () = tokio::time::sleep_until(until) => return,
            }
        }
    }
}
