//! One value for the network policy of each component.

use contract::Component;

/// One value for the network policy of each component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies<T> {
    /// The database's.
    pub postgres: T,
    /// That of the exporter of the database's metrics.
    pub postgres_exporter: T,
    /// The cache's.
    pub redis: T,
    /// That of the exporter of the cache's metrics.
    pub redis_exporter: T,
    /// That of the Jobs that make roles and schema.
    pub migrate: T,
    /// The API's.
    pub api: T,
    /// The simulator's.
    pub simulator: T,
    /// The probers'.
    pub prober: T,
    /// The web page's.
    pub web: T,
}

impl<T> Policies<T> {
    /// What `make` makes for each component.
    pub fn each(mut make: impl FnMut(Component) -> T) -> Self {
        Self {
            postgres: make(Component::Postgres),
            postgres_exporter: make(Component::PostgresExporter),
            redis: make(Component::Redis),
            redis_exporter: make(Component::RedisExporter),
            migrate: make(Component::Migrate),
            api: make(Component::Api),
            simulator: make(Component::Simulator),
            prober: make(Component::Prober),
            web: make(Component::Web),
        }
    }

    /// The values by reference, in their fixed order.
    pub const fn values(&self) -> [&T; 9] {
        let Self {
            postgres,
            postgres_exporter,
            redis,
            redis_exporter,
            migrate,
            api,
            simulator,
            prober,
            web,
        } = self;
        [
            postgres,
            postgres_exporter,
            redis,
            redis_exporter,
            migrate,
            api,
            simulator,
            prober,
            web,
        ]
    }
}
