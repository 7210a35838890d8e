//! ConfigMap `<site>-simulator` with `simulator.json`.

use std::collections::BTreeMap;

use contract::{Component, files};
use k8s_openapi::api::core::v1::ConfigMap;

use crate::resources::cameras;
use crate::resources::meta::component_meta;
use crate::site::{Simulator, Site};

/// The ConfigMap with the simulated cameras.
#[must_use]
pub fn config_map(site: &Site, simulator: &Simulator) -> ConfigMap {
    ConfigMap {
        metadata: component_meta(&site.id, Component::Simulator),
        data: Some(BTreeMap::from([(
            files::SIMULATOR_FILE.to_owned(),
            cameras::json(&simulator.file),
        )])),
        ..ConfigMap::default()
    }
}
