//! For how long the past is kept.

#![allow(
    clippy::struct_field_names,
    reason = "the fields are days, and the API's names end with their unit"
)]

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::rules;

/// For how many days the past is kept.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::history_hours_outlive_minutes())]
pub struct History {
    /// Days for which latencies and states are kept in buckets of 5 minutes.
    #[schemars(range(min = 1, max = 90))]
    #[serde(default = "default_fine")]
    pub fine_days: i32,

    /// Days for which they are kept in buckets of an hour; at least as many as fineDays.
    #[schemars(range(min = 1, max = 3650))]
    #[serde(default = "default_days")]
    pub hourly_days: i32,

    /// Days for which the cameras' events are kept. Availability is exact as far back as events go; before, it is reckoned
    /// from the buckets of an hour.
    #[schemars(range(min = 1, max = 3650))]
    #[serde(default = "default_days")]
    pub event_days: i32,

    /// Days for which the audit log is kept.
    #[schemars(range(min = 30, max = 3650))]
    #[serde(default = "default_days")]
    pub audit_days: i32,
}

impl Default for History {
    fn default() -> Self {
        Self {
            fine_days: default_fine(),
            hourly_days: default_days(),
            event_days: default_days(),
            audit_days: default_days(),
        }
    }
}

const fn default_fine() -> i32 {
    14
}

const fn default_days() -> i32 {
    400
}
