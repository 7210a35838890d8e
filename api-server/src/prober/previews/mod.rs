//! Pictures for people who look: fetched only then, kept in memory for a while, told to nobody else.

mod lens;
mod store;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::inventory::Previews as Mode;
use jiff::Timestamp;
use probe::picture::PictureError;
use probe::scheduler::Assigned;
use probe::{Reason, Target};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::assignment::Watched;
use super::board::Board;
pub(super) use lens::{Lens, Network};
pub(super) use store::Shot;
use store::Store;

/// Least time between the starts of two fetches from a camera.
const PACE: Duration = Duration::from_secs(2);
/// Most cameras from which a picture is fetched at the same time.
const CONCURRENCY: usize = 8;
/// Time between two looks for pictures to forget.
const TIDY: Duration = Duration::from_secs(10);

/// Why no picture is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The site shows no pictures.
    Off,
    /// This shard does not probe the camera.
    NotOurs,
    /// The camera declares no way to a picture.
    NoSource,
    /// The camera's login is held until then.
    Held(Timestamp),
    /// The camera gave none, and there is no older one.
    Failed(PictureError),
}

/// What somebody who looks is shown.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) shot: Arc<Shot>,
    /// Why the picture is not a new one; `None` while it is.
    pub(super) stale: Option<Reason>,
}

/// The last fetch from a camera. Whoever holds the lock around it is the only one who fetches.
#[derive(Debug, Default)]
struct Gate {
    started: Option<Instant>,
    /// How it ended; `None` while it has not, also when whoever looked went away before.
    ended: Option<Result<(), PictureError>>,
}

/// The pictures of a shard.
#[derive(Debug)]
pub(super) struct Previews<L = Network> {
    lens: L,
    watched: Watched,
    board: Arc<Board>,
    store: Mutex<Store>,
    fetches: Semaphore,
}

impl<L: Lens> Previews<L> {
    pub(super) fn new(lens: L, watched: Watched, board: Arc<Board>) -> Self {
        Self {
            lens,
            watched,
            board,
            store: Mutex::default(),
            fetches: Semaphore::new(CONCURRENCY),
        }
    }

    /// The camera's picture: a new one, or the last one with the reason why there is no newer.
    ///
    /// Asks the camera at most every two seconds, however many look, and never with a login that it rejected lately.
    pub(super) async fn look(&self, camera: &str) -> Result<Look, Refusal> {
        let (assigned, target) = self.assigned(camera)?;
        let gate = self.store().look(camera, Instant::now());
        let mut gate = gate.lock().await;
        let paced = gate.started.map(|started| started + PACE);
        if let Some(paced) = paced.filter(|paced| *paced > Instant::now()) {
            let shot = self.store().shot(camera);
            match (gate.ended.clone(), shot) {
                (Some(Err(error)), _) => return self.last(camera, error),
                (Some(Ok(())), Some(shot)) => return Ok(Look { shot, stale: None }),
                _ => sleep_until(paced).await,
            }
        }
        let outcome = self.fetch(camera, &mut gate, &assigned, &target).await;
        gate.ended = Some(outcome.as_ref().map(|_| ()).map_err(PictureError::clone));
        match outcome {
            Ok(shot) => Ok(Look { shot, stale: None }),
            Err(error) => self.last(camera, error),
        }
    }

    async fn fetch(
        &self,
        camera: &str,
        gate: &mut Gate,
        assigned: &Assigned,
        target: &Target,
    ) -> Result<Arc<Shot>, PictureError> {
        // The semaphore is never closed.
        let _place = self.fetches.acquire().await.ok();
        gate.started = Some(Instant::now());
        gate.ended = None;
        let at = Timestamp::now();
        let jpeg = self.lens.shoot(target, assigned.credentials.as_ref()).await?;
        let shot = Arc::new(Shot { jpeg, at });
        self.store().keep(camera, Arc::clone(&shot));
        Ok(shot)
    }

    /// The last picture in memory with the reason why there is no newer one; the reason alone when there is none.
    fn last(&self, camera: &str, error: PictureError) -> Result<Look, Refusal> {
        match self.store().shot(camera) {
            Some(shot) => Ok(Look {
                shot,
                stale: Some(error.reason),
            }),
            None => Err(Refusal::Failed(error)),
        }
    }

    /// How to get a picture of the camera, if it may be had at all.
    fn assigned(&self, camera: &str) -> Result<(Arc<Assigned>, Target), Refusal> {
        if !self.watched.shows_pictures() {
            return Err(Refusal::Off);
        }
        let assigned = self.watched.assignment.borrow().cameras().get(camera).cloned();
        let assigned = assigned.ok_or(Refusal::NotOurs)?;
        let target = assigned.target.clone().ok().filter(Target::has_picture);
        let target = target.ok_or(Refusal::NoSource)?;
        let hold = self.board.snapshot(camera).and_then(|snapshot| snapshot.hold);
        match hold.filter(|hold| hold.until > Timestamp::now()) {
            Some(hold) => Err(Refusal::Held(hold.until)),
            None => Ok((assigned, target)),
        }
    }

    /// Forgets pictures that nobody looks at any more, those of cameras that left, and all when previews are turned off, until
    /// `stop`.
    pub(super) async fn keep_tidy(&self, stop: &CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(TIDY)).await.is_some() {
            let shown = self.watched.shows_pictures();
            let assignment = self.watched.assignment.borrow().clone();
            let may_stay = |camera: &str| shown && assignment.cameras().contains_key(camera);
            self.store().tidy(Instant::now(), may_stay);
        }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    fn shows_pictures(&self) -> bool {
        let inventory = self.inventory.borrow();
        inventory
            .value
            .as_ref()
            .is_some_and(|file| file.previews == Mode::OnDemand)
    }
}
