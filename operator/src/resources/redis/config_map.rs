//! ConfigMap `<site>-redis` with `redis.conf`; the password is added in the pod.

use std::collections::BTreeMap;

use contract::Component;
use k8s_openapi::api::core::v1::ConfigMap;

use super::CONFIG_FILE;
use crate::resources::meta::component_meta;
use crate::site::Site;

/// Every write is on disk before it is answered: a counter is exact after `kill -9`. Nothing is ever evicted.
const CONFIG: &str = "\
bind * -::*
port 6379
dir /data
appendonly yes
appendfsync always
save \"\"
maxmemory-policy noeviction
";

/// The ConfigMap with the cache's configuration.
#[must_use]
pub fn config_map(site: &Site) -> ConfigMap {
    ConfigMap {
        metadata: component_meta(&site.id, Component::Redis),
        data: Some(BTreeMap::from([(CONFIG_FILE.to_owned(), CONFIG.to_owned())])),
        ..ConfigMap::default()
    }
}
