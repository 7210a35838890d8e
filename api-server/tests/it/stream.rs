//! `/api/v1/stream`.

use std::net::SocketAddr;
use std::time::Duration;

use api_server::db::states::{Batch, EventWrite};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpSocket;
use tokio::sync::Semaphore;

use crate::support::camera::{store_auth_failed, store_up};
use crate::support::eventually;
use crate::support::history::{event, store, store_events};
use crate::support::inventory::{camera, file};
use crate::support::postgres::Postgres;
use crate::support::site::Site;
use crate::support::sse::{Sse, Told};

/// An event of `hall` at this many seconds of 1970.
fn at(second: i64) -> EventWrite {
    let time = Timestamp::from_second(second).unwrap();
    EventWrite {
        at: time,
        since: time,
        ..event("hall", "1970-01-01T00:00:00Z", "Down")
    }
}

/// The ids of cameras' events.
fn ids(told: &[Told]) -> Vec<i64> {
    told.iter()
        .filter(|told| told.event == "camera")
        .filter_map(|told| told.id)
        .collect()
}

async fn seqs(site: &Site) -> Vec<i64> {
    sqlx::query_scalar("select seq from camerasite.camera_events order by seq")
        .fetch_all(&mut site.superuser().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_event_tells_the_whole_camera_and_then_the_new_summary() {
    let site = Site::with(vec![camera("hall"), camera("vault")]).await;
    let api = site.api(None).await;
    let mut stream = Sse::open(api.address, None).await;
    let hello = stream.next().await.unwrap();
    assert_eq!((hello.event.as_str(), hello.id), ("hello", Some(0)));
    assert_eq!(
        hello.data,
        json!({"build": env!("CARGO_PKG_VERSION"), "lastId": 0})
    );

    store_auth_failed(&site.database(), "hall").await;
    store_events(&site.database(), vec![at(1)]).await;
    let told = stream
        .wait_until("hall is down", |told| told.data["state"] == "Down")
        .await;
    let camera = api.get("/api/v1/cameras/hall").await.json;
    assert_eq!(told.data, camera, "the same object as a read gives");
    stream
        .wait_until("one is down", |told| {
            told.event == "summary" && told.data["down"] == 1
        })
        .await;

    let metrics = api.get("/metrics").await.text;
    assert!(metrics.contains("stream_clients{site=\"nord\"} 1"), "{metrics}");
    drop(stream);
    eventually("the client has left", async || {
        api.get("/metrics")
            .await
            .text
            .contains("stream_clients{site=\"nord\"} 0")
            .then_some(())
    })
    .await;
}

/// A client that comes back to any replica at any time, until it was told the event `end`.
async fn wanderer(replicas: Vec<SocketAddr>, mut end: tokio::sync::watch::Receiver<Option<i64>>) -> Vec<i64> {
    let (mut last, mut seen) = (0, Vec::new());
    loop {
        let replica = replicas[rand::random_range(0..replicas.len())];
        let mut stream = Sse::open(replica, Some(last)).await;
        for _ in 0..rand::random_range(1..40) {
            let told = tokio::select! {
                told = stream.next() => told.expect("the stream goes on"),
                _ = end.changed() => break,
            };
            assert_ne!(told.event, "reset", "after {last} of {}", told.data);
            if let Some(id) = told.id.filter(|_| told.event == "camera") {
                seen.push(id);
                last = id;
            }
            if *end.borrow() == Some(last) {
                return seen;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_client_is_told_every_event_once_and_in_order_whichever_replica_it_asks() {
    let site = Site::with(vec![camera("hall"), camera("vault")]).await;
    let apis = [site.api(None).await, site.api(None).await, site.api(None).await];
    let replicas: Vec<_> = apis.iter().map(|api| api.address).collect();
    let (end, ended) = tokio::sync::watch::channel(None);
    let clients: Vec<_> = (0..6)
        .map(|_| wanderer(replicas.clone(), ended.clone()))
        .collect();
    let databases = [site.database(), site.database(), site.database(), site.database()];
    // As many at a time as there are connections.
    let turns = &Semaphore::new(20);
    let writers: Vec<_> = (0..200)
        .map(|number| {
            let database = databases[number % databases.len()].clone();
            async move {
                let first = i64::try_from(number).unwrap() * 10;
                let events = (0..=first / 10 % 3).map(|place| EventWrite {
                    camera: ["hall", "vault"][number % 2].to_owned(),
                    ..at(first + place)
                });
                let batch = Batch {
                    events: events.collect(),
                    ..Batch::default()
                };
                let _turn = turns.acquire().await.unwrap();
                store(&database, &batch).await;
            }
        })
        .collect();
    let writing = async {
        join_all(writers).await;
        let written = seqs(&site).await;
        end.send(written.last().copied()).unwrap();
        written
    };
    let (written, told) = tokio::join!(writing, join_all(clients));
    assert_eq!(written.len(), 399);
    for client in told {
        assert_eq!(client, written);
    }
}

#[tokio::test]
async fn an_id_that_is_too_old_of_the_future_or_none_is_a_reset() {
    let site = Site::with(vec![camera("hall")]).await;
    // What happened to a camera that is not in the inventory yet is not told.
    let _before = site.api(None).await;
    store_events(&site.database(), (1..=1_010).map(at).collect()).await;
    let api = site.api(None).await;
    for last in [0, 5, 2_000, -1] {
        let mut stream = Sse::open(api.address, Some(last)).await;
        let hello = stream.next().await.unwrap();
        assert_eq!(
            (hello.event.as_str(), hello.id, &hello.data["lastId"]),
            ("hello", None, &json!(1_010))
        );
        let reset = stream.next().await.unwrap();
        assert_eq!(
            (reset.event.as_str(), reset.id),
            ("reset", Some(1_010)),
            "after {last}"
        );
        store_events(&site.database(), vec![at(5_000 + last)]).await;
        assert!(stream.wait_for_number().await > 1_010);
        sqlx::query("delete from camerasite.camera_events where seq > 1010")
            .execute(&mut site.superuser().await)
            .await
            .unwrap();
        assert_eq!(
            stream.wait_for("reset").await.id,
            Some(1_010),
            "the database is an older one"
        );
    }
    let fresh = site.api(None).await;
    let told = Sse::open(fresh.address, Some(1_000)).await.drain().await;
    assert_eq!(ids(&told), (1_001..=1_010).collect::<Vec<_>>());

    let request = reqwest::Client::new().get(format!("http://{}/api/v1/stream", fresh.address));
    let mut strange = Sse::reading(request.header("Last-Event-ID", "seven").send().await.unwrap());
    assert_eq!(strange.wait_for("reset").await.id, Some(1_010));
    let refused = fresh.get("/api/v1/stream?lastEventId=seven").await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json["errors"][0]["pointer"]),
        (422, &json!("/lastEventId"))
    );
}

#[tokio::test]
async fn the_place_may_be_a_parameter_and_the_header_is_newer() {
    let site = Site::with(vec![camera("hall")]).await;
    let _before = site.api(None).await;
    store_events(&site.database(), (1..=5).map(at).collect()).await;
    let api = site.api(None).await;
    drop(Sse::open(api.address, None).await);
    for (header, expected) in [(None, [3, 4]), (Some("3"), [4, 5])] {
        let mut request =
            reqwest::Client::new().get(format!("http://{}/api/v1/stream?lastEventId=2", api.address));
        if let Some(header) = header {
            request = request.header("Last-Event-ID", header);
        }
        let mut stream = Sse::reading(request.send().await.unwrap());
        for id in expected {
            assert_eq!(stream.wait_for_number().await, id);
        }
    }
}

#[tokio::test]
async fn who_comes_back_after_a_restart_is_told_what_it_missed_and_how_things_are() {
    let site = Site::with(vec![camera("hall"), camera("vault"), camera("gone")]).await;
    let before = site.api(None).await;
    let mut stream = Sse::open(before.address, None).await;
    store_events(&site.database(), vec![at(1)]).await;
    let last = stream.wait_for_number().await;
    before.shutdown.stop();
    assert_eq!(stream.wait_for("bye").await.data, json!({}));
    assert_eq!(stream.next().await, None);

    store_events(&site.database(), vec![at(2)]).await;
    store_up(&site.database(), "vault").await;
    site.write_inventory(&file(vec![camera("hall"), camera("vault")]));
    let after = site.api(None).await;
    let mut stream = Sse::open(after.address, Some(last)).await;
    stream
        .wait_until("the first is gone", |told| {
            told.event == "removed" && told.data["id"] == 1
        })
        .await;
    let mut stream = Sse::open(after.address, Some(last)).await;
    let told = stream.drain().await;
    assert_eq!(ids(&told), [last + 1]);
    let vault = told
        .iter()
        .rev()
        .find(|told| told.data["name"] == "vault")
        .unwrap();
    assert_eq!(vault.data["state"], "Up", "it changed without an event");
}

#[tokio::test]
async fn what_is_no_event_is_told_as_well() {
    let site = Site::with(vec![camera("hall"), camera("vault")]).await;
    let api = site.api(None).await;
    let mut stream = Sse::open(api.address, None).await;
    stream.wait_for("hello").await;
    let now = Timestamp::now();
    let window = json!({
        "scope": "Camera", "camera": "hall", "reason": "new switch",
        "startsAt": now - SignedDuration::from_hours(1), "endsAt": now + SignedDuration::from_hours(1)
    });
    let made = api.send(Method::POST, "/api/v1/maintenance", &window).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let told = stream
        .wait_for_each(
            "maintenance",
            &[
                &|told| told.event == "camera" && told.data["state"] == "Maintenance",
                &|told| told.event == "maintenance" && told.data == json!({ "active": [made.json] }),
                &|told| told.event == "summary" && told.data["maintenance"] == 1,
            ],
        )
        .await;
    assert_eq!((&told[0].data["name"], told[0].id), (&json!("hall"), None));

    let path = format!("/api/v1/maintenance/{}", made.json["id"]);
    let deleted = api.send_if(Method::DELETE, &path, "*", &Value::Null).await;
    assert_eq!(deleted.status, 204, "{}", deleted.text);
    stream
        .wait_for_each(
            "the end of maintenance",
            &[
                &|told| told.event == "camera" && told.data["state"] == "Unknown",
                &|told| told.event == "maintenance" && told.data == json!({ "active": [] }),
            ],
        )
        .await;

    let renamed = contract::inventory::Camera {
        display_name: "The new hall".to_owned(),
        ..camera("hall")
    };
    site.write_inventory(&file(vec![renamed]));
    stream
        .wait_for_each(
            "another inventory",
            &[
                &|told| told.event == "camera" && told.data["displayName"] == "The new hall",
                &|told| told.event == "removed" && told.data == json!({"id": 2}),
                &|told| told.event == "summary" && told.data["total"] == 1,
            ],
        )
        .await;
}

/// The connections of this site's replicas that listen.
const LISTENERS: &str = "from pg_stat_activity where datname = current_database() and query ilike 'listen%'";

#[tokio::test]
async fn a_listener_that_is_killed_costs_nothing_and_comes_back() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let mut stream = Sse::open(api.address, None).await;
    let mut superuser = site.superuser().await;
    let mut second = 0;
    for _ in 0..3 {
        eventually("a connection listens", async || {
            let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) {LISTENERS}")))
                .fetch_one(&mut superuser)
                .await
                .unwrap();
            (count == 1).then_some(())
        })
        .await;
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "select pg_terminate_backend(pid) {LISTENERS}"
        )))
        .execute(&mut superuser)
        .await
        .unwrap();
        second += 1;
        store_events(&site.database(), vec![at(second)]).await;
        assert_eq!(stream.wait_for_number().await, second);
    }
}

