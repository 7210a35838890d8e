//! What a person needs to see when a scenario has failed. Everything goes to standard error, which libtest shows for
//! failed tests only.

use anyhow::Result;
use crds::CameraSite;
use k8s_openapi::api::core::v1::{ContainerStatus, Event, Pod};
use kube::api::{ListParams, LogParams};
use kube::{Api, Client, ResourceExt};

use crate::cluster::OPERATOR_NAMESPACE;

/// Lines that are shown of each log.
const LOG_LINES: i64 = 40;

/// Prints sites, events, pods and logs of `namespace`, and the operator's log. Never fails: what cannot be had is said.
pub async fn print(client: &Client, namespace: &str) {
    eprintln!("===== diagnosis of namespace {namespace} =====");
    report("sites", sites(client, namespace).await);
    report("events", events(client, namespace).await);
    report("pods", pods(client, namespace).await);
    report("operator", pods(client, OPERATOR_NAMESPACE).await);
    eprintln!("===== end of the diagnosis of namespace {namespace} =====");
}

fn report(what: &str, outcome: Result<()>) {
    if let Err(error) = outcome {
        eprintln!("--- {what} cannot be had: {error:#}");
    }
}

async fn sites(client: &Client, namespace: &str) -> Result<()> {
    let sites: Api<CameraSite> = Api::namespaced(client.clone(), namespace);
    for site in sites.list(&ListParams::default()).await? {
        eprintln!(
            "--- site {} (generation {:?})",
            site.name_any(),
            site.metadata.generation
        );
        for condition in site.status.map(|status| status.conditions).unwrap_or_default() {
            let observed = condition.observed_generation.unwrap_or_default();
            eprintln!(
                "    {} {} {} (generation {observed}): {}",
                condition.type_, condition.status, condition.reason, condition.message
            );
        }
    }
    Ok(())
}

async fn events(client: &Client, namespace: &str) -> Result<()> {
    let events: Api<Event> = Api::namespaced(client.clone(), namespace);
    let mut found = events.list(&ListParams::default()).await?.items;
    found.sort_by_key(|event| event.metadata.creation_timestamp.clone());
    eprintln!("--- events");
    for event in found {
        let about = event.involved_object;
        eprintln!(
            "    {} {}/{} {}: {}",
            event.type_.unwrap_or_default(),
            about.kind.unwrap_or_default(),
            about.name.unwrap_or_default(),
            event.reason.unwrap_or_default(),
            event.message.unwrap_or_default(),
        );
    }
    Ok(())
}

async fn pods(client: &Client, namespace: &str) -> Result<()> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace);
    for pod in pods.list(&ListParams::default()).await? {
        let name = pod.name_any();
        let status = pod.status.unwrap_or_default();
        eprintln!("--- pod {namespace}/{name}: {}", status.phase.unwrap_or_default());
        let containers = status
            .init_container_statuses
            .into_iter()
            .chain(status.container_statuses)
            .flatten();
        for container in containers {
            eprintln!("    container {}: {}", container.name, describe(&container));
            log(&pods, &name, &container.name, false).await;
            if container.restart_count > 0 {
                log(&pods, &name, &container.name, true).await;
            }
        }
    }
    Ok(())
}

fn describe(container: &ContainerStatus) -> String {
    let state = container.state.clone().unwrap_or_default();
    let restarts = container.restart_count;
    let what = if let Some(waiting) = state.waiting {
        format!(
            "waiting, {} {}",
            waiting.reason.unwrap_or_default(),
            waiting.message.unwrap_or_default()
        )
    } else if let Some(ended) = state.terminated {
        format!(
            "ended with {}, {}",
            ended.exit_code,
            ended.reason.unwrap_or_default()
        )
    } else {
        "running".to_owned()
    };
    format!("{what}, ready {}, restarts {restarts}", container.ready)
}

async fn log(pods: &Api<Pod>, pod: &str, container: &str, previous: bool) {
    let params = LogParams {
        container: Some(container.to_owned()),
        previous,
        tail_lines: Some(LOG_LINES),
        ..LogParams::default()
    };
    let title = if previous { "log before the restart" } else { "log" };
    match pods.logs(pod, &params).await {
        Ok(text) => text.lines().for_each(|line| eprintln!("    {title} | {line}")),
        Err(error) => eprintln!("    {title} cannot be had: {error}"),
    }
}
