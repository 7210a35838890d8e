//! Signing in and out, kiosks, and who sees and ends which session.

use contract::access::Access;
use reqwest::Method;
use serde_json::json;

use crate::support::api::Api;
use crate::support::browser::Browser;
use crate::support::eventually;
use crate::support::inventory::camera;
use crate::support::redis::Redis;
use crate::support::site::{ADMIN_PASSWORD, Site};

const PASSWORD: &str = "a long enough Secret-9";

async fn site() -> (Site, Api) {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api_with(None, Access::default()).await;
    (site, api)
}

/// A browser in which a new user of this role is signed in.
async fn signed_in(api: &Api, admin: &mut Browser, name: &str, role: &str) -> Browser {
    let user = json!({"name": name, "role": role, "password": PASSWORD});
    assert_eq!(admin.post("/api/v1/users", &user).await.status, 201);
    let mut browser = Browser::at(api);
    assert_eq!(browser.sign_in(name, PASSWORD).await.status, 200);
    browser
}

#[tokio::test]
async fn the_first_administrator_signs_in_with_the_secrets_password_and_out_again() {
    let (_site, api) = site().await;
    let mut browser = Browser::at(&api);
    let nobody = browser.get("/api/v1/session").await;
    let expected =
        json!({"mode": "Local", "anonymousRead": false, "name": null, "role": null, "session": null});
    assert_eq!((nobody.status.as_u16(), nobody.json), (200, expected));
    assert_eq!(browser.get("/api/v1/cameras").await.status, 401);

    let mut browser = Browser::admin(&api).await;
    let who = browser.get("/api/v1/session").await;
    assert_eq!(who.header("cache-control"), "no-store");
    let expected = json!({"mode": "Local", "anonymousRead": false, "name": "admin", "role": "Admin", "session": "Password"});
    assert_eq!(who.json, expected);
    assert_eq!(browser.get("/api/v1/cameras").await.status, 200);

    let before = browser.clone();
    let out = browser.delete("/api/v1/session").await;
    assert_eq!(out.status, 204);
    assert!(
        out.header("set-cookie")
            .starts_with("camerasite_session=; Path=/; Max-Age=0; ")
    );
    assert!(browser.cookies.is_empty());
    for mut browser in [before, browser] {
        assert_eq!(
            browser.get("/api/v1/cameras").await.status,
            401,
            "the key is worth nothing now"
        );
        assert_eq!(
            browser.delete("/api/v1/session").await.status,
            204,
            "and ends without it"
        );
    }
}

#[tokio::test]
async fn a_cookie_is_closed_to_scripts_and_to_plain_http_where_people_use_https() {
    let (_site, api) = site().await;
    Browser::admin(&api).await;
    let mut plain = Browser::at(&api);
    let answer = plain.sign_in("admin", ADMIN_PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    let mut secure = Browser::at(&api).sending("x-forwarded-proto", "https");
    let answer = secure.sign_in("admin", ADMIN_PASSWORD).await;
    assert!(answer.header("set-cookie").ends_with("; SameSite=Lax; Secure"));
    let keys = [&plain, &secure].map(|browser| browser.cookies["camerasite_session"].clone());
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[0].len(), 43, "256 bits");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer_and_each_a_line_in_the_audit_log() {
    let (_site, api) = site().await;
    let mut admin = Browser::admin(&api).await;
    let mut browser = Browser::at(&api);
    let mut told = Vec::new();
    for (name, password) in [
        ("admin", "wrong"),
        ("nobody", ADMIN_PASSWORD),
        ("hunter2-as-a-name", "x"),
        ("Bad Name\0", "x"),
    ] {
        let answer = browser.sign_in(name, password).await;
        assert_eq!(answer.status, 401, "{name}");
        told.push(answer.json["detail"].clone());
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
    assert!(browser.cookies.is_empty());
    let lines = admin.get("/api/v1/audit?action=session.refused").await;
    let objects: Vec<_> = lines.json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["object"])
        .collect();
    // Before them are those of an administrator who was there too early.
    let expected = ["(unknown)", "(unknown)", "(unknown)", "admin"];
    assert_eq!(objects[..4], expected, "no name that nobody has is kept");

    for body in [
        json!({"name": "admin"}),
        json!({"name": "admin", "password": 7}),
        json!({"name": "admin", "password": "x", "role": "Admin"}),
    ] {
        let answer = browser.post("/api/v1/session", &body).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["type"]),
            (400, &json!("/problems/malformed"))
        );
    }
    assert_eq!(
        browser.send(Method::POST, "/api/v1/session", None).await.status,
        415
    );
}

