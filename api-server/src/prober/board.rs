//! The present state of this shard's cameras, as metrics.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::inventory::Camera;
use contract::summary::Gateway;
use jiff::Timestamp;
use probe::scheduler::Lag;
use probe::{ProbeResult, Report, Scheduler, Snapshot};
use prometheus::Registry;
use tokio::sync::watch;

use super::assignment::Watched;
use super::buffer::Lost;
use super::metrics::ProberMetrics;
use super::series::{Known, Series};
use crate::history::windows::{Overlay, Window};
use crate::metrics::registry;

/// What `/metrics` of a prober is made of. Series of cameras are made anew at every scrape from the cameras that are assigned
/// now, so that none outlives its camera.
#[derive(Debug)]
pub(super) struct Board {
    site: String,
    watched: Watched,
    lag: Lag,
    gateway: watch::Receiver<Gateway>,
    open: AtomicBool,
    cameras: Mutex<BTreeMap<String, Known>>,
    windows: Mutex<Vec<Window>>,
    registry: Registry,
    metrics: ProberMetrics,
}

impl Board {
    pub(super) fn new(site: &str, watched: Watched, scheduler: &Scheduler) -> prometheus::Result<Self> {
        let registry = registry(site)?;
        let metrics = ProberMetrics::new(&registry)?;
        let (open, cameras) = (AtomicBool::new(false), Mutex::default());
        Ok(Self {
            site: site.to_owned(),
            watched,
            lag: scheduler.lag(),
            gateway: scheduler.gateway(),
            open,
            cameras,
            windows: Mutex::default(),
            registry,
            metrics,
        })
    }

    /// The registry of everything that is not a camera's.
    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Begins to answer, with the stored states if there are any.
    pub(super) fn open(&self, restored: Option<&BTreeMap<String, Snapshot>>) {
        self.metrics.restored.set(restored.is_some().into());
        for (camera, snapshot) in restored.into_iter().flatten() {
            self.restore(camera, snapshot.clone());
        }
        self.open.store(true, Ordering::Release);
    }

    /// Knows a camera by its stored state, until it is probed.
    pub(super) fn restore(&self, camera: &str, snapshot: Snapshot) {
        let known = Known {
            snapshot,
            last_frame: None,
        };
        self.lock().insert(camera.to_owned(), known);
    }

    /// Whether the states were restored, or given up, already.
    pub(super) fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// Takes in a report.
    pub(super) fn take_in(&self, report: &Report) {
        self.metrics.observe(&report.result);
        let mut cameras = self.lock();
        let before = cameras.get(&report.camera).and_then(|known| known.last_frame);
        let known = Known {
            snapshot: report.snapshot.clone(),
            last_frame: frame_seen(&report.result).or(before),
        };
        cameras.insert(report.camera.clone(), known);
    }

    /// Notes which maintenance windows there are.
    pub(super) fn plan(&self, windows: Vec<Window>) {
        *self.windows.lock().unwrap_or_else(PoisonError::into_inner) = windows;
    }

    /// What was last known of a camera.
    pub(super) fn snapshot(&self, camera: &str) -> Option<Snapshot> {
        Some(self.lock().get(camera)?.snapshot.clone())
    }

    /// What the scheduler knows of the site's gateway.
    pub(super) fn gateway(&self) -> watch::Receiver<Gateway> {
        self.gateway.clone()
    }

    /// Notes how many events wait and what more was lost.
    pub(super) fn buffered(&self, waiting: usize, lost: Lost) {
        self.metrics
            .buffered
            .set(i64::try_from(waiting).unwrap_or(i64::MAX));
        let count = |lost: usize| u64::try_from(lost).unwrap_or(u64::MAX);
        self.metrics.lost.inc_by(count(lost.events));
        self.metrics.lost_rollups.inc_by(count(lost.rollups));
    }

    /// Notes that a batch was stored or not.
    pub(super) fn stored(&self, stored: bool) {
        self.metrics
            .batches
            .with_label_values(&[if stored { "stored" } else { "failed" }])
            .inc();
    }

    /// The series of the cameras of this shard.
    pub(super) fn gather(&self) -> prometheus::Result<Registry> {
        self.metrics.lag.set(self.lag.p99().as_secs_f64());
        let now = Timestamp::now();
        let series = Series::new(&self.site, now)?;
        let overlay = Overlay::new(&self.windows.lock().unwrap_or_else(PoisonError::into_inner), now);
        series.add_gateway(*self.gateway.borrow())?;
        let assignment = self.watched.assignment.borrow().clone();
        self.metrics
            .cameras
            .set(i64::try_from(assignment.cameras().len()).unwrap_or(i64::MAX));
        let inventory = self.watched.inventory.borrow().value.clone();
        let mut known = self.lock();
        if let Some(file) = &inventory {
            known.retain(|name, _| assignment.cameras().contains_key(name));
            let ours = |camera: &&Camera| assignment.cameras().contains_key(&camera.name);
            for camera in file.cameras.iter().filter(ours) {
                let in_maintenance = overlay.of(&camera.name, &camera.zone).is_some();
                series.add(camera, known.get(&camera.name), in_maintenance);
            }
        }
        drop(known);
        Ok(series.registry)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Known>> {
        self.cameras.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When the result saw a frame, if it did: a sample measures the bit rate, a picture leaves its digest.
fn frame_seen(result: &ProbeResult) -> Option<Timestamp> {
    let sampled = result
        .facts
        .as_ref()
        .is_some_and(|facts| facts.bitrate_bps.is_some());
    (sampled || result.picture.is_some()).then_some(result.at)
}
