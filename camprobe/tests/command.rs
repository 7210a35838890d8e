//! The command as a person at a camera uses it, against simulated cameras.

#![expect(clippy::unwrap_used, reason = "clippy knows tests by #[test] alone")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use simulator::{Behaviour, CameraConfig, Config, Simulator};

const PASSWORD: &str = "planted-secret";

async fn camera(behaviour: Value) -> Simulator {
    let behaviour: Behaviour = serde_json::from_value(behaviour).unwrap();
    let config = Config {
        cameras: vec![CameraConfig::new("hall", behaviour)],
        ..Config::default()
    };
    Simulator::start(config).await.unwrap()
}

/// Runs the command without a terminal, with the password in its environment or not.
fn camprobe(arguments: &[&str], password: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_camprobe"));
    command
        .args(arguments)
        .args(["--timeout", "60"])
        .env_remove("CAMPROBE_PASSWORD")
        .envs(password.map(|password| ("CAMPROBE_PASSWORD", password)))
        .stdin(Stdio::null());
    let output = command.output().unwrap();
    let shown = [&output.stdout[..], &output.stderr].concat();
    assert!(
        !String::from_utf8_lossy(&shown).contains(PASSWORD),
        "{}",
        String::from_utf8_lossy(&shown)
    );
    output
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_camera_ends_with_0_and_its_facts() {
    let simulator = camera(json!("Healthy")).await;
    let url = simulator.rtsp_url("hall");
    let output = camprobe(&[&url, "--depth", "stream", "--sample", "1"], None);
    let shown = text(&output);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    for part in [
        "  describe  ok",
        "  sample    ok",
        "  codec        H264",
        "  size         640x360",
        "\nUp: ",
    ] {
        assert!(shown.contains(part), "{part:?} is missing: {shown}");
    }
    assert!(!shown.contains('\u{1b}'), "colours in a pipe: {shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flaw_ends_with_1_and_busy_with_3() {
    let simulator = camera(json!("Frozen")).await;
    let url = simulator.rtsp_url("hall");
    let output = camprobe(&[&url, "--depth", "stream", "--sample", "2"], None);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(
        text(&output).contains("\nDegraded (Frozen): "),
        "{}",
        text(&output)
    );

    let simulator = camera(json!("Busy")).await;
    let output = camprobe(&[&simulator.rtsp_url("hall")], None);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_comes_by_file_or_environment_and_a_wrong_one_is_told() {
    let login = json!({"type": "AuthRequired", "username": "viewer", "password": PASSWORD});
    let simulator = camera(login).await;
    let url = simulator.rtsp_url("hall");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "{PASSWORD}").unwrap();
    let path = file.path().to_str().unwrap();
    let by_file = camprobe(&[&url, "--username", "viewer", "--password-file", path], None);
    assert_eq!(by_file.status.code(), Some(0), "{}", text(&by_file));
    let by_environment = camprobe(&[&url, "--username", "viewer"], Some(PASSWORD));
    assert_eq!(by_environment.status.code(), Some(0), "{}", text(&by_environment));

    let without = camprobe(&[&url], None);
    assert_eq!(without.status.code(), Some(2));
    assert!(
        text(&without).contains("Down (AuthRequired)"),
        "{}",
        text(&without)
    );
    let wrong = camprobe(
        &[&url, "--username", "viewer", "--watch", "--json"],
        Some("not-it"),
    );
    assert_eq!(
        wrong.status.code(),
        Some(2),
        "--watch ends before it locks the account"
    );
    let lines: Vec<Value> = text(&wrong)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(
        (&lines[0]["reason"], &lines[0]["state"]),
        (&json!("AuthFailed"), &json!("Down"))
    );
}

#[test]
fn a_closed_port_ends_with_2_and_says_what_to_do() {
    let output = camprobe(&[&format!("tcp://127.0.0.1:{}", testing::free_port())], None);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("\nDown (Refused): ") && text(&output).contains("\nWhat to do: "));
}

#[test]
fn wrong_arguments_end_with_64_and_repeat_no_password() {
    for arguments in [
        &["rtsp://viewer:planted-secret@192.0.2.1/"][..],
        &["gopher://192.0.2.1/"],
        &["rtsp://192.0.2.1/", "--username", "viewer"],
        &["rtsp://192.0.2.1/", "--depth", "deep"],
        &["rtsps://192.0.2.1/", "--fingerprint", "sha256:no"],
    ] {
        let output = camprobe(arguments, None);
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
        assert!(
            !output.stderr.is_empty() && output.stdout.is_empty(),
            "{arguments:?}"
        );
    }
}
