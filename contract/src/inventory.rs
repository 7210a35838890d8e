//! `cameras.json`: the site's inventory as the operator hands it to api and prober.
//!
//! Unknown fields are ignored, so an older API server reads a newer operator's file. Cameras are sorted by name.

use serde::{Deserialize, Serialize};

use crate::place::{Coordinates, Place};

/// The `schemaVersion` that this build writes and reads.
pub const SCHEMA_VERSION: u32 = 1;

/// Most cameras of a site.
pub const CAMERAS_MAX: usize = 1000;

/// Content of `cameras.json`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CamerasFile {
    /// Format of the file, [`SCHEMA_VERSION`]; a reader keeps its last good file when it does not know the version.
    pub schema_version: u32,
    /// Name of the CameraSite.
    pub site: String,
    /// The site's name for people.
    pub display_name: String,
    /// City, for the page's header and metrics.
    pub city: String,
    /// IANA time zone name, such as `Europe/Paris`.
    pub time_zone: String,
    /// Where the site is, besides; its fields stand beside `city`.
    #[serde(flatten)]
    pub place: Place,
    /// Number of prober shards, at least 1.
    pub shards: u32,
    /// Defaults of the site; every camera carries its resolved settings too.
    pub probe: ProbeSettings,
    /// Address that is probed before the cameras are blamed (`icmp://`, `tcp://`, `rtsp://` …); `null` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// Whether pictures may be fetched for people to look at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub previews: Previews,
    /// For how long the past is kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub history: HistorySettings,
    /// Networks of `spec.networkPolicy.cameraCIDRs`: cameras that users enter are in one of them. Empty: anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub camera_cidrs: Vec<String>,
    /// Names of `spec.credentials`, which cameras that users enter may name; [`crate::credentials::shared`] is their key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<String>,
    /// All declared cameras, sorted by name, names unique.
    pub cameras: Vec<Camera>,
}

/// Whether pictures may be fetched for people to look at. Pictures are personal data, so the default is no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Previews {
    /// Never.
    #[default]
    Off,
    /// When somebody looks.
    OnDemand,
}

/// For how many days the past is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HistorySettings {
    /// What was counted in buckets of 5 minutes.
    pub fine_days: u32,
    /// What was counted in buckets of an hour.
    pub hourly_days: u32,
    /// Events of cameras.
    pub event_days: u32,
    /// The audit log.
    pub audit_days: u32,
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self {
            fine_days: 14,
            hourly_days: 400,
            event_days: 400,
            audit_days: 400,
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A declared camera.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Camera {
    /// Name, unique in the site: `^[a-z]([-a-z0-9]*[a-z0-9])?$`, at most 63 characters.
    pub name: String,
    /// Name for people.
    pub display_name: String,
    /// Zone of the site, empty where none is given.
    pub zone: String,
    /// Where it hangs, in words.
    pub location: Option<String>,
    /// What to probe; never holds user information.
    pub url: String,
    /// A disabled camera is listed but not probed.
    pub enabled: bool,
    /// How urgent its loss is.
    pub priority: Priority,
    /// Free labels, in the declared order.
    pub tags: Vec<String>,
    /// How to probe it, with the site's defaults filled in.
    pub probe: ProbeSettings,
    /// Name of an entry of `credentials.json`, or `null` for a camera that asks for none.
    pub credentials: Option<String>,
    /// How far the camera's certificate is trusted; `null` means the public authorities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsSettings>,
    /// Where the camera gives a picture (`http://` or `https://`); `null` where it is to be asked by ONVIF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_url: Option<String>,
    /// Parts of the picture that change although nothing moves, such as the camera's clock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub osd_mask: Vec<Region>,
    /// Where it is drawn; `null` where nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<Coordinates>,
    /// VLAN that it is in (IEEE 802.1Q), from 1 to 4094.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vlan: Option<u16>,
    /// What its keepers should know, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Who owns the camera's definition.
    pub origin: Origin,
}

/// How far a camera's certificate is trusted. At most one of the three is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TlsSettings {
    /// Name of an entry of `authorities.json`: the authority that signed the certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// SHA-256 of the certificate (DER): `sha256:` and 64 hexadecimal digits, colons between bytes allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Whether any certificate will do.
    #[serde(skip_serializing_if = "is_default")]
    pub insecure: bool,
}

/// A rectangle of a picture in parts of its width and height, as decimal strings from `0` to `1`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Region {
    /// Left edge.
    pub x: String,
    /// Upper edge.
    pub y: String,
    /// Width.
    pub width: String,
    /// Height.
    pub height: String,
}

/// Who owns a camera's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Origin {
    /// The CameraSite; the API refuses to change it.
    Declared,
    /// The API.
    Api,
}

/// How urgent the loss of a camera is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Priority {
    /// Its loss is a warning.
    #[default]
    Normal,
    /// Its loss is critical.
    Critical,
}

/// How far the probe ladder goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Depth {
    /// A TCP connection is enough.
    Connect,
    /// RTSP OPTIONS and DESCRIBE must succeed.
    #[default]
    Describe,
    /// Now and then a few seconds of the stream are played and judged, too.
    Stream,
}

