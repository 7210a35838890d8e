//! A camera as a user enters it, and what it may say. The rules are those of a camera of the spec.

mod judge;

use contract::credentials::shared;
use contract::inventory::{
    Camera, Depth, Origin, Priority, ProbeSettings, Region, SampleSettings, TlsSettings,
};
use contract::place::Coordinates;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a user enters. Fields that this build does not know are left alone: a newer one may have stored them. What is absent is as in the spec: the name, no zone, the site's way to probe.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[schema(as = CameraDefinition)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// Name, unique in the site.
    pub name: String,
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Zone of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Where it hangs, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// What is probed.
    pub url: String,
    /// Where it gives a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_url: Option<String>,
    /// Whether it is probed.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// How urgent its loss is.
    #[serde(default)]
    pub priority: Priority,
    /// Free labels.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Name of an entry of `spec.credentials`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
    /// Where it is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<Coordinates>,
    /// VLAN that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vlan: Option<u16>,
    /// What its keepers should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// How far its certificate is trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls>,
    /// Parts of the picture that do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub osd_mask: Vec<Region>,
    /// How it is probed, where not as the site says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<ProbeOverrides>,
}

const fn yes() -> bool {
    true
}

/// How far a certificate is trusted. Authorities come from Secrets, which only the CameraSite can name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[schema(as = CameraTls)]
#[serde(rename_all = "camelCase")]
pub struct Tls {
    /// SHA-256 of the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Whether any certificate will do.
    #[serde(default)]
    pub insecure: bool,
}

/// How one camera is probed; what is absent is the site's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProbeOverrides {
    /// How far the ladder goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<Depth>,
    /// Seconds between the starts of two probes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_seconds: Option<u32>,
    /// Seconds that one ladder may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u32>,
    /// Consecutive failures until the camera is Down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_threshold: Option<u32>,
    /// Consecutive good results until it is no longer Down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_threshold: Option<u32>,
    /// How its stream is sampled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleOverrides>,
}

/// How one camera's stream is sampled; what is absent is the site's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SampleOverrides {
    /// Seconds between the starts of two samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_seconds: Option<u32>,
    /// Seconds that are played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Seconds within which a key frame must come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyframe_timeout_seconds: Option<u32>,
}

impl ProbeOverrides {
    /// The site's settings with these in their place.
    #[must_use]
    pub fn over(&self, site: &ProbeSettings) -> ProbeSettings {
        let sample = self.sample.clone().unwrap_or_default();
        ProbeSettings {
            depth: self.depth.unwrap_or(site.depth),
            interval_seconds: self.interval_seconds.unwrap_or(site.interval_seconds),
            timeout_seconds: self.timeout_seconds.unwrap_or(site.timeout_seconds),
            failure_threshold: self.failure_threshold.unwrap_or(site.failure_threshold),
            success_threshold: self.success_threshold.unwrap_or(site.success_threshold),
            sample: SampleSettings {
                interval_seconds: sample.interval_seconds.unwrap_or(site.sample.interval_seconds),
                seconds: sample.seconds.unwrap_or(site.sample.seconds),
                keyframe_timeout_seconds: sample
                    .keyframe_timeout_seconds
                    .unwrap_or(site.sample.keyframe_timeout_seconds),
            },
        }
    }
}

impl Definition {
    /// How the camera is probed in a site with these settings.
    #[must_use]
    pub fn settings(&self, site: &ProbeSettings) -> ProbeSettings {
        self.probe
            .as_ref()
            .map_or_else(|| site.clone(), |probe| probe.over(site))
    }

    /// The camera as `cameras.json` would have it.
    #[must_use]
    pub fn camera(&self, site: &ProbeSettings) -> Camera {
        Camera {
            name: self.name.clone(),
            display_name: self.display_name.clone().unwrap_or_else(|| self.name.clone()),
            zone: self.zone.clone().unwrap_or_default(),
            location: self.location.clone(),
            url: self.url.clone(),
            enabled: self.enabled,
            priority: self.priority,
            tags: self.tags.clone(),
            probe: self.settings(site),
            credentials: self.credentials.as_deref().map(shared),
            tls: self.tls.as_ref().map(|tls| TlsSettings {
                authority: None,
                fingerprint: tls.fingerprint.clone(),
                insecure: tls.insecure,
            }),
            snapshot_url: self.snapshot_url.clone(),
            osd_mask: self.osd_mask.clone(),
            coordinates: self.coordinates.clone(),
            vlan: self.vlan,
            notes: self.notes.clone(),
            origin: Origin::Api,
        }
    }

    /// The definition with what a row of an inventory says; columns that the inventory does not have stay.
    #[must_use]
    pub fn with_row(mut self, row: sheet::Camera, columns: &[sheet::Column]) -> Self {
        use sheet::Column;
        let has = |column| columns.contains(&column);
        self.name = row.name;
        self.url = row.url;
        if has(Column::DisplayName) {
            self.display_name = row.display_name;
        }
        if has(Column::Zone) {
            self.zone = row.zone;
        }
        if has(Column::Location) {
            self.location = row.location;
        }
        if has(Column::Credentials) {
            self.credentials = row.credentials;
        }
        // A place on a floor plan has no column: an empty cell does not say that it is gone.
        if has(Column::Latitude) && (row.coordinates.is_some() || !self.is_on_plan()) {
            self.coordinates = row.coordinates;
        }
        if has(Column::Priority) {
            self.priority = row.priority.unwrap_or_default();
        }
        if has(Column::Tags) {
            self.tags = row.tags;
        }
        if has(Column::Enabled) {
            self.enabled = row.enabled.unwrap_or(true);
        }
        self
    }

    fn is_on_plan(&self) -> bool {
        self.coordinates
            .as_ref()
            .is_some_and(|coordinates| coordinates.plan.is_some())
    }

    /// A definition with nothing but what a camera must have.
    #[must_use]
    pub fn bare(name: &str, url: &str) -> Self {
        Self {
            name: name.to_owned(),
            display_name: None,
            zone: None,
            location: None,
            url: url.to_owned(),
            snapshot_url: None,
            enabled: true,
            priority: Priority::Normal,
            tags: Vec::new(),
            credentials: None,
            coordinates: None,
            vlan: None,
            notes: None,
            tls: None,
            osd_mask: Vec::new(),
            probe: None,
        }
    }
}
