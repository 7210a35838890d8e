//! Specs that must be refused, by the part of the spec that is wrong.

pub(crate) mod access;
mod camera;
mod database;
pub(crate) mod monitoring;
mod page;
mod probe;
mod site;
mod url;

pub(crate) use database::external;

use crate::cases::Refused;

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = Refused> {
    let parts = [
        url::all(),
        camera::all(),
        probe::all(),
        site::all(),
        database::all(),
        access::all(),
        page::all(),
        monitoring::all(),
    ];
    parts.into_iter().flatten()
}
