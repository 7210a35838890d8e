//! How the pods of a component are spread over nodes.

use contract::Component;
use crds::TopologySpread;
use k8s_openapi::api::core::v1::TopologySpreadConstraint;

use super::meta;
use crate::site::Site;

/// Label of a node with its name. Not the zone beside it: with two keys the scheduler scores no node that lacks one of
/// them, and a cluster without zones would spread nothing.
const NODE: &str = "kubernetes.io/hostname";

/// The constraint of a component with so many pods; none where there is nothing to spread.
pub(super) fn over_nodes(site: &Site, component: Component, pods: i32) -> Vec<TopologySpreadConstraint> {
    let otherwise = match site.scheduling.topology_spread {
        TopologySpread::None => return Vec::new(),
        TopologySpread::Preferred => "ScheduleAnyway",
        TopologySpread::Required => "DoNotSchedule",
    };
    if pods < 2 {
        return Vec::new();
    }
    vec![TopologySpreadConstraint {
        max_skew: 1,
        topology_key: NODE.to_owned(),
        when_unsatisfiable: otherwise.to_owned(),
        label_selector: Some(meta::selector(&site.id, component)),
        // Pods of the old revision go soon: with them in the count, those that stay could end up on one node.
        match_label_keys: revision_label(component).map(|label| vec![label.to_owned()]),
        ..TopologySpreadConstraint::default()
    }]
}

/// The label by which pods of one revision are told from those of another, where a rollout has both at a time.
const fn revision_label(component: Component) -> Option<&'static str> {
    match component {
        Component::Api
        | Component::Web
        | Component::Simulator
        | Component::PostgresExporter
        | Component::RedisExporter => Some("pod-template-hash"),
        Component::Postgres
        | Component::Redis
        | Component::Prober
        | Component::Migrate
        | Component::Monitoring => None,
    }
}
