//! How times leave the API: RFC 3339 in UTC with milliseconds and `Z`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

/// A point in time as the API shows it, such as `2026-11-20T08:00:00.000Z` (RFC 3339).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, ToSchema)]
#[schema(as = Time, value_type = String, format = DateTime, examples("2026-11-20T08:00:00.000Z"))]
#[serde(transparent)]
pub struct ApiTime(pub Timestamp);

impl std::fmt::Display for ApiTime {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

impl Serialize for ApiTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_exactly_three_decimals_and_a_z() {
        let shown = |text: &str| ApiTime(text.parse().unwrap()).to_string();
        assert_eq!(shown("2026-11-20T09:00:00+01:00"), "2026-11-20T08:00:00.000Z");
        assert_eq!(shown("2026-11-20T08:00:00.123987Z"), "2026-11-20T08:00:00.123Z");
    }
}
