//! Objects that the spec names: the `ConfigMap`s with inventories and with scripts, and the Secrets of cameras, of an
//! external database and of authorities.

use std::collections::{BTreeMap, BTreeSet};

use contract::credentials::BasicAuth;
use contract::secrets::{PASSWORD, USERNAME};
use crds::{CameraSiteSpec, ConfigMapKey, LocalReference};
use futures::{StreamExt, TryStreamExt, stream};
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::{Api, Client};

use super::authority::authority;
use crate::inventory::{Listing, declared, listings};
use crate::resources::secrets::BASIC_AUTH;
use crate::site::Identity;
use crate::validate::client_secret;

/// How many Secrets are read at a time.
const PARALLEL: usize = 8;

/// Objects that the spec names, as far as they exist.
#[derive(Clone, Debug, Default)]
pub struct References {
    /// Secrets with logins by name.
    pub credentials: BTreeMap<String, Referenced<BasicAuth>>,
    /// Secrets of authorities by name.
    pub authorities: BTreeMap<String, Referenced<String>>,
    /// The secret for the OpenID Connect provider: whether there is something under its key.
    pub client_secret: Option<Referenced<()>>,
    /// Names of the `ConfigMap`s with scripts and with floor plans that exist.
    pub config_maps: BTreeSet<String>,
    /// Inventories whose `ConfigMap`s exist.
    pub listings: BTreeMap<ConfigMapKey, Listing>,
}

/// A Secret that the spec names and that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referenced<T> {
    /// What was looked for in it.
    Found(T),
    /// It exists but cannot be used; what is wrong and what to do.
    Invalid(&'static str),
}

pub(super) async fn read(client: &Client, id: &Identity, spec: &CameraSiteSpec) -> kube::Result<References> {
    let secrets = Api::<Secret>::namespaced(client.clone(), &id.namespace);
    let config_maps = Api::<ConfigMap>::namespaced(client.clone(), &id.namespace);
    let listings = read_listings(&config_maps, spec).await?;
    let cameras = declared(spec, &listings).cameras;
    let logins = cameras
        .iter()
        .filter_map(|entry| entry.camera.credentials_secret_ref.as_ref())
        .chain(spec.credentials.iter().map(|entry| &entry.secret_ref))
        .chain(database_logins(spec));
    let trusted = cameras
        .iter()
        .filter_map(|entry| entry.camera.tls.as_ref()?.ca_secret_ref.as_ref())
        .chain(database_authority(spec));
    let (credentials, authorities) =
        tokio::try_join!(each(&secrets, logins, login), each(&secrets, trusted, authority))?;
    let client_secret = match client_secret(spec) {
        None => None,
        Some(reference) => {
            let secret = secrets.get_opt(&reference.name).await?;
            secret.map(|secret| has_key(&secret, &reference.key))
        }
    };
    let mut found = BTreeSet::new();
    for name in mounted(spec) {
        if config_maps.get_metadata_opt(&name).await?.is_some() {
            found.insert(name);
        }
    }
    Ok(References {
        credentials,
        authorities,
        client_secret,
        config_maps: found,
        listings,
    })
}

/// The Secrets with which a database that somebody else runs is opened.
pub fn database_logins(spec: &CameraSiteSpec) -> impl Iterator<Item = &LocalReference> {
    spec.database.external.iter().flat_map(|external| {
        std::iter::once(&external.credentials_secret_ref).chain(&external.owner_credentials_secret_ref)
    })
}

/// Names of the `ConfigMap`s that pods mount: with scripts and with floor plans.
#[must_use]
pub fn mounted(spec: &CameraSiteSpec) -> BTreeSet<String> {
    let scripts = spec.database.init_scripts.iter();
    let scripts = scripts.map(|script| &script.config_map_ref.name);
    let plans = spec.web.floor_plans.iter();
    let plans = plans.map(|plan| &plan.image_config_map_ref.name);
    scripts.chain(plans).cloned().collect()
}

