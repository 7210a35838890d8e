//! A database that is late, lost, or takes another password.

use std::sync::Arc;

use serde_json::json;

use crate::support::eventually;
use crate::support::inventory::{camera, file};
use crate::support::postgres::Postgres;
use crate::support::site::Site;

#[tokio::test]
async fn the_api_waits_for_a_database_that_comes_later() {
    let site = Site::bare(Arc::new(Postgres::prepared()));
    site.write_inventory(&file(vec![camera("hall")]));
    let api = site.start_api(None).await;
    assert_eq!(api.get("/livez").await.status, 200);
    assert_eq!(api.get("/readyz").await.json["type"], "/problems/not-ready");
    assert_eq!(
        api.get("/cameras").await.json["type"],
        "/problems/database-unavailable"
    );

    site.postgres.start().await;
    assert_eq!(
        api.get("/readyz").await.status,
        503,
        "the schema is not there yet"
    );
    assert_eq!(api.get("/cameras").await.status, 503, "nothing is invented");
    site.migrate().await.unwrap();
    eventually("ready", async || {
        api.get("/readyz").await.status.is_success().then_some(())
    })
    .await;
    eventually("the camera is listed", async || {
        (api.get("/cameras").await.json[0]["name"] == "hall").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_lost_database_gives_503_with_retry_after_and_comes_back() {
    let site = Site::on(Postgres::own().await, vec![camera("hall")]).await;
    let api = site.api(None).await;
    assert_eq!(api.get("/readyz").await.status, 200);

    site.postgres.stop();
    for path in [
        "/",
        "/cameras",
        "/cameras/1",
        "/api/v1/cameras",
        "/api/v1/summary",
        "/api/v1/events",
    ] {
        let answer = api.get(path).await;
        assert_eq!(answer.status, 503, "{path}");
        assert_eq!(answer.json["type"], "/problems/database-unavailable", "{path}");
        assert_eq!(answer.header("retry-after"), "2", "{path}");
        assert!(
            !answer.text.contains("127.0.0.1") && !answer.text.contains("refused"),
            "a cause leaks: {}",
            answer.text
        );
    }
    let health = api.get("/health").await;
    assert_eq!(
        (health.status.as_u16(), &health.json["status"]),
        (503, &json!("down"))
    );
    assert_eq!(health.json["dependencies"]["database"]["status"], "down");
    assert_eq!(
        api.get("/readyz").await.status,
        200,
        "a proxy must go on sending us requests"
    );

    site.postgres.start().await;
    let cameras = eventually("the list is back", async || {
        let answer = api.get("/cameras").await;
        answer.status.is_success().then_some(answer.json)
    })
    .await;
    assert_eq!(cameras[0]["name"], "hall");
    // The replica that synchronises has lost its session and takes up its work again.
    site.write_inventory(&file(vec![camera("hall"), camera("new")]));
    eventually("synchronised again", async || {
        (api.get("/cameras").await.json[1]["name"] == "new").then_some(())
    })
    .await;
}

/// Ends every connection of the application role, so that the next request has to connect anew.
async fn disconnect(site: &Site) {
    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1")
        .bind(site.role("app"))
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_password_rotation_restarts_nothing_whichever_side_changes_first() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let works = async || {
        disconnect(&site).await;
        eventually("the API reads again", async || {
            api.get("/cameras").await.status.is_success().then_some(())
        })
        .await;
    };

    // The file first: until the database follows, the password that worked is used.
    site.write_login("app", &site.role("app"), "rotated-Secret-1");
    works().await;
    site.migrate().await.unwrap();
    works().await;
    // From here on only the new password opens the database.
    site.write_login("app", &site.role("app"), "rotated-Secret-2");
    site.migrate().await.unwrap();
    works().await;
}

#[tokio::test]
async fn a_password_that_was_never_right_is_503_and_not_a_crash() {
    let site = Site::with(vec![camera("hall")]).await;
    site.write_login("app", &site.role("app"), "never-right");
    let api = site.start_api(None).await;
    let answer = api.get("/cameras").await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["type"]),
        (503, &json!("/problems/database-unavailable"))
    );
    assert_eq!(api.get("/livez").await.status, 200);
}
