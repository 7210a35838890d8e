//! Applies against a pretended API server.

mod failures;
mod writes;

use http::Method;
use serde_json::{Value, json};

use super::*;
use crate::metrics::Metrics;
use crate::observe::{Observed, PodFacts};
use crate::resources::build;
use crate::test_support::{
    Call, Calls, FULL, MINIMAL, NO_CACHE, SIMULATED, api, observed, refusal, site, stored,
};

/// Applies the fixture over what is live, and says what became of it.
async fn apply(
    client: &Client,
    fixture: &str,
    live: Live,
) -> (Resources<Applied>, bool, Result<(), ApplyError>) {
    let site = site(fixture);
    let (_, Observed { secrets, .. }) = observed(fixture);
    let metrics = Metrics::new().unwrap();
    let mut writer = Applier::new(client, &metrics, &site);
    // Generated Secrets have tests of their own.
    let absent = secrets.map(|_| SecretState::Unneeded);
    let mut wanted = build(&site);
    wanted.secrets = absent.as_ref().map(|_| Child::Unknown);
    let applied = writer.apply(wanted, live, absent).await;
    let clean = writer.is_clean();
    (applied, clean, writer.finish())
}

fn labels(calls: &Calls) -> Vec<String> {
    calls.lock().unwrap().iter().map(Call::label).collect()
}

fn found<K: Clone>(outcome: &Outcome<K>) -> Found<K> {
    outcome.live().cloned().map(Box::new)
}

/// The children as they are after a pass.
fn live(applied: &Resources<Applied>) -> Live {
    Live {
        cameras: found(&applied.cameras),
        camera_credentials: found(&applied.camera_credentials),
        postgres_claim: found(&applied.postgres_claim),
        postgres_config: found(&applied.postgres_config),
        postgres_service: found(&applied.postgres_service),
        postgres: found(&applied.postgres),
        postgres_exporter_service: found(&applied.postgres_exporter_service),
        postgres_exporter: found(&applied.postgres_exporter),
        redis_claim: found(&applied.redis_claim),
        redis_config: found(&applied.redis_config),
        redis_service: found(&applied.redis_service),
        redis: found(&applied.redis),
        redis_exporter_login: found(&applied.redis_exporter_login),
        redis_exporter_service: found(&applied.redis_exporter_service),
        redis_exporter: found(&applied.redis_exporter),
        migrate: applied.migrate.live().cloned().into_iter().collect(),
        api_service: found(&applied.api_service),
        api: found(&applied.api),
        prober_service: found(&applied.prober_service),
        prober: found(&applied.prober),
        simulator_config: found(&applied.simulator_config),
        simulator_service: found(&applied.simulator_service),
        simulator: found(&applied.simulator),
        web_config: found(&applied.web_config),
        web_service: found(&applied.web_service),
        web: found(&applied.web),
        network_policies: applied.network_policies.iter().map(found).collect(),
        api_budget: found(&applied.api_budget),
        api_autoscaler: found(&applied.api_autoscaler),
        prober_budget: found(&applied.prober_budget),
        web_budget: found(&applied.web_budget),
        web_ingress: found(&applied.web_ingress),
        service_monitor: found(&applied.service_monitor),
        prometheus_rule: found(&applied.prometheus_rule),
        alertmanager_config: found(&applied.alertmanager_config),
        dashboard: found(&applied.dashboard),
    }
}

async fn settled(fixture: &str) -> Live {
    let (client, _) = api(stored);
    live(&apply(&client, fixture, Live::default()).await.0)
}