#[tokio::test]
async fn passwords_are_tried_so_often_and_no_more_with_the_cache_and_without() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let one = site.api_with(Some(&redis), Access::default()).await;
    let other = site.api_with(Some(&redis), Access::default()).await;
    Browser::admin(&one).await;
    let wrong = async |api: &Api, name: &str| Browser::at(api).sign_in(name, "wrong").await;
    for number in 0..10 {
        let api = if number % 2 == 0 { &one } else { &other };
        assert_eq!(wrong(api, "nobody").await.status, 401, "{number}");
    }
    for api in [&one, &other] {
        let answer = wrong(api, "nobody").await;
        assert_eq!(
            answer.json["type"], "/problems/rate-limited",
            "replicas count together"
        );
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=300).contains(&wait), "{wait}");
    }
    let mut right = Browser::at(&one);
    assert_eq!(
        right.sign_in("admin", ADMIN_PASSWORD).await.status,
        200,
        "others may go on"
    );

    redis.kill();
    for _ in 0..10 {
        assert_eq!(
            wrong(&one, "nobody").await.status,
            401,
            "counted anew without the cache"
        );
    }
    assert_eq!(wrong(&one, "nobody").await.status, 429);
}

#[tokio::test]
async fn everybody_sees_and_ends_sessions_of_their_own_and_administrators_all() {
    let (_site, api) = site().await;
    let mut admin = Browser::admin(&api).await;
    let mut jane = signed_in(&api, &mut admin, "jane", "Viewer").await;
    let mut elsewhere = Browser::at(&api).sending("x-forwarded-for", "192.0.2.9");
    assert_eq!(elsewhere.sign_in("jane", PASSWORD).await.status, 200);

    let own = jane.get("/api/v1/sessions").await;
    assert_eq!(own.json["total"], 2, "{}", own.text);
    let items = own.json["items"].as_array().unwrap();
    assert_eq!(items[0]["remote"], "192.0.2.9 via 127.0.0.1");
    let current: Vec<_> = items.iter().map(|session| &session["current"]).collect();
    assert_eq!(current, [&json!(false), &json!(true)]);
    assert_eq!(
        (&items[0]["kind"], &items[0]["role"]),
        (&json!("Password"), &json!("Viewer"))
    );

    let all = admin.get("/api/v1/sessions").await;
    let of_admin = all.json["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "admin");
    let path = |session: &serde_json::Value| format!("/api/v1/sessions/{}", session["id"]);
    assert_eq!(
        jane.delete(&path(of_admin.unwrap())).await.status,
        404,
        "not hers"
    );
    assert_eq!(jane.delete("/api/v1/sessions/x").await.status, 404);
    assert_eq!(jane.delete(&path(&items[0])).await.status, 204);
    assert_eq!(elsewhere.get("/api/v1/cameras").await.status, 401);
    assert_eq!(admin.delete(&path(&items[1])).await.status, 204);
    assert_eq!(jane.get("/api/v1/cameras").await.status, 401);
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_a_kiosk_lasts_a_year() {
    let (site, api) = site().await;
    let mut admin = Browser::admin(&api).await;
    let mut screen = Browser::admin(&api).await;
    let mut before = screen.clone();
    assert_eq!(
        screen
            .post("/api/v1/session/kiosk", &json!({"name": "No Name"}))
            .await
            .status,
        422
    );
    let kiosk = screen
        .post("/api/v1/session/kiosk", &json!({"name": "hall-screen"}))
        .await;
    assert_eq!(kiosk.status, 204, "{}", kiosk.text);
    assert!(kiosk.header("set-cookie").contains("; Max-Age=31536000; "));
    let who = screen.get("/api/v1/session").await.json;
    assert_eq!(
        (&who["name"], &who["role"], &who["session"]),
        (&json!("(kiosk) hall-screen"), &json!("Viewer"), &json!("Kiosk"))
    );
    assert_eq!(
        before.get("/api/v1/users").await.status,
        401,
        "the administrator is out of it"
    );
    assert_eq!(screen.get("/api/v1/users").await.status, 403);

    let mut database = site.superuser().await;
    let later = async |database: &mut sqlx::PgConnection, hours: f64| {
        sqlx::query(
            "update camerasite.sessions set last_seen_at = last_seen_at - make_interval(secs => $1 * 3600)",
        )
        .bind(hours)
        .execute(database)
        .await
        .unwrap();
    };
    later(&mut database, 11.9).await;
    assert_eq!(
        admin.get("/api/v1/users").await.status,
        200,
        "and begins to be idle anew"
    );
    later(&mut database, 11.9).await;
    assert_eq!(admin.get("/api/v1/users").await.status, 200);
    later(&mut database, 12.1).await;
    assert_eq!(admin.get("/api/v1/users").await.status, 401);
    assert_eq!(
        screen.get("/api/v1/cameras").await.status,
        200,
        "nobody touches a kiosk"
    );

    let mut admin = Browser::admin(&api).await;
    let all = admin.get("/api/v1/sessions").await;
    let kiosk = all.json["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["kind"] == "Kiosk")
        .unwrap();
    let gone = admin.delete(&format!("/api/v1/sessions/{}", kiosk["id"])).await;
    assert_eq!(gone.status, 204);
    assert_eq!(screen.get("/api/v1/cameras").await.status, 401);
    let kept: i64 = sqlx::query_scalar("select count(*) from camerasite.sessions")
        .fetch_one(&mut database)
        .await
        .unwrap();
    assert_eq!(kept, 1, "what is over is cleared away");
}

#[tokio::test]
async fn a_new_password_in_the_secret_is_the_way_back_in() {
    let (site, api) = site().await;
    let mut admin = Browser::admin(&api).await;
    let passwords = json!({"currentPassword": ADMIN_PASSWORD, "newPassword": PASSWORD});
    let changed = admin
        .send(Method::PUT, "/api/v1/session/password", Some(&passwords))
        .await;
    assert_eq!(changed.status, 204, "{}", changed.text);
    let disabled = json!({"name": "jane", "role": "Admin", "password": PASSWORD});
    assert_eq!(admin.post("/api/v1/users", &disabled).await.status, 201);
    let disable = admin
        .send(
            Method::PATCH,
            "/api/v1/users/admin",
            Some(&json!({"disabled": true})),
        )
        .await;
    assert_eq!(disable.status, 200, "{}", disable.text);

    // Another start with the same Secret changes nothing.
    let again = site.api_with(None, Access::default()).await;
    let mut browser = Browser::at(&again);
    assert_eq!(browser.sign_in("jane", PASSWORD).await.status, 200);
    for password in [ADMIN_PASSWORD, PASSWORD] {
        assert_eq!(browser.sign_in("admin", password).await.status, 401);
    }
    site.write("tokens/admin-password", "another-Secret-10\n");
    // Seen by somebody else: too many attempts to sign in would end in 429.
    eventually("the Secret's password is taken over", async || {
        let users = browser.get("/api/v1/users").await;
        let users = users.json["items"].as_array()?.iter();
        let admin = users.clone().find(|user| user["name"] == "admin")?;
        (admin["disabled"] == false).then_some(())
    })
    .await;
    let mut back = Browser::at(&again);
    let signed_in = back.sign_in("admin", "another-Secret-10").await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    assert_eq!(back.get("/api/v1/users").await.status, 200);
}
