//! Metrics of the database and of the cache, read where Prometheus would read them.

use anyhow::{Context, Result, ensure};
use contract::Component;
use e2e::scope;
use e2e::wait::{seconds, until};

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn the_exporters_are_let_in_and_export() -> Result<()> {
    scope::with_shared_site(async |shared| {
        for (component, line) in [
            (Component::PostgresExporter, "pg_up 1"),
            (Component::RedisExporter, "redis_up 1"),
        ] {
            let exporter = shared.site.http(component).await?;
            until(line, seconds(120), async || {
                let answer = exporter.get("/metrics").await?;
                let up = answer
                    .body
                    .lines()
                    .find(|it| it.starts_with(line.trim_end_matches('1')));
                let up = up.with_context(|| format!("{component} does not export {line}"))?;
                ensure!(up == line, "{up}");
                Ok(())
            })
            .await?;
        }
        Ok(())
    })
    .await
}
