//! Children as manifests, in the order in which they can be applied by hand.

use serde::Serialize;
use serde_json::Value;

use super::{Child, Prepared, Resources};

/// Every child that is wanted, as JSON. Of the generated Secrets only the metadata is here.
///
/// # Errors
/// When a child cannot be written as JSON; a bug.
pub fn manifests(children: &Resources<Prepared>) -> serde_json::Result<Vec<Value>> {
    let Resources {
        secrets,
        cameras,
        camera_credentials,
        postgres_claim,
        postgres_config,
        postgres_service,
        postgres,
        postgres_exporter_service,
        postgres_exporter,
        redis_claim,
        redis_config,
        redis_service,
        redis,
        redis_exporter_login,
        redis_exporter_service,
        redis_exporter,
        migrate,
        api_service,
        api,
        prober_service,
        prober,
        simulator_config,
        simulator_service,
        simulator,
        web_config,
        web_service,
        web,
        network_policies,
        api_budget,
        api_autoscaler,
        prober_budget,
        web_budget,
        web_ingress,
        service_monitor,
        prometheus_rule,
        alertmanager_config,
        dashboard,
    } = children;
    let mut list = Vec::new();
    for secret in secrets.as_ref().into_values() {
        push(&mut list, secret)?;
    }
    push(&mut list, camera_credentials)?;
    push(&mut list, redis_exporter_login)?;
    for config_map in [
        cameras,
        postgres_config,
        redis_config,
        simulator_config,
        web_config,
        dashboard,
    ] {
        push(&mut list, config_map)?;
    }
    for claim in [postgres_claim, redis_claim] {
        push(&mut list, claim)?;
    }
    for service in [
        postgres_service,
        postgres_exporter_service,
        redis_service,
        redis_exporter_service,
        api_service,
        prober_service,
        simulator_service,
        web_service,
    ] {
        push(&mut list, service)?;
    }
    push(&mut list, web_ingress)?;
    for policy in network_policies {
        push(&mut list, policy)?;
    }
    for budget in [api_budget, prober_budget, web_budget] {
        push(&mut list, budget)?;
    }
    for workload in [postgres, redis, prober] {
        push(&mut list, workload)?;
    }
    push(&mut list, migrate)?;
    for workload in [postgres_exporter, redis_exporter, api, simulator, web] {
        push(&mut list, workload)?;
    }
    push(&mut list, api_autoscaler)?;
    push(&mut list, service_monitor)?;
    push(&mut list, prometheus_rule)?;
    push(&mut list, alertmanager_config)?;
    Ok(list)
}

fn push<K: Serialize>(list: &mut Vec<Value>, child: &Child<K>) -> serde_json::Result<()> {
    if let Child::Apply(object) = child {
        list.push(serde_json::to_value(object)?);
    }
    Ok(())
}
