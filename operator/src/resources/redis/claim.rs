//! Claim `<site>-redis-data`.

use contract::Component;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;

use crate::resources::volume;
use crate::site::{Cache, Site};

/// The claim of the cache's volume.
#[must_use]
pub fn claim(site: &Site, cache: &Cache) -> PersistentVolumeClaim {
    volume::claim(site, Component::Redis, &cache.storage)
}
