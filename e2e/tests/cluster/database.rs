//! The database's pod is deleted; rows, init scripts and the API survive it.

use anyhow::{Context, Result, ensure};
use contract::Component;
use e2e::http::Http;
use e2e::scope;
use e2e::site::cameras;
use e2e::wait::{seconds, until};
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt;
use kube::api::DeleteParams;

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn both_init_scripts_ran_though_they_share_a_key() -> Result<()> {
    scope::with_shared_site(async |shared| {
        for table in ["e2e_first", "e2e_second"] {
            let ran = shared
                .site
                .sql(&format!("SELECT count(*) FROM {table} WHERE note = 'ran'"))
                .await?;
            ensure!(ran == "1", "the script that makes {table} ran {ran} times");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn rows_survive_the_deletion_of_the_database_pod() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let site = &shared.site;
        let api = site.http(Component::Api).await?;
        let before = until("the API lists cameras", seconds(60), async || ids(&api).await).await?;
        site.sql("INSERT INTO e2e_first VALUES ('kept')").await?;
        let pod = site.pod(Component::Postgres).await?;
        site.api::<Pod>()
            .delete(&pod.name_any(), &DeleteParams::default())
            .await?;

        let mut dishonest = Vec::new();
        until("another database pod serves", seconds(180), async || {
            let answer = api.get("/api/v1/cameras").await?;
            if answer.status != 200 && !answer.is_honest_outage() {
                dishonest.push(format!("{} {}", answer.status, answer.body));
            }
            let now = site.pod(Component::Postgres).await?;
            ensure!(now.uid() != pod.uid(), "the old pod is still there");
            ensure!(answer.status == 200, "the API answers {}", answer.status);
            Ok(())
        })
        .await?;

        ensure!(
            dishonest.is_empty(),
            "an outage was answered by something else than 503 with Retry-After: {dishonest:?}"
        );
        let kept = site
            .sql("SELECT count(*) FROM e2e_first WHERE note = 'kept'")
            .await?;
        ensure!(kept == "1", "the row is there {kept} times");
        let after = ids(&api).await?;
        ensure!(
            after == before,
            "cameras had the ids {before:?} and have {after:?}"
        );
        site.ready(seconds(120)).await
    })
    .await
}

async fn ids(api: &Http) -> Result<Vec<(String, u64)>> {
    let id = |(name, camera): (String, serde_json::Value)| Some((name, camera["id"].as_u64()?));
    cameras(api)
        .await?
        .into_iter()
        .map(|entry| id(entry).context("a camera without id"))
        .collect()
}
