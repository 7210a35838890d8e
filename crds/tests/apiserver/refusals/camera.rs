//! What is wrong with a camera.

use serde_json::{Value, json};

use crate::cases::{Refused, camera, refused, simulated};

const SOURCE: &[&str] = &["spec.cameras[0]", "exactly one of url and simulated"];
const SIMULATED: &[&str] = &["spec.cameras[0]", "a simulated camera has no", "drop them"];
const SNAPSHOT: &str = "spec.cameras[0].snapshotUrl";
const TLS: &[&str] = &["spec.cameras[0].tls", "exactly one of caSecretRef, fingerprint"];
const FINGERPRINT: &[&str] = &["spec.cameras[0].tls.fingerprint", "openssl x509"];
const MASK: &[&str] = &["spec.cameras[0].osdMask[0]", "from 0 to 1 in quotes"];
const COORDINATES: &[&str] = &[
    "spec.cameras[0].coordinates",
    "plan with x and y, or latitude with longitude",
];
const POINT: &[&str] = &["spec.cameras[0].coordinates", "from 0 to 1 in quotes"];
const CAMERA_NAME: &[&str] = &["spec.cameras[0].name", "put other text in displayName"];

pub(super) fn all() -> Vec<Refused> {
    [texts(), source(), place(), pictures(), tls()]
        .into_iter()
        .flatten()
        .collect()
}

fn texts() -> Vec<Refused> {
    vec![
        refused(camera(&json!({ "name": "Quay" })), CAMERA_NAME),
        refused(camera(&json!({ "name": "1" })), CAMERA_NAME),
        refused(camera(&json!({ "name": "quay-" })), CAMERA_NAME),
        refused(
            camera(&json!({ "name": "q".repeat(64) })),
            &["spec.cameras[0].name", "63"],
        ),
        refused(
            json!({ "cameras": [{ "name": "quay", "url": "tcp://a:1" }, { "name": "quay", "url": "tcp://b:1" }] }),
            &["spec.cameras[1]", "Duplicate value"],
        ),
        refused(
            camera(&json!({ "displayName": "d".repeat(65) })),
            &["spec.cameras[0].displayName", "64"],
        ),
        refused(
            camera(&json!({ "zone": "z".repeat(65) })),
            &["spec.cameras[0].zone", "64"],
        ),
        refused(
            camera(&json!({ "location": "l".repeat(129) })),
            &["spec.cameras[0].location", "128"],
        ),
        refused(
            camera(&json!({ "tags": ["t".repeat(17)] })),
            &["spec.cameras[0].tags[0]", "16"],
        ),
        refused(
            camera(&json!({ "tags": vec!["t"; 9] })),
            &["spec.cameras[0].tags", "8"],
        ),
        refused(
            camera(&json!({ "priority": "High" })),
            &["spec.cameras[0].priority", "\"Normal\", \"Critical\""],
        ),
        refused(
            camera(&json!({ "credentialsSecretRef": { "name": "s".repeat(64) } })),
            &["spec.cameras[0].credentialsSecretRef", "at most 63 characters"],
        ),
        refused(
            camera(&json!({ "credentialsSecretRef": { "name": "Vault" } })),
            &["spec.cameras[0].credentialsSecretRef.name", "correct the name"],
        ),
    ]
}

fn place() -> Vec<Refused> {
    let at = |coordinates: Value| camera(&json!({ "coordinates": coordinates }));
    vec![
        refused(at(json!({})), COORDINATES),
        refused(at(json!({ "plan": "hall", "x": "0.5" })), COORDINATES),
        refused(at(json!({ "x": "0.5", "y": "0.5" })), COORDINATES),
        refused(at(json!({ "latitude": "48.8" })), COORDINATES),
        refused(
            at(json!({ "plan": "hall", "x": "0", "y": "1", "latitude": "48.8", "longitude": "2.3" })),
            COORDINATES,
        ),
        refused(at(json!({ "plan": "hall", "x": "1.1", "y": "0" })), POINT),
        refused(at(json!({ "plan": "hall", "x": "0", "y": "left" })), POINT),
        refused(
            at(json!({ "plan": "p".repeat(64), "x": "0", "y": "0" })),
            &["spec.cameras[0].coordinates.plan", "63"],
        ),
        refused(
            at(json!({ "plan": "hall", "x": "0.1234567", "y": "0" })),
            &["spec.cameras[0].coordinates.x", "8"],
        ),
        refused(
            at(json!({ "latitude": "91", "longitude": "2.3" })),
            &["spec.cameras[0].coordinates.latitude", "between -90 and 90"],
        ),
        refused(
            at(json!({ "latitude": "48.8", "longitude": "E2" })),
            &["spec.cameras[0].coordinates.longitude", "between -180 and 180"],
        ),
        refused(
            camera(&json!({ "vlan": 0 })),
            &["spec.cameras[0].vlan", "greater than or equal to 1"],
        ),
        refused(
            camera(&json!({ "vlan": 4095 })),
            &["spec.cameras[0].vlan", "less than or equal to 4094"],
        ),
        refused(
            camera(&json!({ "notes": "n".repeat(257) })),
            &["spec.cameras[0].notes", "256"],
        ),
    ]
}

