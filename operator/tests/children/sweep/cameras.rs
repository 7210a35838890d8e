//! Rows of `spec.cameras[]` and `spec.camerasFrom[]`.

use serde_json::{Value, json};

use super::{Row, merge, row};

/// A patch that replaces the camera by one with these fields besides.
fn camera(fields: &Value) -> Value {
    let mut camera = json!({ "name": "quay", "url": "rtsp://10.20.1.11/live" });
    merge(&mut camera, fields);
    json!({ "cameras": [camera] })
}

macro_rules! inventory {
    ($pointer:literal) => {
        (
            "ConfigMap",
            "cameras",
            concat!("/data/cameras.json/cameras/0/", $pointer),
        )
    };
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = own();
    rows.extend(listed());
    rows.extend(place());
    rows.extend(picture());
    rows.extend(probe());
    rows.extend(shared());
    rows
}

/// Logins for cameras that the site does not declare.
fn shared() -> Vec<Row> {
    let halls =
        || json!({ "credentials": [{ "name": "halls", "secretRef": { "name": "platform-cameras" } }] });
    vec![
        row(
            ".credentials[].name",
            halls(),
            ("ConfigMap", "cameras", "/data/cameras.json/credentials/0"),
            "halls",
        ),
        row(
            ".credentials[].secretRef.name",
            halls(),
            (
                "Secret",
                "camera-credentials",
                "/data/credentials.json/shared~1halls/username",
            ),
            "viewer",
        ),
    ]
}

fn own() -> Vec<Row> {
    vec![
        row(
            ".cameras[].name",
            camera(&json!({ "name": "mole" })),
            inventory!("name"),
            "mole",
        ),
        row(
            ".cameras[].displayName",
            camera(&json!({ "displayName": "Quay" })),
            inventory!("displayName"),
            "Quay",
        ),
        row(
            ".cameras[].zone",
            camera(&json!({ "zone": "port" })),
            inventory!("zone"),
            "port",
        ),
        row(
            ".cameras[].location",
            camera(&json!({ "location": "mast" })),
            inventory!("location"),
            "mast",
        ),
        row(
            ".cameras[].url",
            camera(&json!({ "url": "tcp://10.20.1.1:1" })),
            inventory!("url"),
            "tcp://10.20.1.1:1",
        ),
        row(
            ".cameras[].enabled",
            camera(&json!({ "enabled": false })),
            inventory!("enabled"),
            false,
        ),
        row(
            ".cameras[].priority",
            camera(&json!({ "priority": "Critical" })),
            inventory!("priority"),
            "Critical",
        ),
        row(
            ".cameras[].tags",
            camera(&json!({ "tags": ["ptz"] })),
            inventory!("tags/0"),
            "ptz",
        ),
        row(
            ".cameras[].credentialsSecretRef.name",
            camera(&json!({ "credentialsSecretRef": { "name": "platform-cameras" } })),
            inventory!("credentials"),
            "platform-cameras",
        ),
        row(
            ".cameras[].simulated.behaviour",
            json!({ "cameras": [{ "name": "quay", "simulated": { "behaviour": "Frozen" } }] }),
            (
                "ConfigMap",
                "simulator",
                "/data/simulator.json/cameras/0/behaviour",
            ),
            "Frozen",
        ),
    ]
}

fn place() -> Vec<Row> {
    let at = |fields: Value| camera(&json!({ "coordinates": fields }));
    vec![
        row(
            ".cameras[].vlan",
            camera(&json!({ "vlan": 12 })),
            inventory!("vlan"),
            12,
        ),
        row(
            ".cameras[].notes",
            camera(&json!({ "notes": "loose" })),
            inventory!("notes"),
            "loose",
        ),
        row(
            ".cameras[].coordinates.plan",
            at(json!({ "plan": "quay" })),
            inventory!("coordinates/plan"),
            "quay",
        ),
        row(
            ".cameras[].coordinates.x",
            at(json!({ "x": "0.1" })),
            inventory!("coordinates/x"),
            "0.1",
        ),
        row(
            ".cameras[].coordinates.y",
            at(json!({ "y": "0.2" })),
            inventory!("coordinates/y"),
            "0.2",
        ),
        row(
            ".cameras[].coordinates.latitude",
            at(json!({ "latitude": "51.5" })),
            inventory!("coordinates/latitude"),
            "51.5",
        ),
        row(
            ".cameras[].coordinates.longitude",
            at(json!({ "longitude": "-0.1" })),
            inventory!("coordinates/longitude"),
            "-0.1",
        ),
    ]
}

