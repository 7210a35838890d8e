//! Where mounted files lie, below the component's directory `/etc/camerasite/<component>`.
//!
//! Only directories are mounted: a file mounted by `subPath` would never be updated.

/// Root of everything that is mounted into a site's pods.
pub const ROOT: &str = "/etc/camerasite";

/// Directory of [`CAMERAS_FILE`] (api, prober).
pub const CAMERAS_DIR: &str = "cameras";
/// The inventory: [`crate::inventory::CamerasFile`] as JSON.
pub const CAMERAS_FILE: &str = "cameras.json";

/// Directory of [`CREDENTIALS_FILE`] (prober).
pub const CREDENTIALS_DIR: &str = "credentials";
/// The cameras' credentials: [`crate::credentials::CredentialsFile`] as JSON.
pub const CREDENTIALS_FILE: &str = "credentials.json";
/// The cameras' certificate authorities: [`crate::credentials::AuthoritiesFile`] as JSON, in the same directory.
pub const AUTHORITIES_FILE: &str = "authorities.json";

/// Directory of [`SIMULATOR_FILE`] (simulator).
pub const SIMULATOR_DIR: &str = "cameras";
/// The cameras that are played: [`crate::simulator::SimulatorFile`] as JSON.
pub const SIMULATOR_FILE: &str = "simulator.json";

/// Directory of the application role's `username` and `password` (api, prober, migrate).
pub const POSTGRES_APP_DIR: &str = "postgres-app";
/// Directory of the superuser's `username` and `password` (migrate).
pub const POSTGRES_SUPERUSER_DIR: &str = "postgres-superuser";
/// Directory of the owner role's `username` and `password` (migrate).
pub const POSTGRES_OWNER_DIR: &str = "postgres-owner";
/// Directory of the exporter role's `username` and `password` (migrate, postgres-exporter).
pub const POSTGRES_EXPORTER_DIR: &str = "postgres-exporter";

/// Directory of [`CA_FILE`] of an external database (api, prober, migrate).
pub const POSTGRES_CA_DIR: &str = "postgres-ca";
/// Certificates of an authority in PEM: a key of its Secret, and a file.
pub const CA_FILE: &str = "ca.crt";

/// Directory of [`PASSWORDS_FILE`] (redis-exporter).
pub const REDIS_EXPORTER_DIR: &str = "redis";
/// What the exporter of the cache logs in with: a JSON object of URL → password.
pub const PASSWORDS_FILE: &str = "passwords.json";

/// Directory of the cache's `password` (api).
pub const REDIS_DIR: &str = "redis";
/// Directory of the API's tokens (api, prober).
pub const TOKENS_DIR: &str = "tokens";

/// Directory of [`OIDC_CLIENT_SECRET_FILE`] (api).
pub const OIDC_DIR: &str = "oidc";
/// What the site proves itself with to the OpenID Connect provider.
pub const OIDC_CLIENT_SECRET_FILE: &str = "client-secret";
