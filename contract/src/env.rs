//! Environment variables that the operator sets on the API server's containers.

/// Name of the site.
pub const SITE: &str = "CAMERASITE_SITE";
/// Host name of Postgres.
pub const DATABASE_HOST: &str = "CAMERASITE_DATABASE_HOST";
/// Port of Postgres.
pub const DATABASE_PORT: &str = "CAMERASITE_DATABASE_PORT";
/// Name of the database.
pub const DATABASE_NAME: &str = "CAMERASITE_DATABASE_NAME";
/// Whose the database and its roles are: `managed` or `external`; `managed` where it is absent.
pub const DATABASE_MODE: &str = "CAMERASITE_DATABASE_MODE";
/// How connections to Postgres are protected: `off` or `verify-full`; `off` where it is absent.
pub const DATABASE_TLS: &str = "CAMERASITE_DATABASE_TLS";
/// File with the certificates of the authority that signed that of Postgres, in PEM; absent where it is a public one.
pub const DATABASE_CA_FILE: &str = "CAMERASITE_DATABASE_CA_FILE";
/// Host name of Redis; absent when the site has no cache.
pub const CACHE_HOST: &str = "CAMERASITE_CACHE_HOST";
/// Port of Redis; absent when the site has no cache.
pub const CACHE_PORT: &str = "CAMERASITE_CACHE_PORT";
/// Base URL of the probers, in which `{shard}` stands for a shard's number; the api derives it from the site's name when absent.
pub const PROBER_URL: &str = "CAMERASITE_PROBER_URL";
/// Who may use the API: [`crate::access::Access`] as JSON; everybody must sign in where it is absent.
pub const ACCESS: &str = "CAMERASITE_ACCESS";
/// `true` where administrators may rehearse faults of the API.
pub const FAULT_INJECTION: &str = "CAMERASITE_FAULT_INJECTION";
/// Name of the pod (downward API); a prober reads its shard from the ordinal at its end.
pub const POD_NAME: &str = "CAMERASITE_POD_NAME";
/// Directory of the mounted files, `/etc/camerasite/<component>` in a pod.
pub const CONFIG_DIR: &str = "CAMERASITE_CONFIG_DIR";
/// Address and port to listen on.
pub const LISTEN: &str = "CAMERASITE_LISTEN";
/// Log filter in the syntax of `tracing_subscriber::EnvFilter`.
pub const LOG: &str = "CAMERASITE_LOG";
/// `json` or `text`.
pub const LOG_FORMAT: &str = "CAMERASITE_LOG_FORMAT";
