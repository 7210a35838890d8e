//! The present state of this shard's cameras, as metrics.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::inventory::Camera;
use probe::scheduler::Lag;
use probe::{Report, Snapshot, State, Verdict};
use prometheus::{GaugeVec, Opts, Registry};

use super::assignment::Watched;
use super::metrics::ProberMetrics;
use crate::metrics::registry;

/// What `/metrics` of a prober is made of. Series of cameras are made anew at every scrape from the cameras that are assigned
/// now, so that none outlives its camera.
#[derive(Debug)]
pub(super) struct Board {
    site: String,
    watched: Watched,
    lag: Lag,
    open: AtomicBool,
    cameras: Mutex<BTreeMap<String, Snapshot>>,
    registry: Registry,
    metrics: ProberMetrics,
}

impl Board {
    pub(super) fn new(site: &str, watched: Watched, lag: Lag) -> prometheus::Result<Self> {
        let registry = registry(site)?;
        let metrics = ProberMetrics::new(&registry)?;
        let (open, cameras) = (AtomicBool::new(false), Mutex::default());
        Ok(Self {
            site: site.to_owned(),
            watched,
            lag,
            open,
            cameras,
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
        if let Some(restored) = restored {
            self.lock().clone_from(restored);
        }
        self.open.store(true, Ordering::Release);
    }

    /// Whether the states were restored, or given up, already.
    pub(super) fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// Takes in a report.
    pub(super) fn take_in(&self, report: &Report) {
        self.metrics.observe(&report.result);
        self.lock().insert(report.camera.clone(), report.snapshot.clone());
    }

    /// Notes how many events wait and how many more were lost.
    pub(super) fn buffered(&self, waiting: usize, lost: usize) {
        self.metrics
            .buffered
            .set(i64::try_from(waiting).unwrap_or(i64::MAX));
        self.metrics.lost.inc_by(u64::try_from(lost).unwrap_or(u64::MAX));
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
        let series = CameraSeries::new(&self.site)?;
        let assignment = self.watched.assignment.borrow().clone();
        self.metrics
            .cameras
            .set(i64::try_from(assignment.cameras().len()).unwrap_or(i64::MAX));
        let inventory = self.watched.inventory.borrow().value.clone();
        let mut known = self.lock();
        known.retain(|name, _| {
            inventory
                .as_ref()
                .is_none_or(|file| declares(&file.cameras, name))
        });
        for camera in inventory.iter().flat_map(|file| &file.cameras) {
            if assignment.cameras().contains_key(&camera.name) {
                series.add(camera, known.get(&camera.name));
            }
        }
        drop(known);
        Ok(series.registry)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Snapshot>> {
        self.cameras.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the inventory, which is sorted by name, has the camera.
fn declares(cameras: &[Camera], name: &str) -> bool {
    cameras
        .binary_search_by(|camera| camera.name.as_str().cmp(name))
        .is_ok()
}

/// The series that carry the label `camera`, for one scrape.
struct CameraSeries {
    registry: Registry,
    up: GaugeVec,
    state: GaugeVec,
    info: GaugeVec,
}

impl CameraSeries {
    fn new(site: &str) -> prometheus::Result<Self> {
        let labels = [("site".to_owned(), site.to_owned())].into();
        let registry = Registry::new_custom(None, Some(labels))?;
        let gauge = |name: &str, help: &str, labels: &[&str]| -> prometheus::Result<GaugeVec> {
            let gauge = GaugeVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let up = gauge(
            "camera_up",
            "Last verdict: 1 for Up or Degraded, 0 for Down; kept while the state is Unknown, absent before the first.",
            &["camera", "zone", "priority"],
        )?;
        let state = gauge(
            "camera_state",
            "1 for the state that is shown.",
            &["camera", "zone", "priority", "state"],
        )?;
        let info = gauge(
            "camera_info",
            "What is known of a camera, as labels; always 1.",
            &[
                "camera",
                "zone",
                "priority",
                "display_name",
                "codec",
                "width",
                "height",
            ],
        )?;
        Ok(Self {
            registry,
            up,
            state,
            info,
        })
    }

    fn add(&self, camera: &Camera, snapshot: Option<&Snapshot>) {
        let priority = format!("{:?}", camera.priority);
        let (name, zone, priority) = (camera.name.as_str(), camera.zone.as_str(), priority.as_str());
        let facts = snapshot
            .and_then(|snapshot| snapshot.facts.clone())
            .unwrap_or_default();
        let number = |pixels: Option<u32>| pixels.map(|pixels| pixels.to_string()).unwrap_or_default();
        let info = [
            name,
            zone,
            priority,
            &camera.display_name,
            &facts.codec.unwrap_or_default(),
            &number(facts.width),
            &number(facts.height),
        ];
        self.info.with_label_values(&info).set(1.0);
        let shown = snapshot.map_or(State::Unknown, |snapshot| snapshot.state);
        for state in State::ALL {
            let value = if state == shown { 1.0 } else { 0.0 };
            self.state
                .with_label_values(&[name, zone, priority, state.as_str()])
                .set(value);
        }
        if let Some(verdict) = snapshot.and_then(|snapshot| snapshot.verdict) {
            let value = if verdict == Verdict::Down { 0.0 } else { 1.0 };
            self.up.with_label_values(&[name, zone, priority]).set(value);
        }
    }
}
