//! Role `migrate`.

use std::sync::Arc;

use api_server::db::schema::migrations;
use sqlx::{Connection as _, Executor as _};

use crate::support::inventory::camera;
use crate::support::postgres::Postgres;
use crate::support::site::Site;

#[tokio::test]
async fn migrating_twice_and_at_the_same_time_changes_nothing() {
    let site = Site::bare(Postgres::shared().await);
    let (first, second) = tokio::join!(site.migrate(), site.migrate());
    first.unwrap();
    second.unwrap();
    site.migrate().await.unwrap();
    let mut superuser = site.superuser().await;
    let versions: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations order by 1")
        .fetch_all(&mut superuser)
        .await
        .unwrap();
    let known: Vec<i64> = migrations().iter().map(|migration| migration.version).collect();
    assert_eq!(versions, known);
}

#[tokio::test]
async fn the_application_reads_and_writes_rows_and_no_more() {
    let site = Site::with(vec![camera("hall")]).await;
    let database = site.database();
    let mut app = database.acquire().await.unwrap();
    app.execute("update cameras set zone = 'x'").await.unwrap();
    for forbidden in [
        "drop table cameras",
        "create table public.mine ()",
        "create table camerasite.mine ()",
        "delete from _sqlx_migrations",
        "delete from audit_log",
        "update audit_log set actor = 'nobody'",
        "update shift_notes set author = 'nobody'",
        "drop table rollup_5m_default",
        "select drop_partitions('rollup_1h', '1 month', now())",
        "create role another",
    ] {
        let refused = app.execute(forbidden).await.unwrap_err();
        let code = refused.as_database_error().unwrap().code().unwrap().into_owned();
        assert_eq!(code, "42501", "{forbidden}");
    }
}

#[tokio::test]
async fn the_exporter_reads_statistics_and_no_row_of_ours() {
    let site = Site::with(vec![camera("hall")]).await;
    let mut superuser = site.superuser().await;
    let role = site.role("exporter");
    let monitors: bool = sqlx::query_scalar("select pg_has_role($1, 'pg_monitor', 'member')")
        .bind(&role)
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    let reads: bool = sqlx::query_scalar("select has_schema_privilege($1, 'camerasite', 'usage')")
        .bind(&role)
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert!(monitors && !reads);
}

#[tokio::test]
async fn tables_that_an_init_script_made_are_neither_in_the_way_nor_touched() {
    let site = Site::bare(Postgres::shared().await);
    let mut maintenance = site.postgres.superuser("postgres").await;
    let create = format!("create database {}", site.database_name());
    sqlx::raw_sql(sqlx::AssertSqlSafe(create))
        .execute(&mut maintenance)
        .await
        .unwrap();
    let mut superuser = site.superuser().await;
    superuser
        .execute("create table public.cameras (theirs int); insert into public.cameras values (7)")
        .await
        .unwrap();
    superuser.close().await.unwrap();

    site.migrate().await.unwrap();
    let mut superuser = site.superuser().await;
    let theirs: i32 = sqlx::query_scalar("select theirs from public.cameras")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    let ours: i64 = sqlx::query_scalar("select count(*) from cameras")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert_eq!((theirs, ours), (7, 0));
}

#[tokio::test]
async fn a_changed_owner_name_takes_the_tables_over() {
    let site = Site::with(vec![camera("hall")]).await;
    let next = format!("{} next", site.role("owner"));
    site.write_login("owner", &next, "owner-Secret-next");
    site.migrate().await.unwrap();
    let owners: Vec<String> =
        sqlx::query_scalar("select distinct tableowner::text from pg_tables where schemaname = 'camerasite'")
            .fetch_all(&mut site.superuser().await)
            .await
            .unwrap();
    assert_eq!(owners, [next.as_str()]);
    let owners: Vec<String> = sqlx::query_scalar(
        "select distinct pg_get_userbyid(proowner)::text from pg_proc where pronamespace = 'camerasite'::regnamespace",
    )
    .fetch_all(&mut site.superuser().await)
    .await
    .unwrap();
    assert_eq!(owners, [next]);
    let api = site.api(None).await;
    assert_eq!(api.get("/cameras").await.status, 200);
}

#[tokio::test]
async fn a_wrong_superuser_password_ends_with_what_to_do() {
    let site = Site::bare(Postgres::shared().await);
    site.write_login("superuser", "postgres", "not-it-at-all");
    let error = format!("{:#}", site.migrate().await.unwrap_err());
    assert!(
        error.contains("rejects the password") && error.contains("delete this Job"),
        "{error}"
    );
    assert!(!error.contains("not-it-at-all"), "{error}");
}

#[tokio::test]
async fn one_user_name_for_two_roles_is_refused() {
    let site = Site::bare(Postgres::shared().await);
    site.write_login("app", "postgres", "whatever");
    let error = site.migrate().await.unwrap_err().to_string();
    assert!(error.contains("a user name of its own"), "{error}");
}

#[tokio::test]
async fn passwords_of_any_characters_open_the_database() {
    let site = Site::bare(Postgres::shared().await);
    for password in ["with 'quotes' \"and\" \\back%slash$", "pässwörd-ﬁ-\u{a0}x"] {
        site.write_login("app", &site.role("app"), password);
        site.migrate().await.unwrap();
        site.database()
            .ping()
            .await
            .unwrap_or_else(|error| panic!("{password}: {error:?}"));
    }
}

#[tokio::test]
async fn migrating_waits_for_a_database_that_comes_later() {
    let site = Site::bare(Arc::new(Postgres::prepared()));
    let (migrated, ()) = tokio::join!(site.migrate(), site.postgres.start());
    migrated.unwrap();
}

#[tokio::test]
async fn postgres_logs_no_password() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    api.get("/cameras").await;
    let log = site.postgres.log();
    assert!(log.contains("alter role"), "statements are logged at all");
    for role in ["owner", "app", "exporter"] {
        let password =
            std::fs::read_to_string(site.config_dir().join(format!("postgres-{role}/password"))).unwrap();
        assert!(!log.contains(&password), "the password of {role}");
    }
}
