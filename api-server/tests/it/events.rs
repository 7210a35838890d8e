//! `/api/v1/events`.

use api_server::db::events::EventKind;
use api_server::db::states::{Batch, EventWrite, write};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::inventory::camera;
use crate::support::site::Site;

fn event(camera: &str, second: i64) -> EventWrite {
    EventWrite {
        kind: EventKind::State,
        camera: camera.to_owned(),
        at: Timestamp::from_second(second).unwrap(),
        since: Timestamp::from_second(second - 1).unwrap(),
        from_state: "Up".to_owned(),
        to_state: "Down".to_owned(),
        reason: Some("Refused".to_owned()),
        message: Some("nothing listens".to_owned()),
        previous_duration_ms: Some(1234),
        verdict: Some("Down".to_owned()),
        verdict_since: Some(Timestamp::from_second(second - 1).unwrap()),
        shard: 0,
    }
}

fn of(events: Vec<EventWrite>) -> Batch {
    Batch {
        events,
        ..Batch::default()
    }
}

fn seqs(page: &Value) -> Vec<i64> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["seq"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn events_come_newest_first_in_the_shape_of_the_contract() {
    let site = Site::with(vec![camera("hall"), camera("vault")]).await;
    let api = site.api(None).await;
    let events: Vec<_> = (1..=5)
        .map(|second| event(if second % 2 == 0 { "vault" } else { "hall" }, second))
        .collect();
    write(&site.database(), &of(events)).await.unwrap();

    let page = api.get("/api/v1/events").await.json;
    assert_eq!(seqs(&page), [5, 4, 3, 2, 1]);
    assert_eq!(page["total"], 5);
    let newest = json!({
        "id": 5, "seq": 5, "kind": "State", "camera": {"id": 1, "name": "hall"}, "at": "1970-01-01T00:00:05.000Z",
        "since": "1970-01-01T00:00:04.000Z", "from": "Up", "to": "Down", "reason": "Refused",
        "message": "nothing listens", "previousDurationMs": 1234, "shard": 0
    });
    assert_eq!(page["items"][0], newest);

    assert_eq!(seqs(&api.get("/api/v1/events?camera=vault").await.json), [4, 2]);
    assert_eq!(seqs(&api.get("/api/v1/events?camera=1").await.json), [5, 3, 1]);
    let first = api.get("/api/v1/events?limit=3").await.json;
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = api
        .get(&format!("/api/v1/events?limit=3&cursor={cursor}"))
        .await
        .json;
    assert_eq!((seqs(&first), seqs(&second)), (vec![5, 4, 3], vec![2, 1]));
    assert_eq!(second["nextCursor"], Value::Null);
}

#[tokio::test]
async fn events_that_are_no_change_of_the_state_have_a_kind_to_filter_by() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let of_kind = |kind, second| EventWrite {
        kind,
        to_state: "Up".to_owned(),
        reason: None,
        ..event("hall", second)
    };
    let events = vec![
        event("hall", 1),
        of_kind(EventKind::Replaced, 2),
        of_kind(EventKind::Firmware, 3),
        of_kind(EventKind::Resolution, 4),
        event("hall", 5),
    ];
    write(&site.database(), &of(events)).await.unwrap();
    for (filter, expected) in [
        ("", vec![5, 4, 3, 2, 1]),
        ("&kind=State", vec![5, 1]),
        ("&kind=Replaced", vec![2]),
        ("&kind=Firmware", vec![3]),
        ("&kind=Resolution", vec![4]),
    ] {
        let page = api.get(&format!("/api/v1/events?camera=hall{filter}")).await.json;
        assert_eq!(seqs(&page), expected, "{filter}");
        assert_eq!(page["total"], expected.len(), "{filter}");
    }
    let firmware = &api.get("/api/v1/events?kind=Firmware").await.json["items"][0];
    assert_eq!(
        (&firmware["kind"], &firmware["from"], &firmware["to"]),
        (&json!("Firmware"), &json!("Up"), &json!("Up"))
    );
    let refused = api.get("/api/v1/events?kind=Rebooted").await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json["errors"][0]["pointer"]),
        (422, &json!("/kind"))
    );
}