#[tokio::test]
async fn a_stream_outlasts_the_database() {
    let site = Site::on(Postgres::own().await, vec![camera("hall")]).await;
    let api = site.api(None).await;
    let mut stream = Sse::open(api.address, None).await;
    store_events(&site.database(), vec![at(1)]).await;
    assert_eq!(stream.wait_for_number().await, 1);
    site.postgres.stop();
    assert_eq!(api.get("/api/v1/cameras").await.status, 503);
    let mut back = Sse::open(api.address, Some(0)).await;
    assert_eq!(
        back.wait_for_number().await,
        1,
        "what was told is told again without it"
    );
    site.postgres.start().await;
    store_events(&site.database(), vec![at(2)]).await;
    // After a crash the database leaves out some numbers.
    let seqs = seqs(&site).await;
    assert_eq!(stream.wait_for_number().await, seqs[1]);
    assert_eq!(back.wait_for_number().await, seqs[1]);
}

#[tokio::test]
async fn a_client_that_does_not_read_starts_over() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    drop(Sse::open(api.address, None).await);
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut slow = socket.connect(api.address).await.unwrap();
    slow.write_all(b"GET /api/v1/stream HTTP/1.1\r\nHost: nord\r\n\r\n")
        .await
        .unwrap();
    let mut reader = BufReader::new(slow).lines();
    while reader.next_line().await.unwrap().expect("an answer") != "event: hello" {}
    for batch in 0..25 {
        let first = 1 + batch * 1_000;
        store_events(&site.database(), (first..first + 1_000).map(at).collect()).await;
    }
    eventually("everything was told", async || {
        let hello = Sse::open(api.address, None).await.next().await.unwrap();
        (hello.data["lastId"] == 25_000).then_some(())
    })
    .await;
    let (mut last, mut resets) = (0, Vec::new());
    // Closed instead of told to start over: that is as good, and happens where writing takes long.
    while let Ok(Some(line)) = tokio::time::timeout(Duration::from_mins(1), reader.next_line())
        .await
        .unwrap()
    {
        if let Some(id) = line.strip_prefix("id: ") {
            let id: i64 = id.parse().unwrap();
            assert!(last <= id, "{id} after {last}");
            last = id;
        } else if line == "event: reset" {
            resets.push(last);
            store_events(&site.database(), vec![at(100_000)]).await;
        }
        if last == 25_001 {
            assert_eq!(resets, [25_000]);
            break;
        }
    }
    assert!(last > 0);
}

#[tokio::test]
async fn a_replica_that_ends_says_goodbye_after_its_last_service() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let mut stream = Sse::open(api.address, None).await;
    api.shutdown.announce();
    store_events(&site.database(), vec![at(1)]).await;
    assert_eq!(stream.wait_for_number().await, 1, "it still serves");
    api.shutdown.stop();
    stream.wait_for("bye").await;
    assert_eq!(stream.next().await, None);
}
