//! The Secrets that are generated once: what each holds, and its metadata afterwards.
//!
//! Their data is made in `observe` by a single POST and never applied again, so a user's edit wins.

use std::collections::BTreeMap;

use contract::secrets::{self as keys, DatabaseRole};
use contract::{Component, files};
use crds::{CacheMode, CameraSiteSpec, DatabaseMode, RetentionPolicy};
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;

use super::{Child, meta};
use crate::site::{GeneratedSecrets, Identity, Site};

/// Type of a Secret with user name and password.
pub const BASIC_AUTH: &str = "kubernetes.io/basic-auth";
const OPAQUE: &str = "Opaque";

/// What a generated key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A name that is always the same.
    Fixed(&'static str),
    /// A fresh random password.
    Random,
}

/// How a Secret is generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// Component that it belongs to.
    pub component: Component,
    /// Its type.
    pub type_: &'static str,
    /// Its keys.
    pub keys: Vec<(&'static str, Value)>,
    /// Whether it outlives the site.
    pub keep: meta::Keep,
    /// The claim over whose data no new password may be made.
    pub guarded_by: Option<String>,
    /// Whether the site needs it.
    pub wanted: bool,
}

impl Plan {
    /// The Secret with fresh data; `random` yields a password a call.
    pub fn generate(&self, id: &Identity, mut random: impl FnMut() -> String) -> Secret {
        let data = self.keys.iter().map(|(key, value)| {
            let text = match value {
                Value::Fixed(text) => (*text).to_owned(),
                Value::Random => random(),
            };
            ((*key).to_owned(), ByteString(text.into_bytes()))
        });
        Secret {
            data: Some(data.collect::<BTreeMap<_, _>>()),
            ..self.metadata(id)
        }
    }

    fn metadata(&self, id: &Identity) -> Secret {
        Secret {
            metadata: meta::object_meta(id, self.name.clone(), self.component, self.keep),
            type_: Some(self.type_.to_owned()),
            ..Secret::default()
        }
    }
}

/// The name of the volume claim of a component: `<site>-<component>-data`.
#[must_use]
pub fn claim_name(id: &Identity, component: Component) -> String {
    format!("{}-data", id.child(component))
}

/// The plans of all generated Secrets of a site.
#[must_use]
pub fn plans(id: &Identity, spec: &CameraSiteSpec) -> GeneratedSecrets<Plan> {
    let database = spec.database.mode == DatabaseMode::Managed;
    let cache = spec.cache.mode == CacheMode::Managed;
    planned(
        id,
        database.then_some(spec.database.storage.retention_policy == RetentionPolicy::Retain),
        cache.then_some(spec.cache.storage.retention_policy == RetentionPolicy::Retain),
    )
}

/// Whether the volumes of database and cache outlive the site; `None` where the site has none of its own.
fn planned(id: &Identity, database: Option<bool>, cache: Option<bool>) -> GeneratedSecrets<Plan> {
    let role = |role: DatabaseRole| Plan {
        name: role.secret_name(&id.name),
        component: Component::Postgres,
        type_: BASIC_AUTH,
        keys: vec![
            (keys::USERNAME, Value::Fixed(role.default_username())),
            (keys::PASSWORD, Value::Random),
        ],
        keep: meta::Keep::when(database.unwrap_or_default()),
        // The migrate Job sets the passwords of all other roles, so those may be made again at any time.
        guarded_by: (role == DatabaseRole::Superuser).then(|| claim_name(id, Component::Postgres)),
        wanted: database.is_some(),
    };
    let opaque = |component, keys, keep, wanted| Plan {
        name: id.child(component),
        component,
        type_: OPAQUE,
        keys,
        keep,
        guarded_by: None,
        wanted,
    };
    let tokens = [
        keys::ADMIN_PASSWORD,
        keys::OPERATOR_TOKEN,
        keys::ALERTS_TOKEN,
        keys::INTERNAL_TOKEN,
    ];
    GeneratedSecrets {
        superuser: role(DatabaseRole::Superuser),
        owner: role(DatabaseRole::Owner),
        app: role(DatabaseRole::App),
        exporter: role(DatabaseRole::Exporter),
        redis: opaque(
            Component::Redis,
            vec![(keys::PASSWORD, Value::Random)],
            meta::Keep::when(cache.unwrap_or_default()),
            cache.is_some(),
        ),
        api: opaque(
            Component::Api,
            tokens.map(|key| (key, Value::Random)).to_vec(),
            meta::Keep::No,
            true,
        ),
    }
}

/// The metadata that generated Secrets are kept at; those that do not exist are left alone.
pub(super) fn metadata(site: &Site) -> GeneratedSecrets<Child<Secret>> {
    let database = site.database.managed().map(|database| database.storage.retain);
    let cache = site.cache.as_ref().map(|cache| cache.storage.retain);
    let plans = planned(&site.id, database, cache);
    plans.zip(site.secrets.clone()).map(|(plan, exists)| {
        if exists && plan.wanted {
            Child::apply(plan.metadata(&site.id))
        } else {
            Child::Unknown
        }
    })
}

/// The directory of a database role's files, below the component's directory.
pub(super) const fn role_dir(role: DatabaseRole) -> &'static str {
    match role {
        DatabaseRole::Superuser => files::POSTGRES_SUPERUSER_DIR,
        DatabaseRole::Owner => files::POSTGRES_OWNER_DIR,
        DatabaseRole::App => files::POSTGRES_APP_DIR,
        DatabaseRole::Exporter => files::POSTGRES_EXPORTER_DIR,
    }
}
