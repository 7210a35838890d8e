//! What is wrong with the site and its components.

use serde_json::{Value, json};

use crate::cases::{Refused, refused};

const LATITUDE: &[&str] = &["spec.location.latitude", "between -90 and 90"];
const LONGITUDE: &[&str] = &["spec.location.longitude", "between -180 and 180"];
const TIME_ZONE: &[&str] = &["spec.location.timeZone", "such as Europe/Paris"];
const IMAGE: &[&str] = &["image", "such as docker.io/library/postgres:17"];
const SIZE: &[&str] = &["spec.database.storage.size", "such as 10Gi"];

pub(super) fn all() -> Vec<Refused> {
    [location(), inventories(), components(), storage()]
        .into_iter()
        .flatten()
        .collect()
}

fn location() -> Vec<Refused> {
    let place = |location: Value| json!({ "location": location });
    vec![
        refused(
            place(json!({ "city": null })),
            &["spec.location.city", "Required"],
        ),
        refused(
            place(json!({ "city": "" })),
            &["spec.location.city", "at least 1"],
        ),
        refused(
            place(json!({ "latitude": "48.8" })),
            &["spec.location", "give both or neither"],
        ),
        refused(place(json!({ "latitude": "90.1", "longitude": "2" })), LATITUDE),
        refused(place(json!({ "latitude": "north", "longitude": "2" })), LATITUDE),
        refused(
            place(json!({ "latitude": "48", "longitude": "180.01" })),
            LONGITUDE,
        ),
        refused(place(json!({ "latitude": "48", "longitude": "2,3" })), LONGITUDE),
        refused(place(json!({ "timeZone": "Europe/Paris;DROP" })), TIME_ZONE),
        refused(place(json!({ "vlan": 4095 })), &["spec.location.vlan", "4094"]),
    ]
}

fn inventories() -> Vec<Refused> {
    let from = |name: &str, key: &str| json!({ "configMapRef": { "name": name, "key": key } });
    let list = |entries: &[Value]| json!({ "camerasFrom": entries });
    let eleven: Vec<Value> = (0..11)
        .map(|number| from(&format!("a{number}"), "b.csv"))
        .collect();
    vec![
        refused(
            list(&[from("A", "cameras.csv")]),
            &["spec.camerasFrom[0].configMapRef.name", "correct the name"],
        ),
        refused(
            list(&[from("a", "cameras/csv")]),
            &["spec.camerasFrom[0].configMapRef.key", "such as cameras.csv"],
        ),
        refused(
            list(&[from("a", "")]),
            &["spec.camerasFrom[0].configMapRef.key", "at least 1"],
        ),
        refused(
            list(&[json!({ "configMapRef": { "name": "a" } })]),
            &["spec.camerasFrom[0].configMapRef.key", "Required"],
        ),
        refused(
            list(&[json!({})]),
            &["spec.camerasFrom[0].configMapRef", "Required"],
        ),
        refused(
            list(&[from("a", "b.csv"), from("a", "b.csv")]),
            &["spec.camerasFrom", "remove the repetition"],
        ),
        refused(list(&eleven), &["spec.camerasFrom", "10"]),
    ]
}

fn components() -> Vec<Refused> {
    vec![
        refused(
            json!({ "previews": { "mode": "Always" } }),
            &["spec.previews.mode", "\"Off\", \"OnDemand\""],
        ),
        refused(
            json!({ "history": { "fineDays": 20, "hourlyDays": 19 } }),
            &["spec.history.hourlyDays", "below fineDays"],
        ),
        refused(
            json!({ "history": { "fineDays": 0 } }),
            &["spec.history.fineDays", "1"],
        ),
        refused(
            json!({ "history": { "fineDays": 91 } }),
            &["spec.history.fineDays", "90"],
        ),
        refused(
            json!({ "history": { "eventDays": 0 } }),
            &["spec.history.eventDays", "1"],
        ),
        refused(
            json!({ "history": { "auditDays": 29 } }),
            &["spec.history.auditDays", "30"],
        ),
        refused(json!({ "prober": { "shards": 0 } }), &["spec.prober.shards", "1"]),
        refused(json!({ "api": { "replicas": -1 } }), &["spec.api.replicas", "0"]),
        refused(json!({ "web": { "replicas": -1 } }), &["spec.web.replicas", "0"]),
        refused(json!({ "database": { "image": "postgres 17" } }), IMAGE),
        refused(json!({ "cache": { "image": "redis:" } }), IMAGE),
        refused(json!({ "api": { "image": "Camerasite/api" } }), IMAGE),
        refused(json!({ "web": { "image": "web@sha256:12" } }), IMAGE),
        refused(
            json!({ "cache": { "mode": "Off" } }),
            &["spec.cache.mode", "\"Managed\", \"Disabled\""],
        ),
        refused(
            json!({ "database": { "runAsUser": 0 } }),
            &["spec.database.runAsUser", "1"],
        ),
    ]
}

fn storage() -> Vec<Refused> {
    let volume = |storage: Value| json!({ "database": { "storage": storage } });
    let script = |name: &str| json!({ "configMapRef": { "name": name } });
    vec![
        refused(volume(json!({ "size": "ten" })), SIZE),
        refused(volume(json!({ "size": "0" })), SIZE),
        refused(volume(json!({ "size": -1 })), SIZE),
        refused(
            volume(json!({ "storageClassName": "Fast Disk" })),
            &["spec.database.storage.storageClassName", "correct the name"],
        ),
        refused(
            volume(json!({ "retentionPolicy": "Keep" })),
            &["spec.database.storage.retentionPolicy", "\"Retain\", \"Delete\""],
        ),
        refused(
            json!({ "database": { "initScripts": [script("a"), script("a")] } }),
            &["spec.database.initScripts", "remove the repetition"],
        ),
        refused(
            json!({ "api": { "resources": { "limits": { "memory": "lots" } } } }),
            &[
                "spec.api.resources.limits",
                "such as 100m (CPU) or 128Mi (memory)",
            ],
        ),
        refused(
            json!({ "imagePullSecrets": [{ "name": "a" }, { "name": "a" }] }),
            &["spec.imagePullSecrets[1]", "Duplicate value"],
        ),
    ]
}
