//! Objects that the spec names: the `ConfigMap`s with inventories and with scripts, and the Secrets of cameras, of an
//! external database, of authorities, of a provider of logins and of who is told of alerts.

use std::collections::{BTreeMap, BTreeSet};

use contract::credentials::BasicAuth;
use contract::secrets::{PASSWORD, USERNAME};
use crds::{CameraSiteSpec, ConfigMapKey, LocalReference, SecretKey};
use futures::{StreamExt, TryStreamExt, stream};
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::{Api, Client};

use super::authority::authority;
use super::named::Named;
use crate::inventory::{Listing, declared, listings};
use crate::monitoring::{mail_logins, receiver_keys};
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
    /// Keys of Secrets, and what is under them.
    pub keys: BTreeMap<SecretKey, Referenced<Content>>,
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

/// What is under a key, as far as the operator looks at it: it is used by others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// An `http` or `https` URL, and nothing around it.
    Url,
    /// Something else.
    Other,
}

pub(super) async fn read(
    client: &Client,
    named: &Named,
    id: &Identity,
    spec: &CameraSiteSpec,
) -> kube::Result<References> {
    let secrets = Api::<Secret>::namespaced(client.clone(), &id.namespace);
    let config_maps = Api::<ConfigMap>::namespaced(client.clone(), &id.namespace);
    let (inventories, mounted) = (inventories(spec), mounted(spec));
    named.config_maps(id, inventories.iter().chain(&mounted));
    let listings = read_listings(&config_maps, spec, &inventories).await?;
    let cameras = declared(spec, &listings).cameras;
    let logins: BTreeSet<String> = cameras
        .iter()
        .filter_map(|entry| entry.camera.credentials_secret_ref.as_ref())
        .chain(spec.credentials.iter().map(|entry| &entry.secret_ref))
        .chain(database_logins(spec))
        .chain(mail_logins(spec))
        .map(|reference| reference.name.clone())
        .collect();
    named.logins(id, &logins);
    let trusted: BTreeSet<String> = cameras
        .iter()
        .filter_map(|entry| entry.camera.tls.as_ref()?.ca_secret_ref.as_ref())
        .chain(database_authority(spec))
        .map(|reference| reference.name.clone())
        .collect();
    let keyed: BTreeSet<String> = named_keys(spec).map(|reference| reference.name.clone()).collect();
    let (credentials, authorities, keyed) = tokio::try_join!(
        each(&secrets, logins, login),
        each(&secrets, trusted, authority),
        each(&secrets, keyed, Secret::clone)
    )?;
    let mut found = BTreeSet::new();
    for name in mounted {
        if config_maps.get_metadata_opt(&name).await?.is_some() {
            found.insert(name);
        }
    }
    Ok(References {
        credentials,
        authorities,
        keys: contents(spec, &keyed),
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

/// Names of the `ConfigMap`s with inventories.
fn inventories(spec: &CameraSiteSpec) -> BTreeSet<String> {
    let inventories = spec.cameras_from.iter();
    inventories.map(|from| from.config_map_ref.name.clone()).collect()
}

/// The inventories that the spec names, in these `ConfigMap`s: each is read once.
async fn read_listings(
    config_maps: &Api<ConfigMap>,
    spec: &CameraSiteSpec,
    names: &BTreeSet<String>,
) -> kube::Result<BTreeMap<ConfigMapKey, Listing>> {
    let mut found = BTreeMap::new();
    for name in names {
        if let Some(config_map) = config_maps.get_opt(name).await? {
            found.insert(name.clone(), config_map);
        }
    }
    Ok(listings(spec, &found))
}

/// What `read` makes of each Secret that is named and exists.
async fn each<T>(
    secrets: &Api<Secret>,
    names: BTreeSet<String>,
    read: fn(&Secret) -> T,
) -> kube::Result<BTreeMap<String, T>> {
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

/// Keys of Secrets that the spec names.
fn named_keys(spec: &CameraSiteSpec) -> impl Iterator<Item = &SecretKey> {
    client_secret(spec).into_iter().chain(receiver_keys(spec))
}

/// What is under the keys that the spec names, of Secrets by name.
#[must_use]
pub fn contents(
    spec: &CameraSiteSpec,
    secrets: &BTreeMap<String, Secret>,
) -> BTreeMap<SecretKey, Referenced<Content>> {
    let found = named_keys(spec).filter_map(|reference| {
        let secret = secrets.get(&reference.name)?;
        Some((reference.clone(), content(secret, &reference.key)))
    });
    found.collect()
}

fn content(secret: &Secret, key: &str) -> Referenced<Content> {
    let value = secret.data.as_ref().and_then(|data| data.get(key));
    let Some(value) = value.filter(|value| !value.0.is_empty()) else {
        return Referenced::Invalid("has nothing under its key: add it");
    };
    let text = std::str::from_utf8(&value.0).ok();
    Referenced::Found(if text.is_some_and(is_url) {
        Content::Url
    } else {
        Content::Other
    })
}

/// Parsing alone would overlook blanks and line breaks.
fn is_url(text: &str) -> bool {
    !text.contains(|it: char| it.is_whitespace() || it.is_control())
        && reqwest::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
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
    use std::sync::Arc;

    use k8s_openapi::ByteString;
    use serde_json::Value;

    use super::*;
    use crate::test_support::{CSV, EXTERNAL, FULL, MINIMAL, api, not_found, observed};
    use crate::validate::identity;

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

    /// What sites name after this fixture's was read, whose other objects are there. What is watched is named before it is read.
    async fn named(fixture: &str) -> Arc<Named> {
        let there: Vec<Value> = serde_saphyr::from_multiple(fixture).unwrap();
        let (object, _) = observed(fixture);
        let (named, id) = (Arc::new(Named::default()), identity(&object).unwrap());
        let (before, namespace) = (Arc::clone(&named), id.namespace.clone());
        let (client, _) = api(move |call| {
            let (rest, name) = call.path.rsplit_once('/').unwrap();
            let found = there.iter().find(|it| it["metadata"]["name"] == name);
            let of = if rest.ends_with("configmaps") {
                Some(before.by_config_map(&namespace, name))
            } else {
                let login = found.filter(|it| it["type"] == BASIC_AUTH);
                login.map(|_| before.by_login(&namespace, name))
            };
            assert_ne!(of, Some(Vec::new()), "{name}");
            found.map_or_else(not_found, |found| (200, found.clone()))
        });
        read(&client, &named, &id, &object.spec).await.unwrap();
        named
    }

    #[tokio::test]
    async fn a_site_names_its_scripts_plans_inventories_and_logins_and_those_of_its_inventories() {
        let config_maps = [
            (FULL, "seed", true),
            (FULL, "plans", true),
            (FULL, "halls", false),
            (CSV, "halls", true),
            (CSV, "seed", false),
        ];
        for (fixture, name, is_named) in config_maps {
            let (object, _) = observed(fixture);
            let (namespace, site) = (object.metadata.namespace.unwrap(), object.metadata.name.unwrap());
            let expected: &[String] = if is_named { &[site] } else { &[] };
            assert_eq!(
                named(fixture).await.by_config_map(&namespace, name),
                expected,
                "{name}"
            );
        }
        let logins = [
            (FULL, "platform-cameras", true),
            (FULL, "hall-login", true),
            (FULL, "mail", true),
            (FULL, "quay-cameras", false),
            (MINIMAL, "quay-cameras", false),
            (CSV, "quay-cameras", true),
            (CSV, "hall-login", false),
            (EXTERNAL, "piers-db", true),
            (EXTERNAL, "piers-db-owner", true),
            (EXTERNAL, "quay-cameras", false),
        ];
        for (fixture, name, is_named) in logins {
            let namespace = observed(fixture).0.metadata.namespace.unwrap();
            let sites = named(fixture).await.by_login(&namespace, name);
            assert_eq!(!sites.is_empty(), is_named, "{name}: {sites:?}");
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

    #[test]
    fn what_alertmanager_would_not_take_for_a_url_is_none() {
        let under = |value: &[u8]| content(&secret("Opaque", &[("url", value)]), "url");
        for url in ["https://hooks.example.net/a?b=c", "http://10.0.0.1:8080"] {
            assert_eq!(under(url.as_bytes()), Referenced::Found(Content::Url), "{url}");
        }
        for other in [
            "https://hooks.example.net/a\n",
            " https://hooks.example.net",
            "ftp://hooks.example.net",
            "hooks.example.net",
            "R0UT1NG-KEY",
        ] {
            let found = under(other.as_bytes());
            assert_eq!(found, Referenced::Found(Content::Other), "{other}");
        }
        assert_eq!(under(b"\xff"), Referenced::Found(Content::Other));
        assert!(matches!(under(b""), Referenced::Invalid(_)));
        assert!(matches!(
            content(&secret("Opaque", &[]), "url"),
            Referenced::Invalid(_)
        ));
    }
}
