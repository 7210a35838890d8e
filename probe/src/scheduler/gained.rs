//! The cameras that were gained from another shard and still wait.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::watch;

/// Their names, and who is told of them.
#[derive(Debug)]
pub(super) struct Gained {
    names: BTreeSet<String>,
    telling: watch::Sender<Arc<BTreeSet<String>>>,
    told: bool,
}

impl Gained {
    pub(super) const fn new(telling: watch::Sender<Arc<BTreeSet<String>>>) -> Self {
        Self {
            names: BTreeSet::new(),
            telling,
            told: true,
        }
    }

    pub(super) fn contains(&self, camera: &str) -> bool {
        self.names.contains(camera)
    }

    pub(super) fn insert(&mut self, camera: &str) {
        self.told &= !self.names.insert(camera.to_owned());
    }

    /// Whether the camera waited until now.
    pub(super) fn remove(&mut self, camera: &str) -> bool {
        let waited = self.names.remove(camera);
        self.told &= !waited;
        waited
    }

    /// Publishes what changed since the last time.
    pub(super) fn tell(&mut self) {
        if !std::mem::replace(&mut self.told, true) {
            self.telling.send_replace(Arc::new(self.names.clone()));
        }
    }
}
