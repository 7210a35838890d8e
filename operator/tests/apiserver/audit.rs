//! The API server's log of all writes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::Mutex;

use k8s_openapi::jiff::Timestamp;
use serde_json::Value;

/// A write as the API server saw it.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub user: String,
    /// Group of the resource; empty for the core one.
    pub group: String,
    pub resource: String,
    pub name: String,
    /// Status code of the answer.
    pub code: u64,
    pub received: Timestamp,
    pub answered: Timestamp,
}

impl Write {
    /// Whether this write made the object.
    pub(crate) fn made(&self) -> bool {
        self.code == 201
    }
}

/// The log, each line of which is read once.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    read: Mutex<Position>,
}

#[derive(Debug, Default)]
struct Position {
    offset: u64,
    writes: HashMap<String, Vec<Write>>,
}

impl Log {
    /// The log that `hack/apiserver/run` names.
    pub(crate) fn open() -> Self {
        let path = std::env::var_os("AUDIT_LOG")
            .expect("AUDIT_LOG is not set: run hack/apiserver/run -- cargo test …");
        Self {
            path: path.into(),
            read: Mutex::default(),
        }
    }

    /// All writes in a namespace so far, Leases excluded, in the order in which they were received.
    pub(crate) fn writes(&self, namespace: &str) -> Vec<Write> {
        let mut position = self.read.lock().unwrap();
        let mut file = File::open(&self.path).unwrap();
        file.seek(SeekFrom::Start(position.offset)).unwrap();
        let mut text = Vec::new();
        file.read_to_end(&mut text).unwrap();
        // The last line may be half written.
        let whole = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        position.offset += whole as u64;
        for line in text[..whole].split(|byte| *byte == b'\n') {
            let Ok(event) = serde_json::from_slice::<Value>(line) else {
                continue;
            };
            if let Some((namespace, write)) = write(&event) {
                position.writes.entry(namespace).or_default().push(write);
            }
        }
        let mut writes = position.writes.get(namespace).cloned().unwrap_or_default();
        writes.sort_by_key(|write| write.received);
        writes
    }
}

/// All writes in a namespace so far, Leases excluded, in the order in which they were received.
pub(crate) fn writes(namespace: &str) -> Vec<Write> {
    Log::open().writes(namespace)
}

/// A completed write, and the namespace that it was made in.
fn write(event: &Value) -> Option<(String, Write)> {
    let object = &event["objectRef"];
    if event["stage"] != "ResponseComplete" || object["resource"] == "leases" {
        return None;
    }
    let user = event
        .pointer("/impersonatedUser/username")
        .unwrap_or(&event["user"]["username"]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let time = |value: &Value| value.as_str().unwrap().parse().unwrap();
    let write = Write {
        user: text(user),
        group: text(&object["apiGroup"]),
        resource: text(&object["resource"]),
        name: text(&object["name"]),
        code: event["responseStatus"]["code"].as_u64().unwrap_or_default(),
        received: time(&event["requestReceivedTimestamp"]),
        answered: time(&event["stageTimestamp"]),
    };
    Some((text(&object["namespace"]), write))
}
