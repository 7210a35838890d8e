//! Whether the prober itself is fit to judge: one that stands still or has no network sees failures that are its own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::reason::Reason;
use crate::result::ProbeResult;

/// Time between two looks at the clock.
const STEP: Duration = Duration::from_millis(250);
/// Delay of a timer beyond which the prober stood still.
const STALL: Duration = Duration::from_secs(2);
/// Starts and results that are remembered.
const KEPT: usize = 16_384;
/// Least number of unreachable cameras that make the prober look at its own network.
const LEAST: usize = 5;

/// Tells when timers come late. Clones share what they know.
#[derive(Clone, Debug)]
pub(super) struct Watchdog(Arc<Mutex<Timers>>);

#[derive(Debug)]
struct Timers {
    /// When the next look is due.
    due: Instant,
    /// The end of the last stall.
    stalled: Option<Instant>,
}

impl Watchdog {
    pub(super) fn new() -> Self {
        let (due, stalled) = (Instant::now(), None);
        Self(Arc::new(Mutex::new(Timers { due, stalled })))
    }

    /// Looks at the clock for ever. To be polled by the task that is watched.
    pub(super) async fn watch(self) {
        loop {
            let due = Instant::now() + STEP;
            self.lock().due = due;
            sleep_until(due).await;
            let now = Instant::now();
            if now - due > STALL {
                tracing::warn!(
                    seconds = (now - due).as_secs(),
                    "the prober stood still; time-outs of that time are not believed"
                );
                self.lock().stalled = Some(now);
            }
        }
    }

    /// Whether there was a stall since `start`, or is one that has not been looked at yet.
    fn stalled_since(&self, start: Instant) -> bool {
        let timers = self.lock();
        timers.stalled.is_some_and(|end| end >= start) || timers.due.elapsed() > STALL
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Timers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the prober knows about itself over the last interval.
#[derive(Debug)]
pub(super) struct SelfCheck {
    watchdog: Watchdog,
    window: Duration,
    /// How late probes of quick cameras started.
    starts: VecDeque<(Instant, Duration)>,
    /// Whether probed cameras could not be reached.
    probes: VecDeque<(Instant, bool)>,
    unreachable: usize,
}

impl SelfCheck {
    pub(super) const fn new(watchdog: Watchdog, window: Duration) -> Self {
        Self {
            watchdog,
            window,
            starts: VecDeque::new(),
            probes: VecDeque::new(),
            unreachable: 0,
        }
    }

    /// Sets the interval over which the prober looks at itself.
    pub(super) const fn set_window(&mut self, window: Duration) {
        self.window = window;
    }

    /// Notes that a probe of a camera that answers quickly started `lag` late. Others wait for each other by design.
    pub(super) fn note_start(&mut self, lag: Duration) {
        let now = Instant::now();
        self.starts.push_back((now, lag));
        while let Some((at, _)) = self.starts.front()
            && (now - *at > self.window || self.starts.len() > KEPT)
        {
            self.starts.pop_front();
        }
    }

    /// Notes whether a camera could be reached over the network.
    pub(super) fn note_probe(&mut self, reached: bool) {
        let now = Instant::now();
        self.probes.push_back((now, !reached));
        self.unreachable += usize::from(!reached);
        while let Some((at, unreachable)) = self.probes.front()
            && (now - *at > self.window || self.probes.len() > KEPT)
        {
            self.unreachable -= usize::from(*unreachable);
            self.probes.pop_front();
        }
    }

    /// Why the result of a probe that began at `start` is not to be believed, `None` when it is.
    pub(super) fn doubt(
        &self,
        result: &ProbeResult,
        start: Instant,
        is_remote: bool,
        network_is_up: impl FnOnce() -> bool,
    ) -> Option<&'static str> {
        let reason = result.outcome.reason()?;
        if reason == Reason::Timeout && self.watchdog.stalled_since(start) {
            return Some("the prober stood still while the camera had to answer; it lacks CPU");
        }
        if reason == Reason::Timeout && self.lags() {
            return Some("the prober starts its probes over an interval late; it lacks CPU or shards");
        }
        if reason.is_connectivity() && is_remote && self.reaches_nothing() && !network_is_up() {
            return Some(NO_NETWORK);
        }
        None
    }

    /// Whether one of a hundred quick cameras is probed later than the next probe was due.
    fn lags(&self) -> bool {
        let late = self.starts.iter().filter(|(_, lag)| *lag > self.window).count();
        late * 100 > self.starts.len()
    }

    /// Whether most probes of the last interval reached nothing.
    fn reaches_nothing(&self) -> bool {
        self.unreachable >= LEAST && self.unreachable * 5 >= self.probes.len() * 4
    }
}

/// What is said of cameras while the prober has no way to them.
pub(super) const NO_NETWORK: &str = "the prober has no network";
