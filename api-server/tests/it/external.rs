//! A database that somebody else runs: TLS, and roles that are given.

use api_server::cli::{DatabaseMode, DatabaseTls};
use contract::summary::DATABASE_UNAVAILABLE;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use sqlx::{AssertSqlSafe, Connection as _};

use crate::support::inventory::{self, camera};
use crate::support::postgres::{Postgres, SUPERUSER_PASSWORD};
use crate::support::site::Site;

/// An authority.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self {
            pem: params.self_signed(&key).unwrap().pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// Certificate and key of a host.
    fn sign(&self, host: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

/// A server that takes TLS connections alone, with a certificate for this host.
async fn server(authority: &Authority, host: &str) -> std::sync::Arc<Postgres> {
    let (certificate, key) = authority.sign(host);
    let server = Postgres::prepared();
    server.require_tls(&certificate, &key);
    server.start().await;
    std::sync::Arc::new(server)
}

async fn run(site: &Site, statements: &[String]) {
    let mut superuser = site.postgres.superuser("postgres").await;
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement.clone()))
            .execute(&mut superuser)
            .await
            .unwrap();
    }
    superuser.close().await.unwrap();
}

/// A site whose database and roles an administrator has made, none of which may make roles.
async fn given(postgres: std::sync::Arc<Postgres>, roles: &[&str]) -> Site {
    let mut site = Site::bare(postgres);
    site.mode = DatabaseMode::External;
    let name = site.database_name();
    let mut statements = Vec::new();
    for role in roles {
        let user = site.role(role);
        statements.push(format!("create role \"{user}\" login password '{role}-Secret'"));
        site.write_login(role, &user, &format!("{role}-Secret"));
    }
    statements.push(format!("create database {name}"));
    statements.push(format!(
        "grant create on database {name} to \"{}\"",
        site.role(roles[0])
    ));
    run(&site, &statements).await;
    // What an external database has no use for.
    std::fs::remove_dir_all(site.config_dir().join("postgres-superuser")).unwrap();
    std::fs::remove_dir_all(site.config_dir().join("postgres-exporter")).unwrap();
    site
}

#[tokio::test]
async fn one_role_without_createrole_will_do() {
    let site = given(Postgres::shared().await, &["app"]).await;
    site.write_login("owner", &site.role("app"), "app-Secret");
    site.write_inventory(&inventory::file(vec![camera("hall")]));
    site.migrate().await.unwrap();
    site.migrate().await.unwrap();
    let api = site.api(None).await;
    assert_eq!(api.get("/cameras").await.status, 200);
}

#[tokio::test]
async fn the_owner_migrates_and_the_application_reads_and_writes() {
    let site = given(Postgres::shared().await, &["owner", "app"]).await;
    site.write_inventory(&inventory::file(vec![camera("hall")]));
    site.migrate().await.unwrap();
    let api = site.api(None).await;
    assert_eq!(api.get("/cameras").await.status, 200);
    let owners: Vec<String> =
        sqlx::query_scalar("select distinct tableowner::text from pg_tables where schemaname = 'camerasite'")
            .fetch_all(&mut site.superuser().await)
            .await
            .unwrap();
    assert_eq!(owners, [site.role("owner")]);
    let log = site.postgres.log();
    for role in ["owner", "app"] {
        let altered = format!("alter role \"{}\"", site.role(role));
        assert!(!log.contains(&altered), "{altered}");
    }
}

#[tokio::test]
async fn what_the_administrator_must_do_is_said() {
    let site = given(Postgres::shared().await, &["owner", "app"]).await;
    let (owner, name) = (site.role("owner"), site.database_name());
    run(
        &site,
        &[format!("revoke create on database {name} from \"{owner}\"")],
    )
    .await;
    let error = format!("{:#}", site.migrate().await.unwrap_err());
    let cure = format!("create schema camerasite authorization \"{owner}\"");
    assert!(error.contains(&cure), "{error}");

    site.write_login("app", &site.role("app"), "not-it-at-all");
    run(
        &site,
        &[format!("grant create on database {name} to \"{owner}\"")],
    )
    .await;
    let error = format!("{:#}", site.migrate().await.unwrap_err());
    assert!(
        error.contains("rejects the password") && error.contains("tried by a new Job"),
        "{error}"
    );
    assert!(!error.contains("not-it-at-all"), "{error}");
}

#[tokio::test]
async fn the_server_must_prove_who_it_is() {
    let authority = Authority::new("Database CA");
    let mut site = given(server(&authority, "127.0.0.1").await, &["owner", "app"]).await;
    site.write_inventory(&inventory::file(vec![camera("hall")]));
    site.tls = DatabaseTls::VerifyFull;
    site.write("postgres-ca/ca.crt", &Authority::new("Another CA").pem);
    let error = format!("{:#}", site.migrate().await.unwrap_err());
    assert!(
        error.contains("spec.database.external") && error.contains("UnknownIssuer"),
        "{error}"
    );

    site.tls = DatabaseTls::Off;
    assert!(site.migrate().await.is_err(), "a connection in clear");

    // The certificates are read at each connect: a new authority restarts nothing.
    site.tls = DatabaseTls::VerifyFull;
    let database = site.database();
    assert!(database.ping().await.is_err());
    site.write("postgres-ca/ca.crt", &authority.pem);
    site.migrate().await.unwrap();
    database.ping().await.unwrap();
    let protected: bool = sqlx::query_scalar("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
        .fetch_one(&mut *database.acquire().await.unwrap())
        .await
        .unwrap();
    assert!(protected);
    let api = site.api(None).await;
    site.postgres.stop();
    let summary = crate::support::eventually("the API tells that its database is away", async || {
        let answer = api.get("/api/v1/summary").await;
        (answer.status == 503).then_some(answer)
    })
    .await;
    assert_eq!(summary.json["type"], DATABASE_UNAVAILABLE);
}

#[tokio::test]
async fn a_certificate_for_another_host_and_a_server_without_one_are_refused() {
    let authority = Authority::new("Database CA");
    let mut site = given(server(&authority, "db.example.net").await, &["owner", "app"]).await;
    site.tls = DatabaseTls::VerifyFull;
    site.write("postgres-ca/ca.crt", &authority.pem);
    let error = format!("{:#}", site.migrate().await.unwrap_err());
    assert!(error.contains("spec.database.external"), "{error}");
    assert!(error.to_lowercase().contains("not valid for"), "{error}");

    let mut site = given(Postgres::shared().await, &["owner", "app"]).await;
    site.tls = DatabaseTls::VerifyFull;
    let error = format!("{:#}", site.migrate().await.unwrap_err());
    assert!(error.contains("does not support TLS"), "{error}");
    assert!(!error.contains(SUPERUSER_PASSWORD), "{error}");
}
