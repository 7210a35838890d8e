//! Reads that requests share.
//!
//! Requests that wait for the same answer wait for one read of the database. Who asks while a read is running joins the next one
//! and never that one, which may have begun before something was written that the client knows of: everybody sees what was
//! written before they asked. Crates that share work (`async_singleflight`, `moka`, `request_coalescer`) let callers join the
//! work that is running.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, WeakShared};
use tokio_util::task::AbortOnDropHandle;

/// How long a read waits for the one before it. One that hangs must not make others hang.
const PATIENCE: Duration = Duration::from_millis(500);

/// A read and its answer, for all who wait for it. It ends when the last of them goes away.
type Read<T> = Shared<BoxFuture<'static, T>>;

/// Reads by what they read. Clients that wait are bounded by the server, and so are these.
pub struct Reads<K, T: Clone>(Arc<Mutex<Slots<K, T>>>);

type Slots<K, T> = HashMap<K, Slot<T>>;

/// The reads of one thing.
struct Slot<T: Clone> {
    /// The read that has not begun, which others may join.
    next: Option<WeakShared<BoxFuture<'static, T>>>,
    /// Held by the read that is running.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Reads that wait or run.
    reads: usize,
}

impl<T: Clone> Default for Slot<T> {
    fn default() -> Self {
        Self {
            next: None,
            turn: Arc::default(),
            reads: 0,
        }
    }
}

impl<K, T> Reads<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// What `work` finds, begun after this was called; or what another caller's finds, begun after this was called.
    pub async fn read<F>(&self, key: K, work: impl FnOnce() -> F) -> T
    where
        F: Future<Output = T> + Send + 'static,
    {
        let read: Read<T> = {
            let mut slots = lock(&self.0);
            let slot = slots.entry(key.clone()).or_default();
            let next = slot.next.as_ref().and_then(WeakShared::upgrade);
            next.unwrap_or_else(|| {
                slot.reads += 1;
                let place = Place {
                    slots: Arc::clone(&self.0),
                    key,
                };
                let turn = Arc::clone(&slot.turn);
                let read = run(place, turn, work()).boxed().shared();
                slot.next = read.downgrade();
                read
            })
        };
        read.await
    }
}

/// Runs in a task of its own, so that those who wait are woken once.
async fn run<K, T, F>(place: Place<K, T>, turn: Arc<tokio::sync::Mutex<()>>, work: F) -> T
where
    K: Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let task = tokio::spawn(async move {
        let _turn = tokio::time::timeout(PATIENCE, turn.lock_owned()).await;
        place.close();
        work.await
    });
    match AbortOnDropHandle::new(task).await {
        Ok(answer) => answer,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime ends, and with it whoever waits.
            Err(_) => futures::future::pending().await,
        },
    }
}

/// The place of a read among those of the same thing.
struct Place<K: Eq + Hash, T: Clone> {
    slots: Arc<Mutex<Slots<K, T>>>,
    key: K,
}

impl<K: Eq + Hash, T: Clone> Place<K, T> {
    /// From now on nobody joins: the read begins.
    fn close(&self) {
        if let Some(slot) = lock(&self.slots).get_mut(&self.key) {
            slot.next = None;
        }
    }
}

impl<K: Eq + Hash, T: Clone> Drop for Place<K, T> {
    fn drop(&mut self) {
        let mut slots = lock(&self.slots);
        if let Some(slot) = slots.get_mut(&self.key) {
            slot.reads -= 1;
            if slot.reads == 0 {
                slots.remove(&self.key);
            }
        }
    }
}

impl<K, T: Clone> Default for Reads<K, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K, T: Clone> fmt::Debug for Reads<K, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Reads")
            .field("slots", &lock(&self.0).len())
            .finish()
    }
}

fn lock<K, T: Clone>(slots: &Mutex<Slots<K, T>>) -> MutexGuard<'_, Slots<K, T>> {
    slots.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
