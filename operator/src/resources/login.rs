//! How the roles of the API server find and open the database: the site's own, or one that somebody else runs.

use contract::secrets::{DatabaseRole, PASSWORD, USERNAME};
use contract::{Component, env, files};
use k8s_openapi::api::core::v1::{EnvVar, Volume, VolumeMount};

use super::secrets::role_dir;
use super::{pod, server};
use crate::database::{Database, DatabaseTls, ExternalDatabase};
use crate::site::Site;

/// The database roles whose logins migrations hold.
pub(super) const fn of_migrations(site: &Site) -> &'static [DatabaseRole] {
    match site.database {
        Database::Managed(_) => &DatabaseRole::ALL,
        Database::External(_) => &[DatabaseRole::Owner, DatabaseRole::App],
    }
}

/// Where the database is and how connections are protected.
pub(super) fn environment(site: &Site, component: Component) -> Vec<EnvVar> {
    let database = match &site.database {
        Database::Managed(_) => {
            let port = Component::Postgres.port().unwrap_or_default();
            return address(site.host(Component::Postgres), port, contract::DATABASE_NAME);
        }
        Database::External(database) => database,
    };
    let mut variables = address(database.host.clone(), database.port, &database.name);
    if component == Component::Migrate {
        variables.push(pod::env(env::DATABASE_MODE, "external"));
    }
    if let DatabaseTls::VerifyFull { .. } = &database.tls {
        variables.push(pod::env(env::DATABASE_TLS, "verify-full"));
    }
    if authority(database).is_some() {
        let dir = server::dir(component, files::POSTGRES_CA_DIR);
        variables.push(pod::env(
            env::DATABASE_CA_FILE,
            format!("{dir}/{}", files::CA_FILE),
        ));
    }
    variables
}

fn address(host: String, port: u16, name: &str) -> Vec<EnvVar> {
    vec![
        pod::env(env::DATABASE_HOST, host),
        pod::env(env::DATABASE_PORT, port.to_string()),
        pod::env(env::DATABASE_NAME, name),
    ]
}

/// The Secrets with the logins of these roles, and the authority's certificates.
pub(super) fn volumes(site: &Site, roles: &[DatabaseRole]) -> Vec<Volume> {
    let logins = roles.iter().map(|role| login(site, *role));
    let authority = site.database.external().and_then(authority).map(|secret| {
        // No more than the certificates: some keep the authority's key beside them.
        pod::secret_volume(files::POSTGRES_CA_DIR, secret.to_owned(), &[files::CA_FILE])
    });
    logins.chain(authority).collect()
}

/// Where the component finds them.
pub(super) fn mounts(site: &Site, component: Component, roles: &[DatabaseRole]) -> Vec<VolumeMount> {
    let logins = roles.iter().map(|role| role_dir(*role));
    let authority = site.database.external().and_then(authority);
    logins
        .chain(authority.map(|_| files::POSTGRES_CA_DIR))
        .map(|name| pod::read_only(name, server::dir(component, name)))
        .collect()
}

fn login(site: &Site, role: DatabaseRole) -> Volume {
    let name = role_dir(role);
    match &site.database {
        Database::Managed(_) => pod::secret_volume(name, role.secret_name(&site.id.name), &[]),
        Database::External(database) => {
            let secret = match role {
                DatabaseRole::App => &database.app,
                DatabaseRole::Superuser | DatabaseRole::Owner | DatabaseRole::Exporter => &database.owner,
            };
            pod::secret_volume(name, secret.clone(), &[USERNAME, PASSWORD])
        }
    }
}

fn authority(database: &ExternalDatabase) -> Option<&str> {
    match &database.tls {
        DatabaseTls::Off => None,
        DatabaseTls::VerifyFull { authority } => authority.as_deref(),
    }
}
