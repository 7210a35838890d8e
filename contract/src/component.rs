//! The parts of a site, their names and the ports they listen on.

use std::fmt;

/// A part of a site. Its name is the value of the label `app.kubernetes.io/component` and the suffix of its children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// The database (StatefulSet, one replica).
    Postgres,
    /// The cache of view counters (StatefulSet, one replica).
    Redis,
    /// The HTTP API (Deployment), role `serve` of the API server.
    Api,
    /// The probers (StatefulSet, one shard an ordinal), role `probe` of the API server.
    Prober,
    /// nginx with the web page (Deployment).
    Web,
    /// The Job that makes database roles and schema, role `migrate` of the API server.
    Migrate,
    /// The program that plays the simulated cameras (Deployment, one replica); only where a site has any.
    Simulator,
    /// The exporter of the database's metrics (Deployment, one replica); only beside a database of the site's own.
    PostgresExporter,
    /// The exporter of the cache's metrics (Deployment, one replica); only beside a cache.
    RedisExporter,
    /// What Prometheus, Alertmanager and Grafana read; it has no pods.
    Monitoring,
}

impl Component {
    /// Every component with pods, in the order in which a site's children are listed.
    pub const ALL: [Self; 9] = [
        Self::Postgres,
        Self::PostgresExporter,
        Self::Redis,
        Self::RedisExporter,
        Self::Migrate,
        Self::Api,
        Self::Simulator,
        Self::Prober,
        Self::Web,
    ];

    /// The name used in labels, in child names and in paths.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Redis => "redis",
            Self::Api => "api",
            Self::Prober => "prober",
            Self::Web => "web",
            Self::Migrate => "migrate",
            Self::Simulator => "simulator",
            Self::PostgresExporter => "postgres-exporter",
            Self::RedisExporter => "redis-exporter",
            Self::Monitoring => "monitoring",
        }
    }

    /// The name of this component's child objects: `<site>-<component>`.
    #[must_use]
    pub fn child_name(self, site: &str) -> String {
        format!("{site}-{self}")
    }

    /// The directory of this component's mounted files: `/etc/camerasite/<component>`.
    #[must_use]
    pub fn config_dir(self) -> String {
        format!("{}/{self}", crate::files::ROOT)
    }

    /// The TCP port that the component's container listens on, RTSP for the simulator; `None` where it serves nothing.
    #[must_use]
    pub const fn port(self) -> Option<u16> {
        match self {
            Self::Postgres => Some(5432),
            Self::Redis => Some(6379),
            Self::Api | Self::Web => Some(8080),
            Self::Prober => Some(8081),
            Self::Simulator => Some(8554),
            Self::PostgresExporter => Some(9187),
            Self::RedisExporter => Some(9121),
            Self::Migrate | Self::Monitoring => None,
        }
    }
}

/// Port of the web Service; its pods listen on [`Component::port`].
pub const WEB_SERVICE_PORT: u16 = 80;

/// Port of the simulator's HTTP API, snapshots and ONVIF; its RTSP port is [`Component::port`].
pub const SIMULATOR_HTTP_PORT: u16 = 8555;

impl fmt::Display for Component {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_called_site_and_component() {
        assert_eq!(
            Component::Postgres.child_name("gare-de-lyon"),
            "gare-de-lyon-postgres"
        );
        assert_eq!(Component::Api.config_dir(), "/etc/camerasite/api");
    }

    #[test]
    fn every_component_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = Component::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(names.len(), Component::ALL.len());
    }
}
