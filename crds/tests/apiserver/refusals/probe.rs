//! What is wrong with how cameras are probed.

use serde_json::{Value, json};

use crate::cases::{Refused, camera, refused};

const GATEWAY: &str = "spec.probe.gateway";
const SAMPLE: &[&str] = &["sample.seconds", "must be less than sample.intervalSeconds"];
const SAMPLES: &[&str] = &[
    "spec.cameras",
    "probe.sample.seconds",
    "give the camera all three",
];

pub(super) fn all() -> Vec<Refused> {
    [of_the_site(), of_a_camera()].into_iter().flatten().collect()
}

fn of_the_site() -> Vec<Refused> {
    let gateway = |url: &str| json!({ "probe": { "gateway": url } });
    let sample = |sample: Value| json!({ "probe": { "sample": sample } });
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
        refused(
            sample(json!({ "intervalSeconds": 29 })),
            &["spec.probe.sample.intervalSeconds", "30"],
        ),
        refused(sample(json!({ "intervalSeconds": 30, "seconds": 30 })), SAMPLE),
        refused(
            sample(json!({ "intervalSeconds": 60, "keyframeTimeoutSeconds": 60 })),
            SAMPLE,
        ),
        refused(gateway("10.0.0.254"), &[GATEWAY, "must start with rtsp://"]),
        refused(
            gateway("icmp://10.0.0.254:1"),
            &[GATEWAY, "drop the port and the rest"],
        ),
        refused(
            gateway("tcp://10.0.0.254"),
            &[GATEWAY, "add the port, drop the rest"],
        ),
        refused(gateway("http:///"), &[GATEWAY, "scheme://host[:port]"]),
        refused(
            gateway("http://admin:secret@10.0.0.254/"),
            &[GATEWAY, "drop them"],
        ),
        refused(gateway("http://10.0.0.254/?PWD=secret"), &[GATEWAY, "drop them"]),
        refused(gateway("http://10.0.0.254/{password}"), &[GATEWAY, "drop them"]),
    ]
}

fn of_a_camera() -> Vec<Refused> {
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
            late(json!({ "depth": "Deep" })),
            &[
                "spec.cameras[0].probe.depth",
                "\"Connect\", \"Describe\", \"Stream\"",
            ],
        ),
        refused(
            late(json!({ "sample": { "seconds": 30, "intervalSeconds": 30 } })),
            SAMPLE,
        ),
        refused(
            late(json!({ "sample": { "keyframeTimeoutSeconds": 60, "intervalSeconds": 60 } })),
            SAMPLE,
        ),
        refused(
            late(json!({ "sample": { "seconds": 31 } })),
            &["spec.cameras[0].probe.sample.seconds", "30"],
        ),
        refused(
            json!({ "probe": { "sample": { "intervalSeconds": 30 } },
                    "cameras": [{ "name": "quay", "url": "rtsp://a", "probe": { "sample": { "seconds": 30 } } }] }),
            SAMPLES,
        ),
        refused(
            json!({ "probe": { "sample": { "keyframeTimeoutSeconds": 45 } },
                    "cameras": [{ "name": "quay", "url": "rtsp://a", "probe": { "sample": { "intervalSeconds": 45 } } }] }),
            SAMPLES,
        ),
    ]
}
