//! Tokens of programs.

use contract::access::Access;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Api, ask_with, bearer};
use crate::support::browser::Browser;
use crate::support::inventory::camera;
use crate::support::site::Site;

async fn cameras(api: &Api, token: &str) -> u16 {
    let answer = ask_with(api.address, Method::GET, "/api/v1/cameras", bearer(token)).await;
    answer.status.as_u16()
}

#[tokio::test]
async fn a_token_is_shown_once_used_and_revoked() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api_with(None, Access::default()).await;
    let mut admin = Browser::admin(&api).await;
    let wanted = json!({"name": "wall-display", "scope": "Viewer", "expiresInDays": 30});
    let made = admin.post("/api/v1/tokens", &wanted).await;
    assert_eq!(
        (made.status.as_u16(), made.header("cache-control")),
        (201, "no-store")
    );
    let token = made.json["token"].as_str().unwrap();
    assert!(token.starts_with("cst_") && token.len() == 47, "{}", token.len());
    assert_eq!(made.json["createdBy"], "admin");
    assert_eq!(
        admin.post("/api/v1/tokens", &wanted).await.json["type"],
        "/problems/name-taken"
    );

    let list = admin.get("/api/v1/tokens").await;
    assert_eq!(
        (&list.json["total"], &list.json["items"][0]["lastUsedAt"]),
        (&json!(1), &Value::Null)
    );
    assert!(!list.text.contains(token));
    assert_eq!(cameras(&api, token).await, 200);
    let used = admin.get("/api/v1/tokens").await.json["items"][0]["lastUsedAt"].clone();
    assert!(used.as_str().unwrap().ends_with('Z'));
    assert_eq!(cameras(&api, token).await, 200);
    let again = admin.get("/api/v1/tokens").await.json["items"][0]["lastUsedAt"].clone();
    assert_eq!(again, used, "noted once in five minutes");

    let path = format!("/api/v1/tokens/{}", made.json["id"]);
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(admin.delete(&path).await.status, 404);
    assert_eq!(cameras(&api, token).await, 401);
    let lines = admin.get("/api/v1/audit?object=wall-display").await;
    let told: Vec<_> = lines.json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["action"])
        .collect();
    assert_eq!(told, ["token.revoke", "token.add"]);
    let stored: Vec<Vec<u8>> = sqlx::query_scalar("select key_hash from camerasite.api_tokens")
        .fetch_all(&mut site.superuser().await)
        .await
        .unwrap();
    assert!(stored.is_empty());
}

#[tokio::test]
async fn a_token_expires_and_what_cannot_be_one_is_refused() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api_with(None, Access::default()).await;
    let mut admin = Browser::admin(&api).await;
    let token = admin.token("short-lived", "Viewer").await;
    assert_eq!(cameras(&api, &token).await, 200);
    sqlx::query("update camerasite.api_tokens set expires_at = now()")
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
    assert_eq!(cameras(&api, &token).await, 401);
    for (wanted, status) in [
        (json!({"name": "x", "scope": "Viewer", "expiresInDays": 0}), 422),
        (json!({"name": "x", "scope": "Viewer", "expiresInDays": 731}), 422),
        (json!({"name": "X", "scope": "Viewer"}), 422),
        (json!({"name": "x", "scope": "everything"}), 400),
    ] {
        assert_eq!(
            admin.post("/api/v1/tokens", &wanted).await.status,
            status,
            "{wanted}"
        );
    }
}

#[tokio::test]
async fn a_program_acts_under_the_name_of_its_token() {
    let site = Site::with(Vec::new()).await;
    let api = site.api_with(None, Access::default()).await;
    let mut admin = Browser::admin(&api).await;
    let token = admin.token("provisioner", "Admin").await;
    // Whatever page it says to come from: nobody can make a browser send a token.
    let mut program = Browser::at(&api)
        .sending("authorization", &format!("Bearer {token}"))
        .sending("origin", "https://elsewhere.example");
    program.token("made-by-a-program", "summary:read").await;
    let lines = admin.get("/api/v1/audit?object=made-by-a-program").await;
    assert_eq!(lines.json["items"][0]["actor"], "(token) provisioner");
    assert_eq!(lines.json["items"][0]["detail"], "summary:read");
}
