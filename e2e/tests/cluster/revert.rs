//! A change that can never run is applied and taken back: the site heals unattended, and loses nothing.

use anyhow::{Context, Result, bail, ensure};
use contract::Component;
use e2e::site::Site;
use e2e::wait::{seconds, until};
use e2e::{fixture, scope};
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt;
use kube::api::ListParams;
use serde_json::{Value, json};

/// No registry has it.
const NO_IMAGE: &str = "registry.invalid/nothing:17";

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn an_image_that_cannot_be_pulled_is_reverted() -> Result<()> {
    scope::with_temp_ns("revert-image", async |client, namespace| {
        let site = Site::new(client, namespace, "halte-sud");
        let good = fixture::spec(&[fixture::camera("gate", "tcp://192.0.2.1:80")]);
        site.apply(&good).await?;
        site.ready(seconds(240)).await?;
        site.sql("CREATE TABLE e2e_kept AS SELECT 'before' AS note")
            .await?;
        for (part, component) in [("database", Component::Postgres), ("api", Component::Prober)] {
            let mut bad = good.clone();
            bad[part]["image"] = NO_IMAGE.into();
            // Taken back by no longer naming it, as a reverted commit does.
            change_and_revert(&site, &good, &bad, component).await?;
        }
        ensure_kept(&site).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn a_database_that_no_node_can_hold_is_reverted() -> Result<()> {
    scope::with_temp_ns("revert-memory", async |client, namespace| {
        let site = Site::new(client, namespace, "halte-nord");
        let good = fixture::spec(&[fixture::camera("gate", "tcp://192.0.2.1:80")]);
        site.apply(&good).await?;
        site.ready(seconds(240)).await?;
        site.sql("CREATE TABLE e2e_kept AS SELECT 'before' AS note")
            .await?;
        let mut bad = good.clone();
        bad["database"]["resources"] =
            json!({"requests": {"memory": "100Ti"}, "limits": {"memory": "100Ti"}});
        change_and_revert(&site, &good, &bad, Component::Postgres).await?;
        ensure_kept(&site).await
    })
    .await
}

/// Applies the bad spec, waits until a pod of the component is stuck, applies the good one and waits until all is well.
async fn change_and_revert(site: &Site, good: &Value, bad: &Value, component: Component) -> Result<()> {
    site.apply(bad).await?;
    let stuck = until(
        &format!("a pod of {component} is stuck"),
        seconds(180),
        async || stuck_pod(site, component).await,
    )
    .await?;
    site.apply(good).await?;
    site.ready(seconds(240))
        .await
        .with_context(|| format!("after the change of {component} was taken back"))?;
    let now = site.pod(component).await?;
    ensure!(now.uid() != stuck.uid(), "the stuck pod of {component} is ready");
    Ok(())
}

/// A pod of the component that cannot run.
async fn stuck_pod(site: &Site, component: Component) -> Result<Pod> {
    let selector = site.component_selector(component);
    let pods = site
        .api::<Pod>()
        .list(&ListParams::default().labels(&selector))
        .await?;
    for pod in pods {
        let status = pod.status.clone().unwrap_or_default();
        let waits = status.container_statuses.iter().flatten().any(|container| {
            let waiting = container.state.as_ref().and_then(|state| state.waiting.as_ref());
            let reason = waiting.and_then(|waiting| waiting.reason.as_deref());
            reason.is_some_and(|reason| reason.contains("Image"))
        });
        let mut conditions = status.conditions.iter().flatten();
        let unschedulable = conditions.any(|it| it.reason.as_deref() == Some("Unschedulable"));
        if (waits || unschedulable) && pod.metadata.deletion_timestamp.is_none() {
            return Ok(pod);
        }
    }
    bail!("no pod with {selector} is stuck")
}

async fn ensure_kept(site: &Site) -> Result<()> {
    let kept = site.sql("SELECT note FROM e2e_kept").await?;
    ensure!(kept == "before", "the old row reads {kept:?}");
    Ok(())
}
