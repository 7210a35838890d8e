//! `POST /api/v1/try`: a camera that is not in the inventory, asked by a real prober.

use std::time::Duration;

use contract::access::Access;
use contract::inventory::CamerasFile;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Answer, Api, ask_with, bearer};
use crate::support::eventually;
use crate::support::inventory::file;
use crate::support::scripted::{Manner, Scripted};
use crate::support::site::{SERVICE, Site};

const TRY: &str = "/api/v1/try";

async fn attempt(api: &Api, body: &Value) -> Answer {
    api.send(Method::POST, TRY, body).await
}

/// Tries until the prober is there.
async fn settled(api: &Api, body: &Value) -> Answer {
    eventually("the prober answers", async || {
        let answer = attempt(api, body).await;
        (answer.status != 504).then_some(answer)
    })
    .await
}

#[tokio::test]
async fn a_try_tells_every_step_and_leaves_nothing_behind() {
    let rtsp = Scripted::start(Manner::Rtsp(Duration::ZERO)).await;
    let rejecting = Scripted::start(Manner::Rejecting).await;
    let site = Site::with(Vec::new()).await;
    let api = site.api(None).await;
    let _prober = site.prober().await;
    let url = format!("rtsp://localhost:{}/live", rtsp.port);
    let good = settled(&api, &json!({ "url": url })).await;
    assert_eq!(
        (good.status.as_u16(), &good.json["ok"]),
        (200, &json!(true)),
        "{}",
        good.text
    );
    let stages: Vec<&str> = good.json["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| stage["stage"].as_str().unwrap())
        .collect();
    assert_eq!(stages, ["connect", "options", "describe"], "{}", good.text);
    assert_eq!(good.json["facts"]["codec"], "H264");
    assert!(
        good.json["address"]
            .as_str()
            .is_some_and(|address| address == "127.0.0.1" || address == "::1")
    );

    let login = json!({
        "url": format!("rtsp://127.0.0.1:{}/live", rejecting.port), "username": "viewer", "password": "hunter2-try"
    });
    let bad = attempt(&api, &login).await;
    assert_eq!(
        (bad.status.as_u16(), &bad.json["ok"], &bad.json["reason"]),
        (200, &json!(false), &json!("AuthFailed")),
        "{}",
        bad.text
    );
    assert!(!bad.text.contains("hunter2"), "{}", bad.text);
    let nameless = attempt(&api, &json!({ "url": "rtsp://camera.invalid/" })).await;
    assert_eq!(
        (&nameless.json["reason"], &nameless.json["address"]),
        (&json!("DnsFailed"), &Value::Null),
        "{}",
        nameless.text
    );
    let plain = attempt(&api, &json!({ "url": format!("tcp://127.0.0.1:{}", rtsp.port) })).await;
    assert_eq!(plain.json["ok"], true, "{}", plain.text);

    assert_eq!(api.get("/api/v1/cameras").await.json["total"], 0);
    let mut superuser = site.superuser().await;
    let stored: i64 = sqlx::query_scalar("select count(*) from camera_states")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert_eq!(stored, 0, "nothing is stored of it");
    let log: Vec<(String, String, String)> =
        sqlx::query_as("select action, object, detail from audit_log where action = 'camera.try'")
            .fetch_all(&mut superuser)
            .await
            .unwrap();
    assert!(log.len() >= 4, "{log:?}");
    assert!(
        !site.postgres.log().contains("hunter2-try"),
        "the password is in no statement"
    );
}

#[tokio::test]
async fn nothing_is_tried_where_no_camera_may_be() {
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&CamerasFile {
        camera_cidrs: vec!["127.0.0.0/8".to_owned()],
        ..file(Vec::new())
    });
    let api = site.api(None).await;
    let _prober = site.prober().await;
    for address in ["169.254.169.254", SERVICE, "192.0.2.1", "0.0.0.0"] {
        let answer = settled(&api, &json!({ "url": format!("http://{address}/") })).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["errors"][0]["pointer"]),
            (422, &json!("/url")),
            "{address}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn a_redirect_leads_nowhere_else_either() {
    // A camera that sends its clients to the cloud's metadata.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = [0; 1024];
            let _ = connection.read(&mut request).await;
            let answer = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n";
            let _ = connection.write_all(answer).await;
        }
    });
    let site = Site::with(Vec::new()).await;
    let api = site.api(None).await;
    let _prober = site.prober().await;
    let answer = settled(&api, &json!({ "url": format!("http://127.0.0.1:{port}/") })).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["ok"], &answer.json["reason"]),
        (200, &json!(false), &json!("Unreachable")),
        "{}",
        answer.text
    );
    assert!(
        answer.json["message"].as_str().unwrap().contains("metadata"),
        "{}",
        answer.text
    );
    serving.abort();
}

#[tokio::test]
async fn a_user_tries_one_camera_at_a_time() {
    let slow = Scripted::start(Manner::Rtsp(Duration::from_millis(800))).await;
    let site = Site::with(Vec::new()).await;
    let api = site.api(None).await;
    let _prober = site.prober().await;
    let body = json!({ "url": format!("rtsp://127.0.0.1:{}/", slow.port) });
    settled(&api, &body).await;
    let (first, second) = tokio::join!(attempt(&api, &body), attempt(&api, &body));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 429], "{} {}", first.text, second.text);
    assert_eq!(slow.most(), 1);
}

#[tokio::test]
async fn a_prober_tries_for_the_api_alone_and_the_api_for_operators() {
    let site = Site::with(Vec::new()).await;
    let prober = site.prober().await;
    for headers in [reqwest::header::HeaderMap::new(), bearer("wrong")] {
        let answer = ask_with(prober.address, Method::POST, "/internal/v1/try", headers).await;
        assert_eq!(answer.status, 401, "{}", answer.text);
    }
    let api = site.api_with(None, Access::default()).await;
    assert_eq!(
        attempt(&api, &json!({ "url": "tcp://127.0.0.1:9" })).await.status,
        401
    );
}
