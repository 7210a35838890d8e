//! Claim `<site>-postgres-data`.

use contract::Component;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;

use crate::database::ManagedDatabase;
use crate::resources::volume;
use crate::site::Site;

/// The claim of the database's volume.
#[must_use]
pub fn claim(site: &Site, database: &ManagedDatabase) -> PersistentVolumeClaim {
    volume::claim(site, Component::Postgres, &database.storage)
}
