//! The API asked by schemathesis: whatever the document lets one ask, and what it does not.

use std::fs;

use contract::access::Access;
use serde_json::json;
use testing::free_port;
use tokio::process::Command;

use crate::support::browser::Browser;
use crate::support::eventually;
use crate::support::inventory::local;
use crate::support::redis::Redis;
use crate::support::site::Site;

/// What is asked of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
                      response_schema_conformance,unsupported_method,allow_header_conformance";
/// Faults on demand are 5xx by design, and the stream has no end; tests of their own have them.
const NOT_ASKED: &str = "^/api/(v1/stream|(v1/fault/)?(error|slow))$";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "hack/test/schemathesis runs it"]
async fn schemathesis_finds_no_server_error_and_no_answer_that_is_not_described() {
    let program = std::env::var("SCHEMATHESIS").expect("hack/test/schemathesis sets SCHEMATHESIS");
    let site = Site::with(vec![local("hall", free_port())]).await;
    let redis = Redis::start();
    let _prober = site.prober().await;
    let api = site.api_with(Some(&redis), Access::default()).await;
    let mut admin = Browser::admin(&api).await;
    eventually("the camera is probed", async || {
        let camera = admin.get("/api/v1/cameras/hall").await;
        (camera.json["state"] == "Down").then_some(())
    })
    .await;
    // Numbers of tokens are tried, too: the one that opens the API must not be among the first.
    sqlx::query("alter table camerasite.api_tokens alter column id restart with 1000000")
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
    let token = admin.token("schemathesis", "Admin").await;
    let window = json!({
        "scope": "Site", "reason": "New lenses",
        "startsAt": "2020-01-01T00:00:00Z", "endsAt": "2020-01-01T01:00:00Z",
    });
    for (path, body) in [
        ("/api/v1/maintenance", window),
        ("/api/v1/notes", json!({"text": "New lenses"})),
        (
            "/api/v1/users",
            json!({"name": "jane", "role": "Viewer", "password": "twelve-letters"}),
        ),
    ] {
        assert_eq!(admin.post(path, &body).await.status, 201, "{path}");
    }

    let folder = tempfile::tempdir().unwrap();
    let config = format!("headers = {{ Authorization = \"Bearer {token}\" }}\n");
    fs::write(folder.path().join("schemathesis.toml"), config).unwrap();
    let output = Command::new(program)
        .current_dir(folder.path())
        .args(["run", &format!("http://{}/api/v1/openapi.json", api.address)])
        .args(["--checks", CHECKS])
        .args(["--exclude-path-regex", NOT_ASKED])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", "15"])
        .args(["--seed", "1", "--generation-deterministic"])
        .args([
            "--workers",
            "2",
            "--request-timeout",
            "30",
            "--continue-on-failure",
            "--no-color",
        ])
        .args(["--warnings", "off", "--suppress-health-check", "all"])
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    eprintln!("{told}");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
