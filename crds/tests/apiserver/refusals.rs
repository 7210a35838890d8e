//! Specs that must be refused, by the part of the spec that is wrong.

use serde_json::{Value, json};

use crate::cases::{Refused, camera, refused, url};

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = Refused> {
    let parts = [
        url_refusals(),
        camera_refusals(),
        camera_probe_refusals(),
        location_refusals(),
        component_refusals(),
        storage_refusals(),
    ];
    parts.into_iter().flatten()
}

const USERINFO: &[&str] = &[
    "spec.cameras[0].url",
    "credentialsSecretRef",
    "kubernetes.io/basic-auth",
];
const PASSWORD: &[&str] = &["spec.cameras[0].url", "write {password} in its place"];
const SHAPE: &[&str] = &["spec.cameras[0].url", "scheme://host[:port]", "percent-encode"];
const SCHEME: &[&str] = &["spec.cameras[0].url", "must start with rtsp:// or tcp://"];
const TCP: &[&str] = &["spec.cameras[0].url", "add the port, drop the rest"];
const CAMERA_NAME: &[&str] = &["spec.cameras[0].name", "put other text in displayName"];
const LATITUDE: &[&str] = &["spec.location.latitude", "between -90 and 90"];
const LONGITUDE: &[&str] = &["spec.location.longitude", "between -180 and 180"];
const TIME_ZONE: &[&str] = &["spec.location.timeZone", "such as Europe/Paris"];
const IMAGE: &[&str] = &["image", "such as docker.io/library/postgres:17"];
const SIZE: &[&str] = &["spec.database.storage.size", "such as 10Gi"];

fn url_refusals() -> Vec<Refused> {
    vec![
        refused(url("https://10.0.0.1/"), SCHEME),
        refused(url("RTSP://10.0.0.1/"), SCHEME),
        refused(url("10.0.0.1:554"), SCHEME),
        refused(url("rtsp://admin:secret@10.0.0.1/"), USERINFO),
        refused(url("rtsp://admin@10.0.0.1/"), USERINFO),
        refused(url("rtsp://10.0.0.1/a@b"), USERINFO),
        refused(url("rtsp://10.0.0.1/?user=a&password=b"), PASSWORD),
        refused(url("rtsp://10.0.0.1/user=a&PassWd=b"), PASSWORD),
        refused(url("rtsp://10.0.0.1/?pwd="), PASSWORD),
        refused(url("rtsp:///live"), SHAPE),
        refused(url("rtsp://10.0.0.1:0/"), SHAPE),
        refused(url("rtsp://10.0.0.1:65536/"), SHAPE),
        refused(url("rtsp://10.0.0.1:/"), SHAPE),
        refused(url("rtsp://10.0.0.1/a b"), SHAPE),
        refused(url("rtsp://10.0.0.1/a\nb"), SHAPE),
        refused(url("rtsp://10.0.0.1/live#1"), SHAPE),
        refused(url("rtsp://10.0.0.1/été"), SHAPE),
        refused(url("rtsp://10.0.0.1/{channel}"), SHAPE),
        refused(url("rtsp://{username}/live"), SHAPE),
        refused(url("tcp://10.0.0.1"), TCP),
        refused(url("tcp://10.0.0.1:80/path"), TCP),
        refused(
            url("rtsp://10.0.0.1/{username}"),
            &["spec.cameras[0].url", "name it in credentialsSecretRef"],
        ),
        refused(
            url(&format!("rtsp://10.0.0.1/{}", "x".repeat(241))),
            &["spec.cameras[0].url", "256"],
        ),
        refused(
            json!({ "cameras": [{ "name": "quay" }] }),
            &["spec.cameras[0].url", "Required"],
        ),
    ]
}

fn camera_refusals() -> Vec<Refused> {
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

fn camera_probe_refusals() -> Vec<Refused> {
    let late = |probe: Value| camera(&json!({ "probe": probe }));
    vec![
        refused(
            late(json!({ "intervalSeconds": 5, "timeoutSeconds": 5 })),
            &["spec.cameras[0].probe", "lower the timeout or raise the interval"],
        ),
        refused(
            late(json!({ "timeoutSeconds": 10 })),
            &["spec.cameras", "probe.timeoutSeconds", "give the camera both"],
        ),
        refused(
            late(json!({ "intervalSeconds": 5 })),
            &["spec.cameras", "probe.intervalSeconds", "give the camera both"],
        ),
        refused(
            late(json!({ "intervalSeconds": 1 })),
            &["spec.cameras[0].probe.intervalSeconds", "2"],
        ),
        refused(
            late(json!({ "depth": "Stream" })),
            &["spec.cameras[0].probe.depth", "\"Connect\", \"Describe\""],
        ),
    ]
}

fn location_refusals() -> Vec<Refused> {
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

fn component_refusals() -> Vec<Refused> {
    vec![
        refused(
            json!({ "probe": { "intervalSeconds": 5 } }),
            &[
                "spec.probe",
                "timeoutSeconds must be less than intervalSeconds",
                "raise the interval",
            ],
        ),
        refused(
            json!({ "probe": { "failureThreshold": 0 } }),
            &["spec.probe.failureThreshold", "1"],
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

fn storage_refusals() -> Vec<Refused> {
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
