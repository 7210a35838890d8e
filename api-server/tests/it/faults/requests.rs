//! A request to every route that would do its work if nothing were wrong.

use api_server::access::{RULES, Rule};
use futures::future::join_all;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::support::api::{Answer, Api};

/// In which order the routes are asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Order {
    /// As the table of rights has them: reads before changes, deletions at last.
    OneByOne,
    /// For faults in which nothing changes, and each answer takes its time.
    AtOnce,
}

/// Makes what the requests ask for.
pub(super) async fn prepare(api: &Api) {
    for (path, body) in [
        ("/api/v1/maintenance", window()),
        ("/api/v1/notes", json!({"text": "New lenses"})),
        // Somebody must be left who administers the site.
        (
            "/api/v1/users",
            json!({"name": "chief", "role": "Admin", "password": "twelve-letters"}),
        ),
        ("/api/v1/users", user("jane")),
        ("/api/v1/tokens", json!({"name": "first", "scope": "Viewer"})),
    ] {
        let made = api.send(Method::POST, path, &body).await;
        assert_eq!(made.status, 201, "{path}: {}", made.text);
    }
}

/// Asks every route and tells in short what it answers.
pub(super) async fn ask_all(api: &Api, order: Order) -> Vec<(String, String)> {
    let ask = async |rule: &Rule| {
        let answer = ask(api, rule).await;
        (format!("{} {}", rule.method, rule.route), told(rule, &answer))
    };
    match order {
        Order::AtOnce => join_all(RULES.iter().map(ask)).await,
        Order::OneByOne => {
            let mut answers = Vec::new();
            for rule in RULES {
                answers.push(ask(rule).await);
            }
            answers
        }
    }
}

async fn ask(api: &Api, rule: &Rule) -> Answer {
    let path = rule
        .route
        .replace("{key}", "hall")
        .replace(
            "{id}",
            if rule.route.contains("cameras") {
                "hall"
            } else {
                "1"
            },
        )
        .replace("{name}", "jane")
        .replace("{file}", "page.js")
        .replace("error", "error?rate=0")
        .replace("slow", "slow?ms=0");
    let mut request = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
        .request(rule.method.clone(), format!("http://{}{path}", api.address))
        .header("If-Match", "*");
    if (rule.method.as_str(), rule.route) == ("POST", "/api/v1/cameras.csv") {
        request = request
            .header("Content-Type", "text/csv")
            .body("name,url\npier,tcp://127.0.0.1:9\n");
    } else if let Some(body) = body(rule) {
        request = request.json(&body);
    }
    Answer::read(&rule.method, request.send().await.unwrap()).await
}

fn body(rule: &Rule) -> Option<Value> {
    Some(match (rule.method.as_str(), rule.route) {
        ("POST", "/api/v1/maintenance") | ("PUT", "/api/v1/maintenance/{id}") => window(),
        ("POST", "/api/v1/cameras") => json!({"name": "quay", "url": "tcp://127.0.0.1:9"}),
        ("PUT", "/api/v1/cameras/{key}") => json!({"name": "hall", "url": "tcp://127.0.0.1:9"}),
        ("PATCH", "/api/v1/cameras/{key}") => json!({"zone": "quays"}),
        ("POST", "/api/v1/try") => json!({"url": "tcp://127.0.0.1:9"}),
        ("POST", "/api/v1/notes") => json!({"text": "Lift out of order"}),
        ("POST", "/api/v1/session") => json!({"name": "jane", "password": "twelve-letters"}),
        ("PUT", "/api/v1/session/password") => {
            json!({"currentPassword": "twelve-letters", "newPassword": "more-than-twelve"})
        }
        ("POST", "/api/v1/session/kiosk") => json!({"name": "hall-screen"}),
        ("POST", "/api/v1/users") => user("john"),
        ("PATCH", "/api/v1/users/{name}") => json!({"role": "Operator"}),
        ("POST", "/api/v1/tokens") => json!({"name": "second", "scope": "Viewer"}),
        _ => return None,
    })
}

fn window() -> Value {
    json!({
        "scope": "Camera", "camera": "hall", "reason": "New lenses",
        "startsAt": "2020-01-01T00:00:00Z", "endsAt": "2020-01-01T01:00:00Z",
    })
}

fn user(name: &str) -> Value {
    json!({"name": name, "role": "Viewer", "password": "twelve-letters"})
}

/// An answer in short: the status, of problems the word, of what the cache is for whether it is known.
fn told(rule: &Rule, answer: &Answer) -> String {
    let status = answer.status.as_u16();
    let problem = answer.json["type"].as_str();
    if let Some(word) = problem.and_then(|kind| kind.strip_prefix("/problems/")) {
        return format!("{status} {word}");
    }
    if rule.route == "/health" {
        let state = |name: &str| {
            answer.json["dependencies"][name]["status"]
                .as_str()
                .unwrap_or_default()
        };
        return format!(
            "{status} database {}, cache {}",
            state("database"),
            state("cache")
        );
    }
    let first = [&answer.json["items"][0], &answer.json[0], &answer.json]
        .into_iter()
        .find_map(|camera| camera.get("views"));
    match first {
        Some(Value::Null) => format!("{status}, views null"),
        _ => status.to_string(),
    }
}
