//! Deployment `<site>-postgres-exporter`.

use contract::secrets::{DatabaseRole, PASSWORD, USERNAME};
use contract::{Component, DATABASE_NAME, files};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Container;

use super::{Exporter, LOGIN_VOLUME};
use crate::exporter::PostgresExporter;
use crate::resources::{pod, server};
use crate::site::Site;

/// `nobody`, the user of the official image.
const USER: i64 = 65534;

/// The exporter of the database's metrics; `login` is a fingerprint.
#[must_use]
pub fn deployment(site: &Site, exporter: &PostgresExporter, login: &str) -> Deployment {
    let component = Component::PostgresExporter;
    let dir = server::dir(component, files::POSTGRES_EXPORTER_DIR);
    let host = site.host(Component::Postgres);
    let port = Component::Postgres.port().unwrap_or_default();
    let container = Container {
        env: Some(vec![
            pod::env(
                "DATA_SOURCE_URI",
                // The server is the site's own and has no certificate.
                format!("{host}:{port}/{DATABASE_NAME}?sslmode=disable"),
            ),
            pod::env("DATA_SOURCE_USER_FILE", format!("{dir}/{USERNAME}")),
            pod::env("DATA_SOURCE_PASS_FILE", format!("{dir}/{PASSWORD}")),
        ]),
        // Its page says nothing of the database: a database that is away is a metric, not a restart.
        liveness_probe: Some(pod::http_probe("/", 10, 3)),
        readiness_probe: Some(pod::http_probe("/", 5, 2)),
        volume_mounts: Some(vec![pod::read_only(LOGIN_VOLUME, dir)]),
        ..pod::container(component, &exporter.image)
    };
    let secret = DatabaseRole::Exporter.secret_name(&site.id.name);
    let exporter = Exporter {
        component,
        user: USER,
        container,
        login: pod::secret_volume(LOGIN_VOLUME, secret, &[]),
        restart_hash: login.to_owned(),
    };
    super::deployment(site, exporter)
}
