//! The API server's log of all writes.

use k8s_openapi::jiff::Timestamp;
use serde_json::Value;

/// A write as the API server saw it.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub user: String,
    pub resource: String,
    pub received: Timestamp,
    pub answered: Timestamp,
}

/// All writes in a namespace, Leases excluded, in the order in which they were received.
pub(crate) fn writes(namespace: &str) -> Vec<Write> {
    let path =
        std::env::var_os("AUDIT_LOG").expect("AUDIT_LOG is not set: run hack/apiserver/run -- cargo test …");
    let log = std::fs::read_to_string(path).unwrap();
    // The last line may be half written.
    let events = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|event| event["stage"] == "ResponseComplete" && event["objectRef"]["namespace"] == namespace);
    let mut writes: Vec<Write> = events.map(|event| write(&event)).collect();
    writes.retain(|write| write.resource != "leases");
    writes.sort_by_key(|write| write.received);
    writes
}

fn write(event: &Value) -> Write {
    let user = event
        .pointer("/impersonatedUser/username")
        .unwrap_or(&event["user"]["username"]);
    let time = |value: &Value| value.as_str().unwrap().parse().unwrap();
    Write {
        user: user.as_str().unwrap().to_owned(),
        resource: event["objectRef"]["resource"].as_str().unwrap().to_owned(),
        received: time(&event["requestReceivedTimestamp"]),
        answered: time(&event["stageTimestamp"]),
    }
}
