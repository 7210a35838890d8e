//! Logins: how often, with what, and never elsewhere.

use super::*;

fn viewer() -> Credentials {
    Credentials::new("viewer", "hunter2")
}

fn challenge(value: &str) -> Step {
    answer("401 Unauthorized", &format!("WWW-Authenticate: {value}\r\n"), "")
}

fn digest(nonce: &str, more: &str) -> Step {
    challenge(&format!("Digest realm=\"cam\", nonce=\"{nonce}\"{more}"))
}

async fn log_in(scripts: Vec<Vec<Step>>) -> (ProbeResult, Vec<String>) {
    let server = Server::start(scripts).await;
    let result = ask(&server.url("/vault"), Some(&viewer())).await;
    (result, server.requests())
}

#[tokio::test]
async fn a_digest_login_names_the_uri_that_was_sent() {
    let (result, requests) = log_in(vec![vec![options(), digest("n1", ""), described()]]).await;
    assert_eq!(result.outcome.reason(), None);
    assert!(
        requests[..2]
            .iter()
            .all(|request| header(request, "Authorization").is_none())
    );
    let authorization = header(&requests[2], "Authorization").unwrap();
    let uri = requests[2].split(' ').nth(1).unwrap();
    assert!(
        authorization.contains(&format!("uri=\"{uri}\"")),
        "{authorization}"
    );
    assert!(authorization.contains("nonce=\"n1\""), "{authorization}");
}

#[tokio::test]
async fn the_best_of_several_challenges_is_answered() {
    let both = answer(
        "401 Unauthorized",
        "WWW-Authenticate: Basic realm=\"cam\"\r\nWWW-Authenticate: Digest realm=\"cam\", nonce=\"1\", algorithm=SHA-512-256\r\n\
         WWW-Authenticate: Digest realm=\"cam\", nonce=\"2\", algorithm=MD5\r\n",
        "",
    );
    let (result, requests) = log_in(vec![vec![options(), both, described()]]).await;
    assert_eq!(result.outcome.reason(), None);
    assert!(
        header(&requests[2], "Authorization")
            .unwrap()
            .contains("nonce=\"2\"")
    );

    let (result, requests) = log_in(vec![vec![
        options(),
        challenge("Basic realm=\"cam\""),
        described(),
    ]])
    .await;
    assert_eq!(result.outcome.reason(), None);
    assert_eq!(
        header(&requests[2], "Authorization").unwrap(),
        "Basic dmlld2VyOmh1bnRlcjI="
    );
}

#[tokio::test]
async fn sha_256_is_preferred_to_md5_and_basic() {
    let three = answer(
        "401 Unauthorized",
        "WWW-Authenticate: Basic realm=\"cam\"\r\nWWW-Authenticate: Digest realm=\"cam\", nonce=\"1\"\r\n\
         WWW-Authenticate: Digest realm=\"cam\", nonce=\"2\", algorithm=SHA-256\r\n",
        "",
    );
    let (result, requests) = log_in(vec![vec![options(), three, described()]]).await;
    assert_eq!(result.outcome.reason(), None);
    let authorization = header(&requests[2], "Authorization").unwrap();
    assert!(
        authorization.contains("nonce=\"2\"") && authorization.contains("algorithm=SHA-256"),
        "{authorization}"
    );
}

#[tokio::test]
async fn a_stale_nonce_is_replaced_once() {
    let stale = vec![vec![
        options(),
        digest("n1", ""),
        digest("n2", ", stale=TRUE"),
        described(),
    ]];
    let (result, requests) = log_in(stale).await;
    assert_eq!(result.outcome.reason(), None);
    assert!(
        header(&requests[3], "Authorization")
            .unwrap()
            .contains("nonce=\"n2\"")
    );
}