fn source() -> Vec<Refused> {
    let both = json!({ "url": "rtsp://10.0.0.1/", "simulated": {} });
    let secret = json!({ "name": "quay-cameras" });
    vec![
        refused(json!({ "cameras": [{ "name": "quay" }] }), SOURCE),
        refused(camera(&both), SOURCE),
        refused(simulated(&json!({ "credentialsSecretRef": secret })), SIMULATED),
        refused(simulated(&json!({ "tls": { "insecure": true } })), SIMULATED),
        refused(
            simulated(&json!({ "snapshotUrl": "http://10.0.0.1/" })),
            SIMULATED,
        ),
        refused(
            simulated(&json!({ "simulated": { "behaviour": "Broken" } })),
            &["spec.cameras[0].simulated.behaviour", "\"Healthy\", \"Offline\""],
        ),
    ]
}

fn pictures() -> Vec<Refused> {
    let snapshot = |url: &str| camera(&json!({ "snapshotUrl": url }));
    let mask = |x: &str, width: &str| {
        camera(&json!({ "osdMask": [{ "x": x, "y": "0", "width": width, "height": "1" }] }))
    };
    let part = json!({ "x": "0", "y": "0", "width": "1", "height": "1" });
    vec![
        refused(
            snapshot("rtsp://10.0.0.1/"),
            &[SNAPSHOT, "must start with http:// or https://"],
        ),
        refused(
            snapshot("http://admin:secret@10.0.0.1/"),
            &[SNAPSHOT, "credentialsSecretRef"],
        ),
        refused(
            snapshot("http://10.0.0.1/?pwd=secret"),
            &[SNAPSHOT, "write {password} in its place"],
        ),
        refused(snapshot("http://10.0.0.1/a b"), &[SNAPSHOT, "percent-encode"]),
        refused(
            snapshot("http://10.0.0.1/?u={username}"),
            &[SNAPSHOT, "name it in credentialsSecretRef"],
        ),
        refused(mask("-0.1", "1"), MASK),
        refused(mask("0", "1.1"), MASK),
        refused(mask("0,5", "1"), MASK),
        refused(mask("0.1234", "1"), &["spec.cameras[0].osdMask[0].x", "5"]),
        refused(
            camera(&json!({ "osdMask": [{ "x": "0" }] })),
            &["spec.cameras[0].osdMask[0].width", "Required"],
        ),
        refused(
            camera(&json!({ "osdMask": [part, part, part, part, part] })),
            &["spec.cameras[0].osdMask", "4"],
        ),
    ]
}

fn tls() -> Vec<Refused> {
    let tls = |tls: Value| camera(&json!({ "url": "rtsps://10.0.0.1/", "tls": tls }));
    let fingerprint = |text: &str| tls(json!({ "fingerprint": text }));
    let name = json!({ "name": "camera-ca" });
    vec![
        refused(tls(json!({})), TLS),
        refused(tls(json!({ "insecure": false })), TLS),
        refused(tls(json!({ "insecure": true, "caSecretRef": name })), TLS),
        refused(
            tls(json!({ "caSecretRef": name, "fingerprint": format!("sha256:{}", "0".repeat(64)) })),
            TLS,
        ),
        refused(
            tls(json!({ "caSecretRef": { "name": "c".repeat(64) } })),
            &["spec.cameras[0].tls.caSecretRef", "at most 63 characters"],
        ),
        refused(fingerprint(&"0".repeat(64)), FINGERPRINT),
        refused(fingerprint(&format!("sha256:{}", "0".repeat(62))), FINGERPRINT),
        refused(fingerprint(&format!("sha256:{}", "g".repeat(64))), FINGERPRINT),
        refused(fingerprint(&format!("sha1:{}", "0".repeat(40))), FINGERPRINT),
    ]
}
