//! Objects that the spec names: the Secrets of cameras and the `ConfigMap`s with scripts.

use std::collections::{BTreeMap, BTreeSet};

use contract::credentials::BasicAuth;
use contract::secrets::{PASSWORD, USERNAME};
use crds::CameraSiteSpec;
use futures::{StreamExt, TryStreamExt, stream};
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::{Api, Client};

use crate::resources::secrets::BASIC_AUTH;
use crate::site::Identity;

/// How many Secrets are read at a time.
const PARALLEL: usize = 8;

/// Objects that the spec names, as far as they exist.
#[derive(Clone, Debug, Default)]
pub struct References {
    /// Secrets of cameras by name.
    pub credentials: BTreeMap<String, Credentials>,
    /// Names of the `ConfigMap`s with scripts that exist.
    pub config_maps: BTreeSet<String>,
}

/// A Secret that cameras name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// User name and password.
    Found(BasicAuth),
    /// It exists but cannot be used; what is wrong and what to do.
    Invalid(&'static str),
}

pub(super) async fn read(client: &Client, id: &Identity, spec: &CameraSiteSpec) -> kube::Result<References> {
    let secrets = Api::<Secret>::namespaced(client.clone(), &id.namespace);
    let config_maps = Api::<ConfigMap>::namespaced(client.clone(), &id.namespace);
    let names: BTreeSet<String> = spec
        .cameras
        .iter()
        .filter_map(|camera| camera.credentials_secret_ref.as_ref())
        .map(|secret| secret.name.clone())
        .collect();
    let credentials = stream::iter(names)
        .map(|name| async {
            let secret = secrets.get_opt(&name).await?;
            Ok::<_, kube::Error>(secret.map(|secret| (name, login(&secret))))
        })
        .buffer_unordered(PARALLEL)
        .try_filter_map(|found| async { Ok(found) })
        .try_collect()
        .await?;
    let mut found = BTreeSet::new();
    for script in &spec.database.init_scripts {
        let name = &script.config_map_ref.name;
        if config_maps.get_metadata_opt(name).await?.is_some() {
            found.insert(name.clone());
        }
    }
    Ok(References {
        credentials,
        config_maps: found,
    })
}

/// User name and password of a Secret.
#[must_use]
pub fn login(secret: &Secret) -> Credentials {
    if secret.type_.as_deref() != Some(BASIC_AUTH) {
        return Credentials::Invalid(
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
        (Some(username), Some(password)) => Credentials::Found(BasicAuth { username, password }),
        (None, _) => Credentials::Invalid("has no text under the key username: add it"),
        (_, None) => Credentials::Invalid("has no text under the key password: add it"),
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
        assert_eq!(login(&good), Credentials::Found(expected));
        let bad = [
            secret("Opaque", &[("username", b"viewer"), ("password", b"pw")]),
            secret(BASIC_AUTH, &[("username", b"viewer")]),
            secret(BASIC_AUTH, &[("username", b""), ("password", b"pw")]),
            secret(BASIC_AUTH, &[("username", b"viewer"), ("password", b"\xff")]),
        ];
        for secret in bad {
            assert!(
                matches!(login(&secret), Credentials::Invalid(_)),
                "{:?}",
                secret.type_
            );
        }
    }
}
