//! The task that reads what happens and tells it.
//!
//! Events of cameras are read in the order of their numbers, on a message of the database and each second. Everything else is
//! found by looking at all of it, as long as anybody listens.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contract::summary::Summary;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use super::picture::{Picture, Sketch};
use crate::db::cameras::Filter;
use crate::db::changes::{self, Listener, Step, WindowsMark};
use crate::db::schema::Backoff;
use crate::db::{self, alerts, maintenance};
use crate::error::{Problem, chain};
use crate::routes::alerts::{Alert, Chain};
use crate::routes::maintenance::Window;
use crate::routes::{App, summary, view};
use crate::stream::Frame;

/// Time between two reads of the events without a message.
const READ: Duration = Duration::from_secs(1);
/// Time after a read in which what comes is left for the next one: many events at once are few reads.
const GATHER: Duration = Duration::from_millis(25);
/// Events that are read at once.
const PAGE: i64 = 1_000;
/// Events that are read back when the process starts, for clients of the one before.
const BACK: i64 = 1_000;
/// Time between two looks without a message.
const LOOK: Duration = Duration::from_secs(2);
/// Time between two looks, whatever the database tells.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// Alerts that are told of at once.
const ALERTS: i64 = 500;
/// How long a connection may hear nothing before it is asked whether it lives, and how long that may take.
const QUIET: Duration = Duration::from_secs(30);
/// The table whose changes need no look.
const EVENTS: &str = "camera_events";

/// Why something could not be told.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error("{}", .0.detail)]
    Problem(Problem),
    #[error("what is told has no JSON")]
    Json(#[from] serde_json::Error),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Tells clients of `app` what happens, until `stop`.
pub(crate) async fn tell(app: &App, stop: &CancellationToken) {
    let look = AtomicBool::new(false);
    let telling = async {
        tokio::join!(listen(app, &look), read(app, &look));
    };
    Box::pin(stop.run_until_cancelled(telling)).await;
}

/// Passes on what the database tells. Without it the events are read each second all the same.
async fn listen(app: &App, look: &AtomicBool) {
    let mut backoff = Backoff::default();
    loop {
        match hear(app, look, &mut backoff).await {
            Ok(()) => tracing::debug!("the connection that hears of changes has ended"),
            Err(error) => tracing::debug!(error = chain(&error), "changes are not heard of now"),
        }
        tokio::time::sleep(backoff.pause()).await;
    }
}

async fn hear(app: &App, look: &AtomicBool, backoff: &mut Backoff) -> Result<(), db::Error> {
    let mut listener = Listener::open(&app.database).await?;
    *backoff = Backoff::default();
    app.stream.nudge();
    loop {
        let Ok(heard) = timeout(QUIET, listener.heard()).await else {
            match timeout(QUIET, listener.ping()).await {
                Ok(answer) => answer?,
                Err(_) => return Ok(()),
            }
            continue;
        };
        let Some(table) = heard? else { return Ok(()) };
        if table != EVENTS {
            look.store(true, Ordering::Relaxed);
        }
        app.stream.nudge();
    }
}

async fn read(app: &App, look: &AtomicBool) {
    let mut teller = Teller::new(app);
    let mut turn = interval(READ);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut works = true;
    loop {
        tokio::select! {
            _ = turn.tick() => {}
            () = app.stream.nudged() => {}
        }
        let outcome = teller.turn(look).await;
        match &outcome {
            Err(error) if works => {
                tracing::warn!(error = chain(error), "nothing can be told on the live stream now");
            }
            Ok(()) if !works => tracing::info!("the live stream goes on"),
            _ => {}
        }
        works = outcome.is_ok();
        tokio::time::sleep(GATHER).await;
    }
}

/// What was told so far.
struct Teller<'a> {
    app: &'a App,
    picture: Picture,
    /// The last event; `None` before the beginning.
    seen: Option<i64>,
    looked: Option<Instant>,
    summary: Option<Summary>,
    windows: Option<(WindowsMark, Vec<i64>)>,
    /// The last change of an alert.
    alert: Option<i64>,
    is_silent: Option<bool>,
}

impl<'a> Teller<'a> {
    fn new(app: &'a App) -> Self {
        Self {
            app,
            picture: Picture::default(),
            seen: None,
            looked: None,
            summary: None,
            windows: None,
            alert: None,
            is_silent: None,
        }
    }

    /// Tells the new events, and when it is time everything else that is new.
    async fn turn(&mut self, look: &AtomicBool) -> Result<(), Error> {
        let newest = changes::newest(&self.app.database).await?;
        let Some(seen) = self.seen else {
            return self.begin().await;
        };
        if newest < seen {
            tracing::warn!(
                seen,
                newest,
                "the database has fewer events than before, streams begin anew"
            );
            *self = Self::new(self.app);
            self.app.stream.begin_anew(newest);
            self.seen = Some(newest);
        } else if newest > seen {
            self.tell_events(seen).await?;
        }
        self.app.stream.has_read();

        let pause = if look.load(Ordering::Relaxed) {
            LOOK_AGAIN
        } else {
            LOOK
        };
        let is_due = self.looked.is_none_or(|looked| looked.elapsed() >= pause);
        if is_due && self.app.stream.has_clients() {
            look.store(false, Ordering::Relaxed);
            self.look().await?;
        }
        Ok(())
    }

