//! What this shard counts of its cameras, in buckets of 5 minutes.
//!
//! A report tells what the camera was since the report before it, and sometimes that it had been something else for a while
//! already: Down begins with the first failed probe, not with the decision. Such time is moved; where its bucket has been
//! written already, the next part of the bucket takes it away there.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use probe::state::stale_after;
use probe::{Kind, Report, Snapshot, State, Verdict, clock};

use crate::db::rollups::RollupWrite;

/// Seconds of a bucket.
const WIDTH: i64 = 300;
/// Time after the end of a bucket in which the reports that reach back into it come.
const LATE: i64 = 60;
/// How far back time is moved at most.
const REACH: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a camera is, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Up,
    Degraded,
    Down,
    Unknown,
}

impl Standing {
    /// What a camera was, and since when. Flapping counts as what lies beneath it.
    fn of(snapshot: &Snapshot) -> (Self, Timestamp) {
        let verdict = snapshot
            .verdict
            .filter(|_| snapshot.state != State::Unknown)
            .zip(snapshot.verdict_since);
        match verdict {
            None => (Self::Unknown, snapshot.since),
            Some((Verdict::Up, since)) => (Self::Up, since),
            Some((Verdict::Degraded, since)) => (Self::Degraded, since),
            Some((Verdict::Down, since)) => (Self::Down, since),
        }
    }
}

/// What is counted of a camera in a bucket since the last part of it was taken out.
#[derive(Clone, Debug, Default, PartialEq)]
struct Cell {
    probes: i32,
    failed: i32,
    latency_sum_ms: i64,
    latency_min_ms: Option<i32>,
    latency_max_ms: Option<i32>,
    /// Milliseconds of each [`Standing`].
    millis: [i64; 4],
}

/// The counts of a shard.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// By start of the bucket in seconds, and camera.
    cells: BTreeMap<(i64, String), Cell>,
}

impl Tally {
    /// Buckets of cameras that are not taken out yet.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Counts a report. `before` is what was known of the camera until then.
    pub(super) fn note(&mut self, before: Option<&Snapshot>, report: &Report) {
        self.count_probe(report);
        let Some((before, last)) = before.and_then(|before| Some((before, before.last_result_at?))) else {
            return;
        };
        let at = report.result.at;
        let (was, was_since) = Standing::of(before);
        let stale = clock::later(
            last,
            stale_after(Duration::from_secs(before.interval_seconds.into())),
        );
        self.add(&report.camera, was, last, at.min(stale), 1);
        if at > stale {
            self.add(&report.camera, Standing::Unknown, stale, at, 1);
            return;
        }
        let (is, is_since) = Standing::of(&report.snapshot);
        if is != was {
            let reach = at.checked_sub(REACH).unwrap_or(Timestamp::MIN);
            let since = is_since.max(was_since).max(reach);
            self.add(&report.camera, was, since, at, -1);
            self.add(&report.camera, is, since, at, 1);
        }
    }

    fn count_probe(&mut self, report: &Report) {
        let kind = report.result.outcome.kind();
        if !report.result.probed() || kind == Some(Kind::Unknown) {
            return;
        }
        let cell = self.cell(&report.camera, report.result.at.as_second());
        cell.probes += 1;
        if kind == Some(Kind::Fail) {
            cell.failed += 1;
            return;
        }
        let latency = i32::try_from(clock::millis(report.result.answer_time())).unwrap_or(i32::MAX);
        cell.latency_sum_ms += i64::from(latency);
        cell.latency_min_ms = Some(cell.latency_min_ms.map_or(latency, |least| least.min(latency)));
        cell.latency_max_ms = cell.latency_max_ms.max(Some(latency));
    }

    /// Adds the time from `from` to `to`, bucket by bucket.
    fn add(&mut self, camera: &str, standing: Standing, from: Timestamp, to: Timestamp, sign: i64) {
        let (mut from, to) = (from.as_millisecond(), to.as_millisecond());
        while from < to {
            let second = from.div_euclid(1_000);
            let end = (second.div_euclid(WIDTH) + 1) * WIDTH * 1_000;
            let part = to.min(end) - from;
            self.cell(camera, second).millis[standing as usize] += sign * part;
            from += part;
        }
    }

    fn cell(&mut self, camera: &str, second: i64) -> &mut Cell {
        let start = second.div_euclid(WIDTH) * WIDTH;
        self.cells.entry((start, camera.to_owned())).or_default()
    }

    /// Takes out the buckets that had ended some time before `now`, oldest first.
    pub(super) fn take(&mut self, now: Timestamp, batch: i64) -> Vec<RollupWrite> {
        let open = now.as_second().saturating_sub(WIDTH + LATE).saturating_add(1);
        let rest = self.cells.split_off(&(open, String::new()));
        let ended = std::mem::replace(&mut self.cells, rest);
        let parts = ended.into_iter().filter(|(_, cell)| *cell != Cell::default());
        parts
            .filter_map(|((start, camera), cell)| cell.part(camera, start, batch))
            .collect()
    }

    /// Forgets the oldest bucket of a camera.
    pub(super) fn shed(&mut self) {
        self.cells.pop_first();
    }
}

impl Cell {
    fn part(self, camera: String, start: i64, batch: i64) -> Option<RollupWrite> {
        let [up_s, degraded_s, down_s, unknown_s] = self.millis.map(seconds);
        Some(RollupWrite {
            camera,
            at: Timestamp::from_second(start).ok()?,
            batch,
            probes: self.probes,
            failed: self.failed,
            latency_sum_ms: self.latency_sum_ms,
            latency_min_ms: self.latency_min_ms,
            latency_max_ms: self.latency_max_ms,
            up_s,
            degraded_s,
            down_s,
            unknown_s,
        })
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of a bucket stay far below 2⁵³"
)]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1_000.0
}

#[cfg(test)]
mod tests;
