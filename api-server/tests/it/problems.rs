//! Every error is a problem document (RFC 9457).

use reqwest::Method;
use serde_json::Value;

use crate::support::api::{Answer, ask};
use crate::support::inventory::camera;
use crate::support::site::Site;

fn assert_problem(answer: &Answer, status: u16, slug: &str) {
    assert_eq!(answer.status.as_u16(), status, "{answer:?}");
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{answer:?}"
    );
    assert_eq!(answer.json["type"], format!("/problems/{slug}"));
    assert_eq!(answer.json["status"], status);
    assert!(
        answer.json["detail"]
            .as_str()
            .is_some_and(|detail| detail.len() > 10),
        "{answer:?}"
    );
    assert!(answer.json["title"].is_string());
    assert_eq!(
        answer.json["requestId"].as_str(),
        Some(answer.header("x-request-id"))
    );
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem_of_404() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    for path in [
        "/nowhere",
        "/api/v1/nowhere",
        "/cameras/nobody",
        "/api/cameras/999",
        "/api/v1/cameras/99999999999999999999",
        "/api/v1/cameras/%00",
        "/api/v1/events?camera=nobody",
    ] {
        assert_problem(&api.get(path).await, 404, "not-found");
    }
}

#[tokio::test]
async fn bad_parameters_are_named_and_bad_cursors_refused() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    for (query, pointer) in [
        ("limit=0", "/limit"),
        ("limit=501", "/limit"),
        ("limit=many", "/limit"),
        ("state=Sideways", "/state"),
        ("sort=price", "/sort"),
        ("sate=Down", "/sate"),
        ("zone=%00", "/zone"),
        ("zone=a&zone=b", "/zone"),
    ] {
        let answer = api.get(&format!("/api/v1/cameras?{query}")).await;
        assert_problem(&answer, 422, "invalid");
        assert_eq!(answer.json["errors"][0]["pointer"], pointer, "{query}");
        assert!(answer.json["errors"][0]["detail"].is_string());
    }
    for path in [
        "/api/v1/cameras?cursor=%25%25",
        "/api/v1/cameras?cursor=AAAA",
        "/api/v1/events?cursor=Zm9vOjE",
    ] {
        assert_problem(&api.get(path).await, 400, "malformed");
    }
}

#[tokio::test]
async fn other_methods_and_large_bodies_are_problems_too() {
    let site = Site::with(Vec::new()).await;
    let api = site.api(None).await;
    let answer = ask(api.address, Method::DELETE, "/api/v1/cameras").await;
    assert_problem(&answer, 405, "method-not-allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    let large = reqwest::Client::new()
        .post(format!("http://{}/api/v1/notes", api.address))
        .body(vec![b'x'; 2 << 20])
        .send()
        .await
        .unwrap();
    assert_problem(&Answer::read(&Method::POST, large).await, 413, "too-large");
}

#[tokio::test]
async fn a_clients_request_id_comes_back_when_it_is_harmless() {
    let site = Site::with(Vec::new()).await;
    let api = site.api(None).await;
    for (sent, kept) in [
        ("abc-1.2_3", true),
        ("a b", false),
        (&"x".repeat(65) as &str, false),
    ] {
        let response = reqwest::Client::new()
            .get(format!("http://{}/nowhere", api.address))
            .header("x-request-id", sent)
            .send()
            .await
            .unwrap();
        let problem: Value = response.json().await.unwrap();
        assert_eq!(problem["requestId"] == sent, kept, "{sent}");
    }
}
