//! What a user wrote, by the API server's audit log.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;

use k8s_openapi::jiff::Timestamp;
use serde_json::{Value, json};

/// What of the log.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The log.
    #[arg(long)]
    log: PathBuf,
    /// Whose writes.
    #[arg(long)]
    user: String,
    /// From then on.
    #[arg(long)]
    since: Timestamp,
    /// Until then.
    #[arg(long)]
    until: Timestamp,
}

/// Counts writes, Leases excluded: all, by what was done to which resource, and of one site at most in a minute; and when
/// the last child was made.
pub(crate) fn count(arguments: &Arguments) -> Value {
    let mut writes: BTreeMap<String, u64> = BTreeMap::new();
    let mut of_sites: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
    let mut last_child = None;
    let log = BufReader::new(File::open(&arguments.log).unwrap());
    // The last line may be half written.
    let events = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(&line.unwrap()).ok());
    for event in events.filter(|event| event["stage"] == "ResponseComplete") {
        let time = |key: &str| event[key].as_str().unwrap().parse::<Timestamp>().unwrap();
        let object = &event["objectRef"];
        let user = event
            .pointer("/impersonatedUser/username")
            .unwrap_or(&event["user"]["username"]);
        let begun = time("requestReceivedTimestamp");
        if *user != *arguments.user
            || begun < arguments.since
            || begun >= arguments.until
            || object["resource"] == "leases"
        {
            continue;
        }
        let part = |key: &str| object[key].as_str().unwrap_or_default();
        let resource = [part("resource"), part("subresource")].join("/");
        let resource = resource.trim_end_matches('/');
        let code = &event["responseStatus"]["code"];
        *writes
            .entry(format!("{} {resource} {code}", event["verb"].as_str().unwrap()))
            .or_default() += 1;
        if event["verb"] == "create" && *code == 201 && resource != "events" {
            last_child = last_child.max(Some(time("stageTimestamp")));
        }
        if resource == "camerasites/status" {
            let site = [part("namespace"), part("name")].join("/");
            of_sites.entry(site).or_default().push(begun);
        }
    }
    json!({
        "writes": writes.values().sum::<u64>(),
        "byKind": writes,
        "mostStatusWritesOfASite": of_sites.values().map(Vec::len).max().unwrap_or_default(),
        "lastChild": last_child.map(|at| at.to_string()),
    })
}
