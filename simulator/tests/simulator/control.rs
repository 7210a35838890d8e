//! The simulator's own API.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use simulator::{Behaviour, Simulator};

use crate::client::Client as Camera;
use crate::{behaviour, counters, start};

async fn ask(simulator: &Simulator, method: Method, path: &str, body: &str) -> (u16, Value) {
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client
        .request(method, simulator.http_url(path))
        .body(body.to_owned());
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    if status >= 400 {
        assert_eq!(
            answer.headers()["content-type"],
            "application/problem+json",
            "{path}"
        );
    }
    (status, answer.json().await.unwrap())
}

async fn get(simulator: &Simulator, path: &str) -> Value {
    let (status, body) = ask(simulator, Method::GET, path, "").await;
    assert_eq!(status, 200, "{path}: {body}");
    body
}

#[tokio::test]
async fn a_behaviour_is_shown_changed_and_reset() {
    let simulator = start(Behaviour::Frozen).await;
    assert_eq!(
        get(&simulator, "/healthz").await,
        json!({"status": "ok", "cameras": 2})
    );
    let list = get(&simulator, "/cameras").await;
    assert_eq!(
        (&list["total"], &list["items"][0]["name"]),
        (&json!(2), &json!("hall"))
    );
    let shown = get(&simulator, "/cameras/hall").await;
    assert_eq!(
        (&shown["behaviour"], &shown["isLive"]),
        (&json!({"type": "Frozen"}), &json!(false))
    );

    let (status, shown) = ask(
        &simulator,
        Method::PUT,
        "/cameras/hall",
        r#"{"behaviour": "NotFound"}"#,
    )
    .await;
    assert_eq!(
        (status, &shown["behaviour"]["type"], &shown["isLive"]),
        (200, &json!("NotFound"), &json!(true))
    );
    let mut client = Camera::connect(&simulator, "hall").await;
    assert_eq!(client.ask("DESCRIBE", &[]).await.status, 404);

    let identity = r#"{"identity": {"serial": "4711"}}"#;
    let (_, shown) = ask(&simulator, Method::PUT, "/cameras/hall", identity).await;
    let found = (&shown["behaviour"]["type"], &shown["identity"]["serial"]);
    assert_eq!(found, (&json!("NotFound"), &json!("4711")));
    assert_eq!(shown["counters"]["requests"], json!({"DESCRIBE": 1}));

    assert_eq!(ask(&simulator, Method::POST, "/reset", "").await.0, 200);
    let shown = get(&simulator, "/cameras/hall").await;
    let found = (
        &shown["behaviour"]["type"],
        &shown["identity"]["serial"],
        &shown["counters"]["requests"],
    );
    assert_eq!(found, (&json!("Frozen"), &json!(""), &json!({})));
}

#[tokio::test]
async fn several_cameras_change_together_or_not_at_all() {
    let simulator = start(Behaviour::Healthy).await;
    let good =
        json!({"cameras": [{"name": "hall", "behaviour": "Busy"}, {"name": "other", "behaviour": "Hang"}]});
    let (status, list) = ask(&simulator, Method::PUT, "/cameras", &good.to_string()).await;
    assert_eq!((status, &list["total"]), (200, &json!(2)));
    let bad = json!({"cameras": [{"name": "hall", "behaviour": "Healthy"}, {"name": "nobody", "behaviour": "Hang"}]});
    let (status, problem) = ask(&simulator, Method::PUT, "/cameras", &bad.to_string()).await;
    assert_eq!(status, 404);
    assert!(
        problem["detail"].as_str().unwrap().contains("nobody"),
        "{problem}"
    );
    let types: Vec<Value> = ["hall", "other"]
        .map(|name| simulator.fleet().camera(name).unwrap())
        .map(|camera| serde_json::to_value(&*camera.behaviour_now()).unwrap()["type"].clone())
        .into();
    assert_eq!(types, ["Busy", "Hang"]);
}

#[tokio::test]
async fn what_cannot_be_done_is_explained() {
    let simulator = start(Behaviour::Healthy).await;
    for (path, body, status, words) in [
        ("/cameras/nobody", r#"{"behaviour": "Hang"}"#, 404, "nobody"),
        (
            "/cameras/hall",
            r#"{"behaviour": "Tired"}"#,
            422,
            "expected one of `Healthy`",
        ),
        ("/cameras/hall", r#"{"behavior": "Hang"}"#, 422, "behaviour"),
        (
            "/cameras/hall",
            r#"{"behaviour": {"type": "Busy", "status": 1}}"#,
            422,
            "453 or 503",
        ),
        ("/cameras/hall", "{", 400, "EOF"),
        ("/cameras", r#"{"hall": "Hang"}"#, 422, "cameras"),
    ] {
        let (found, problem) = ask(&simulator, Method::PUT, path, body).await;
        assert_eq!(
            (found, &problem["status"]),
            (status, &json!(status)),
            "{path} {body}: {problem}"
        );
        assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
    }
    assert_eq!(ask(&simulator, Method::GET, "/cameras/nobody", "").await.0, 404);
    assert_eq!(ask(&simulator, Method::GET, "/nowhere", "").await.0, 404);
    assert_eq!(counters(&simulator, "hall").requests.len(), 0);
}

#[tokio::test]
async fn a_password_goes_in_and_never_out() {
    let simulator = start(Behaviour::Healthy).await;
    let body = r#"{"behaviour": {"type": "AuthRequired", "password": "planted-secret"}}"#;
    let (status, shown) = ask(&simulator, Method::PUT, "/cameras/hall", body).await;
    assert_eq!(status, 200);
    for text in [shown.to_string(), get(&simulator, "/cameras").await.to_string()] {
        assert!(
            text.contains("AuthRequired") && !text.contains("planted-secret"),
            "{text}"
        );
    }
    let wanted = behaviour(r#"{"type": "AuthRequired", "password": "planted-secret"}"#);
    assert_eq!(*simulator.fleet().camera("hall").unwrap().behaviour_now(), wanted);
}

#[tokio::test]
async fn sessions_and_sums_are_listed() {
    let simulator = start(Behaviour::Healthy).await;
    let mut client = Camera::connect(&simulator, "hall").await;
    let session = client.play().await;
    let list = get(&simulator, "/sessions").await;
    assert_eq!(list["total"], 1);
    let shown = &list["items"][0];
    let found = (&shown["camera"], &shown["id"], &shown["playing"]);
    assert_eq!(found, (&json!("hall"), &json!(session), &json!(true)));
    let url = simulator.http_url("/metrics");
    let text = Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for line in [
        "simulator_cameras 2",
        "simulator_sessions 1",
        "simulator_requests_total{request=\"PLAY\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{text}");
    }
}
