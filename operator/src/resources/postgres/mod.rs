//! The database: a StatefulSet with one pod on a claim that the operator applies itself.

mod claim;
mod config_map;
mod statefulset;

pub use claim::claim;
pub use config_map::config_map;
pub use statefulset::statefulset;

/// The volume's mount. `PGDATA` lies below it for every major version: official images up to 17 declare a VOLUME at
/// `…/data`, which would shadow anything there.
const DATA_MOUNT: &str = "/var/lib/postgresql";
/// Directory of the database cluster.
const PGDATA: &str = "/var/lib/postgresql/pgdata";
/// Exists once the first start has run to its end. It lies beside `PGDATA`, so that wiping one leaves the other.
const MARKER: &str = "/var/lib/postgresql/.camerasite-initialised";
/// Below it one directory `NN` for each ConfigMap of `initScripts`.
const INIT_DIR: &str = "/etc/camerasite/postgres/init";
