//! Partitions ahead, and nothing kept for longer than the site says.

use api_server::db::upkeep;
use contract::inventory::HistorySettings;
use sqlx::postgres::PgConnection;

use crate::support::history::{at, event, store_events};
use crate::support::inventory::camera;
use crate::support::site::Site;

const KEEP: HistorySettings = HistorySettings {
    fine_days: 14,
    hourly_days: 400,
    event_days: 30,
    audit_days: 1,
};

async fn partitions(superuser: &mut PgConnection, parent: &str) -> Vec<String> {
    sqlx::query_scalar(
        "select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = ('camerasite.' || $1)::regclass order by 1",
    )
    .bind(parent)
    .fetch_all(superuser)
    .await
    .unwrap()
}

#[tokio::test]
async fn partitions_are_there_before_they_are_needed_and_go_when_they_are_old() {
    let site = Site::with(vec![camera("hall")]).await;
    let mut superuser = site.superuser().await;
    let (fine, hourly) = (
        partitions(&mut superuser, "rollup_5m").await,
        partitions(&mut superuser, "rollup_1h").await,
    );
    // Last week, this one, and those up to 14 days ahead; the default one beside them.
    assert_eq!(fine.len(), 5, "{fine:?}");
    assert!((3..=4).contains(&hourly.len()), "{hourly:?}");

    let mut app = site.database().session().await.unwrap();
    assert_eq!(
        upkeep::partitions(&mut app, &KEEP).await.unwrap(),
        upkeep::Done::default(),
        "there is nothing to do"
    );
    let insert = "insert into camerasite.rollup_5m select 'hall', t, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0 from ";
    // A partition that is missing is made later, and takes what the default one caught meanwhile.
    let newest = fine.iter().rfind(|name| *name != "rollup_5m_default").unwrap();
    let missing = format!(
        "set role \"{}\";
         drop table camerasite.{newest};
         {insert} generate_series(now() + interval '1 hour', now() + interval '30 days', interval '1 day') t;
         {insert} (values (now() - interval '60 days')) as x(t);
         create table camerasite.rollup_5m_20200106 partition of camerasite.rollup_5m
             for values from ('2020-01-06 00:00+00') to ('2020-01-13 00:00+00');
         create table camerasite.rollup_1h_20200101 partition of camerasite.rollup_1h
             for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00')",
        site.role("owner")
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(missing))
        .execute(&mut superuser)
        .await
        .unwrap();
    let done = upkeep::partitions(&mut app, &KEEP).await.unwrap();
    assert_eq!((done.made, done.dropped), (1, 2));
    assert_eq!(partitions(&mut superuser, "rollup_5m").await, fine);
    let count = async |superuser: &mut PgConnection, table: &str| -> i64 {
        let sql = format!("select count(*) from camerasite.{table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(superuser)
            .await
            .unwrap()
    };
    assert_eq!(count(&mut superuser, newest).await, 7);
    assert_eq!(
        count(&mut superuser, "rollup_5m").await,
        30,
        "the old row is gone, no other"
    );
}

#[tokio::test]
async fn of_old_events_the_last_one_stays_and_tells_what_the_camera_was() {
    let site = Site::with(vec![camera("hall"), camera("vault")]).await;
    let _api = site.api(None).await;
    let recent = jiff::Timestamp::now().to_string();
    let events = vec![
        event("hall", "2020-01-01T00:00:00Z", "Up"),
        event("vault", "2020-01-02T00:00:00Z", "Down"),
        event("hall", "2020-01-03T00:00:00Z", "Down"),
        event("hall", "2020-01-04T00:00:00Z", "Up"),
        event("hall", &recent, "Down"),
    ];
    store_events(&site.database(), events).await;
    let mut app = site.database().session().await.unwrap();
    assert_eq!(upkeep::events(&mut app, &KEEP).await.unwrap(), 2);
    assert_eq!(upkeep::events(&mut app, &KEEP).await.unwrap(), 0);
    let left: Vec<(String, jiff_sqlx::Timestamp)> =
        sqlx::query_as("select camera, at from camera_events order by at")
            .fetch_all(&mut app)
            .await
            .unwrap();
    let left: Vec<_> = left
        .into_iter()
        .map(|(camera, at)| (camera, at.to_jiff()))
        .collect();
    assert_eq!(
        left[..2],
        [
            ("vault".to_owned(), at("2020-01-02T00:00:00Z")),
            ("hall".to_owned(), at("2020-01-04T00:00:00Z"))
        ]
    );
    assert_eq!(left.len(), 3);
}

#[tokio::test]
async fn the_audit_log_ages_and_is_never_emptied() {
    let site = Site::with(Vec::new()).await;
    let mut superuser = site.superuser().await;
    sqlx::query(
        "insert into audit_log (at, actor, action, object, request_id, remote)
         select now() - n * interval '1 day', 'somebody', 'camera.snapshot', 'hall', n::text, 'here'
         from generate_series(0, 59) n",
    )
    .execute(&mut superuser)
    .await
    .unwrap();
    let mut app = site.database().session().await.unwrap();
    let done = upkeep::partitions(&mut app, &KEEP).await.unwrap();
    assert_eq!(done.expired, 30, "30 days stay, whatever the caller says");
    let left: i64 = sqlx::query_scalar("select count(*) from audit_log")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert_eq!(left, 30);
}

/// The statements are those of the build before this schema, word for word.
#[tokio::test]
async fn the_previous_build_needs_to_know_nothing_of_periods() {
    let site = Site::with(Vec::new()).await;
    let mut app = site.database().session().await.unwrap();
    sqlx::query(
        "insert into cameras (name, display_name, zone, url, address, priority, tags, enabled, origin, interval_seconds)
         values ('hall', 'Hall', '', 'tcp://192.0.2.1:1', '192.0.2.1:1', 'Normal', '{}', true, 'Declared', 10)",
    )
    .execute(&mut app)
    .await
    .unwrap();
    let mut open = async || -> Vec<bool> {
        sqlx::query_scalar("select ended_at is null from camera_periods order by began_at")
            .fetch_all(&mut app)
            .await
            .unwrap()
    };
    assert_eq!(open().await, [true]);
    let mut superuser = site.superuser().await;
    let mut change = async |sql: &'static str| {
        sqlx::query(sql).execute(&mut superuser).await.unwrap();
    };
    change("update cameras set removed_at = now(), version = version + 1").await;
    assert_eq!(open().await, [false]);
    change("update cameras set removed_at = null").await;
    assert_eq!(open().await, [false, true]);
    change("update cameras set enabled = false").await;
    change("update cameras set enabled = false").await;
    assert_eq!(open().await, [false, false]);
}
