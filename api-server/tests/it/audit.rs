//! The audit log, as administrators read it.

use contract::access::Access;
use serde_json::json;

use crate::support::browser::Browser;
use crate::support::site::Site;

#[tokio::test]
async fn the_audit_log_is_paged_newest_first_and_filtered() {
    let site = Site::with(Vec::new()).await;
    let api = site.api_with(None, Access::default()).await;
    let mut admin = Browser::admin(&api).await.sending("x-request-id", "change-1");
    for number in 0..5 {
        admin.token(&format!("token-{number}"), "Viewer").await;
    }
    let mut names = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = admin
            .get(&format!("/api/v1/audit?action=token.add&limit=2{cursor}"))
            .await;
        assert_eq!(
            (page.status.as_u16(), &page.json["total"]),
            (200, &json!(5)),
            "{}",
            page.text
        );
        let items = page.json["items"].as_array().unwrap();
        names.extend(
            items
                .iter()
                .map(|line| line["object"].as_str().unwrap().to_owned()),
        );
        match page.json["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["token-4", "token-3", "token-2", "token-1", "token-0"]);

    let line = admin.get("/api/v1/audit?actor=admin&object=token-0").await.json["items"][0].clone();
    assert_eq!(
        (
            &line["action"],
            &line["detail"],
            &line["requestId"],
            &line["remote"]
        ),
        (
            &json!("token.add"),
            &json!("Viewer"),
            &json!("change-1"),
            &json!("127.0.0.1")
        )
    );
    assert!(line["at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(admin.get("/api/v1/audit?actor=nobody").await.json["total"], 0);
    assert_eq!(admin.get("/api/v1/audit?cursor=AAAA").await.status, 400);
    assert_eq!(admin.get("/api/v1/audit?who=admin").await.status, 422);
}

#[tokio::test]
async fn what_cannot_be_audited_does_not_happen() {
    let site = Site::with(Vec::new()).await;
    let api = site.api_with(None, Access::default()).await;
    let mut admin = Browser::admin(&api).await;
    let revoke = format!(
        "revoke insert on camerasite.audit_log from \"{}\"",
        site.role("app")
    );
    sqlx::query(sqlx::AssertSqlSafe(revoke))
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
    let wanted = json!({"name": "unseen", "scope": "Admin"});
    assert_eq!(admin.post("/api/v1/tokens", &wanted).await.status, 503);
    assert_eq!(admin.get("/api/v1/tokens").await.json["total"], 0);
}
