//! A site: a database of its own, mounted files, and the roles that use them.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use api_server::cache::CacheConfig;
use api_server::cli::{DatabaseArgs, DatabaseMode, DatabaseTls, MigrateArgs};
use api_server::config::DatabaseConfig;
use api_server::db::Database;
use api_server::inventory::reach::Reach;
use api_server::shutdown::Shutdown;
use api_server::{access, migrate, prober, serve};
use contract::access::{Access, Mode};
use contract::credentials::CredentialsFile;
use contract::inventory::{Camera, CamerasFile};
use reqwest::Method;
use sqlx::postgres::PgConnection;
use testing::free_port_of;

use super::api::{Api, ask_with, bearer};
use super::guard::Guarded;
use super::postgres::{Postgres, SUPERUSER_PASSWORD};
use super::prober::Prober;
use super::redis::Redis;
use super::{eventually, inventory};

/// The token of api and prober.
pub(crate) const INTERNAL_TOKEN: &str = "internal-Secret-4";

/// The password of the first administrator.
pub(crate) const ADMIN_PASSWORD: &str = "admin-Secret-6";
/// The token of the operator.
pub(crate) const OPERATOR_TOKEN: &str = "operator-Secret-7";
/// The token of Alertmanager.
pub(crate) const ALERTS_TOKEN: &str = "alerts-Secret-8";

/// The address of the site's services, where no camera that a user enters can be.
pub(crate) const SERVICE: &str = "127.0.0.9";

/// A site under test.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) postgres: Arc<Postgres>,
    files: Guarded,
    number: u32,
    /// Each shard listens on this port of an address of its own.
    prober_port: u16,
    /// Whose the database is.
    pub(crate) mode: DatabaseMode,
    /// Whether faults can be rehearsed.
    pub(crate) fault_injection: bool,
    /// How connections to it are protected; the authority is `postgres-ca/ca.crt`.
    pub(crate) tls: DatabaseTls,
}

impl Site {
    /// A site whose database is not prepared yet.
    pub(crate) fn bare(postgres: Arc<Postgres>) -> Self {
        let number = postgres.next_number();
        let site = Self {
            postgres,
            files: Guarded::new("site"),
            number,
            prober_port: free_port_of(shard_host(0)),
            mode: DatabaseMode::Managed,
            fault_injection: true,
            tls: DatabaseTls::Off,
        };
        site.write_login("superuser", "postgres", SUPERUSER_PASSWORD);
        for role in ["owner", "app", "exporter"] {
            site.write_login(role, &site.role(role), &format!("{role}-Secret-{number}"));
        }
        site.write_inventory(&inventory::file(Vec::new()));
        site.write_credentials(&CredentialsFile::default());
        for (name, content) in [
            ("internal-token", INTERNAL_TOKEN),
            ("operator-token", OPERATOR_TOKEN),
            ("alerts-token", ALERTS_TOKEN),
            ("admin-password", ADMIN_PASSWORD),
        ] {
            site.write(&format!("tokens/{name}"), content);
        }
        site
    }

    /// A prepared site on the shared cluster with these cameras.
    pub(crate) async fn with(cameras: Vec<Camera>) -> Self {
        Self::on(Postgres::shared().await, cameras).await
    }

    /// A prepared site on a cluster with these cameras.
    pub(crate) async fn on(postgres: Arc<Postgres>, cameras: Vec<Camera>) -> Self {
        let site = Self::bare(postgres);
        site.write_inventory(&inventory::file(cameras));
        site.migrate().await.unwrap();
        site
    }

    pub(crate) fn database_name(&self) -> String {
        format!("camerasite_{}", self.number)
    }

    /// The user name of a role.
    pub(crate) fn role(&self, role: &str) -> String {
        format!("it {role} {}", self.number)
    }

    /// The directory of mounted files of every role.
    pub(crate) fn config_dir(&self) -> &Path {
        self.files.path()
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.files.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // As the kubelet does: a reader sees the old content or the new, never half.
        let next = path.with_extension("next");
        fs::write(&next, content).unwrap();
        fs::rename(next, path).unwrap();
    }

    pub(crate) fn write_login(&self, role: &str, username: &str, password: &str) {
        self.write(&format!("postgres-{role}/username"), username);
        self.write(&format!("postgres-{role}/password"), password);
    }

    pub(crate) fn write_inventory(&self, file: &CamerasFile) {
        self.write("cameras/cameras.json", serde_json::to_vec(file).unwrap());
    }

    pub(crate) fn write_credentials(&self, file: &CredentialsFile) {
        self.write("credentials/credentials.json", serde_json::to_vec(file).unwrap());
    }

    pub(crate) async fn migrate(&self) -> anyhow::Result<()> {
        let args = MigrateArgs {
            config_dir: self.config_dir().to_owned(),
            mode: self.mode,
            database: self.database_args(),
        };
        migrate::run(args.into(), Shutdown::default()).await
    }

