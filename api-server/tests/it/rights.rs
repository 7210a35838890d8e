//! Who may ask which route: the table, asked of a real server.

use api_server::access::{RULES, Right};
use contract::access::{Access, Mode};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::api::{Answer, Api, ask_with, bearer};
use crate::support::browser::Browser;
use crate::support::inventory::camera;
use crate::support::site::{ALERTS_TOKEN, OPERATOR_TOKEN, Site};

fn local(anonymous_read: bool) -> Access {
    Access {
        anonymous_read,
        ..Access::default()
    }
}

async fn ask(api: &Api, method: &Method, route: &str, token: Option<&str>) -> Answer {
    // Nothing has these names, so that no request changes anything.
    let path = route
        .replace("{id}", "0")
        .replace("{key}", "nobody")
        .replace("{name}", "nobody")
        .replace("slow", "slow?ms=0");
    let headers = token.map(bearer).unwrap_or_default();
    ask_with(api.address, method.clone(), &path, headers).await
}

/// What somebody without the right gets.
fn refusal(status: StatusCode) -> bool {
    [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status)
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_names_and_nobody_else() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api_with(None, local(false)).await;
    let open = site.api_with(None, local(true)).await;
    let mut admin = Browser::admin(&api).await;
    let mut scoped = Vec::new();
    for scope in ["Viewer", "Operator", "Admin", "alerts:write", "summary:read"] {
        let name = scope.to_lowercase().replace(':', "-");
        scoped.push(admin.token(&name, scope).await);
    }
    let [viewer, operator, administrator, alerts, summary] = <[String; 5]>::try_from(scoped).unwrap();
    // Nobody, then the tokens of each role, then those for one thing.
    let who = [
        None,
        Some(viewer.as_str()),
        Some(&operator),
        Some(&administrator),
        Some(&alerts),
        Some(&summary),
        Some(OPERATOR_TOKEN),
        Some(ALERTS_TOKEN),
    ];
    for rule in RULES {
        let may = match rule.right {
            Right::Open | Right::Anyone => [true; 8],
            Right::Read | Right::Viewer => [false, true, true, true, false, false, false, false],
            Right::Summary => [false, true, true, true, false, true, true, false],
            Right::Operator => [false, false, true, true, false, false, false, false],
            Right::Admin => [false, false, false, true, false, false, false, false],
            Right::Alerts => [false, false, false, true, true, false, false, true],
        };
        for (token, may) in who.iter().zip(may) {
            let answer = ask(&api, &rule.method, rule.route, *token).await;
            let place = format!("{} {} by {token:?}: {}", rule.method, rule.route, answer.text);
            // Signed in by a token, one has no password to change: that is the handler's own refusal.
            if rule.route == "/api/v1/session/password" && may {
                continue;
            }
            assert_eq!(!refusal(answer.status), may, "{place}");
            if !may {
                let expected = if token.is_none() { 401 } else { 403 };
                assert_eq!(answer.status.as_u16(), expected, "{place}");
                let slug = if token.is_none() {
                    "unauthenticated"
                } else {
                    "forbidden"
                };
                assert_eq!(answer.json["type"], format!("/problems/{slug}"), "{place}");
                assert_eq!(answer.header("www-authenticate") == "Bearer", token.is_none());
            }
        }
        let read = matches!(
            rule.right,
            Right::Open | Right::Anyone | Right::Read | Right::Summary
        );
        let answer = ask(&open, &rule.method, rule.route, None).await;
        assert_eq!(!refusal(answer.status), read, "{} {}", rule.method, rule.route);
    }
}

#[tokio::test]
async fn a_token_that_is_none_is_refused_and_the_sites_own_work_without_the_database() {
    let site = Site::on(
        crate::support::postgres::Postgres::own().await,
        vec![camera("hall")],
    )
    .await;
    let api = site.api_with(None, local(false)).await;
    let summary =
        async |headers: HeaderMap| ask_with(api.address, Method::GET, "/api/v1/summary", headers).await;
    for token in ["cst_unknown", "", &OPERATOR_TOKEN[1..]] {
        let answer = summary(bearer(token)).await;
        assert_eq!(
            answer.json["type"], "/problems/unauthenticated",
            "{token}: {}",
            answer.text
        );
    }
    let mut basic = HeaderMap::new();
    basic.insert("authorization", "Basic YWRtaW46YWRtaW4=".parse().unwrap());
    assert_eq!(summary(basic).await.status, 401);

    site.postgres.stop();
    let away = summary(bearer("cst_unknown")).await;
    assert_eq!(
        away.json["type"], "/problems/database-unavailable",
        "it cannot be known"
    );
    let known = summary(bearer(OPERATOR_TOKEN)).await;
    assert_eq!(
        known.json["type"], "/problems/database-unavailable",
        "{}",
        known.text
    );
    let told = ask_with(api.address, Method::GET, "/api/v1/events", bearer(OPERATOR_TOKEN)).await;
    assert_eq!(told.status, 403, "who asks is known without the database");
    assert_eq!(api.get("/livez").await.status, 200);
}

#[tokio::test]
async fn in_mode_none_everybody_may_do_everything_and_nobody_signs_in() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    for rule in RULES {
        let answer = ask(&api, &rule.method, rule.route, None).await;
        let own = rule.route == "/api/v1/session/password" || rule.route == "/api/v1/session";
        assert!(
            own || !refusal(answer.status),
            "{} {}: {}",
            rule.method,
            rule.route,
            answer.text
        );
    }
    let who = api.get("/api/v1/session").await;
    assert_eq!(
        who.json,
        json!({"mode": "None", "anonymousRead": false, "name": "anonymous", "role": "Admin", "session": null})
    );
    let mut browser = Browser::at(&api);
    assert_eq!(browser.sign_in("admin", "whatever").await.status, 403);
    assert_eq!(Access::default().mode, Mode::Local, "it has to be asked for");
}
