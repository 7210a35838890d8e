//! Users, and one's own password.

use contract::access::Access;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::site::{ADMIN_PASSWORD, Site};

const PASSWORD: &str = "a long enough Secret-9";
const OTHER: &str = "another long Secret-10";

/// What the audit log tells of the administrator's changes of an object, the latest first.
async fn told_by_admin(admin: &mut Browser, object: &str) -> Vec<String> {
    let lines = admin.get(&format!("/api/v1/audit?object={object}")).await;
    let lines = lines.json["items"].as_array().unwrap().iter();
    let of_admin = lines.filter(|line| line["actor"] == "admin");
    of_admin
        .map(|line| {
            format!(
                "{} {}",
                line["action"].as_str().unwrap(),
                line["detail"].as_str().unwrap()
            )
        })
        .collect()
}

#[tokio::test]
async fn users_are_made_listed_changed_and_removed() {
    let site = Site::with(Vec::new()).await;
    let api = site.api_with(None, Access::default()).await;
    let mut admin = Browser::admin(&api).await;
    let jane = json!({"name": "jane", "role": "Operator", "password": PASSWORD});
    let made = admin.post("/api/v1/users", &jane).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(
        (&made.json["name"], &made.json["role"]),
        (&json!("jane"), &json!("Operator"))
    );
    assert_eq!(
        (&made.json["disabled"], &made.json["lastLoginAt"]),
        (&json!(false), &Value::Null)
    );
    let again = admin.post("/api/v1/users", &jane).await;
    assert_eq!(
        (again.status.as_u16(), &again.json["type"]),
        (409, &json!("/problems/name-taken"))
    );

    let mut browser = Browser::at(&api);
    assert_eq!(browser.sign_in("jane", PASSWORD).await.json["role"], "Operator");
    let list = admin.get("/api/v1/users").await;
    let names: Vec<_> = list.json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| &user["name"])
        .collect();
    assert_eq!(names, ["admin", "jane"]);
    assert!(
        list.json["items"][1]["lastLoginAt"]
            .as_str()
            .unwrap()
            .ends_with('Z')
    );
    assert!(!list.text.contains("argon2"));

    let change = async |admin: &mut Browser, name: &str, change: Value| {
        let path = format!("/api/v1/users/{name}");
        admin.send(Method::PATCH, &path, Some(&change)).await
    };
    assert_eq!(
        change(&mut admin, "jane", json!({"role": "Viewer"})).await.json["role"],
        "Viewer"
    );
    assert_eq!(
        browser.get("/api/v1/session").await.json["role"],
        "Viewer",
        "at once"
    );
    assert_eq!(
        change(&mut admin, "jane", json!({"password": OTHER}))
            .await
            .status,
        200
    );
    assert_eq!(
        browser.get("/api/v1/session").await.json["role"],
        Value::Null,
        "signed out"
    );
    assert_eq!(browser.sign_in("jane", PASSWORD).await.status, 401);
    assert_eq!(browser.sign_in("jane", OTHER).await.status, 200);
    assert_eq!(
        change(&mut admin, "jane", json!({"disabled": true})).await.json["disabled"],
        true
    );
    assert_eq!(browser.get("/api/v1/cameras").await.status, 401);
    assert_eq!(browser.sign_in("jane", OTHER).await.status, 401);
    assert_eq!(
        change(&mut admin, "john", json!({"disabled": true})).await.status,
        404
    );
    assert_eq!(
        change(&mut admin, "jane", json!({"name": "john"})).await.status,
        400
    );

    assert_eq!(admin.delete("/api/v1/users/jane").await.status, 204);
    assert_eq!(admin.delete("/api/v1/users/jane").await.status, 404);
    let told = told_by_admin(&mut admin, "jane").await;
    assert_eq!(
        told,
        [
            "user.remove ",
            "user.change disabled",
            "user.change another password",
            "user.change role Viewer",
            "user.add Operator"
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_a_user_is_refused_with_every_reason() {
    let site = Site::with(Vec::new()).await;
    let api = site.api_with(None, Access::default()).await;
    let mut admin = Browser::admin(&api).await;
    let bad = json!({"name": "Jane Doe", "role": "Viewer", "password": "short"});
    let answer = admin.post("/api/v1/users", &bad).await;
    assert_eq!(answer.status, 422);
    let pointers: Vec<_> = answer.json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["pointer"])
        .collect();
    assert_eq!(pointers, ["/name", "/password"]);
    assert!(!answer.text.contains("short"), "no password is quoted");
    let named = json!({"name": "jane", "role": "Viewer", "password": "jane-jane-jane-jane"});
    assert_eq!(admin.post("/api/v1/users", &named).await.status, 422);
    let role = json!({"name": "jane", "role": "Root", "password": PASSWORD});
    assert_eq!(admin.post("/api/v1/users", &role).await.status, 400);
}

#[tokio::test]
async fn an_administrator_remains_whatever_two_of_them_do_at_once() {
    let site = Site::with(Vec::new()).await;
    let api = site.api_with(None, Access::default()).await;
    let mut admin = Browser::admin(&api).await;
    let path = "/api/v1/users/admin";
    for change in [json!({"disabled": true}), json!({"role": "Viewer"})] {
        let answer = admin.send(Method::PATCH, path, Some(&change)).await;
        assert_eq!(
            answer.json["type"], "/problems/last-administrator",
            "{}",
            answer.text
        );
    }
    assert_eq!(
        admin.delete(path).await.status,
        409,
        "it would come back with the Secret"
    );

    let jane = json!({"name": "jane", "role": "Admin", "password": PASSWORD});
    assert_eq!(admin.post("/api/v1/users", &jane).await.status, 201);
    let mut jane = Browser::at(&api);
    assert_eq!(jane.sign_in("jane", PASSWORD).await.status, 200);
    let down = json!({"role": "Viewer"});
    let (one, other) = tokio::join!(
        admin.send(Method::PATCH, "/api/v1/users/jane", Some(&down)),
        jane.send(Method::PATCH, path, Some(&down)),
    );
    let statuses = [one.status.as_u16(), other.status.as_u16()];
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    let roles = [
        admin.get("/api/v1/session").await,
        jane.get("/api/v1/session").await,
    ];
    assert_eq!(
        roles
            .iter()
            .filter(|answer| answer.json["role"] == "Admin")
            .count(),
        1
    );
}

#[tokio::test]
async fn who_changes_the_password_is_signed_out_everywhere_else() {
    let site = Site::with(Vec::new()).await;
    let api = site.api_with(None, Access::default()).await;
    let mut here = Browser::admin(&api).await;
    let mut elsewhere = Browser::admin(&api).await;
    let change = async |browser: &mut Browser, from: &str, to: &str| {
        let body = json!({"currentPassword": from, "newPassword": to});
        browser
            .send(Method::PUT, "/api/v1/session/password", Some(&body))
            .await
            .status
            .as_u16()
    };
    assert_eq!(change(&mut here, "wrong", PASSWORD).await, 403);
    assert_eq!(change(&mut here, ADMIN_PASSWORD, "short").await, 422);
    assert_eq!(
        elsewhere.get("/api/v1/users").await.status,
        200,
        "nothing happened yet"
    );
    assert_eq!(change(&mut here, ADMIN_PASSWORD, PASSWORD).await, 204);
    assert_eq!(here.get("/api/v1/users").await.status, 200);
    assert_eq!(elsewhere.get("/api/v1/users").await.status, 401);
    assert_eq!(elsewhere.sign_in("admin", ADMIN_PASSWORD).await.status, 401);
    assert_eq!(elsewhere.sign_in("admin", PASSWORD).await.status, 200);
}