    fn database_args(&self) -> DatabaseArgs {
        DatabaseArgs {
            host: "127.0.0.1".to_owned(),
            port: self.postgres.port(),
            name: self.database_name(),
            tls: self.tls,
            ca_file: self.ca_file(),
        }
    }

    fn ca_file(&self) -> Option<PathBuf> {
        let file = self.config_dir().join("postgres-ca/ca.crt");
        file.exists().then_some(file)
    }

    fn database_config(&self) -> DatabaseConfig {
        DatabaseConfig::new(self.database_args(), self.config_dir(), "postgres-app")
    }

    /// The database as the roles see it.
    pub(crate) fn database(&self) -> Database {
        Database::new(self.database_config(), "camerasite-test")
    }

    /// The database as the superuser sees it.
    pub(crate) async fn superuser(&self) -> PgConnection {
        self.postgres.superuser(&self.database_name()).await
    }

    fn cameras_file(&self) -> PathBuf {
        self.config_dir().join("cameras/cameras.json")
    }

    /// Role `serve`, listening, where everybody may do everything; it may not be ready yet.
    pub(crate) async fn start_api(&self, redis: Option<&Redis>) -> Api {
        let open = Access {
            mode: Mode::None,
            ..Access::default()
        };
        self.start_api_with(redis, open).await
    }

    /// Role `serve`, listening, with these rules; it may not be ready yet.
    pub(crate) async fn start_api_with(&self, redis: Option<&Redis>, rules: Access) -> Api {
        Api::start(self.api_config(redis.map(Redis::config), rules)).await
    }

    /// What role `serve` is told.
    pub(crate) fn api_config(&self, cache: Option<CacheConfig>, rules: Access) -> serve::Config {
        serve::Config {
            site: "nord".to_owned(),
            listen: "127.0.0.1:0".parse().unwrap(),
            cameras_file: self.cameras_file(),
            database: self.database_config(),
            cache,
            reach: reach(),
            prober_url: self.prober_url(),
            token_file: self.config_dir().join("tokens/internal-token"),
            access: access::Config {
                rules,
                tokens_dir: self.config_dir().join("tokens"),
                oidc_dir: self.config_dir().join("oidc"),
            },
            fault_injection: self.fault_injection,
        }
    }

    /// Role `serve` with the whole inventory in its table, where everybody may do everything.
    pub(crate) async fn api(&self, redis: Option<&Redis>) -> Api {
        let api = self.start_api(redis).await;
        self.entered(&api).await;
        api
    }

    /// Role `serve` with the whole inventory in its table and these rules.
    pub(crate) async fn api_with(&self, redis: Option<&Redis>, rules: Access) -> Api {
        let api = self.start_api_with(redis, rules).await;
        self.entered(&api).await;
        api
    }

    /// Waits until the whole inventory is in its table.
    pub(crate) async fn entered(&self, api: &Api) {
        let file: CamerasFile = serde_json::from_slice(&fs::read(self.cameras_file()).unwrap()).unwrap();
        eventually("the inventory is in the database", async || {
            let token = bearer(OPERATOR_TOKEN);
            let summary = ask_with(api.address, Method::GET, "/api/v1/summary", token).await;
            (summary.json["total"] == file.cameras.len()).then_some(())
        })
        .await;
    }

    /// Role `serve` once it lists so many cameras.
    pub(crate) async fn api_of(&self, cameras: usize) -> Api {
        let api = self.start_api(None).await;
        eventually("all cameras are listed", async || {
            let page = api.get("/api/v1/cameras?limit=1").await;
            (page.json["total"] == cameras).then_some(())
        })
        .await;
        api
    }

    /// Base URL of a shard's prober.
    pub(crate) fn prober_url(&self) -> String {
        format!("http://127.0.1.1{{shard}}:{}", self.prober_port)
    }

    /// Role `probe`, shard 0.
    pub(crate) async fn prober(&self) -> Prober {
        self.shard(0).await
    }

    /// Role `probe`.
    pub(crate) async fn shard(&self, shard: u8) -> Prober {
        let credentials = self.config_dir().join("credentials");
        let config = prober::Config {
            site: "nord".to_owned(),
            pod: format!("nord-prober-{shard}"),
            shard: shard.into(),
            listen: (shard_host(shard), self.prober_port).into(),
            cameras_file: self.cameras_file(),
            credentials_file: credentials.join("credentials.json"),
            authorities_file: credentials.join("authorities.json"),
            token_file: self.config_dir().join("tokens/internal-token"),
            database: self.database_config(),
            reach: reach(),
        };
        Prober::start(config).await
    }
}

/// Cameras of tests are on this machine; one address of it stands for the site's services.
fn reach() -> Reach {
    Reach {
        services: vec![SERVICE.to_owned()],
        loopback: true,
    }
}

/// The loopback address of a shard below 10.
fn shard_host(shard: u8) -> Ipv4Addr {
    assert!(shard < 10, "the shard's number is the last digit of its address");
    Ipv4Addr::new(127, 0, 1, 10 + shard)
}
