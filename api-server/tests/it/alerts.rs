//! `/api/v1/alerts`.

use contract::access::Access;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Answer, Api, ask_with, bearer};
use crate::support::browser::Browser;
use crate::support::inventory::camera;
use crate::support::postgres::Postgres;
use crate::support::site::{ALERTS_TOKEN, Site};
use crate::support::sse::{Sse, Told};

/// As Alertmanager 0.31 sends it; the shape is that of its documentation (`webhook_config`, version 4).
const PAYLOAD: &str = include_str!("fixtures/alertmanager.json");

async fn tell(api: &Api, alerts: Value) -> Answer {
    api.send(
        Method::POST,
        "/api/v1/alerts/webhook",
        &json!({"version": "4", "alerts": alerts}),
    )
    .await
}

/// An alert of the camera `hall` that began so many minutes ago.
fn firing(fingerprint: &str, minutes: i64) -> Value {
    json!({
        "status": "firing", "fingerprint": fingerprint,
        "labels": {"alertname": "CameraDown", "severity": "warning", "camera": "hall"},
        "startsAt": ago(minutes), "endsAt": "0001-01-01T00:00:00Z"
    })
}

fn resolved(fingerprint: &str, began: i64, ended: i64) -> Value {
    let mut alert = firing(fingerprint, began);
    alert["status"] = json!("resolved");
    alert["endsAt"] = json!(ago(ended));
    alert
}

fn ago(minutes: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_mins(minutes)
}

