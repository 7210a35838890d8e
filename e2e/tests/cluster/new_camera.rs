//! The inventory changes; no pod restarts for it.

use anyhow::{Context, Result, ensure};
use contract::Component;
use e2e::fixture;
use e2e::rtsp_source::RTSP_PORT;
use e2e::scope;
use e2e::site::cameras;
use e2e::wait::{seconds, until};

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn a_camera_added_to_the_spec_is_probed_without_a_restart() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let site = &shared.site;
        let api = site.http(Component::Api).await?;
        let before = site.pod_identities().await?;

        let mut spec = fixture::shared_spec(&shared.source);
        let added = fixture::camera("platform", &shared.source.url(RTSP_PORT, "platform"));
        spec["cameras"]
            .as_array_mut()
            .context("a spec without cameras")?
            .push(added);
        site.apply(&spec).await?;
        until("the new camera is Up", seconds(90), async || {
            let found = cameras(&api).await?;
            let camera = found.get("platform").context("it is not listed")?;
            ensure!(
                camera["state"] == "Up",
                "it is {}, reason {}",
                camera["state"],
                camera["reason"]
            );
            Ok(())
        })
        .await?;

        site.apply(&fixture::shared_spec(&shared.source)).await?;
        until("the removed camera is gone", seconds(90), async || {
            ensure!(
                !cameras(&api).await?.contains_key("platform"),
                "it is still listed"
            );
            Ok(())
        })
        .await?;
        let after = site.pod_identities().await?;
        ensure!(after == before, "pods were {before:?} and are {after:?}");
        site.ready(seconds(60)).await
    })
    .await
}