/// The statements are those of the build before this schema, word for word.
#[tokio::test]
async fn the_previous_build_writes_on_the_new_schema() {
    let site = Site::with(vec![camera("hall")]).await;
    let database = site.database();
    let written = of(vec![event("hall", 1)]);
    write(&database, &written).await.unwrap();
    let mut app = database.acquire().await.unwrap();
    for second in [1, 2] {
        let old = json!([{
            "camera": "hall", "at": Timestamp::from_second(second).unwrap(),
            "since": Timestamp::from_second(second).unwrap(), "from_state": "Down", "to_state": "Up", "reason": null,
            "message": null, "previous_duration_ms": 1, "shard": 0
        }]);
        sqlx::query(
            "insert into camera_events
                 (camera, at, since, from_state, to_state, reason, message, previous_duration_ms, shard)
             select camera, at, since, from_state, to_state, reason, message, previous_duration_ms, shard
             from jsonb_to_recordset($1) as x(
                 camera text, at timestamptz, since timestamptz, from_state text, to_state text, reason text,
                 message text, previous_duration_ms bigint, shard integer)
             order by at
             on conflict (camera, at) do nothing",
        )
        .bind(old)
        .execute(&mut *app)
        .await
        .unwrap();
    }
    sqlx::query(
        "insert into prober_shards (shard, pod, cameras, seen_at) values ($1, $2, $3, now())
         on conflict (shard) do update
         set pod = excluded.pod, cameras = excluded.cameras, seen_at = excluded.seen_at",
    )
    .bind(0)
    .bind("nord-prober-0")
    .bind(1)
    .execute(&mut *app)
    .await
    .unwrap();
    let api = site.api(None).await;
    let page = api.get("/api/v1/events").await.json;
    let kinds: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["kind"].clone(), event["to"].clone()))
        .collect();
    assert_eq!(
        kinds,
        [(json!("State"), json!("Up")), (json!("State"), json!("Down"))],
        "one new row, and the row of the same time as it was"
    );
    let summary = api.get("/api/v1/summary").await.json;
    assert_eq!(
        (&summary["gateway"], &summary["probers"]["live"]),
        (&json!("None"), &json!(1))
    );
}

#[tokio::test]
async fn a_batch_that_is_written_twice_is_stored_once() {
    let site = Site::with(vec![camera("hall")]).await;
    let database = site.database();
    let events = of(vec![event("hall", 1), event("hall", 2)]);
    write(&database, &events).await.unwrap();
    write(&database, &events).await.unwrap();
    let api = site.api(None).await;
    assert_eq!(api.get("/api/v1/events").await.json["total"], 2);
}

#[tokio::test]
async fn a_reader_that_follows_seq_misses_nothing_while_many_write() {
    let site = Site::with(vec![camera("hall")]).await;
    let database = site.database();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let database = database.clone();
            tokio::spawn(async move {
                for batch in 0..20 {
                    let second = 1 + writer * 1_000 + batch * 2;
                    write(
                        &database,
                        &of(vec![event("hall", second), event("hall", second + 1)]),
                    )
                    .await
                    .unwrap();
                }
            })
        })
        .collect();
    let mut superuser = site.superuser().await;
    let (mut last, mut seen) = (0_i64, 0);
    loop {
        let ended = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let new: Vec<i64> = sqlx::query_scalar("select seq from camera_events where seq > $1 order by seq")
            .bind(last)
            .fetch_all(&mut superuser)
            .await
            .unwrap();
        seen += new.len();
        last = new.last().copied().unwrap_or(last);
        if ended {
            break;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(seen, 160);
}
