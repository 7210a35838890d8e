//! What may not be changed once a site exists.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::cases::site;
use crate::refusals::external;
use crate::server::{Server, with_server};

const CLASS: &[&str] = &["storageClassName", "cannot be changed", "set it back"];
const SCRIPTS: &[&str] = &["initScripts", "cannot be changed", "set them back"];

async fn must_refuse(server: &Server, name: &str, change: Value, says: &[&str]) -> Result<()> {
    let said = server.try_change(name, &change).await.err().unwrap_or_default();
    ensure!(
        says.iter().all(|words| said.contains(words)),
        "{name}: {change}\n  must say {says:?}\n  says {said:?}"
    );
    Ok(())
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn what_lies_on_the_volume_cannot_be_changed() -> Result<()> {
    with_server(async |server| {
        let script = json!([{ "configMapRef": { "name": "init" } }]);
        let database =
            json!({ "storage": { "size": "10Gi", "storageClassName": "fast" }, "initScripts": script });
        let cache = json!({ "storage": { "storageClassName": "fast" } });
        server
            .create(&site("full", &json!({ "database": database, "cache": cache })))
            .await?;
        server.create(&site("bare", &json!({}))).await?;
        let storage = |storage: Value| json!({ "database": { "storage": storage } });
        let scripts = |scripts: Value| json!({ "database": { "initScripts": scripts } });

        must_refuse(
            server,
            "full",
            storage(json!({ "size": "9Gi" })),
            &["storage.size", "cannot shrink", "keep the old size"],
        )
        .await?;
        must_refuse(
            server,
            "bare",
            storage(json!({ "size": "10239Mi" })),
            &["storage.size", "cannot shrink"],
        )
        .await?;
        must_refuse(server, "full", json!({ "database": { "storage": null } }), CLASS).await?;
        must_refuse(
            server,
            "full",
            storage(json!({ "storageClassName": "slow" })),
            CLASS,
        )
        .await?;
        must_refuse(
            server,
            "full",
            storage(json!({ "storageClassName": null })),
            CLASS,
        )
        .await?;
        must_refuse(
            server,
            "bare",
            storage(json!({ "storageClassName": "slow" })),
            CLASS,
        )
        .await?;
        must_refuse(
            server,
            "full",
            json!({ "cache": { "storage": { "storageClassName": "slow" } } }),
            CLASS,
        )
        .await?;
        must_refuse(
            server,
            "full",
            scripts(json!([{ "configMapRef": { "name": "other" } }])),
            SCRIPTS,
        )
        .await?;
        must_refuse(server, "full", scripts(json!(null)), SCRIPTS).await?;
        must_refuse(server, "bare", scripts(script), SCRIPTS).await?;
        must_refuse(
            server,
            "bare",
            json!({ "database": { "runAsUser": 70 } }),
            &["runAsUser", "cannot be changed", "set it back"],
        )
        .await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn the_database_stays_whose_it_is() -> Result<()> {
    with_server(async |server| {
        let says = &["spec.database.mode", "cannot be changed", "set it back"];
        server.create(&site("own", &json!({}))).await?;
        server.create(&site("theirs", &external(&json!({})))).await?;
        must_refuse(server, "own", external(&json!({})), says).await?;
        let own = json!({ "database": { "mode": "Managed", "external": null } });
        must_refuse(server, "theirs", own, says).await?;
        must_refuse(server, "theirs", json!({ "database": null }), says).await?;
        let moved = json!({ "host": "db-2.example.net", "port": 6432, "tls": { "mode": "Disable" } });
        let change = json!({ "database": { "external": moved } });
        if let Err(said) = server.try_change("theirs", &change).await {
            anyhow::bail!("{change}: {said}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn what_may_change_can_be_changed() -> Result<()> {
    with_server(async |server| {
        server
            .create(&site(
                "gare",
                &json!({ "database": { "storage": { "size": "10Gi" } } }),
            ))
            .await?;
        let changes = [
            json!({ "database": { "storage": { "size": "10240Mi" } } }),
            json!({ "database": { "storage": { "size": "20Gi", "retentionPolicy": "Delete" } } }),
            json!({ "database": { "image": "postgres:18" } }),
            json!({ "cache": { "mode": "Disabled" } }),
            json!({ "cameras": [] }),
            json!({ "probe": { "intervalSeconds": 60, "timeoutSeconds": 30 } }),
        ];
        for change in changes {
            if let Err(said) = server.try_change("gare", &change).await {
                anyhow::bail!("{change}: {said}");
            }
        }
        Ok(())
    })
    .await
}
