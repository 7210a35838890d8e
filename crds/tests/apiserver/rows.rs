//! The table by which the reader of inventories is tested, too: a row is judged as a camera of the spec.

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

use crate::cases::site;
use crate::server::with_server;

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_camera_of_the_spec_is_judged_as_a_row() -> Result<()> {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../rows.json"))?;
    with_server(async |server| {
        let mut wrong = Vec::new();
        for case in &cases {
            let judged = server.try_create(&site("gare", &spec(case))).await;
            if case["accepted"] != judged.is_ok() {
                wrong.push(format!("{case}: {judged:?}"));
            }
        }
        ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    })
    .await
}

/// The spec that says what the row says. Coordinates of a camera are those of its site here; they have the same rule.
fn spec(row: &Value) -> Value {
    let mut camera = Map::new();
    let mut location = Map::new();
    camera.insert("name".into(), json!("quay"));
    camera.insert("url".into(), json!("rtsp://10.0.0.1/"));
    for (column, value) in row.as_object().into_iter().flatten() {
        let value = value.clone();
        match column.as_str() {
            "accepted" => {}
            "latitude" | "longitude" => {
                location.insert(column.clone(), value);
            }
            "credentials" => {
                camera.insert("credentialsSecretRef".into(), json!({ "name": value }));
            }
            // What is no truth value is refused by its type.
            "enabled" => {
                let enabled = value.as_str().and_then(|text| text.parse::<bool>().ok());
                camera.insert(column.clone(), enabled.map_or(value, Value::Bool));
            }
            _ => {
                camera.insert(column.clone(), value);
            }
        }
    }
    json!({ "cameras": [camera], "location": location })
}
