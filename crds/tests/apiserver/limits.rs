//! The largest site.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::cases::site;
use crate::server::with_server;

/// `text` made up to `length` characters.
fn padded(text: &str, length: usize) -> String {
    format!("{text:x<length$}")
}

/// The largest camera that the schema allows, in ASCII.
fn largest(number: usize) -> Value {
    let tags: Vec<String> = (0..8).map(|tag| padded(&format!("t{tag}"), 16)).collect();
    json!({
        "name": padded(&format!("c{number}z"), 63),
        "displayName": padded("d", 64),
        "zone": padded("z", 64),
        "location": padded("l", 128),
        "url": padded("rtsp://10.0.0.1:65535/", 256),
        "credentialsSecretRef": { "name": padded("s", 63) },
        "priority": "Critical",
        "tags": tags,
        "enabled": false,
        "probe": { "depth": "Describe", "intervalSeconds": 3600, "timeoutSeconds": 300, "failureThreshold": 100,
                   "successThreshold": 100 },
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