/// Cameras of inventories: both sort before the one of the spec.
fn listed() -> Vec<Row> {
    let from =
        |key: &str| json!({ "camerasFrom": [{ "configMapRef": { "name": "inventory", "key": key } }] });
    vec![
        row(
            ".camerasFrom[].configMapRef.name",
            from("first.csv"),
            inventory!("name"),
            "attic",
        ),
        row(
            ".camerasFrom[].configMapRef.key",
            from("second.csv"),
            inventory!("name"),
            "bridge",
        ),
    ]
}

fn picture() -> Vec<Row> {
    let tls = |tls: Value| camera(&json!({ "tls": tls }));
    let mask =
        || camera(&json!({ "osdMask": [{ "x": "0.1", "y": "0.2", "width": "0.3", "height": "0.4" }] }));
    vec![
        row(
            ".cameras[].snapshotUrl",
            camera(&json!({ "snapshotUrl": "http://10.20.1.11/a" })),
            inventory!("snapshotUrl"),
            "http://10.20.1.11/a",
        ),
        row(
            ".cameras[].tls.caSecretRef.name",
            tls(json!({ "caSecretRef": { "name": "camera-ca" } })),
            inventory!("tls/authority"),
            "camera-ca",
        ),
        row(
            ".cameras[].tls.fingerprint",
            tls(json!({ "fingerprint": "sha256:00" })),
            inventory!("tls/fingerprint"),
            "sha256:00",
        ),
        row(
            ".cameras[].tls.insecure",
            tls(json!({ "insecure": true })),
            inventory!("tls/insecure"),
            true,
        ),
        row(".cameras[].osdMask[].x", mask(), inventory!("osdMask/0/x"), "0.1"),
        row(".cameras[].osdMask[].y", mask(), inventory!("osdMask/0/y"), "0.2"),
        row(
            ".cameras[].osdMask[].width",
            mask(),
            inventory!("osdMask/0/width"),
            "0.3",
        ),
        row(
            ".cameras[].osdMask[].height",
            mask(),
            inventory!("osdMask/0/height"),
            "0.4",
        ),
    ]
}

fn probe() -> Vec<Row> {
    let probe = |probe: Value| camera(&json!({ "probe": probe }));
    let sample = |sample: Value| camera(&json!({ "probe": { "sample": sample } }));
    vec![
        row(
            ".cameras[].probe.depth",
            probe(json!({ "depth": "Stream" })),
            inventory!("probe/depth"),
            "Stream",
        ),
        row(
            ".cameras[].probe.intervalSeconds",
            probe(json!({ "intervalSeconds": 33 })),
            inventory!("probe/intervalSeconds"),
            33,
        ),
        row(
            ".cameras[].probe.timeoutSeconds",
            probe(json!({ "timeoutSeconds": 3 })),
            inventory!("probe/timeoutSeconds"),
            3,
        ),
        row(
            ".cameras[].probe.failureThreshold",
            probe(json!({ "failureThreshold": 9 })),
            inventory!("probe/failureThreshold"),
            9,
        ),
        row(
            ".cameras[].probe.successThreshold",
            probe(json!({ "successThreshold": 8 })),
            inventory!("probe/successThreshold"),
            8,
        ),
        row(
            ".cameras[].probe.sample.intervalSeconds",
            sample(json!({ "intervalSeconds": 77 })),
            inventory!("probe/sample/intervalSeconds"),
            77,
        ),
        row(
            ".cameras[].probe.sample.seconds",
            sample(json!({ "seconds": 7 })),
            inventory!("probe/sample/seconds"),
            7,
        ),
        row(
            ".cameras[].probe.sample.keyframeTimeoutSeconds",
            sample(json!({ "keyframeTimeoutSeconds": 44 })),
            inventory!("probe/sample/keyframeTimeoutSeconds"),
            44,
        ),
    ]
}
