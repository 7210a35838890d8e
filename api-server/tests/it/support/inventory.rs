//! Inventories.

use contract::inventory::{
    Camera, CamerasFile, Depth, HistorySettings, Origin, Previews, Priority, ProbeSettings, SCHEMA_VERSION,
};
use contract::place::Place;

/// A site's inventory.
pub(crate) fn file(cameras: Vec<Camera>) -> CamerasFile {
    CamerasFile {
        schema_version: SCHEMA_VERSION,
        site: "nord".to_owned(),
        display_name: "Gare du Nord".to_owned(),
        city: "Paris".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        place: Place::default(),
        shards: 1,
        probe: ProbeSettings::default(),
        gateway: None,
        previews: Previews::Off,
        camera_cidrs: Vec::new(),
        credentials: Vec::new(),
        // Tests tell of years ago, and the upkeep of the API they run must let them.
        history: HistorySettings {
            event_days: 100_000,
            ..HistorySettings::default()
        },
        cameras,
    }
}

/// A camera that nobody probes.
pub(crate) fn camera(name: &str) -> Camera {
    Camera {
        name: name.to_owned(),
        display_name: format!("Camera {name}"),
        zone: "halls".to_owned(),
        location: None,
        url: format!("rtsp://192.0.2.1:554/{name}"),
        enabled: true,
        priority: Priority::Normal,
        tags: Vec::new(),
        probe: ProbeSettings::default(),
        credentials: None,
        tls: None,
        snapshot_url: None,
        osd_mask: Vec::new(),
        coordinates: None,
        vlan: None,
        notes: None,
        origin: Origin::Declared,
    }
}

/// A camera to be probed each second by a TCP connection to a loopback port; one failure is enough for Down.
pub(crate) fn local(name: &str, port: u16) -> Camera {
    Camera {
        url: format!("tcp://127.0.0.1:{port}"),
        probe: ProbeSettings {
            depth: Depth::Connect,
            interval_seconds: 1,
            timeout_seconds: 1,
            failure_threshold: 1,
            ..ProbeSettings::default()
        },
        ..camera(name)
    }
}
