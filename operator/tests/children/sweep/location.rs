//! Rows of `spec.location`.

use serde_json::{Value, json};

use super::{Row, row};

pub(super) fn rows() -> Vec<Row> {
    let location = |field: &'static str, pointer, name: &str, value: Value| {
        let patch = json!({ "location": { name: value.clone() } });
        row(field, patch, ("ConfigMap", "cameras", pointer), value)
    };
    vec![
        location(".location.city", "/data/cameras.json/city", "city", json!("Nice")),
        location(
            ".location.address",
            "/data/cameras.json/address",
            "address",
            json!("Pier 1"),
        ),
        location(
            ".location.latitude",
            "/data/cameras.json/latitude",
            "latitude",
            json!("51.5"),
        ),
        location(
            ".location.longitude",
            "/data/cameras.json/longitude",
            "longitude",
            json!("-0.1"),
        ),
        location(".location.vlan", "/data/cameras.json/vlan", "vlan", json!(12)),
        location(
            ".location.timeZone",
            "/data/cameras.json/timeZone",
            "timeZone",
            json!("Asia/Tokyo"),
        ),
    ]
}
