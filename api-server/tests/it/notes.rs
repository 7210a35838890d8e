//! `/api/v1/notes`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::inventory::camera;
use crate::support::site::Site;

#[tokio::test]
async fn notes_say_who_wrote_them_and_when_newest_first() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let note = async |body: Value| api.send(Method::POST, "/api/v1/notes", &body).await;
    let first = note(json!({ "text": " lift out of order\nuntil Monday " })).await;
    assert_eq!(first.status, 201, "{}", first.text);
    assert_eq!(first.json["text"], "lift out of order\nuntil Monday");
    assert_eq!(first.json["camera"], Value::Null);
    assert!(first.json["author"].is_string() && first.json["at"].as_str().unwrap().ends_with('Z'));
    let second = note(json!({ "text": "glass is cracked", "camera": "hall" })).await;
    assert_eq!(second.json["camera"], "hall");

    let page = api.get("/api/v1/notes").await.json;
    assert_eq!(page["items"], json!([second.json, first.json]));
    assert_eq!(page["total"], 2);
    let page = api.get("/api/v1/notes?camera=1").await.json;
    assert_eq!(
        (&page["items"], &page["total"]),
        (&json!([second.json]), &json!(1))
    );

    for (body, status) in [
        (json!({ "text": "" }), 422),
        (json!({ "text": "x".repeat(4_001) }), 422),
        (json!({ "text": "x", "camera": "attic" }), 404),
        (json!({ "camera": "hall" }), 400),
        (json!({ "text": "x", "author": "somebody else" }), 400),
    ] {
        assert_eq!(note(body.clone()).await.status, status, "{body}");
    }
    assert_eq!(api.get("/api/v1/notes").await.json["total"], 2);
}
