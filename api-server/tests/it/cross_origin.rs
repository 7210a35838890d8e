//! Pages of other origins: what they may read, and what they may not do.

use contract::access::Access;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::api::{Answer, Api, ask_with};
use crate::support::browser::Browser;
use crate::support::inventory::camera;
use crate::support::site::{ADMIN_PASSWORD, Site};

async fn from_page(
    api: &Api,
    method: Method,
    path: &str,
    origin: &str,
    more: &[(&'static str, &str)],
) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("origin", origin.parse().unwrap());
    for (name, value) in more {
        headers.insert(*name, value.parse().unwrap());
    }
    ask_with(api.address, method, path, headers).await
}

#[tokio::test]
async fn listed_origins_may_read_without_cookies_and_others_may_not() {
    let site = Site::with(vec![camera("hall")]).await;
    let rules = Access {
        anonymous_read: true,
        allowed_origins: vec!["https://portal.example.net".to_owned()],
        ..Access::default()
    };
    let api = site.api_with(None, rules).await;
    let portal = "https://portal.example.net";
    for path in [
        "/",
        "/cameras",
        "/api/v1/cameras",
        "/api/v1/nowhere",
        "/api/v1/users",
    ] {
        let answer = from_page(&api, Method::GET, path, portal, &[]).await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            portal,
            "{path}: errors can be read, too"
        );
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        let other = from_page(&api, Method::GET, path, "https://evil.example", &[]).await;
        assert_eq!(other.header("access-control-allow-origin"), "", "{path}");
    }
    let asked = [
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    let preflight = from_page(&api, Method::OPTIONS, "/api/v1/tokens", portal, &asked).await;
    assert_eq!(preflight.status, 200);
    assert!(
        preflight
            .header("access-control-allow-headers")
            .contains("authorization")
    );
    assert!(preflight.header("access-control-allow-methods").contains("POST"));

    let everybody = Access {
        anonymous_read: true,
        allowed_origins: vec!["*".to_owned()],
        ..Access::default()
    };
    let api = site.api_with(None, everybody).await;
    let answer = from_page(&api, Method::GET, "/cameras", "https://any.example", &[]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn no_page_of_another_origin_acts_with_the_cookie_of_who_looks_at_it() {
    let site = Site::with(Vec::new()).await;
    let api = site.api_with(None, Access::default()).await;
    let admin = Browser::admin(&api).await;
    let wanted = json!({"name": "stolen", "scope": "Admin"});
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "strange"),
    ] {
        let mut page = admin.clone().sending(name, value);
        let answer = page.post("/api/v1/tokens", &wanted).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["type"]),
            (403, &json!("/problems/forbidden")),
            "{value}"
        );
        assert_eq!(
            page.get("/api/v1/tokens").await.json["total"],
            0,
            "reading changes nothing"
        );
        assert_eq!(page.delete("/api/v1/session").await.status, 403);
        let mut stranger = Browser::at(&api).sending(name, value);
        let answer = stranger.sign_in("admin", ADMIN_PASSWORD).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "nor signs anybody in");
    }
    // An older browser says only its page's origin.
    let cookie = format!("camerasite_session={}", admin.cookies["camerasite_session"]);
    let host = format!("http://{}", api.address);
    for (origin, status) in [("https://evil.example", 403), ("null", 403), (host.as_str(), 415)] {
        let more = [("cookie", cookie.as_str())];
        let answer = from_page(&api, Method::POST, "/api/v1/tokens", origin, &more).await;
        assert_eq!(answer.status, status, "{origin}: {}", answer.text);
    }
}