/// Identity and state of all alerts, oldest first.
async fn states(api: &Api) -> Vec<(i64, String)> {
    let page = api.get("/api/v1/alerts").await.json;
    let items = page["items"].as_array().unwrap().iter().rev();
    items
        .map(|alert| {
            (
                alert["id"].as_i64().unwrap(),
                alert["state"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

#[tokio::test]
async fn what_alertmanager_sends_is_listed_in_our_shape() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api_with(None, Access::default()).await;
    let payload: Value = serde_json::from_str(PAYLOAD).unwrap();
    for path in ["/api/v1/alerts/webhook", "/webhook"] {
        let answer = reqwest::Client::new()
            .post(format!("http://{}{path}", api.address))
            .headers(bearer(ALERTS_TOKEN))
            .json(&payload)
            .send()
            .await
            .unwrap();
        let answer = Answer::read(answer).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text.as_str()),
            (200, "Alert received"),
            "{path}"
        );
    }
    let mut admin = Browser::admin(&api).await;
    let list = admin.get("/api/v1/alerts").await.json;
    assert_eq!(
        (&list["total"], &list["nextCursor"]),
        (&json!(2), &Value::Null),
        "told twice, stored once"
    );
    assert_eq!(list["chain"]["silent"], false);
    assert!(list["chain"]["lastSeenAt"].is_string());
    let find = |name: &str| {
        let items = list["items"].as_array().unwrap();
        items.iter().find(|alert| alert["name"] == name).unwrap().clone()
    };
    let mut down = find("CameraDown");
    assert!(down["receivedAt"].is_string());
    down["receivedAt"] = Value::Null;
    down["id"] = Value::Null;
    assert_eq!(
        down,
        json!({
            "id": null, "fingerprint": "b3f8a5c4e2d19076", "name": "CameraDown", "severity": "critical", "state": "Firing",
            "camera": {"id": 1, "name": "hall"},
            "summary": "Camera hall of nord is down", "description": "Refused since 08:00.",
            "runbookUrl": "https://runbooks.example.net/CameraDown.md",
            "generatorUrl": "http://prometheus.example.net/graph?g0.expr=camera_up",
            "labels": payload["alerts"][0]["labels"], "annotations": payload["alerts"][0]["annotations"],
            "startsAt": "2026-01-20T08:00:12.345Z", "endsAt": null, "receivedAt": null, "acknowledgement": null
        })
    );
    let site_down = find("SiteDown");
    assert_eq!(
        (&site_down["state"], &site_down["camera"]),
        (&json!("Resolved"), &Value::Null)
    );
    assert_eq!(site_down["endsAt"], "2026-01-20T08:01:00.000Z");
    let one = admin
        .get(&format!("/api/v1/alerts/{}", site_down["id"]))
        .await
        .json;
    assert_eq!(one, site_down);
    assert_eq!(admin.get("/api/v1/alerts/999").await.status, 404);
    assert_eq!(admin.get("/api/v1/alerts/first").await.status, 404);
}

#[tokio::test]
async fn an_alert_begins_ends_and_begins_anew_however_often_it_is_told() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let state = |id: i64, state: &str| (id, state.to_owned());
    tell(&api, json!([firing("a", 60)])).await;
    tell(&api, json!([firing("a", 60)])).await;
    assert_eq!(states(&api).await, [state(1, "Firing")]);
    tell(&api, json!([resolved("a", 60, 50)])).await;
    tell(&api, json!([resolved("a", 60, 50)])).await;
    assert_eq!(states(&api).await, [state(1, "Resolved")]);
    // The other Alertmanager of a pair is late.
    tell(&api, json!([firing("a", 60)])).await;
    assert_eq!(states(&api).await, [state(1, "Resolved")]);
    tell(&api, json!([firing("a", 40)])).await;
    tell(&api, json!([resolved("a", 60, 50)])).await;
    assert_eq!(
        states(&api).await,
        [state(1, "Resolved"), state(2, "Firing")],
        "an old end ends nothing new"
    );
    tell(&api, json!([resolved("a", 40, 30)])).await;
    // Its beginning was never told.
    tell(&api, json!([resolved("b", 20, 10), resolved("a", 20, 10)])).await;
    assert_eq!(
        states(&api).await[1..],
        [state(2, "Resolved"), state(3, "Resolved"), state(4, "Resolved")]
    );
    // Long after, somebody still says that it fires: better shown than hidden.
    sqlx::query("update camerasite.alerts set resolved_at = now() - interval '5 minutes'")
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
    tell(&api, json!([firing("b", 20)])).await;
    let page = api.get("/api/v1/alerts?state=Firing").await.json;
    assert_eq!(
        (&page["total"], &page["items"][0]["endsAt"]),
        (&json!(1), &Value::Null)
    );
}

#[tokio::test]
async fn two_alertmanagers_at_once_tell_each_alert_once() {
    let site = Site::with(vec![camera("hall")]).await;
    let apis = [site.api(None).await, site.api(None).await];
    let batch = |status: &str| -> Value {
        (0..20)
            .map(|number| match status {
                "firing" => firing(&format!("f{number}"), 60),
                _ => resolved(&format!("f{number}"), 60, 50),
            })
            .collect()
    };
    for status in ["firing", "resolved"] {
        let told = (0..12).map(|number| tell(&apis[number % 2], batch(status)));
        for answer in futures::future::join_all(told).await {
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        let page = apis[0].get("/api/v1/alerts").await.json;
        assert_eq!(page["total"], 20, "{status}");
        let items = page["items"].as_array().unwrap();
        let expected = if status == "firing" { "Firing" } else { "Resolved" };
        assert!(items.iter().all(|alert| alert["state"] == expected), "{page}");
    }
}

#[tokio::test]
async fn alerts_are_filtered_and_paged() {
    let site = Site::with(vec![camera("hall"), camera("vault")]).await;
    let api = site.api(None).await;
    let mut critical = firing("c", 5);
    critical["labels"] = json!({"alertname": "SiteDown", "severity": "critical"});
    let mut unknown = firing("u", 5);
    unknown["labels"] = json!({"camera": "never-was"});
    for alert in [firing("a", 9), resolved("b", 8, 7), critical, unknown] {
        tell(&api, json!([alert])).await;
    }
    let listed = async |query: &str| -> Vec<String> {
        let page = api.get(&format!("/api/v1/alerts?{query}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let items = page.json["items"].as_array().unwrap();
        items
            .iter()
            .map(|alert| alert["fingerprint"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(listed("").await, ["u", "c", "b", "a"]);
    assert_eq!(listed("state=Firing").await, ["u", "c", "a"]);
    assert_eq!(listed("state=Resolved").await, ["b"]);
    assert_eq!(listed("severity=critical").await, ["c"]);
    assert_eq!(listed("severity=unknown").await, ["u"]);
    assert_eq!(listed("camera=hall&state=Firing").await, ["a"]);
    assert!(listed("camera=vault").await.is_empty());
    let first = api.get("/api/v1/alerts?limit=3").await.json;
    let cursor = first["nextCursor"].as_str().unwrap();
    assert_eq!(listed(&format!("limit=3&cursor={cursor}")).await, ["a"]);
    assert_eq!(api.get("/api/v1/alerts?state=Active").await.status, 422);
    let unknown = api.get("/api/v1/alerts?severity=unknown").await.json;
    assert_eq!(
        unknown["items"][0]["camera"],
        json!({"id": null, "name": "never-was"})
    );
}

#[tokio::test]
async fn operators_acknowledge_and_everybody_hears_of_it() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site
        .api_with(
            None,
            Access {
                anonymous_read: true,
                ..Access::default()
            },
        )
        .await;
    let mut admin = Browser::admin(&api).await;
    let operator = admin.token("desk", "Operator").await;
    let mut stream = Sse::open(api.address, None).await;
    stream.wait_for("hello").await;
    let path = "/api/v1/alerts/webhook";
    let body = json!({"alerts": [firing("a", 1)]});
    let told = reqwest::Client::new()
        .post(format!("http://{}{path}", api.address))
        .headers(bearer(ALERTS_TOKEN))
        .json(&body);
    assert_eq!(told.send().await.unwrap().status(), 200);
    let heard = stream.wait_for("alert").await;
    assert_eq!((heard.id, &heard.data["state"]), (None, &json!("Firing")));

    let path = format!("/api/v1/alerts/{}/acknowledgement", heard.data["id"]);
    let put = async |body: Value| {
        let request = reqwest::Client::new().put(format!("http://{}{path}", api.address));
        Answer::read(
            request
                .headers(bearer(&operator))
                .json(&body)
                .send()
                .await
                .unwrap(),
        )
        .await
    };
    let acknowledged = put(json!({"comment": " on my way "})).await;
    assert_eq!(acknowledged.status, 200, "{}", acknowledged.text);
    let taken = &acknowledged.json["acknowledgement"];
    assert_eq!(
        (&taken["by"], &taken["comment"]),
        (&json!("(token) desk"), &json!("on my way"))
    );
    assert!(taken["at"].is_string());
    assert_eq!(stream.wait_for("alert").await.data, acknowledged.json);
    assert_eq!(put(json!({"comment": "x".repeat(1_001)})).await.status, 422);
    assert_eq!(put(json!({"note": "x"})).await.status, 400);
    assert_eq!(
        put(json!({})).await.json["acknowledgement"]["comment"],
        Value::Null
    );
    stream.wait_for("alert").await;

    // It is told again, and is still acknowledged.
    let again = reqwest::Client::new()
        .post(format!("http://{}/webhook", api.address))
        .headers(bearer(ALERTS_TOKEN))
        .json(&json!({"alerts": [firing("a", 1)]}));
    assert_eq!(again.send().await.unwrap().status(), 200);
    let one = admin
        .get(&format!("/api/v1/alerts/{}", heard.data["id"]))
        .await
        .json;
    assert_eq!(one["acknowledgement"]["by"], "(token) desk");

    let withdrawn = ask_with(api.address, Method::DELETE, &path, bearer(&operator)).await;
    assert_eq!(withdrawn.status, 204);
    let withdrawal = |told: &Told| told.event == "alert" && told.data["acknowledgement"].is_null();
    let heard = stream.wait_until("the withdrawal", withdrawal).await;
    assert_eq!(heard.data["state"], "Firing");
    let none = ask_with(
        api.address,
        Method::DELETE,
        "/api/v1/alerts/99/acknowledgement",
        bearer(&operator),
    )
    .await;
    assert_eq!(none.status, 404);

    let audit = admin.get("/api/v1/audit?actor=(token) desk").await.json;
    let lines: Vec<_> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["action"].clone())
        .collect();
    assert_eq!(
        lines,
        ["alert.withdraw", "alert.acknowledge", "alert.acknowledge"]
    );
}

#[tokio::test]
async fn a_chain_that_falls_silent_is_told() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let chain = async || api.get("/api/v1/alerts").await.json["chain"].clone();
    assert_eq!(
        chain().await,
        json!({"lastSeenAt": null, "silent": false}),
        "nobody set it up"
    );
    let mut stream = Sse::open(api.address, None).await;
    stream.wait_for("hello").await;
    let watchdog = json!([{"status": "firing", "labels": {"alertname": "Watchdog", "severity": "none"}}]);
    tell(&api, watchdog.clone()).await;
    assert_eq!(chain().await["silent"], false);
    assert_eq!(api.get("/api/v1/alerts").await.json["total"], 0, "it is no alert");
    sqlx::query("update camerasite.alert_chain set last_seen_at = now() - interval '301 seconds'")
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
    assert_eq!(chain().await["silent"], true);
    assert_eq!(stream.wait_for("chain").await.data["silent"], true);
    tell(&api, watchdog).await;
    assert_eq!(stream.wait_for("chain").await.data["silent"], false);
}

#[tokio::test]
async fn alerts_are_kept_as_long_as_events() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    tell(&api, json!([firing("old", 60), firing("new", 60)])).await;
    let mut superuser = site.superuser().await;
    sqlx::query("update camerasite.alerts set received_at = now() - interval '31 days' where key = 'old'")
        .execute(&mut superuser)
        .await
        .unwrap();
    let mut app = site.database().session().await.unwrap();
    assert_eq!(api_server::db::alerts::expire(&mut app, 30).await.unwrap(), 1);
    assert_eq!(api_server::db::alerts::expire(&mut app, 30).await.unwrap(), 0);
    let left = api.get("/api/v1/alerts").await.json;
    assert_eq!(
        (&left["total"], &left["items"][0]["fingerprint"]),
        (&json!(1), &json!("new"))
    );
}

#[tokio::test]
async fn while_the_database_is_away_alertmanager_is_told_to_come_again() {
    let site = Site::on(Postgres::own().await, vec![camera("hall")]).await;
    let api = site.api(None).await;
    site.postgres.stop();
    let answer = tell(&api, json!([firing("a", 1)])).await;
    assert_eq!(answer.json["type"], "/problems/database-unavailable");
    site.postgres.start().await;
    crate::support::eventually("it is taken", async || {
        (tell(&api, json!([firing("a", 1)])).await.status == 200).then_some(())
    })
    .await;
    assert_eq!(states(&api).await.len(), 1);
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!("-009999-01-02T01:59:59Z")),
        Just(json!("9999-12-30T22:00:00.999999999Z")),
    ];
    let key = prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "alerts",
            "labels",
            "annotations",
            "status",
            "fingerprint",
            "startsAt",
            "endsAt",
            "alertname",
            "severity",
            "camera",
            "generatorURL",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

#[tokio::test]
async fn no_json_makes_the_webhook_fail() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let mut runner = TestRunner::default();
    let alerts = prop::collection::vec(
        prop::collection::hash_map(any::<String>(), anything(), 0..4),
        0..4,
    );
    for case in 0..100 {
        let body = if case % 4 == 0 {
            anything().new_tree(&mut runner).unwrap().current()
        } else {
            json!({ "alerts": alerts.new_tree(&mut runner).unwrap().current() })
        };
        let answer = api.send(Method::POST, "/webhook", &body).await;
        assert!(
            [200, 400].contains(&answer.status.as_u16()),
            "{body}: {}",
            answer.text
        );
    }
    assert_eq!(api.get("/api/v1/alerts?limit=500").await.status, 200);
}
