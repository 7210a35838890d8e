//! Pictures for people who look.

use contract::inventory::{Camera, CamerasFile, Previews};
use image::{DynamicImage, ImageFormat};
use serde_json::json;

use crate::support::api::{Answer, Api, ask_with};
use crate::support::eventually;
use crate::support::inventory::{camera, file, local};
use crate::support::postgres::Postgres;
use crate::support::scripted::{Manner, Scripted};
use crate::support::site::Site;

/// A picture as a camera sends it.
fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::new_rgb8(640, 360)
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

fn pictured(name: &str, port: u16) -> Camera {
    let mut camera = local(name, port);
    camera.snapshot_url = Some(format!("http://127.0.0.1:{port}/picture"));
    camera.probe.timeout_seconds = 30;
    camera
}

fn with_previews(cameras: Vec<Camera>) -> CamerasFile {
    CamerasFile {
        previews: Previews::OnDemand,
        ..file(cameras)
    }
}

/// Looks until the prober has the camera.
async fn look(api: &Api, camera: &str) -> Answer {
    eventually("the prober has the camera", async || {
        let answer = api.get(&format!("/api/v1/cameras/{camera}/snapshot")).await;
        (answer.json["type"] != "/problems/prober-unreachable").then_some(answer)
    })
    .await
}

async fn audited(site: &Site) -> Vec<(String, String, String, String, String)> {
    sqlx::query_as("select actor, action, object, request_id, remote from audit_log order by id")
        .fetch_all(&mut site.superuser().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_look_gives_a_small_picture_and_leaves_a_line_in_the_audit_log() {
    let http = Scripted::start(Manner::Http(200, picture())).await;
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&with_previews(vec![pictured("hall", http.port), camera("blind")]));
    let api = site.api(None).await;
    let _prober = site.prober().await;

    let answer = look(&api, "hall").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "image/jpeg");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("x-snapshot-at").ends_with('Z'));
    assert_eq!(answer.header("x-snapshot-reason"), "", "it is new");
    let shown = image::load_from_memory(&answer.body).unwrap();
    assert_eq!((shown.width(), shown.height()), (320, 180));

    let before = audited(&site).await.len();
    let id = api.get("/api/v1/cameras/hall").await.json["id"].clone();
    let path = format!("/api/v1/cameras/{id}/snapshot");
    let headers = [
        ("x-request-id", "look-7"),
        ("x-forwarded-for", "198.51.100.1, 192.0.2.9"),
    ];
    let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    let answer = ask_with(
        api.address,
        reqwest::Method::GET,
        &path,
        headers.into_iter().collect(),
    )
    .await;
    assert_eq!(answer.status, 200);
    let rows = audited(&site).await;
    assert_eq!(rows.len(), before + 1, "one line a look");
    let expected = [
        "anonymous",
        "camera.snapshot",
        "hall",
        "look-7",
        "192.0.2.9 via 127.0.0.1",
    ];
    let (actor, action, object, request_id, remote) = rows.last().unwrap();
    assert_eq!([actor, action, object, request_id, remote], expected);

    let blind = look(&api, "blind").await;
    assert_eq!(
        (blind.status.as_u16(), &blind.json["type"]),
        (404, &json!("/problems/no-picture-source"))
    );
    assert_eq!(audited(&site).await.len(), rows.len(), "nobody saw anything");
}

#[tokio::test]
async fn a_camera_that_gives_no_picture_says_why_and_an_old_one_is_shown_with_its_age() {
    let http = Scripted::start(Manner::Http(404, Vec::new())).await;
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&with_previews(vec![pictured("hall", http.port)]));
    let api = site.api(None).await;
    let _prober = site.prober().await;

    let none = look(&api, "hall").await;
    assert_eq!(
        (none.status.as_u16(), &none.json["type"]),
        (503, &json!("/problems/picture-unavailable"))
    );
    assert!(
        none.json["detail"].as_str().unwrap().contains("NotFound"),
        "{}",
        none.text
    );

    http.turn(Manner::Http(200, picture()));
    let new = eventually("there is a picture", async || {
        let answer = look(&api, "hall").await;
        (answer.status == 200).then_some(answer)
    })
    .await;
    http.turn(Manner::Http(404, Vec::new()));
    let old = eventually("it cannot be renewed", async || {
        let answer = look(&api, "hall").await;
        (answer.header("x-snapshot-reason") == "NotFound").then_some(answer)
    })
    .await;
    assert_eq!((old.status.as_u16(), &old.body), (200, &new.body));
    assert!(old.header("x-snapshot-at") >= new.header("x-snapshot-at"));
}

#[tokio::test]
async fn no_picture_is_shown_where_previews_are_off() {
    let http = Scripted::start(Manner::Http(200, picture())).await;
    let site = Site::with(vec![pictured("hall", http.port)]).await;
    let api = site.api(None).await;
    let _prober = site.prober().await;
    let off = look(&api, "hall").await;
    assert_eq!(
        (off.status.as_u16(), &off.json["type"]),
        (404, &json!("/problems/previews-off"))
    );

    site.write_inventory(&with_previews(vec![pictured("hall", http.port)]));
    eventually("previews are on", async || {
        (look(&api, "hall").await.status == 200).then_some(())
    })
    .await;
    site.write_inventory(&file(vec![pictured("hall", http.port)]));
    eventually("previews are off again", async || {
        (look(&api, "hall").await.json["type"] == "/problems/previews-off").then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_audited_is_not_shown() {
    let http = Scripted::start(Manner::Http(200, picture())).await;
    let site = Site::on(Postgres::own().await, Vec::new()).await;
    site.write_inventory(&with_previews(vec![pictured("hall", http.port)]));
    let api = site.api(None).await;
    let _prober = site.prober().await;
    assert_eq!(look(&api, "hall").await.status, 200);

    let revoke = format!("revoke insert on audit_log from \"{}\"", site.role("app"));
    sqlx::query(sqlx::AssertSqlSafe(revoke))
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
    let refused = look(&api, "hall").await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("content-type")),
        (503, "application/problem+json")
    );
    assert!(image::load_from_memory(&refused.body).is_err());

    site.postgres.stop();
    assert_eq!(
        look(&api, "hall").await.json["type"],
        "/problems/database-unavailable"
    );
}
