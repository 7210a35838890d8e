//! What the generated Secrets allow: which exist, which are missing, and what follows from their content.

use contract::secrets::{self as keys};
use crds::conditions::reason;
use k8s_openapi::api::core::v1::Secret;

use super::Finding;
use crate::exporter::Password;
use crate::fingerprint::Key;
use crate::observe::SecretState;
use crate::site::{GeneratedSecrets, Identity};

/// What the generated Secrets allow.
pub(super) struct Judged {
    /// Which of them are there and ours.
    pub exist: GeneratedSecrets<bool>,
    /// Key of all fingerprints.
    pub key: Key,
    /// Whether the key is the site's own, or its UID stands in: then nothing is made that a fingerprint names or restarts.
    pub keyed: bool,
    /// Fingerprint of all role Secrets.
    pub roles: Option<String>,
    /// Fingerprint of the cache's password.
    pub cache_password: Option<String>,
    /// Fingerprint of the login of the database's exporter.
    pub exporter_login: Option<String>,
    /// The cache's password for its exporter, as the cache and the API read it: without a newline at the end.
    pub exporter_password: Option<Password>,
    /// What is wrong with a Secret that the database or its roles need.
    pub database: Option<Finding>,
    /// What is wrong with the cache's Secret.
    pub cache: Option<Finding>,
    /// What is wrong with the API's Secret.
    pub api: Option<Finding>,
    /// What keeps Alertmanager from logging in to the API.
    pub alerts: Option<Finding>,
}

pub(super) fn judge(id: &Identity, states: &GeneratedSecrets<SecretState>) -> Judged {
    let role_keys: &[&str] = &[keys::USERNAME, keys::PASSWORD];
    let roles = [&states.superuser, &states.owner, &states.app, &states.exporter];
    // The token between api and prober is random and read by few.
    let token = value(&states.api, keys::INTERNAL_TOKEN);
    let keyed = token.is_some();
    let key = token.map_or_else(|| Key::new(id.uid.clone().unwrap_or_default()), Key::new);
    let database = roles.iter().find_map(|state| finding(id, state, role_keys));
    let cache = finding(id, &states.redis, &[keys::PASSWORD]);
    let api = finding(id, &states.api, &[keys::OPERATOR_TOKEN, keys::INTERNAL_TOKEN]);
    let alerts = finding(id, &states.api, &[keys::ALERTS_TOKEN]);
    let role_data = roles
        .iter()
        .flat_map(|state| role_keys.iter().map(|name| value(state, name)));
    let fingerprint =
        (keyed && database.is_none()).then(|| key.fingerprint(role_data.map(Option::unwrap_or_default)));
    Judged {
        exist: states
            .as_ref()
            .map(|state| matches!(state, SecretState::Present(_))),
        roles: fingerprint,
        cache_password: value(&states.redis, keys::PASSWORD)
            .filter(|_| keyed && cache.is_none())
            .map(|password| key.fingerprint([password])),
        exporter_login: exporter_login(&states.exporter, &key).filter(|_| keyed),
        exporter_password: value(&states.redis, keys::PASSWORD)
            .filter(|_| keyed)
            .and_then(|password| std::str::from_utf8(password).ok())
            .map(|password| Password(password.trim_end_matches(['\r', '\n']).to_owned())),
        database,
        cache,
        api,
        alerts,
        key,
        keyed,
    }
}

fn exporter_login(state: &SecretState, key: &Key) -> Option<String> {
    let (username, password) = (value(state, keys::USERNAME)?, value(state, keys::PASSWORD)?);
    Some(key.fingerprint([username, password]))
}

fn value<'a>(state: &'a SecretState, key: &str) -> Option<&'a [u8]> {
    match state {
        SecretState::Present(secret) => data(secret, key),
        _ => None,
    }
}

fn data<'a>(secret: &'a Secret, key: &str) -> Option<&'a [u8]> {
    let value = secret.data.as_ref()?.get(key)?;
    Some(value.0.as_slice()).filter(|bytes| !bytes.is_empty())
}

fn finding(id: &Identity, state: &SecretState, required: &[&str]) -> Option<Finding> {
    let namespace = &id.namespace;
    let (reason, message) = match state {
        SecretState::Unneeded => return None,
        SecretState::Present(secret) => {
            let key = required.iter().find(|key| data(secret, key).is_none())?;
            let name = secret.metadata.name.as_deref().unwrap_or_default();
            let message = format!("Secret {name} has no value for the key {key}: add it");
            (reason::SECRET_INVALID, message)
        }
        SecretState::Lost { secret, claim } => (
            reason::CREDENTIALS_LOST,
            format!(
                "the volume claim {claim} holds a database, but the Secret {secret} that opens it is gone, and no new \
                 password is put over old data. Recover with the old password: kubectl -n {namespace} create secret \
                 generic {secret} --type=kubernetes.io/basic-auth --from-literal=username=postgres \
                 --from-file=password=FILE && kubectl -n {namespace} label secret {secret} \
                 app.kubernetes.io/name=camerasite app.kubernetes.io/instance={} \
                 app.kubernetes.io/managed-by=camerasite-operator; or delete the claim, and the data with it",
                id.name
            ),
        ),
        SecretState::Taken { secret } => (
            reason::NAME_TAKEN,
            format!(
                "Secret {secret} exists and is not of this site: rename or delete it, or rename the site"
            ),
        ),
        SecretState::Terminating { secret } => (
            reason::TERMINATING,
            format!("Secret {secret} of an earlier site is still being deleted"),
        ),
    };
    Some(Finding { reason, message })
}
