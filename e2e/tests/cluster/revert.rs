//! A change that can never work is applied and taken back: the site heals unattended, and loses nothing.

use anyhow::{Context, Result, bail, ensure};
use contract::Component;
use crds::conditions::{DATABASE_READY, INVENTORY_ACCEPTED, READY, reason};
use e2e::site::{Site, cameras};
use e2e::wait::{seconds, until};
use e2e::{fixture, objects, scope};
use futures::try_join;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt;
use kube::api::ListParams;
use serde_json::{Value, json};

/// No registry has it.
const NO_IMAGE: &str = "registry.invalid/nothing:17";

/// Three sites side by side: most of the time is spent on waiting for what does not come.
#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn what_can_never_work_is_reverted() -> Result<()> {
    scope::with_temp_ns("revert", async |client, namespace| {
        let images = Site::new(client.clone(), namespace, "halte-sud");
        let places = Site::new(client.clone(), namespace, "halte-nord");
        let start = Site::new(client, namespace, "halte-est");
        let images = async {
            images_that_cannot_be_pulled(&images)
                .await
                .with_context(|| format!("site {}", images.name()))
        };
        let places = async {
            pods_that_no_node_can_hold(&places)
                .await
                .with_context(|| format!("site {}", places.name()))
        };
        let start = async {
            a_first_start_that_fails(&start)
                .await
                .with_context(|| format!("site {}", start.name()))
        };
        try_join!(images, places, start)?;
        Ok(())
    })
    .await
}

async fn images_that_cannot_be_pulled(site: &Site) -> Result<()> {
    let good = spec();
    bring_up_with_a_row(site, &good).await?;
    for (part, component) in [("database", Component::Postgres), ("api", Component::Prober)] {
        let mut bad = good.clone();
        bad[part]["image"] = NO_IMAGE.into();
        // Taken back by no longer naming it, as a reverted commit does.
        change_and_revert(site, &good, &bad, component).await?;
    }
    ensure_kept(site).await?;
    what_a_camera_names_but_is_not_there(site).await
}

async fn pods_that_no_node_can_hold(site: &Site) -> Result<()> {
    let good = spec();
    bring_up_with_a_row(site, &good).await?;
    let mut bad = good.clone();
    bad["database"]["resources"] = json!({"requests": {"memory": "100Ti"}, "limits": {"memory": "100Ti"}});
    change_and_revert(site, &good, &bad, Component::Postgres).await?;

    let mut bad = good.clone();
    let nowhere = json!({"matchExpressions": [{"key": "camerasite.io/e2e-nowhere", "operator": "Exists"}]});
    bad["scheduling"]["affinity"] = json!({
        "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [nowhere]}},
    });
    change_and_revert(site, &good, &bad, Component::Postgres).await?;
    ensure_kept(site).await
}

/// The first script runs, the second fails. When its ConfigMap is mended both run, from an empty database.
async fn a_first_start_that_fails(site: &Site) -> Result<()> {
    let script = |name: &str, text: &str| {
        json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": name},
            "data": {"init.sql": text},
        })
    };
    let first = script("start-first", "CREATE TABLE e2e_start AS SELECT 'ran' AS note;");
    let broken = script("start-second", "SELECT nothing FROM nowhere;");
    let mended = script(
        "start-second",
        "CREATE TABLE e2e_second AS SELECT 'mended' AS note;",
    );
    objects::apply_all(site.client(), site.namespace(), &[first, broken]).await?;
    let mut good = spec();
    good["cameras"] = json!([{"name": "quay", "simulated": {}}]);
    good["database"]["initScripts"] =
        json!([{"configMapRef": {"name": "start-first"}}, {"configMapRef": {"name": "start-second"}}]);
    site.apply(&good).await?;
    until("the first start is told to fail", seconds(120), async || {
        let database = site.condition(DATABASE_READY).await?;
        let told = database.status == "False" && database.message.contains("CrashLoopBackOff");
        ensure!(told, "{}: {}", database.reason, database.message);
        Ok(())
    })
    .await?;
    objects::apply_all(site.client(), site.namespace(), &[mended]).await?;
    site.ready(seconds(240)).await?;
    let ran = site.sql("SELECT a.note || ' ' || b.note FROM e2e_start a, e2e_second b");
    let ran = ran.await?;
    ensure!(ran == "ran mended", "the tables hold {ran:?}");
    a_probe_that_cannot_succeed(site, &good).await
}

/// A gateway that never answers makes every camera Unknown, not Down.
async fn a_probe_that_cannot_succeed(site: &Site, good: &Value) -> Result<()> {
    let api = site.http(Component::Api).await?;
    let quay_is = async |state: &str, reason: &Value| {
        until(&format!("the camera is {state}"), seconds(120), async || {
            let found = cameras(&api).await?;
            let quay = &found["quay"];
            ensure!(quay["state"] == state && quay["reason"] == *reason, "{quay}");
            Ok(())
        })
        .await
    };
    quay_is("Up", &Value::Null).await?;
    let mut bad = good.clone();
    bad["probe"]["gateway"] = "tcp://192.0.2.1:9".into();
    site.apply(&bad).await?;
    quay_is("Unknown", &json!("GatewayDown")).await?;
    site.apply(good).await?;
    quay_is("Up", &Value::Null).await?;
    site.ready(seconds(60)).await
}

/// A Secret that is missing is told, and everything else goes on.
async fn what_a_camera_names_but_is_not_there(site: &Site) -> Result<()> {
    let good = spec();
    let mut bad = good.clone();
    bad["cameras"][0]["credentialsSecretRef"] = json!({"name": "nobody-made-it"});
    site.apply(&bad).await?;
    until("the missing Secret is told", seconds(60), async || {
        let inventory = site.condition(INVENTORY_ACCEPTED).await?;
        let told =
            inventory.reason == reason::SECRET_NOT_FOUND && inventory.message.contains("nobody-made-it");
        ensure!(told, "{}: {}", inventory.reason, inventory.message);
        let ready = site.condition(READY).await?;
        ensure!(
            ready.status == "True",
            "Ready is {}: {}",
            ready.status,
            ready.message
        );
        Ok(())
    })
    .await?;
    site.apply(&good).await?;
    until("the inventory is accepted", seconds(60), async || {
        let inventory = site.condition(INVENTORY_ACCEPTED).await?;
        ensure!(inventory.status == "True", "{}", inventory.message);
        Ok(())
    })
    .await
}

fn spec() -> Value {
    fixture::spec(&[fixture::camera("gate", "tcp://192.0.2.1:80")])
}

async fn bring_up_with_a_row(site: &Site, spec: &Value) -> Result<()> {
    site.apply(spec).await?;
    site.ready(seconds(240)).await?;
    site.sql("CREATE TABLE e2e_kept AS SELECT 'before' AS note")
        .await?;
    Ok(())
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
