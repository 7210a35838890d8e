//! The largest site.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::cases::site;
use crate::server::with_server;

/// `text` made up to `length` characters.
fn padded(text: &str, length: usize) -> String {
    format!("{text:x<length$}")
}

/// The largest camera that a site can have a thousand of, in ASCII: every field, and texts up to their common limit.
fn largest(number: usize) -> Value {
    let tags: Vec<String> = (0..8).map(|tag| padded(&format!("t{tag}"), 16)).collect();
    json!({
        "name": padded(&format!("c{number}z"), 63),
        "displayName": padded("d", 2),
        "zone": padded("z", 12),
        "location": padded("l", 20),
        "url": padded("rtsp://10.0.0.1:65535/", 60),
        "credentialsSecretRef": { "name": padded("s", 63) },
        "snapshotUrl": padded("http://10.0.0.1/", 27),
        "tls": { "caSecretRef": { "name": padded("c", 63) }, "insecure": false },
        "osdMask": [{ "x": "0.001", "y": "0.001", "width": "0.001", "height": "0.001" }],
        "coordinates": { "plan": padded("p", 10), "x": "0.123456", "y": "0.123456" },
        "vlan": 4094,
        "notes": "n",
        "priority": "Critical",
        "tags": tags,
        "enabled": false,
        "probe": { "depth": "Describe", "intervalSeconds": 3600, "timeoutSeconds": 300, "failureThreshold": 100,
                   "successThreshold": 100,
                   "sample": { "intervalSeconds": 86400, "seconds": 30, "keyframeTimeoutSeconds": 60 } },
    })
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_thousand_of_the_largest_cameras_are_stored_and_one_more_is_refused() -> Result<()> {
    with_server(async |server| {
        let mut cameras: Vec<Value> = (0..1000).map(largest).collect();
        let largest_site = site("largest", &json!({ "cameras": cameras }));
        let stored = server.create(&largest_site).await?;
        eprintln!(
            "1,000 largest cameras: {} bytes sent, {} bytes stored (etcd takes 1,572,864 in a request)",
            largest_site.to_string().len(),
            stored.to_string().len()
        );
        assert_eq!(stored["spec"]["cameras"].as_array().map(Vec::len), Some(1000));
        let mut longer = cameras.clone();
        longer[999]["location"] = json!(padded("l", 21));
        let said = server
            .try_create(&site("longer", &json!({ "cameras": longer })))
            .await
            .err()
            .unwrap_or_default();
        ensure!(said.contains("cameras are too large together"), "{said:.500}");
        cameras.push(largest(1000));
        let said = server
            .try_create(&site("larger", &json!({ "cameras": cameras })))
            .await
            .err()
            .unwrap_or_default();
        ensure!(
            said.contains("spec.cameras") && said.contains("1000"),
            "{said:.500}"
        );
        Ok(())
    })
    .await
}
