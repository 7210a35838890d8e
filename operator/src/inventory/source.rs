//! Where inventories are: keys of `ConfigMap`s.

use std::collections::BTreeMap;

use crds::{CameraSiteSpec, ConfigMapKey};
use k8s_openapi::api::core::v1::ConfigMap;

use super::Sheet;

/// An inventory whose ConfigMap exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing {
    /// What was read.
    Read(Sheet),
    /// The ConfigMap has no such key.
    NoKey,
}

/// The inventories that the spec names and whose `ConfigMap`s, by name, exist.
#[must_use]
pub fn listings(
    spec: &CameraSiteSpec,
    config_maps: &BTreeMap<String, ConfigMap>,
) -> BTreeMap<ConfigMapKey, Listing> {
    spec.cameras_from
        .iter()
        .filter_map(|from| {
            let reference = &from.config_map_ref;
            let config_map = config_maps.get(&reference.name)?;
            let listing = content(config_map, &reference.key)
                .map_or(Listing::NoKey, |bytes| Listing::Read(Sheet::read(bytes)));
            Some((reference.clone(), listing))
        })
        .collect()
}

/// Text, or what `kubectl create configmap --from-file` makes of a file that is not UTF-8.
fn content<'a>(config_map: &'a ConfigMap, key: &str) -> Option<&'a [u8]> {
    let text = config_map.data.as_ref().and_then(|data| data.get(key));
    let binary = config_map.binary_data.as_ref().and_then(|data| data.get(key));
    text.map(String::as_bytes)
        .or_else(|| binary.map(|bytes| bytes.0.as_slice()))
}
