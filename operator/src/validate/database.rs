//! The database: the site's own, or one that somebody else runs.

use std::collections::BTreeMap;

use crds::conditions::reason;
use crds::{CameraSite, DatabaseMode, DatabaseStorage, DatabaseTlsMode};

use super::secrets::Judged;
use super::workloads::{ours, pinned, resources, storage};
use super::{Finding, Invalid};
use crate::database::{Database, DatabaseTls, ExternalDatabase, ManagedDatabase};
use crate::fingerprint::Key;
use crate::observe::{Observed, Referenced, References};
use crate::settings::Settings;

/// Resolves the database, and says what keeps it from being used.
pub(super) fn resolve(
    object: &CameraSite,
    observed: &Observed,
    settings: &Settings,
    secrets: &Judged,
) -> Result<(Database, Option<Finding>), Invalid> {
    let spec = &object.spec.database;
    if spec.mode == DatabaseMode::Managed {
        let database = managed(object, observed, settings, secrets);
        let finding = secrets.database.clone();
        let finding = finding.or_else(|| missing_scripts(&database.init_scripts, observed));
        return Ok((Database::Managed(database), finding));
    }
    let external = spec.external.as_ref().ok_or(Invalid::NoExternalDatabase)?;
    let port = u16::try_from(external.port).map_err(|_| Invalid::NoExternalDatabase)?;
    let app = &external.credentials_secret_ref.name;
    let owner = external.owner_credentials_secret_ref.as_ref();
    let mut database = ExternalDatabase {
        host: external.host.clone(),
        port,
        name: external.database.clone(),
        app: app.clone(),
        owner: owner.map_or(app, |owner| &owner.name).clone(),
        tls: match external.tls.mode {
            DatabaseTlsMode::Disable => DatabaseTls::Off,
            DatabaseTlsMode::VerifyFull => DatabaseTls::VerifyFull {
                authority: external
                    .tls
                    .ca_secret_ref
                    .as_ref()
                    .map(|secret| secret.name.clone()),
            },
        },
        roles: None,
    };
    let finding = match fingerprint(&database, &observed.references, &secrets.key) {
        Ok(roles) => {
            database.roles = Some(roles).filter(|_| secrets.keyed);
            None
        }
        Err(finding) => Some(finding),
    };
    Ok((Database::External(database), finding))
}

fn managed(
    object: &CameraSite,
    observed: &Observed,
    settings: &Settings,
    secrets: &Judged,
) -> ManagedDatabase {
    let spec = &object.spec.database;
    let live = observed
        .live
        .postgres
        .as_deref()
        .filter(|live| ours(object, *live));
    let init_scripts: Vec<String> = spec
        .init_scripts
        .iter()
        .map(|script| script.config_map_ref.name.clone())
        .collect();
    let scripts_missing = init_scripts
        .iter()
        .any(|name| !observed.references.config_maps.contains(name));
    let DatabaseStorage {
        size,
        storage_class_name,
        retention_policy,
    } = spec.storage.clone();
    ManagedDatabase {
        image: pinned(
            spec.image.as_deref(),
            object,
            live,
            contract::Component::Postgres,
            &settings.postgres_image,
        ),
        run_as_user: i64::from(spec.run_as_user),
        storage: storage(size, storage_class_name, retention_policy),
        resources: resources(spec.resources.as_ref(), "50m", "64Mi"),
        init_scripts,
        held: !secrets.exist.superuser || (scripts_missing && live.is_none()),
        roles: secrets.roles.clone(),
    }
}

/// A ConfigMap with scripts matters until the database has made its first start; afterwards its pod still mounts it.
fn missing_scripts(names: &[String], observed: &Observed) -> Option<Finding> {
    let name = names
        .iter()
        .find(|name| !observed.references.config_maps.contains(*name))?;
    let message = format!(
        "spec.database.initScripts names the ConfigMap {name}, which does not exist: create it, and the database starts"
    );
    Some(Finding {
        reason: reason::CONFIG_MAP_NOT_FOUND,
        message,
    })
}

/// The fingerprint of everything that a migration depends on: a new password, authority or address is tried by a new Job.
fn fingerprint(database: &ExternalDatabase, references: &References, key: &Key) -> Result<String, Finding> {
    let at = |field: &str| format!("spec.database.external.{field}");
    let login = |name: &str, field| look_up(&references.credentials, name, &at(field), LOGIN_MISSING);
    let app = login(&database.app, "credentialsSecretRef")?;
    let owner = login(&database.owner, "ownerCredentialsSecretRef")?;
    let (tls, authority) = match &database.tls {
        DatabaseTls::Off => ("off", None),
        DatabaseTls::VerifyFull { authority } => ("verify-full", authority.as_deref()),
    };
    let certificates = authority
        .map(|name| {
            look_up(
                &references.authorities,
                name,
                &at("tls.caSecretRef"),
                AUTHORITY_MISSING,
            )
        })
        .transpose()?;
    let port = database.port.to_string();
    let parts: [&str; 9] = [
        &database.host,
        &port,
        &database.name,
        tls,
        certificates.map_or("", String::as_str),
        &app.username,
        &app.password,
        &owner.username,
        &owner.password,
    ];
    Ok(key.fingerprint(parts.map(str::as_bytes)))
}

const LOGIN_MISSING: &str = "does not exist: create it, with type kubernetes.io/basic-auth";
const AUTHORITY_MISSING: &str =
    "does not exist: create it, with the authority's certificate in PEM under the key ca.crt";

fn look_up<'a, T>(
    found: &'a BTreeMap<String, Referenced<T>>,
    name: &str,
    field: &str,
    missing: &str,
) -> Result<&'a T, Finding> {
    let (reason, what) = match found.get(name) {
        Some(Referenced::Found(content)) => return Ok(content),
        Some(Referenced::Invalid(problem)) => (reason::SECRET_INVALID, *problem),
        None => (reason::SECRET_NOT_FOUND, missing),
    };
    Err(Finding {
        reason,
        message: format!("Secret {name} of {field} {what}"),
    })
}
