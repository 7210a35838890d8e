//! The matrix: who opens connections to which component. Both sides' policies are made from it.

use contract::Component;
use contract::component::SIMULATOR_HTTP_PORT;

use crate::site::Site;

/// Who opens connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Everybody, inside the cluster and outside.
    Anyone,
    /// Pods of a component of the same site.
    Component(Component),
    /// Pods in the operator's namespace.
    Operator,
    /// Pods in namespaces that collect metrics.
    Monitoring,
}

const FLOWS: [(Source, Component); 15] = [
    (Source::Anyone, Component::Web),
    (Source::Component(Component::Web), Component::Api),
    (Source::Operator, Component::Api),
    (Source::Monitoring, Component::Api),
    (Source::Component(Component::Api), Component::Prober),
    (Source::Monitoring, Component::Prober),
    (Source::Component(Component::Api), Component::Postgres),
    (Source::Component(Component::Prober), Component::Postgres),
    (Source::Component(Component::Migrate), Component::Postgres),
    (
        Source::Component(Component::PostgresExporter),
        Component::Postgres,
    ),
    (Source::Component(Component::Api), Component::Redis),
    (Source::Component(Component::RedisExporter), Component::Redis),
    (Source::Monitoring, Component::PostgresExporter),
    (Source::Monitoring, Component::RedisExporter),
    (Source::Component(Component::Prober), Component::Simulator),
];

/// Who opens connections to the component, of what the site has.
pub(super) fn sources(site: &Site, component: Component) -> impl Iterator<Item = Source> {
    FLOWS
        .into_iter()
        .filter(move |(_, to)| *to == component)
        .map(|(from, _)| from)
        .filter(|from| !matches!(from, Source::Component(from) if !runs(site, *from)))
}

/// The components of the site that the component opens connections to.
pub(super) fn targets(site: &Site, component: Component) -> impl Iterator<Item = Component> {
    FLOWS
        .into_iter()
        .filter(move |(from, to)| *from == Source::Component(component) && runs(site, *to))
        .map(|(_, to)| to)
}

/// Whether the site has the component.
pub(super) const fn runs(site: &Site, component: Component) -> bool {
    match component {
        Component::Postgres => site.database.managed().is_some(),
        Component::PostgresExporter => site.postgres_exporter.is_some(),
        Component::Redis => site.cache.is_some(),
        Component::RedisExporter => site.redis_exporter.is_some(),
        Component::Simulator => site.simulator.is_some(),
        Component::Migrate | Component::Api | Component::Prober | Component::Web => true,
        Component::Monitoring => false,
    }
}

/// The ports that the component's pods listen on.
pub(super) fn ports(component: Component) -> Vec<u16> {
    let http = (component == Component::Simulator).then_some(SIMULATOR_HTTP_PORT);
    component.port().into_iter().chain(http).collect()
}
