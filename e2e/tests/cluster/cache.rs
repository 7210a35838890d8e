//! The cache is killed; nothing is lost and nobody notices but the column of views.

use anyhow::{Context, Result, ensure};
use contract::Component;
use e2e::http::Http;
use e2e::node::{Killer, container_status};
use e2e::scope;
use e2e::site::{Site, cameras};
use e2e::wait::{seconds, until};
use serde_json::Value;

const CAMERA: &str = "hall";
/// Requests that count one view each.
const COUNTED: u64 = 5;

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn views_are_null_while_redis_is_dead_and_exact_afterwards() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let api = shared.site.http(Component::Api).await?;
        let before = until("views are counted", seconds(60), async || views(&api).await).await?;
        for count in 1..=COUNTED {
            let camera = api.json(&format!("/api/v1/cameras/{CAMERA}")).await?;
            ensure!(
                camera["views"] == before + count,
                "view {count} after {before} was counted as {}",
                camera["views"]
            );
        }

        let killer = Killer::new(shared.site.client()).await?;
        kill_until_null(&shared.site, &api, &killer).await?;
        let counted_meanwhile = u64::from(one_view_is_counted(&api).await?);

        let expected = before + COUNTED + counted_meanwhile;
        until("views are back as they were", seconds(120), async || {
            let now = views(&api).await?;
            ensure!(now == expected, "{now} instead of {expected}");
            Ok(())
        })
        .await?;
        shared.site.ready(seconds(120)).await
    })
    .await
}

/// Views of the camera from the list, which counts none.
///
/// # Errors
/// When the API does not answer 200 or the counter is `null`.
async fn views(api: &Http) -> Result<u64> {
    cameras(api).await?[CAMERA]["views"]
        .as_u64()
        .context("views are null")
}

/// Kills the cache until the API is seen to answer without it: a restarted container may be back between two requests,
/// but each kill makes the kubelet wait longer.
async fn kill_until_null(site: &Site, api: &Http, killer: &Killer) -> Result<()> {
    let container = Component::Redis.as_str();
    until("the API answers 200 with views null", seconds(180), async || {
        let pod = site.pod(Component::Redis).await?;
        let restarts = container_status(&pod, container)?.restart_count;
        killer.kill(&pod, container).await?;
        until("views are null", seconds(10), async || {
            let seen = &cameras(api).await?[CAMERA]["views"];
            ensure!(seen.is_null(), "views are {seen}");
            Ok(())
        })
        .await
        .with_context(|| format!("after {restarts} restarts"))
    })
    .await
}

/// Asks for one camera, which counts a view where the cache is there: `false` when the answer says that it is not.
async fn one_view_is_counted(api: &Http) -> Result<bool> {
    let camera = api.json(&format!("/api/v1/cameras/{CAMERA}")).await?;
    Ok(camera["views"] != Value::Null)
}
