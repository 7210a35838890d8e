//! `GET /api/v1/summary`: the site in numbers, read by the web page and by the operator.

use serde::{Deserialize, Serialize};

/// Path of the summary on the API's port.
pub const PATH: &str = "/api/v1/summary";

/// `type` of the problem (RFC 9457) that is the answer while the database is away.
pub const DATABASE_UNAVAILABLE: &str = "/problems/database-unavailable";

/// Answer of [`PATH`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
    /// Name of the CameraSite.
    pub site: String,
    /// The site's city.
    pub city: String,
    /// IANA time zone name of the site.
    pub time_zone: String,
    /// How many cameras are in which state.
    #[serde(flatten)]
    pub counts: CameraCounts,
    /// State of the site's gateway.
    pub gateway: Gateway,
    /// How many prober shards there should be and are.
    pub probers: Probers,
    /// Whether the database answers.
    pub database: DependencyState,
    /// Whether the cache answers.
    pub cache: DependencyState,
    /// When this was computed, RFC 3339 in UTC with milliseconds.
    pub generated_at: String,
}

/// Cameras by shown state; `total` is the sum of the seven others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CameraCounts {
    /// All cameras.
    pub total: u32,
    /// Working.
    pub up: u32,
    /// Working with a flaw.
    pub degraded: u32,
    /// Not working.
    pub down: u32,
    /// Going up and down.
    pub flapping: u32,
    /// Not known.
    pub unknown: u32,
    /// In a maintenance window.
    pub maintenance: u32,
    /// Declared with `enabled: false`.
    pub disabled: u32,
}

/// State of the site's gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Gateway {
    /// It answers.
    Up,
    /// It does not answer.
    Down,
    /// The site has none configured.
    None,
}

/// Prober shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Probers {
    /// Shards that the site asks for.
    pub want: u32,
    /// Shards that reported lately.
    pub live: u32,
}

/// State of something that the API needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DependencyState {
    /// It answers.
    Ok,
    /// It does not answer, or its answers are stale.
    Down,
    /// The site has none.
    Disabled,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stand_beside_the_other_keys() {
        let summary = Summary {
            site: "gare".into(),
            city: "Paris".into(),
            time_zone: "Europe/Paris".into(),
            counts: CameraCounts {
                total: 3,
                up: 2,
                down: 1,
                ..CameraCounts::default()
            },
            gateway: Gateway::None,
            probers: Probers { want: 1, live: 1 },
            database: DependencyState::Ok,
            cache: DependencyState::Down,
            generated_at: "2026-01-01T00:00:00.000Z".into(),
        };
        let json = serde_json::to_value(&summary).unwrap();
        assert_eq!(json["up"], 2);
        assert_eq!(json["gateway"], "None");
        assert_eq!(json["cache"], "down");
        assert_eq!(json["probers"]["want"], 1);
        assert_eq!(serde_json::from_value::<Summary>(json).unwrap(), summary);
    }
}
