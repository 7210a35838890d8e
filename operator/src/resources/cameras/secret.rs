//! Secret `<site>-camera-credentials` with `credentials.json` and `authorities.json`.

use std::collections::BTreeMap;

use contract::{Component, files, secrets};
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;

use crate::resources::meta::{Keep, object_meta};
use crate::site::Site;

/// The Secret with the cameras' credentials and the authorities that sign their certificates.
#[must_use]
pub fn secret(site: &Site) -> Secret {
    let name = secrets::camera_credentials_name(&site.id.name);
    let credentials = super::json(&site.credentials).into_bytes();
    let authorities = super::json(&site.authorities).into_bytes();
    Secret {
        metadata: object_meta(&site.id, name, Component::Prober, Keep::No),
        data: Some(BTreeMap::from([
            (files::CREDENTIALS_FILE.to_owned(), ByteString(credentials)),
            (files::AUTHORITIES_FILE.to_owned(), ByteString(authorities)),
        ])),
        type_: Some("Opaque".to_owned()),
        ..Secret::default()
    }
}