#[tokio::test]
async fn a_rejected_login_is_tried_twice_at_most() {
    let reject = vec![
        options(),
        digest("n1", ""),
        digest("n2", ""),
        digest("n3", ""),
        digest("n4", ""),
    ];
    let (result, requests) = log_in(vec![reject]).await;
    assert_eq!(result.outcome.reason(), Some(Reason::AuthFailed));
    assert_eq!(requests.len(), 4, "OPTIONS, DESCRIBE and two logins");

    let same = vec![options(), digest("n1", ""), digest("n1", ""), described()];
    let (result, requests) = log_in(vec![same]).await;
    assert_eq!(result.outcome.reason(), Some(Reason::AuthFailed));
    assert_eq!(
        requests.len(),
        3,
        "a nonce that was used is not worth another try"
    );
}

#[tokio::test]
async fn without_credentials_nothing_is_tried() {
    let (result, server) = play(vec![vec![options(), digest("n1", ""), described()]]).await;
    assert_eq!(result.outcome.reason(), Some(Reason::AuthRequired));
    assert!(result.outcome.message().unwrap().contains("credentialsSecretRef"));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_unknown_login_is_not_tried() {
    let (result, requests) = log_in(vec![vec![
        options(),
        digest("n1", ", algorithm=SHA-512-256"),
        described(),
    ]])
    .await;
    assert_eq!(result.outcome.reason(), Some(Reason::AuthRequired));
    assert!(result.outcome.message().unwrap().contains("SHA-512-256"));
    assert_eq!(requests.len(), 2);
}

#[tokio::test]
async fn a_camera_that_closes_after_401_is_logged_in_to_on_a_new_connection() {
    let (result, requests) = log_in(vec![vec![options(), digest("n1", "")], vec![described()]]).await;
    assert_eq!(result.outcome.reason(), None);
    assert!(header(requests.last().unwrap(), "Authorization").is_some());
}

#[tokio::test]
async fn another_server_never_sees_the_login() {
    let elsewhere = Server::start(vec![vec![options(), challenge("Basic realm=\"x\""), described()]]).await;
    let location = format!("Location: {}\r\n", elsewhere.url("/x"));
    let (result, _) = log_in(vec![vec![
        options(),
        digest("n1", ""),
        answer("302 Moved", &location, ""),
    ]])
    .await;
    assert_eq!(result.outcome.reason(), Some(Reason::AuthRequired));
    assert!(
        elsewhere
            .requests()
            .iter()
            .all(|request| header(request, "Authorization").is_none())
    );
}

#[tokio::test]
async fn credentials_in_the_url_are_filled_in() {
    let server = Server::start(vec![vec![options(), described()]]).await;
    let result = ask(
        &server.url("/user={username}_password={password}_channel=1"),
        Some(&viewer()),
    )
    .await;
    assert_eq!(result.outcome.reason(), None);
    assert!(server.requests()[1].contains("/user=viewer_password=hunter2_channel=1 "));
}

#[tokio::test]
async fn no_result_ever_shows_the_password() {
    let name = answer("200 OK", "Server: hunter2\r\n", SDP);
    let scripts = [
        vec![vec![Step::Echo]],
        vec![vec![options(), Step::Echo]],
        vec![vec![options(), digest("n1", ""), Step::Echo]],
        vec![vec![options(), digest("n1", ""), digest("n1", ", x=\"hunter2\"")]],
        vec![vec![
            options(),
            answer("302 Moved", "Location: http://hunter2/\r\n", ""),
        ]],
        vec![vec![options(), answer("599 hunter2", "", "")]],
        vec![vec![options(), name]],
        vec![],
    ];
    for script in scripts {
        let server = Server::start(script).await;
        let target = target(&server.url("/p={password}"), Duration::from_secs(20));
        let credentials = viewer();
        let result = probe(&target, Some(&credentials), Scope::default()).await;
        let shown = format!("{result:?} {target:?} {credentials:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("dmlld2VyOmh1bnRlcjI"),
            "{shown}"
        );
    }
}
