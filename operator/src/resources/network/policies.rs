//! One value for the network policy of each component.

use contract::Component;

/// One value for the network policy of each component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies<T> {
    /// The database's.
    pub postgres: T,
    /// The cache's.
    pub redis: T,
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
            redis: make(Component::Redis),
            migrate: make(Component::Migrate),
            api: make(Component::Api),
            simulator: make(Component::Simulator),
            prober: make(Component::Prober),
            web: make(Component::Web),
        }
    }

    /// The values by reference, in their fixed order.
    pub const fn values(&self) -> [&T; 7] {
        let Self {
            postgres,
            redis,
            migrate,
            api,
            simulator,
            prober,
            web,
        } = self;
        [postgres, redis, migrate, api, simulator, prober, web]
    }
}
