//! Claims that the operator applies itself: those made from a StatefulSet's templates cannot grow.

use std::collections::BTreeMap;

use contract::Component;
use k8s_openapi::api::core::v1::{
    PersistentVolumeClaim, PersistentVolumeClaimSpec, PersistentVolumeClaimVolumeSource, Volume,
    VolumeResourceRequirements,
};

use super::meta::{Keep, object_meta};
use super::secrets::claim_name;
use crate::site::{Site, Storage};

/// Name of the volume in the pod.
pub(super) const DATA: &str = "data";

pub(super) fn claim(site: &Site, component: Component, storage: &Storage) -> PersistentVolumeClaim {
    let name = claim_name(&site.id, component);
    PersistentVolumeClaim {
        metadata: object_meta(&site.id, name, component, Keep::when(storage.retain)),
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec!["ReadWriteOnce".to_owned()]),
            resources: Some(VolumeResourceRequirements {
                requests: Some(BTreeMap::from([("storage".to_owned(), storage.size.clone())])),
                ..VolumeResourceRequirements::default()
            }),
            storage_class_name: storage.class.clone(),
            ..PersistentVolumeClaimSpec::default()
        }),
        ..PersistentVolumeClaim::default()
    }
}

pub(super) fn volume(site: &Site, component: Component) -> Volume {
    Volume {
        name: DATA.to_owned(),
        persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
            claim_name: claim_name(&site.id, component),
            ..PersistentVolumeClaimVolumeSource::default()
        }),
        ..Volume::default()
    }
}
