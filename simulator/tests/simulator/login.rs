//! Logins over RTSP. Digest itself is judged by GStreamer's client and by curl, which nobody here wrote.

use simulator::Behaviour;

use crate::client::Client;
use crate::{behaviour, counters, start};

/// `camera:simulated`
const BASIC: &str = "Authorization: Basic Y2FtZXJhOnNpbXVsYXRlZA==";
/// `camera:wrong`
const WRONG: &str = "Authorization: Basic Y2FtZXJhOndyb25n";

#[tokio::test]
async fn a_login_is_asked_for_at_all_but_options() {
    let simulator = start(behaviour(
        r#"{"type": "AuthRequired", "scheme": "MultipleHeaders"}"#,
    ))
    .await;
    let mut client = Client::connect(&simulator, "hall").await;
    assert_eq!(client.ask("OPTIONS", &[]).await.status, 200);
    for method in ["DESCRIBE", "SETUP", "PLAY", "TEARDOWN"] {
        let answer = client.ask(method, &[]).await;
        assert_eq!(
            (answer.status, answer.headers("WWW-Authenticate").count()),
            (401, 3),
            "{method}"
        );
    }
    assert_eq!(client.ask("DESCRIBE", &[BASIC]).await.status, 200);
    assert_eq!(counters(&simulator, "hall").auth_failures, 0);
    assert_eq!(client.ask("DESCRIBE", &[WRONG]).await.status, 401);
    assert_eq!(counters(&simulator, "hall").auth_failures, 1);
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_account_for_all() {
    let simulator = start(behaviour(
        r#"{"type": "AuthRequired", "scheme": "Basic", "lockout": {}}"#,
    ))
    .await;
    for _ in 0..5 {
        let mut client = Client::connect(&simulator, "hall").await;
        assert_eq!(client.ask("DESCRIBE", &[WRONG]).await.status, 401);
    }
    let mut client = Client::connect(&simulator, "hall").await;
    assert_eq!(client.ask("DESCRIBE", &[BASIC]).await.status, 401);
    let counted = counters(&simulator, "hall");
    assert_eq!((counted.auth_failures, counted.lock_outs), (5, 1));
    // Another behaviour is another device: it remembers nothing.
    let login = behaviour(r#"{"type": "AuthRequired", "scheme": "Basic", "wrongCseq": true}"#);
    simulator.fleet().camera("hall").unwrap().set_behaviour(login);
    let mut client = Client::connect(&simulator, "hall").await;
    let refused = client.try_ask("DESCRIBE", &[]).await.unwrap();
    assert_eq!((refused.status, refused.header("CSeq")), (401, "1001"));
    assert_eq!(client.ask("DESCRIBE", &[BASIC]).await.status, 200);
}

#[tokio::test]
async fn the_password_may_be_changed_while_a_session_plays() {
    let simulator = start(Behaviour::Healthy).await;
    let mut client = Client::connect(&simulator, "hall").await;
    let session = client.play().await;
    simulator
        .fleet()
        .camera("hall")
        .unwrap()
        .set_behaviour(behaviour(r#""AuthRequired""#));
    client.packet().await;
    let teardown = client
        .try_ask("TEARDOWN", &[&format!("Session: {session}")])
        .await
        .unwrap();
    assert_eq!(teardown.status, 401);
}
