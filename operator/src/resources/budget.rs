//! The disruption budget `<site>-<component>`.

use contract::Component;
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::{Child, meta};
use crate::site::Site;

/// One pod at a time is evicted when nodes are drained. Only where there is more than one: a budget over a single pod
/// would either block the drain or do nothing. A pod that is not ready may always go, or it would block the drain of
/// its node. Probers have one although each shard is alone with its cameras: two drains at once then cost one shard's
/// cameras at a time.
pub(super) fn budget(site: &Site, component: Component, pods: i32) -> Child<PodDisruptionBudget> {
    if pods < 2 {
        return Child::Off;
    }
    Child::apply(PodDisruptionBudget {
        metadata: meta::component_meta(&site.id, component),
        spec: Some(PodDisruptionBudgetSpec {
            max_unavailable: Some(IntOrString::Int(1)),
            selector: Some(meta::selector(&site.id, component)),
            unhealthy_pod_eviction_policy: Some("AlwaysAllow".to_owned()),
            ..PodDisruptionBudgetSpec::default()
        }),
        ..PodDisruptionBudget::default()
    })
}
