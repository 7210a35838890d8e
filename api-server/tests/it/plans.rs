//! How Postgres answers from a million events: by an index, never by reading them all. The plans are those of the very
//! statements that the API sends, as `auto_explain` logs them.

use jiff::Timestamp;

use crate::support::inventory::camera;
use crate::support::postgres::Postgres;
use crate::support::site::Site;

/// 250 cameras with 4,000 events each over 400 days, and an hour of rollups each 5 minutes for two days.
const FILL: &str = "
    set search_path = camerasite, public;
    insert into cameras (name, display_name, zone, url, address, priority, tags, enabled, origin, interval_seconds, created_at)
    select 'c' || n, 'C', 'z' || n % 10, 'tcp://192.0.2.1:1', '192.0.2.1:1', 'Normal', '{}', true, 'Api', 10,
           now() - interval '400 days'
    from generate_series(1, 250) n;
    insert into camera_events (camera, at, since, from_state, to_state, shard, verdict, kind)
    select 'c' || 1 + e % 250, t, t, 'Up', 'Down', 0, 'Down', case when e % 1000 = 0 then 'Firmware' else 'State' end
    from generate_series(1, 1000000) e, lateral (select now() - (1000001 - e) * interval '34 seconds' as t) at;
    insert into rollup_5m
    select 'c' || n, t, 1, 30, 0, 30, 1, 1, 300, 0, 0, 0
    from generate_series(1, 250) n, generate_series(now() - interval '2 days', now(), interval '5 minutes') t;
    insert into rollup_1h
    select 'c' || n, t, 30, 0, 30, 1, 1, 3600, 0, 0, 0
    from generate_series(1, 250) n, generate_series(now() - interval '60 days', now(), interval '1 hour') t;
    analyze";

#[tokio::test]
async fn no_read_goes_through_a_million_events() {
    let cluster = Postgres::own().await;
    let site = Site::on(cluster, vec![camera("hall")]).await;
    let mut superuser = site.superuser().await;
    sqlx::raw_sql(FILL).execute(&mut superuser).await.unwrap();
    let explain = format!(
        "alter database {0} set session_preload_libraries = 'auto_explain';
         alter database {0} set auto_explain.log_min_duration = 0",
        site.database_name()
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(explain))
        .execute(&mut superuser)
        .await
        .unwrap();
    let api = site.api_of(251).await;
    let ago = |days: i64| Timestamp::now() - jiff::SignedDuration::from_hours(24 * days);
    let paths = [
        "/api/v1/events".to_owned(),
        "/api/v1/events?camera=c7".to_owned(),
        "/api/v1/events?camera=c7&kind=Firmware".to_owned(),
        "/api/v1/cameras/c7/history".to_owned(),
        format!("/api/v1/cameras/c7/history?from={}", ago(10)),
        format!("/api/v1/cameras/c7/history?from={}", ago(50)),
        format!("/api/v1/reports/availability?from={}", ago(1)),
        format!("/api/v1/reports/availability?camera=c7&from={}", ago(390)),
    ];
    for path in &paths {
        let answer = api.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    assert_eq!(
        api.get("/api/v1/events").await.json["total"],
        api_server::db::events::TOTAL_LIMIT
    );
    let mut app = site.database().session().await.unwrap();
    let keep = contract::inventory::HistorySettings {
        event_days: 399,
        ..contract::inventory::HistorySettings::default()
    };
    api_server::db::upkeep::events(&mut app, &keep).await.unwrap();

    let log = site.postgres.log();
    let plans: Vec<&str> = log
        .split("LOG:")
        .filter(|entry| entry.contains(" plan:"))
        .collect();
    for table in ["camera_events", "rollup_5m", "rollup_1h"] {
        let of_table: Vec<_> = plans
            .iter()
            .filter(|plan| plan.contains(&format!(" on {table}")))
            .collect();
        assert!(
            !of_table.is_empty(),
            "auto_explain logs no plan that reads {table}"
        );
        // An empty partition costs nothing to read.
        let scans =
            |line: &str| line.contains(&format!("Seq Scan on {table}")) && !line.contains("cost=0.00..0.00");
        let whole = of_table.iter().find(|plan| plan.lines().any(scans));
        assert!(whole.is_none(), "{}", whole.unwrap_or(&&""));
    }
}
