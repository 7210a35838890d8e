//! What the API says about good cameras and about every way to be bad.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use contract::Component;
use e2e::scope;
use e2e::site::cameras;
use e2e::wait::{seconds, until};
use serde_json::{Value, json};

const GOOD: [&str; 3] = ["entrance", "hall", "vault"];

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn every_camera_gets_its_state_and_reason() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let api = shared.site.http(Component::Api).await?;
        until("every camera has its final state", seconds(90), async || {
            let found = cameras(&api).await?;
            for name in GOOD {
                expect(&found, name, "Up", &[Value::Null])?;
                facts_are_whole(&found, name)?;
            }
            expect(&found, "vault-wrong", "Down", &[json!("AuthFailed")])?;
            expect(&found, "closed", "Down", &[json!("Refused")])?;
            expect(&found, "garbage", "Down", &[json!("NotRtsp")])?;
            expect(
                &found,
                "nobody",
                "Down",
                &[json!("Unreachable"), json!("Timeout")],
            )
        })
        .await?;

        let summary = api.json("/api/v1/summary").await?;
        let counts = (&summary["total"], &summary["up"], &summary["down"]);
        ensure!(
            counts == (&json!(7), &json!(3), &json!(4)),
            "the summary counts otherwise: {summary}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn facts_follow_when_cameras_come_back_with_another_size() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let api = shared.site.http(Component::Api).await?;
        for (size, width, height) in [("480x272", 480, 272), ("640x360", 640, 360)] {
            shared.source.restart_with_size(size).await?;
            until(&format!("the facts say {size}"), seconds(120), async || {
                let found = cameras(&api).await?;
                for name in GOOD {
                    expect(&found, name, "Up", &[Value::Null])?;
                    let facts = &found[name]["facts"];
                    let follows = facts["width"] == width && facts["height"] == height;
                    ensure!(follows, "the facts of {name} are {facts}");
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    })
    .await
}

fn expect(found: &BTreeMap<String, Value>, name: &str, state: &str, reasons: &[Value]) -> Result<()> {
    let camera = found.get(name).with_context(|| format!("{name} is not listed"))?;
    let (is, reason, message) = (&camera["state"], &camera["reason"], &camera["message"]);
    ensure!(
        is == state && reasons.contains(reason),
        "{name} is {is}, reason {reason}: {message}"
    );
    Ok(())
}

fn facts_are_whole(found: &BTreeMap<String, Value>, name: &str) -> Result<()> {
    let facts = &found[name]["facts"];
    let whole = facts["codec"] == "H264"
        && facts["width"].as_u64().is_some_and(|width| width > 0)
        && facts["height"].as_u64().is_some_and(|height| height > 0);
    ensure!(whole, "the facts of {name} are {facts}");
    Ok(())
}