fn database_authority(spec: &CameraSiteSpec) -> Option<&LocalReference> {
    spec.database.external.as_ref()?.tls.ca_secret_ref.as_ref()
}

/// The inventories that the spec names: each ConfigMap is read once.
async fn read_listings(
    config_maps: &Api<ConfigMap>,
    spec: &CameraSiteSpec,
) -> kube::Result<BTreeMap<ConfigMapKey, Listing>> {
    let names: BTreeSet<&String> = spec
        .cameras_from
        .iter()
        .map(|from| &from.config_map_ref.name)
        .collect();
    let mut found = BTreeMap::new();
    for name in names {
        if let Some(config_map) = config_maps.get_opt(name).await? {
            found.insert(name.clone(), config_map);
        }
    }
    Ok(listings(spec, &found))
}

/// What `read` makes of each Secret that is named and exists.
async fn each<'a, T>(
    secrets: &Api<Secret>,
    names: impl Iterator<Item = &'a LocalReference>,
    read: fn(&Secret) -> T,
) -> kube::Result<BTreeMap<String, T>> {
    let names: BTreeSet<String> = names.map(|reference| reference.name.clone()).collect();
    stream::iter(names)
        .map(|name| async {
            let secret = secrets.get_opt(&name).await?;
            Ok::<_, kube::Error>(secret.map(|secret| (name, read(&secret))))
        })
        .buffer_unordered(PARALLEL)
        .try_filter_map(|found| async { Ok(found) })
        .try_collect()
        .await
}

/// Whether a Secret holds something under a key.
#[must_use]
pub fn has_key(secret: &Secret, key: &str) -> Referenced<()> {
    let value = secret.data.as_ref().and_then(|data| data.get(key));
    if value.is_some_and(|value| !value.0.is_empty()) {
        Referenced::Found(())
    } else {
        Referenced::Invalid("has nothing under its key: add it")
    }
}

/// User name and password of a Secret.
#[must_use]
pub fn login(secret: &Secret) -> Referenced<BasicAuth> {
    if secret.type_.as_deref() != Some(BASIC_AUTH) {
        return Referenced::Invalid(
            "is not of type kubernetes.io/basic-auth: delete it and create it with that type",
        );
    }
    let text = |key: &str| {
        let value = secret.data.as_ref()?.get(key)?;
        String::from_utf8(value.0.clone())
            .ok()
            .filter(|text| !text.is_empty())
    };
    match (text(USERNAME), text(PASSWORD)) {
        (Some(username), Some(password)) => Referenced::Found(BasicAuth { username, password }),
        (None, _) => Referenced::Invalid("has no text under the key username: add it"),
        (_, None) => Referenced::Invalid("has no text under the key password: add it"),
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::ByteString;

    use super::*;

    fn secret(type_: &str, data: &[(&str, &[u8])]) -> Secret {
        Secret {
            type_: Some(type_.into()),
            data: Some(
                data.iter()
                    .map(|(key, value)| ((*key).into(), ByteString(value.to_vec())))
                    .collect(),
            ),
            ..Secret::default()
        }
    }

    #[test]
    fn only_complete_basic_auth_secrets_are_logins() {
        let good = secret(BASIC_AUTH, &[("username", b"viewer"), ("password", b"pw")]);
        let expected = BasicAuth {
            username: "viewer".into(),
            password: "pw".into(),
        };
        assert_eq!(login(&good), Referenced::Found(expected));
        let bad = [
            secret("Opaque", &[("username", b"viewer"), ("password", b"pw")]),
            secret(BASIC_AUTH, &[("username", b"viewer")]),
            secret(BASIC_AUTH, &[("username", b""), ("password", b"pw")]),
            secret(BASIC_AUTH, &[("username", b"viewer"), ("password", b"\xff")]),
        ];
        for secret in bad {
            assert!(
                matches!(login(&secret), Referenced::Invalid(_)),
                "{:?}",
                secret.type_
            );
        }
    }
}
