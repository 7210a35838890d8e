//! Every expression of every dashboard and rule on the cluster's own Prometheus.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::cluster::OPERATOR_NAMESPACE;
use e2e::objects::repository_file;
use e2e::wait::{seconds, until};
use serde_json::Value;
use tokio::process::Command;

use crate::stage::{CAMERAS, SPECIAL, Stage, on_stage};

/// What a panel or a rule asks.
pub(crate) struct Query {
    name: String,
    /// One of them must have data.
    texts: Vec<String>,
    /// Whether it may have none while all is well.
    pub(crate) empty_when_well: bool,
    /// Whether only a camera that comes back fills it.
    pub(crate) filled_on_return: bool,
}

impl Query {
    /// Whether it asks for something with this in its name.
    pub(crate) fn asks(&self, part: &str) -> bool {
        self.texts.iter().any(|text| text.contains(part))
    }
}

/// Every query of dashboards and rules for the first site, from the files that Grafana and Prometheus get.
pub(crate) async fn listed(stage: &Stage) -> Result<Vec<Query>> {
    let output = Command::new("/usr/bin/python3")
        .args(["-B", "-m", "hack.dashboards.tests.queries"])
        .args([stage.first.namespace(), stage.first.name(), OPERATOR_NAMESPACE])
        .args(CAMERAS)
        .args(SPECIAL)
        .current_dir(repository_file(""))
        .output()
        .await
        .context("python3 cannot be run")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the queries cannot be listed: {errors}");
    let listed: Vec<Value> = serde_json::from_slice(&output.stdout)?;
    listed.iter().map(query).collect()
}

fn query(listed: &Value) -> Result<Query> {
    let texts = listed["texts"].as_array().context("a query without texts")?;
    Ok(Query {
        name: listed["name"]
            .as_str()
            .context("a query without name")?
            .to_owned(),
        texts: texts
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        empty_when_well: listed["emptyWhenWell"] == true,
        filled_on_return: listed["filledOnReturn"] == true,
    })
}

/// Waits until each of `queries` has had data once; marks of events pass. `meanwhile` is done before each look.
pub(crate) async fn have_data(
    stage: &Stage,
    queries: &[&Query],
    limit: Duration,
    mut meanwhile: impl AsyncFnMut() -> Result<()>,
) -> Result<()> {
    let mut empty: BTreeSet<usize> = (0..queries.len()).collect();
    until("every query has data", limit, async || {
        meanwhile().await?;
        for number in empty.clone() {
            if has_data(stage, queries[number]).await? {
                empty.remove(&number);
            }
        }
        let names: Vec<&str> = empty
            .iter()
            .map(|number| queries[*number].name.as_str())
            .collect();
        ensure!(names.is_empty(), "without data: {}", names.join("; "));
        Ok(())
    })
    .await
}

async fn has_data(stage: &Stage, query: &Query) -> Result<bool> {
    for text in &query.texts {
        if !stage.prometheus.query(text).await?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

#[tokio::test]
#[ignore = "needs a cluster with monitoring: make e2e-monitoring"]
async fn every_query_of_dashboards_and_rules_has_data() -> Result<()> {
    on_stage(async |stage| {
        let mut queries = listed(stage).await?;
        queries.retain(|query| !query.empty_when_well);
        let queries: Vec<&Query> = queries.iter().collect();
        // Rates over five minutes have data after two scrapes.
        have_data(stage, &queries, seconds(300), async || Ok(())).await?;
        for rule in stage.prometheus.rules().await? {
            ensure!(
                rule["health"] == "ok",
                "{} fails: {}",
                rule["name"],
                rule["lastError"]
            );
        }
        Ok(())
    })
    .await
}
