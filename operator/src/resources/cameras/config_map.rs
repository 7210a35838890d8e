//! ConfigMap `<site>-cameras` with `cameras.json`.

use std::collections::BTreeMap;

use contract::{Component, files, secrets};
use k8s_openapi::api::core::v1::ConfigMap;

use crate::resources::meta::{Keep, object_meta};
use crate::site::Site;

/// The ConfigMap with the inventory.
#[must_use]
pub fn config_map(site: &Site) -> ConfigMap {
    let name = secrets::cameras_config_map_name(&site.id.name);
    ConfigMap {
        metadata: object_meta(&site.id, name, Component::Prober, Keep::No),
        data: Some(BTreeMap::from([(
            files::CAMERAS_FILE.to_owned(),
            super::json(&site.cameras),
        )])),
        ..ConfigMap::default()
    }
}
