//! A camera dies: the right people are told, once; it comes back: they are told, once.

use anyhow::{Context, Result, ensure};
use contract::Component;
use e2e::http::Http;
use e2e::monitoring::{self, AlertState};
use e2e::pods;
use e2e::simulator::Simulator;
use e2e::wait::{seconds, steadily, until};
use k8s_openapi::api::core::v1::Pod;
use kube::api::DeleteParams;
use kube::{Api, ResourceExt};
use serde_json::Value;

use crate::stage::{Stage, TWO_INTERVALS, on_stage};

const ALERT: &str = "CameraDown";
const CAMERA: &str = "hall";
const LABELS: [(&str, &str); 2] = [("site", "gare"), ("camera", CAMERA)];

#[tokio::test]
#[ignore = "needs a cluster with monitoring: make e2e-monitoring"]
async fn a_camera_that_dies_is_told_once_and_its_return_once() -> Result<()> {
    on_stage(async |stage| {
        stage.calm(&stage.first).await?;
        let simulator = Simulator::of(&stage.first).await?;
        let outcome = dies_and_comes_back(stage, &simulator).await;
        simulator.behave(CAMERA, "Healthy").await?;
        outcome
    })
    .await
}

async fn dies_and_comes_back(stage: &Stage, simulator: &Simulator) -> Result<()> {
    let api = stage.first.http(Component::Api).await?;
    let watch = Watch::begin(stage).await?;

    simulator.behave(CAMERA, "NotFound").await?;
    watch.until_alert(AlertState::Pending).await?;
    ensure!(watch.messages("firing").await? == 0, "told while pending");
    watch.until_alert(AlertState::Firing).await?;
    watch.until_told("firing").await?;
    until_api_says(&api, "Firing").await?;
    watch.nothing_more("firing").await?;

    let probers = stage.first.component_selector(Component::Prober);
    restart(&stage.first.api(), &probers).await?;
    watch.nothing_more("firing").await?;

    let pods: Api<Pod> = Api::namespaced(stage.first.client().clone(), monitoring::NAMESPACE);
    restart(&pods, &monitoring::selector("alertmanager")).await?;
    until(
        "Alertmanager was told of the alert again",
        seconds(120),
        async || {
            let (namespace, site) = (stage.first.namespace(), stage.first.name());
            let alerts = stage.alertmanager.alerts(ALERT, namespace, site).await?;
            ensure!(!alerts.is_empty(), "it knows nothing of it");
            Ok(())
        },
    )
    .await?;
    watch.nothing_more("firing").await?;

    simulator.behave(CAMERA, "Healthy").await?;
    watch.until_told("resolved").await?;
    until_api_says(&api, "Resolved").await?;
    watch.nothing_more("resolved").await
}

/// The messages about the camera from now on.
struct Watch<'a> {
    stage: &'a Stage,
    before: usize,
}

impl<'a> Watch<'a> {
    async fn begin(stage: &'a Stage) -> Result<Self> {
        let before = stage.told(&stage.first).await?.len();
        Ok(Self { stage, before })
    }

    /// How many messages said that the alert fires, or is resolved.
    async fn messages(&self, status: &str) -> Result<usize> {
        let told = self.stage.told(&self.stage.first).await?;
        let with = told
            .iter()
            .skip(self.before)
            .filter(|it| it.statuses(ALERT, &LABELS).contains(&status));
        Ok(with.count())
    }

    async fn until_alert(&self, state: AlertState) -> Result<()> {
        until(&format!("{ALERT} is {state:?}"), seconds(120), async || {
            let found = self.stage.prometheus.alert(ALERT, &LABELS).await?;
            ensure!(found == state, "it is {found:?}");
            Ok(())
        })
        .await
    }

    async fn until_told(&self, status: &str) -> Result<()> {
        // It keeps firing for two minutes after the camera is back.
        until(
            &format!("the receiver is told: {status}"),
            seconds(240),
            async || {
                ensure!(self.messages(status).await? > 0, "it is not");
                Ok(())
            },
        )
        .await
    }

    /// For two intervals, no second message of `status`, and none that says the other thing while the alert fires.
    async fn nothing_more(&self, status: &str) -> Result<()> {
        steadily(&format!("one message: {status}"), TWO_INTERVALS, async || {
            let (firing, resolved) = (self.messages("firing").await?, self.messages("resolved").await?);
            let wanted = if status == "firing" { (1, 0) } else { (1, 1) };
            ensure!(
                (firing, resolved) == wanted,
                "{firing} firing, {resolved} resolved"
            );
            Ok(())
        })
        .await
    }
}

async fn until_api_says(api: &Http, state: &str) -> Result<Value> {
    until(&format!("the API says {state}"), seconds(60), async || {
        let list = api
            .json(&format!("/api/v1/alerts?state={state}&camera={CAMERA}"))
            .await?;
        let items = list["items"].as_array().context("a list without items")?;
        let found = items.iter().find(|alert| alert["name"] == ALERT);
        let found = found.with_context(|| format!("no such alert among {}", items.len()))?;
        ensure!(list["chain"]["silent"] == false, "the chain is silent");
        Ok(found.clone())
    })
    .await
}

/// Deletes the pod that `selector` matches and waits until another one is ready.
async fn restart(pods: &Api<Pod>, selector: &str) -> Result<()> {
    let old = pods::ready_pod(pods, selector).await?;
    pods.delete(&old.name_any(), &DeleteParams::default()).await?;
    until("there is a new pod", seconds(180), async || {
        let new = pods::ready_pod(pods, selector).await?;
        ensure!(new.uid() != old.uid(), "the old one is still there");
        Ok(())
    })
    .await
}
