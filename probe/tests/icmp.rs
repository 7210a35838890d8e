//! Echoes in a network of the test's own, where the kernel permits them or not.

#![expect(clippy::unwrap_used, reason = "clippy knows tests by #[test] alone")]

use std::process::Command;
use std::time::Duration;

use contract::inventory::Depth;
use probe::{Reason, Scope, Stage, Target};

/// Runs the ignored test `inner` of this program in a network namespace with a loopback interface, after setting
/// `sysctls` below `/proc/sys/net/ipv4`.
fn in_a_network(inner: &str, sysctls: &[(&str, &str)]) {
    let program = std::env::current_exe().unwrap();
    let set: Vec<String> = sysctls
        .iter()
        .map(|(name, value)| format!("echo '{value}' >/proc/sys/net/ipv4/{name} &&"))
        .collect();
    let set = set.join(" ");
    let script = format!("ip link set lo up && {set} exec \"$0\" --exact {inner} --ignored");
    let unshare = ["--user", "--map-root-user", "--net"];
    let output = Command::new("unshare")
        .args(unshare)
        .args(["sh", "-c", &script])
        .arg(program)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{inner}, in a network namespace (unshare --user --net, which this machine must permit):\n{text}\n{errors}"
    );
}

async fn reason(url: &str, timeout: Duration) -> (Option<Reason>, Vec<Stage>) {
    let target = Target::from_url(url, Depth::Describe, timeout).unwrap();
    let result = probe::ladder::probe(&target, None, Scope::default()).await;
    let stages = result.stages.iter().map(|time| time.stage).collect();
    (result.outcome.reason(), stages)
}

const EVERYBODY: (&str, &str) = ("ping_group_range", "0 0");

#[test]
fn an_echo_is_seen() {
    in_a_network("permitted", &[EVERYBODY]);
}

#[test]
fn the_absence_of_an_echo_is_a_timeout() {
    in_a_network("silent", &[EVERYBODY, ("icmp_echo_ignore_all", "1")]);
}

#[test]
fn a_prober_that_may_not_send_echoes_blames_no_camera() {
    // A new namespace permits nobody.
    in_a_network("forbidden", &[]);
}

#[tokio::test]
#[ignore = "runs within a network namespace, started by another test"]
async fn permitted() {
    let long = Duration::from_secs(30);
    for host in ["icmp://127.0.0.1", "icmp://[::1]"] {
        assert_eq!(reason(host, long).await, (None, vec![Stage::Icmp]), "{host}");
    }
    let (found, stages) = reason("icmp://localhost", long).await;
    assert_eq!((found, stages), (None, vec![Stage::Dns, Stage::Icmp]));
    // There is no route but to the machine itself.
    assert_eq!(
        reason("icmp://192.0.2.1", long).await.0,
        Some(Reason::Unreachable)
    );
}

#[tokio::test]
#[ignore = "runs within a network namespace, started by another test"]
async fn silent() {
    let short = Duration::from_millis(300);
    assert_eq!(reason("icmp://127.0.0.1", short).await.0, Some(Reason::Timeout));
}

#[tokio::test]
#[ignore = "runs within a network namespace, started by another test"]
async fn forbidden() {
    let long = Duration::from_secs(30);
    let target = Target::from_url("icmp://127.0.0.1", Depth::Connect, long).unwrap();
    let result = probe::ladder::probe(&target, None, Scope::default()).await;
    assert_eq!(result.outcome.reason(), Some(Reason::IcmpNotPermitted));
    assert!(
        result.outcome.message().unwrap().contains("ping_group_range"),
        "{result:?}"
    );
}
