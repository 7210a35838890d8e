//! StatefulSet `<site>-postgres`.

use contract::secrets::{self, DatabaseRole};
use contract::{Component, DATABASE_NAME};
use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec};
use k8s_openapi::api::core::v1::{Container, EnvVar, Volume, VolumeMount};

use super::{DATA_MOUNT, INIT_DIR, MARKER, PGDATA};
use crate::database::ManagedDatabase;
use crate::resources::{meta, pod, volume};
use crate::site::Site;

const SUPERUSER_VOLUME: &str = "superuser";
const SUPERUSER_DIR: &str = "/etc/camerasite/postgres/superuser";
const ENTRYPOINT_VOLUME: &str = "entrypoint";
const ENTRYPOINT_DIR: &str = "/docker-entrypoint-initdb.d";

/// Server settings, small: a site writes a few rows a second, and all of it is to stay below 200 MB.
const PARAMETERS: [&str; 5] = [
    "shared_buffers=32MB",
    "max_connections=100",
    "maintenance_work_mem=16MB",
    "max_wal_size=256MB",
    "wal_compression=on",
];

/// Seconds for a checkpoint at shutdown.
const GRACE_SECONDS: i64 = 120;
/// Every 2 s for an hour: a first start with large scripts, or a recovery, may take that long.
const STARTUP_FAILURES: i32 = 1800;
const PROBE: [&str; 8] = [
    "pg_isready",
    "-q",
    "-h",
    "127.0.0.1",
    "-U",
    "postgres",
    "-d",
    DATABASE_NAME,
];

/// The database. Its image and template do not change when the operator is upgraded.
#[must_use]
pub fn statefulset(site: &Site, database: &ManagedDatabase) -> StatefulSet {
    let parts = pod::Parts {
        component: Component::Postgres,
        user: database.run_as_user,
        container: container(database),
        volumes: volumes(site, database),
        grace_seconds: GRACE_SECONDS,
        spread: Vec::new(),
        restart_hash: None,
        sysctls: Vec::new(),
    };
    StatefulSet {
        metadata: meta::component_meta(&site.id, Component::Postgres),
        spec: Some(StatefulSetSpec {
            replicas: Some(1),
            service_name: Some(site.id.child(Component::Postgres)),
            selector: meta::selector(&site.id, Component::Postgres),
            template: pod::template(site, parts),
            ..StatefulSetSpec::default()
        }),
        ..StatefulSet::default()
    }
}

fn container(database: &ManagedDatabase) -> Container {
    let port = Component::Postgres.port().unwrap_or_default();
    Container {
        command: Some(pod::words(&["bash", "-ec", &guard(), "camerasite"])),
        args: Some(arguments()),
        env: Some(environment()),
        ports: Some(pod::port("postgres", port)),
        resources: Some(database.resources.clone()),
        startup_probe: Some(pod::exec_probe(&PROBE, 2, STARTUP_FAILURES)),
        readiness_probe: Some(pod::exec_probe(&PROBE, 5, 2)),
        volume_mounts: Some(mounts(database)),
        ..pod::container(Component::Postgres, &database.image)
    }
}

/// A first start that did not run to its end is wiped before the entrypoint sees it: that one would take it for a
/// database and skip the scripts. Done in the container and not in an init container, since only the former is started
/// again after a failure. A database whose first start completed has the marker and is never touched.
fn guard() -> String {
    format!(
        "if [ -e {PGDATA} ] && [ ! -e {MARKER} ]; then\n  \
           printf 'camerasite: the first start was not completed, it is run again\\n'\n  \
           rm -rf {PGDATA}\n\
         fi\n\
         exec docker-entrypoint.sh \"$@\"\n"
    )
}

fn arguments() -> Vec<String> {
    let parameters = PARAMETERS.iter().flat_map(|parameter| ["-c", parameter]);
    std::iter::once("postgres")
        .chain(parameters)
        .map(str::to_owned)
        .collect()
}

fn environment() -> Vec<EnvVar> {
    vec![
        pod::env("PGDATA", PGDATA),
        pod::env("POSTGRES_DB", DATABASE_NAME),
        pod::env(
            "POSTGRES_USER_FILE",
            format!("{SUPERUSER_DIR}/{}", secrets::USERNAME),
        ),
        pod::env(
            "POSTGRES_PASSWORD_FILE",
            format!("{SUPERUSER_DIR}/{}", secrets::PASSWORD),
        ),
    ]
}

fn init_volume(index: usize) -> String {
    format!("init-{index:02}")
}

fn mounts(database: &ManagedDatabase) -> Vec<VolumeMount> {
    let mut mounts = vec![
        pod::mount(volume::DATA, DATA_MOUNT),
        pod::read_only(SUPERUSER_VOLUME, SUPERUSER_DIR),
        pod::read_only(ENTRYPOINT_VOLUME, ENTRYPOINT_DIR),
        pod::mount("shm", "/dev/shm"),
        pod::mount("tmp", "/tmp"),
        pod::mount("run", "/var/run/postgresql"),
    ];
    mounts.extend(
        (0..database.init_scripts.len())
            .map(|index| pod::read_only(&init_volume(index), format!("{INIT_DIR}/{index:02}"))),
    );
    mounts
}

fn volumes(site: &Site, database: &ManagedDatabase) -> Vec<Volume> {
    let superuser = DatabaseRole::Superuser.secret_name(&site.id.name);
    let mut volumes = vec![
        volume::volume(site, Component::Postgres),
        pod::secret_volume(SUPERUSER_VOLUME, superuser, &[]),
        pod::config_volume(ENTRYPOINT_VOLUME, site.id.child(Component::Postgres)),
        pod::memory_dir("shm", "128Mi"),
        pod::empty_dir("tmp"),
        pod::empty_dir("run"),
    ];
    let scripts = database.init_scripts.iter().enumerate();
    volumes.extend(scripts.map(|(index, name)| pod::config_volume(&init_volume(index), name.clone())));
    volumes
}
