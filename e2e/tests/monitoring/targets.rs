//! What Prometheus scrapes.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use e2e::cluster::OPERATOR_NAMESPACE;
use e2e::wait::{seconds, until};

use crate::stage::on_stage;

#[tokio::test]
#[ignore = "needs a cluster with monitoring: make e2e-monitoring"]
async fn every_target_is_up() -> Result<()> {
    on_stage(async |stage| {
        let jobs = BTreeSet::from(["api", "postgres-exporter", "prober", "redis-exporter"]);
        until("every target is up", seconds(180), async || {
            for site in [&stage.first, &stage.second] {
                let (namespace, name) = (site.namespace(), site.name());
                let up = format!(r#"up{{namespace="{namespace}", site="{name}"}} == 1"#);
                let found = stage.prometheus.query(&up).await?;
                let found: BTreeSet<&str> = found
                    .iter()
                    .filter_map(|it| it["metric"]["job"].as_str())
                    .collect();
                ensure!(found == jobs, "of site {name} there are {found:?}");
            }
            let operators = format!(r#"count(up{{namespace="{OPERATOR_NAMESPACE}", job="operator"}} == 1)"#);
            ensure!(
                stage.prometheus.value(&operators).await? >= 2.0,
                "not both operators"
            );
            let down = stage.prometheus.query("up == 0").await?;
            ensure!(down.is_empty(), "these are down: {down:?}");
            Ok(())
        })
        .await
    })
    .await
}
