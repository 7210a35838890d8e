//! All cameras of a simulator.

mod camera;
mod counters;
mod visit;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::config::CameraConfig;

pub use camera::Camera;
pub use counters::{Counters, Gauge, OpenSession};
pub(crate) use visit::{SessionGuard, Visit};

/// The cameras by name. All methods may be called from anywhere at any time.
#[derive(Debug, Default)]
pub struct Fleet {
    cameras: RwLock<BTreeMap<String, Arc<Camera>>>,
}

impl Fleet {
    /// Takes over a list of cameras: new ones appear, changed ones begin their new part, those that are gone go.
    pub fn configure(&self, cameras: Vec<CameraConfig>) {
        let mut known = self.cameras.write().unwrap_or_else(PoisonError::into_inner);
        let mut former = std::mem::take(&mut *known);
        for CameraConfig { name, part } in cameras {
            let camera = former
                .remove(&name)
                .unwrap_or_else(|| Arc::new(Camera::new(name.clone(), part.clone())));
            camera.configure(&part);
            known.insert(name, camera);
        }
        for gone in former.values() {
            gone.retire();
        }
    }

    /// A camera by its name.
    #[must_use]
    pub fn camera(&self, name: &str) -> Option<Arc<Camera>> {
        self.cameras
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned()
    }

    /// All cameras by name.
    #[must_use]
    pub fn cameras(&self) -> Vec<Arc<Camera>> {
        self.cameras
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    /// Every session that is open.
    #[must_use]
    pub fn sessions(&self) -> Vec<OpenSession> {
        self.cameras()
            .iter()
            .flat_map(|camera| camera.open_sessions())
            .collect()
    }

    /// Puts all cameras back to their configuration and their counters to zero; what is open stays open and counted.
    pub fn reset(&self) {
        for camera in self.cameras() {
            camera.reset();
        }
    }
}