    /// Reads back the last events and looks at everything, so that a client of another replica can go on here: it is told the
    /// events that it missed, then how everything is now.
    async fn begin(&mut self) -> Result<(), Error> {
        let steps = changes::last(&self.app.database, BACK).await?;
        let newest = steps.last().map_or(0, |step| step.seq);
        let whole = steps.len() < usize::try_from(BACK).unwrap_or(usize::MAX);
        let floor = steps.first().filter(|_| !whole).map_or(0, |step| step.seq - 1);
        let mut frames = self.events(&steps).await?;
        self.picture = Picture::default();
        frames.extend(self.news().await?);
        for id in changes::removed_lately(&self.app.database, BACK).await? {
            frames.push(Frame::new("removed", &json!({ "id": id }))?);
        }
        self.app.stream.begin(floor, newest, frames);
        self.seen = Some(newest);
        Ok(())
    }

    async fn tell_events(&mut self, mut seen: i64) -> Result<(), Error> {
        loop {
            let steps = changes::after(&self.app.database, seen, PAGE).await?;
            let Some(last) = steps.last() else { return Ok(()) };
            seen = last.seq;
            let frames = self.events(&steps).await?;
            self.app.stream.tell(frames, seen);
            self.seen = Some(seen);
            if steps.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
                return Ok(());
            }
        }
    }

    /// The frames of events: each the whole camera as it is now. The cameras are read after the events, so they are what those
    /// led to or newer. What happened to a camera that is not in the inventory is not told.
    async fn events(&mut self, steps: &[Step]) -> Result<Vec<Frame>, Error> {
        let names: BTreeSet<_> = steps.iter().map(|step| step.camera.clone()).collect();
        let names: Vec<_> = names.into_iter().collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut sketches = HashMap::with_capacity(names.len());
        for camera in view::named(self.app, &names).await? {
            let sketch = Sketch::new(&camera)?;
            self.picture.note(&sketch, Instant::now());
            sketches.insert(camera.name, sketch);
        }
        let told = |step: &Step| {
            let sketch = sketches.get(&step.camera)?;
            Some(Frame::of_json(Some(step.seq), "camera", &sketch.json))
        };
        Ok(steps.iter().filter_map(told).collect())
    }

    async fn look(&mut self) -> Result<(), Error> {
        let frames = self.news().await?;
        if let Some(seen) = self.seen.filter(|_| !frames.is_empty()) {
            self.app.stream.tell(frames, seen);
        }
        Ok(())
    }

    /// Everything that is not as it was told.
    async fn news(&mut self) -> Result<Vec<Frame>, Error> {
        self.looked = Some(Instant::now());
        let mut frames = Vec::new();
        let mut cameras = view::cameras(self.app, &Filter::default()).await?.to_vec();
        view::show_views(&mut cameras, &self.app.cache).await;
        let sketches = cameras.iter().map(Sketch::new).collect::<Result<Vec<_>, _>>()?;
        let news = self.picture.compare(&sketches, LOOK, Instant::now());
        for json in news.changed {
            frames.push(Frame::of_json(None, "camera", &json));
        }
        for id in news.removed {
            frames.push(Frame::new("removed", &json!({ "id": id }))?);
        }
        frames.extend(self.new_windows().await?);
        frames.extend(self.new_alerts().await?);
        // Last, so that a page has what it counts.
        frames.extend(self.new_summary(&cameras).await?);
        Ok(frames)
    }

    async fn new_summary(&mut self, cameras: &[view::Camera]) -> Result<Option<Frame>, Error> {
        // Without an inventory there is nothing to sum up.
        let Ok(summary) = summary::of(self.app, cameras).await else {
            return Ok(None);
        };
        let frame = Frame::new("summary", &summary)?;
        let timeless = Summary {
            generated_at: String::new(),
            ..summary
        };
        let is_new = self.summary.as_ref() != Some(&timeless);
        self.summary = Some(timeless);
        Ok(is_new.then_some(frame))
    }

    /// The windows that cover cameras now, whenever those are others or any window was changed.
    async fn new_windows(&mut self) -> Result<Option<Frame>, Error> {
        let mark = changes::windows_mark(&self.app.database).await?;
        let rows = maintenance::rows_of(&self.app.database, Timestamp::now()).await?;
        let active: Vec<_> = rows
            .into_iter()
            .map(Window::from)
            .filter(Window::is_active)
            .collect();
        let known = (mark, active.iter().map(|window| window.id).collect());
        if self.windows.as_ref() == Some(&known) {
            return Ok(None);
        }
        self.windows = Some(known);
        Ok(Some(Frame::new("maintenance", &Active { active })?))
    }

    async fn new_alerts(&mut self) -> Result<Vec<Frame>, Error> {
        let database = &self.app.database;
        let mut frames = Vec::new();
        let chain = alerts::chain(database).await?;
        let rows = match self.alert {
            Some(change) => alerts::changed_after(database, change, ALERTS).await?,
            None => alerts::changed_lately(database, ALERTS).await?,
        };
        let told = rows.last().map(|row| row.change).or(self.alert);
        self.alert = told.or(Some(chain.changes));
        for row in rows {
            frames.push(Frame::new("alert", &Alert::from(row))?);
        }
        if self.is_silent.replace(chain.silent) != Some(chain.silent) {
            frames.push(Frame::new("chain", &Chain::from(chain))?);
        }
        Ok(frames)
    }
}

/// Data of the event `maintenance`.
#[derive(Serialize)]
struct Active {
    active: Vec<Window>,
}
