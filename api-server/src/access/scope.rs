//! What a token may do.

use std::fmt;

use contract::access::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a token may do: what a role may, or one thing alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub enum Scope {
    /// What viewers may.
    Viewer,
    /// What operators may.
    Operator,
    /// What administrators may.
    Admin,
    /// Tell alerts.
    #[serde(rename = "alerts:write")]
    AlertsWrite,
    /// Read the summary.
    #[serde(rename = "summary:read")]
    SummaryRead,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [
        Self::Viewer,
        Self::Operator,
        Self::Admin,
        Self::AlertsWrite,
        Self::SummaryRead,
    ];

    /// The scope's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => Role::Viewer.as_str(),
            Self::Operator => Role::Operator.as_str(),
            Self::Admin => Role::Admin.as_str(),
            Self::AlertsWrite => "alerts:write",
            Self::SummaryRead => "summary:read",
        }
    }

    /// The scope of a role.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Viewer,
            Role::Operator => Self::Operator,
            Role::Admin => Self::Admin,
        }
    }

    /// The role, where it is one.
    #[must_use]
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Viewer => Some(Role::Viewer),
            Self::Operator => Some(Role::Operator),
            Self::Admin => Some(Role::Admin),
            Self::AlertsWrite | Self::SummaryRead => None,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl TryFrom<String> for Scope {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|scope| scope.as_str() == name);
        found.ok_or_else(|| format!("there is no scope {name:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_have_one_name_everywhere() {
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
            assert_eq!(Scope::try_from(scope.as_str().to_owned()), Ok(scope));
        }
        assert!(Scope::try_from("admin".to_owned()).is_err());
    }
}