/// How a camera is probed; every field resolved.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProbeSettings {
    /// How far the ladder goes.
    pub depth: Depth,
    /// Seconds between the starts of two probes.
    pub interval_seconds: u32,
    /// Seconds that one ladder may take; less than the interval.
    pub timeout_seconds: u32,
    /// Consecutive failures until a camera is Down.
    pub failure_threshold: u32,
    /// Consecutive results that are no failures until a camera is no longer Down.
    pub success_threshold: u32,
    /// How the stream is sampled at depth [`Depth::Stream`].
    #[serde(default, skip_serializing_if = "is_default")]
    pub sample: SampleSettings,
}

/// How a stream is sampled; every field resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SampleSettings {
    /// Seconds between the starts of two samples.
    pub interval_seconds: u32,
    /// Seconds that are played.
    pub seconds: u32,
    /// Seconds within which a key frame must come, counted from PLAY.
    pub keyframe_timeout_seconds: u32,
}

impl Default for SampleSettings {
    fn default() -> Self {
        Self {
            interval_seconds: 300,
            seconds: 4,
            keyframe_timeout_seconds: 15,
        }
    }
}

impl Default for ProbeSettings {
    fn default() -> Self {
        Self {
            depth: Depth::Describe,
            interval_seconds: 10,
            timeout_seconds: 5,
            failure_threshold: 3,
            success_threshold: 1,
            sample: SampleSettings::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_keeps_its_agreed_keys() {
        let file = CamerasFile {
            schema_version: SCHEMA_VERSION,
            site: "gare".into(),
            display_name: "Gare".into(),
            city: "Paris".into(),
            time_zone: "Europe/Paris".into(),
            place: Place::default(),
            shards: 2,
            probe: ProbeSettings::default(),
            gateway: None,
            previews: Previews::Off,
            history: HistorySettings::default(),
            camera_cidrs: Vec::new(),
            credentials: Vec::new(),
            cameras: vec![Camera {
                name: "hall".into(),
                display_name: "Hall".into(),
                zone: "halls".into(),
                location: None,
                url: "rtsp://10.0.0.1/1".into(),
                enabled: true,
                priority: Priority::Critical,
                tags: vec!["ptz".into()],
                probe: ProbeSettings {
                    depth: Depth::Connect,
                    ..ProbeSettings::default()
                },
                credentials: None,
                tls: None,
                snapshot_url: None,
                osd_mask: Vec::new(),
                coordinates: None,
                vlan: None,
                notes: None,
                origin: Origin::Declared,
            }],
        };
        let probe = |depth: &str| {
            serde_json::json!({
                "depth": depth, "intervalSeconds": 10, "timeoutSeconds": 5,
                "failureThreshold": 3, "successThreshold": 1
            })
        };
        let expected = serde_json::json!({
            "schemaVersion": 1, "site": "gare", "displayName": "Gare", "city": "Paris",
            "timeZone": "Europe/Paris", "shards": 2, "probe": probe("Describe"),
            "cameras": [{
                "name": "hall", "displayName": "Hall", "zone": "halls", "location": null,
                "url": "rtsp://10.0.0.1/1", "enabled": true, "priority": "Critical", "tags": ["ptz"],
                "probe": probe("Connect"), "credentials": null, "origin": "Declared"
            }]
        });
        assert_eq!(serde_json::to_value(&file).unwrap(), expected);
        let mut newer = expected;
        newer["cameras"][0]["lens"] = serde_json::json!("2.8 mm");
        assert_eq!(serde_json::from_value::<CamerasFile>(newer).unwrap(), file);
    }

    #[test]
    fn what_few_cameras_have_is_written_only_where_it_is_set() {
        let full = serde_json::json!({
            "schemaVersion": 1, "site": "gare", "displayName": "Gare", "city": "Paris", "timeZone": "Europe/Paris",
            "address": "Quai 1", "latitude": "48.8", "longitude": "2.3", "vlan": 120,
            "shards": 1, "gateway": "icmp://10.0.0.254", "previews": "OnDemand",
            "history": {"fineDays": 7, "hourlyDays": 100, "eventDays": 200, "auditDays": 300},
            "cameraCidrs": ["10.20.0.0/16"], "credentials": ["halls"],
            "probe": {
                "depth": "Stream", "intervalSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 3,
                "successThreshold": 1,
                "sample": {"intervalSeconds": 60, "seconds": 2, "keyframeTimeoutSeconds": 20}
            },
            "cameras": [{
                "name": "hall", "displayName": "Hall", "zone": "", "location": null, "url": "rtsps://10.0.0.1/1",
                "enabled": true, "priority": "Normal", "tags": [], "credentials": null, "origin": "Declared",
                "probe": {
                    "depth": "Stream", "intervalSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 3,
                    "successThreshold": 1
                },
                "tls": {"authority": "camera-ca"}, "snapshotUrl": "http://10.0.0.1/picture",
                "osdMask": [{"x": "0", "y": "0", "width": "0.3", "height": "0.08"}],
                "coordinates": {"plan": "ground", "x": "0.42", "y": "0.17"}, "vlan": 121, "notes": "Replaced in March."
            }]
        });
        let file: CamerasFile = serde_json::from_value(full.clone()).unwrap();
        assert_eq!(file.cameras[0].probe.sample, SampleSettings::default());
        assert_eq!(serde_json::to_value(file).unwrap(), full);
    }
}
