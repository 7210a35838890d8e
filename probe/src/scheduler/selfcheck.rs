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

    /// Whether one of a hundred quick cameras was probed later than its next probe was due.
    fn lags(&self) -> bool {
        let now = Instant::now();
        let recent = self.starts.iter().filter(|(at, _)| now - *at <= self.window);
        let (late, all) = recent.fold((0, 0), |(late, all), (_, lag)| {
            (late + usize::from(*lag > self.window), all + 1)
        });
        late * 100 > all
    }

    /// Whether most probes of the last interval reached nothing.
    fn reaches_nothing(&self) -> bool {
        self.unreachable >= LEAST && self.unreachable * 5 >= self.probes.len() * 4
    }
}

/// What is said of cameras while the prober has no way to them.
pub(super) const NO_NETWORK: &str = "the prober has no network";

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tokio::time::advance;

    use super::*;
    use crate::result::Outcome;

    const WINDOW: Duration = Duration::from_secs(10);

    fn doubt(check: &SelfCheck, reason: Reason) -> Option<&'static str> {
        let result = ProbeResult::without_probe(Timestamp::UNIX_EPOCH, reason, "for the test");
        check.doubt(&result, Instant::now(), true, || true)
    }

    #[tokio::test(start_paused = true)]
    async fn a_prober_that_starts_late_believes_no_time_out_for_an_interval() {
        let watchdog = Watchdog::new();
        let mut check = SelfCheck::new(watchdog.clone(), WINDOW);
        tokio::spawn(watchdog.watch());
        for _ in 0..200 {
            check.note_start(Duration::ZERO);
        }
        check.note_start(WINDOW * 2);
        check.note_start(WINDOW * 2);
        assert_eq!(doubt(&check, Reason::Timeout), None, "one of a hundred");
        check.note_start(WINDOW * 2);
        assert!(doubt(&check, Reason::Timeout).is_some_and(|message| message.contains("late")));
        assert_eq!(doubt(&check, Reason::Refused), None, "the camera did answer");
        for _ in 0..11 {
            advance(Duration::from_secs(1)).await;
        }
        assert_eq!(doubt(&check, Reason::Timeout), None, "that is over");
    }

    #[tokio::test(start_paused = true)]
    async fn a_good_result_is_never_doubted() {
        let mut check = SelfCheck::new(Watchdog::new(), WINDOW);
        check.note_start(WINDOW * 2);
        advance(Duration::from_mins(1)).await;
        let good = ProbeResult {
            outcome: Outcome::Ok,
            ..ProbeResult::without_probe(Timestamp::UNIX_EPOCH, Reason::Timeout, "")
        };
        assert_eq!(check.doubt(&good, Instant::now(), true, || false), None);
    }
}
