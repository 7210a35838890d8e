//! An inventory in CSV as cameras of the spec.

#[cfg(test)]
mod tests;

use crds::{Camera, Coordinates, LocalReference, Priority};
use sheet::Problems;

/// An inventory that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its good rows, at most [`super::CAMERAS_MAX`], in order.
    pub rows: Vec<Row>,
    /// What is wrong with the others, and with its header.
    pub problems: Problems,
}

/// A good row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number of its first line, from 1.
    pub line: usize,
    /// The camera, as good as one of the spec.
    pub camera: Camera,
}

impl Sheet {
    /// Reads an inventory.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let sheet::Sheet { rows, problems, .. } = sheet::Sheet::read(bytes);
        let rows = rows.into_iter().map(|row| Row {
            line: row.line,
            camera: camera(row.camera),
        });
        Self {
            rows: rows.collect(),
            problems,
        }
    }
}

fn camera(listed: sheet::Camera) -> Camera {
    Camera {
        name: listed.name,
        display_name: listed.display_name,
        zone: listed.zone,
        location: listed.location,
        url: Some(listed.url),
        simulated: None,
        credentials_secret_ref: listed.credentials.map(|name| LocalReference { name }),
        tls: None,
        snapshot_url: None,
        osd_mask: Vec::new(),
        coordinates: listed.coordinates.map(|place| Coordinates {
            latitude: place.latitude,
            longitude: place.longitude,
            ..Coordinates::default()
        }),
        vlan: None,
        notes: None,
        priority: listed.priority.map(|priority| match priority {
            contract::inventory::Priority::Normal => Priority::Normal,
            contract::inventory::Priority::Critical => Priority::Critical,
        }),
        tags: listed.tags,
        enabled: listed.enabled,
        probe: None,
    }
}
