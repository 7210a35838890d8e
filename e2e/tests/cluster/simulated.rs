//! Simulated cameras: a behaviour that is switched appears in the API after exactly as many probes as it must.

use anyhow::{Result, ensure};
use contract::Component;
use e2e::fixture;
use e2e::http::Http;
use e2e::objects::apply_all;
use e2e::scope;
use e2e::simulator::Simulator;
use e2e::site::{Site, cameras};
use e2e::wait::{seconds, until};
use futures::future::try_join_all;
use k8s_openapi::api::core::v1::Pod;
use kube::api::DeleteParams;
use serde_json::{Value, json};

/// `spec.probe.failureThreshold` of these sites.
const THRESHOLD: u64 = 3;

fn spec(names: &[&str], shards: u32) -> Value {
    let cameras: Vec<Value> = names
        .iter()
        .map(|name| json!({"name": name, "simulated": {"behaviour": "Healthy"}}))
        .collect();
    let mut spec = fixture::spec(&cameras);
    // Long enough that no further probe comes while the test looks.
    spec["probe"] = json!({"intervalSeconds": 10, "timeoutSeconds": 3, "failureThreshold": THRESHOLD});
    spec["prober"] = json!({"shards": shards});
    spec
}

async fn until_state(api: &Http, camera: &str, state: &str) -> Result<Value> {
    until(&format!("{camera} is {state}"), seconds(150), async || {
        let found = api.json(&format!("/api/v1/cameras/{camera}")).await?;
        ensure!(
            found["state"] == state,
            "it is {}, reason {}",
            found["state"],
            found["reason"]
        );
        Ok(found)
    })
    .await
}

/// Switches `camera`, waits for `state`, and gives the fewest and the most probes that can have seen the new behaviour.
async fn probes_until(
    api: &Http,
    simulator: &Simulator,
    camera: &str,
    behaviour: &str,
    state: &str,
) -> Result<(Value, u64, u64)> {
    let before = simulator.describes(camera).await?;
    simulator.behave(camera, behaviour).await?;
    let after = simulator.describes(camera).await?;
    let found = until_state(api, camera, state).await?;
    let now = simulator.describes(camera).await?;
    Ok((found, now - after, now - before))
}

async fn switch_and_back(
    api: &Http,
    simulator: &Simulator,
    camera: &str,
    behaviour: &str,
    reason: &str,
) -> Result<()> {
    until_state(api, camera, "Up").await?;
    let (found, fewest, most) = probes_until(api, simulator, camera, behaviour, "Down").await?;
    ensure!(found["reason"] == reason, "{camera}: {found}");
    ensure!(
        (fewest..=most).contains(&THRESHOLD),
        "{camera} was Down after {fewest} to {most} failed probes"
    );
    let (_, fewest, most) = probes_until(api, simulator, camera, "Healthy", "Up").await?;
    ensure!(
        (fewest..=most).contains(&1),
        "{camera} was Up after {fewest} to {most} good probes"
    );
    Ok(())
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn behaviours_appear_after_exactly_the_threshold_and_clear_at_the_next_good_probe() -> Result<()> {
    scope::with_temp_ns("simulated", async |client, namespace| {
        let site = Site::new(client, namespace, "simulated");
        let names = ["lost", "broken", "locked"];
        site.apply(&spec(&names, 1)).await?;
        site.ready(seconds(180)).await?;
        let api = site.http(Component::Api).await?;
        let simulator = Simulator::of(&site).await?;
        let switched = [
            ("lost", "NotFound", "NotFound"),
            ("broken", "BadSdp", "BadSdp"),
            ("locked", "AuthRequired", "AuthRequired"),
        ]
        .map(|(camera, behaviour, reason)| switch_and_back(&api, &simulator, camera, behaviour, reason));
        try_join_all(switched).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn shards_come_and_go_and_no_camera_is_lost_or_probed_twice_at_a_time() -> Result<()> {
    scope::with_temp_ns("shards", async |client, namespace| {
        let site = Site::new(client, namespace, "shards");
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
        site.apply(&spec(&names, 1)).await?;
        site.ready(seconds(180)).await?;
        let api = site.http(Component::Api).await?;
        let simulator = Simulator::of(&site).await?;
        for name in names {
            until_state(&api, name, "Up").await?;
        }
        let before = cameras(&api).await?;
        for shards in [3, 1] {
            site.apply(&spec(&names, shards)).await?;
            site.ready(seconds(180)).await?;
            let mut seen = Vec::new();
            for name in names {
                seen.push((name, simulator.describes(name).await?));
            }
            for (name, seen) in seen {
                until(
                    &format!("{name} is probed with {shards} shards"),
                    seconds(120),
                    async || {
                        ensure!(simulator.describes(name).await? > seen, "it is not");
                        Ok(())
                    },
                )
                .await?;
            }
            let after = cameras(&api).await?;
            for name in names {
                ensure!(
                    after[name]["state"] == "Up" && after[name]["since"] == before[name]["since"],
                    "{name} was {} and is {}",
                    before[name],
                    after[name]
                );
            }
        }
        let (most, camera) = simulator.most_connections().await?;
        ensure!(most == 1, "{camera} had {most} connections at once");
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn the_cameras_of_a_dead_shard_are_unknown_and_never_up() -> Result<()> {
    scope::with_temp_ns("dead-shard", async |client, namespace| {
        let site = Site::new(client.clone(), namespace, "dead");
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let (dead, alive): (Vec<&str>, Vec<&str>) =
            names.iter().partition(|name| probe::shard::owner(name, 2) == 1);
        site.apply(&spec(&names, 2)).await?;
        site.ready(seconds(180)).await?;
        let api = site.http(Component::Api).await?;
        for name in names {
            until_state(&api, name, "Up").await?;
        }

        // Without room for a pod the shard stays dead.
        let quota = json!({
            "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "no-more-pods"},
            "spec": {"hard": {"pods": "0"}},
        });
        apply_all(&client, namespace, &[quota]).await?;
        let pod = format!("{}-1", site.child(Component::Prober));
        site.api::<Pod>()
            .delete(&pod, &DeleteParams::default().grace_period(0))
            .await?;
        for name in &dead {
            let found = until_state(&api, name, "Unknown").await?;
            ensure!(found["reason"] == "NoProber", "{found}");
        }
        let now = cameras(&api).await?;
        for name in &alive {
            ensure!(now[*name]["state"] == "Up", "{}", now[*name]);
        }
        for name in &dead {
            ensure!(now[*name]["state"] == "Unknown", "{}", now[*name]);
        }
        Ok(())
    })
    .await
}
