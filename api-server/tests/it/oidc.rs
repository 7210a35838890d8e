//! Signing in at an OpenID Connect provider, a real one.

use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::browser::Browser;
use crate::support::inventory::camera;
use crate::support::provider::{CLIENT_SECRET, GroupsIn, Provider};
use crate::support::site::{ADMIN_PASSWORD, Site};

const LEAVE: &str = "/api/v1/session/oidc";

async fn site(provider: &Provider) -> (Site, Api) {
    let site = Site::with(vec![camera("hall")]).await;
    site.write("oidc/client-secret", format!("{CLIENT_SECRET}\n"));
    let api = site.api_with(None, provider.rules()).await;
    (site, api)
}

/// Leaves for the provider, signs in as `login` there, and gives the path with which the browser comes back.
async fn leave(provider: &Provider, browser: &mut Browser, path: &str, login: Option<&str>) -> String {
    let left = browser.get(path).await;
    assert_eq!(left.status, 303, "{}", left.text);
    provider.visit(left.header("location"), login).await
}

#[tokio::test]
async fn people_have_the_highest_role_of_their_groups_wherever_the_provider_tells_them() {
    for groups in [GroupsIn::IdToken, GroupsIn::UserInfo] {
        let provider = Provider::start(groups);
        let (_site, api) = site(&provider).await;
        let mut jane = Browser::at(&api);
        let left = jane.get(&format!("{LEAVE}?to=/cameras?state=Down")).await;
        let cookie = left.header("set-cookie");
        assert!(cookie.contains("; Path=/api/v1/session/oidc; "), "{cookie}");
        assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
        let back = provider.visit(left.header("location"), Some("jane")).await;
        let arrived = jane.get(&back).await;
        assert_eq!(
            (arrived.status.as_u16(), arrived.header("location")),
            (303, "/cameras?state=Down"),
            "{}",
            arrived.text
        );
        assert_eq!(jane.cookies.keys().collect::<Vec<_>>(), ["camerasite_session"]);
        let expected = json!({"mode": "OIDC", "anonymousRead": false, "name": "jane", "role": "Operator", "session": "Oidc"});
        assert_eq!(jane.get("/api/v1/session").await.json, expected, "{groups:?}");
        assert_eq!(jane.get("/api/v1/cameras").await.status, 200);
        assert_eq!(jane.get("/api/v1/users").await.status, 403);

        let mut root = Browser::at(&api);
        let back = leave(&provider, &mut root, LEAVE, Some("root")).await;
        assert_eq!(root.get(&back).await.header("location"), "/");
        let lines = root.get("/api/v1/audit?action=session.begin").await;
        let who: Vec<_> = lines.json["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| &line["actor"])
            .collect();
        assert_eq!(who, ["root", "jane"]);
        assert_eq!(jane.delete("/api/v1/session").await.status, 204);
        assert_eq!(jane.get("/api/v1/cameras").await.status, 401);
    }
}

#[tokio::test]
async fn whoever_has_no_role_or_is_refused_there_does_not_get_in() {
    let provider = Provider::start(GroupsIn::IdToken);
    let (_site, api) = site(&provider).await;
    for (login, status, word) in [(Some("john"), 403, "roleMappings"), (None, 401, "access_denied")] {
        let mut browser = Browser::at(&api);
        let back = leave(&provider, &mut browser, LEAVE, login).await;
        let answer = browser.get(&back).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(
            answer.json["detail"].as_str().unwrap().contains(word),
            "{}",
            answer.text
        );
        assert_eq!(browser.get("/api/v1/session").await.json["role"], Value::Null);
    }
}

#[tokio::test]
async fn a_sign_in_counts_once_and_in_the_browser_that_began_it() {
    let provider = Provider::start(GroupsIn::IdToken);
    let (_site, api) = site(&provider).await;
    let mut jane = Browser::at(&api);
    let back = leave(&provider, &mut jane, LEAVE, Some("jane")).await;
    let began = jane.clone();
    let refused = async |mut browser: Browser, path: &str| {
        let answer = browser.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["type"]),
            (401, &json!("/problems/unauthenticated"))
        );
    };
    refused(Browser::at(&api), &back).await;
    assert_eq!(jane.get(&back).await.status, 303);
    refused(began, &back).await;

    // Somebody else's code in one's own sign-in, and a state that was not ours.
    let mut eve = Browser::at(&api);
    let of_eve = leave(&provider, &mut eve, LEAVE, Some("root")).await;
    let mut victim = Browser::at(&api);
    leave(&provider, &mut victim, LEAVE, Some("jane")).await;
    refused(victim.clone(), &of_eve).await;

    // Even with the right state, a code that was given to another sign-in is not taken: its proof is missing (PKCE).
    let mut victim = Browser::at(&api);
    let own = leave(&provider, &mut victim, LEAVE, Some("jane")).await;
    let mut eve = Browser::at(&api);
    let of_eve = leave(&provider, &mut eve, LEAVE, Some("root")).await;
    let part = |path: &str, name: &str| {
        let url = reqwest::Url::parse(&format!("http://x{path}")).unwrap();
        url.query_pairs()
            .find(|(key, _)| key == name)
            .unwrap()
            .1
            .into_owned()
    };
    let mixed = format!(
        "{LEAVE}/callback?code={}&state={}",
        part(&of_eve, "code"),
        part(&own, "state")
    );
    refused(victim, &mixed).await;
    assert_eq!(eve.get(&format!("{LEAVE}?next=/")).await.status, 422);
}

#[tokio::test]
async fn without_the_provider_or_the_secret_the_answer_says_so_and_nothing_else_stops() {
    let mut provider = Provider::start(GroupsIn::IdToken);
    let (site, api) = site(&provider).await;
    let mut jane = Browser::at(&api);
    let back = leave(&provider, &mut jane, LEAVE, Some("jane")).await;
    assert_eq!(jane.get(&back).await.status, 303);

    site.write("oidc/client-secret", "another");
    let mut browser = Browser::at(&api);
    let back = leave(&provider, &mut browser, LEAVE, Some("jane")).await;
    assert_eq!(browser.get(&back).await.status, 401, "the provider refuses us");

    std::fs::remove_file(site.config_dir().join("oidc/client-secret")).unwrap();
    let back = leave(&provider, &mut browser, LEAVE, Some("jane")).await;
    let answer = browser.get(&back).await;
    assert_eq!(
        answer.json["type"], "/problems/provider-unavailable",
        "{}",
        answer.text
    );

    provider.stop();
    let fresh = site.api_with(None, provider.rules()).await;
    let answer = Browser::at(&fresh).get(LEAVE).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["type"]),
        (503, &json!("/problems/provider-unavailable"))
    );
    assert_eq!(
        jane.get("/api/v1/cameras").await.status,
        200,
        "who is in stays in"
    );
}

#[tokio::test]
async fn passwords_end_where_a_provider_begins() {
    let site = Site::with(vec![camera("hall")]).await;
    site.write("oidc/client-secret", CLIENT_SECRET);
    let provider = Provider::start(GroupsIn::IdToken);
    let local = site.api_with(None, contract::access::Access::default()).await;
    let admin = Browser::admin(&local).await;
    assert_eq!(Browser::at(&local).get(LEAVE).await.status, 404);

    let api = site.api_with(None, provider.rules()).await;
    let mut with_old_key = Browser::at(&api);
    with_old_key.cookies = admin.cookies;
    assert_eq!(with_old_key.get("/api/v1/users").await.status, 401);
    assert_eq!(
        Browser::at(&api).sign_in("admin", ADMIN_PASSWORD).await.status,
        403
    );
}
