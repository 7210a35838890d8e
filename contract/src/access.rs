//! Who may use the API, and how: what the operator tells `serve` in [`crate::env::ACCESS`]. No secret is in it.

use serde::{Deserialize, Serialize};

/// The rules of access. Without any, everybody must sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Access {
    /// How people sign in.
    pub mode: Mode,
    /// Whether everybody may read without signing in.
    pub anonymous_read: bool,
    /// The provider of mode [`Mode::Oidc`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc: Option<Oidc>,
    /// Origins whose pages may read the API, such as `https://portal.example.net`, or `*` for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_origins: Vec<String>,
    /// Scheme, host and port under which people reach the page; what a request says of itself where it is absent.
    #[serde(rename = "externalURL", skip_serializing_if = "Option::is_none")]
    pub external_url: Option<String>,
}

/// How people sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Mode {
    /// With a name and a password that the site keeps.
    #[default]
    Local,
    /// At an OpenID Connect provider.
    #[serde(rename = "OIDC")]
    Oidc,
    /// Not at all: whoever reaches the API may do everything.
    None,
}

/// An OpenID Connect provider and what its groups are here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Oidc {
    /// The provider's issuer, below which its configuration is found (OpenID Connect Discovery 1.0 §4).
    pub issuer: String,
    /// The name by which the provider knows this site.
    pub client_id: String,
    /// The claim with a person's groups.
    pub groups_claim: String,
    /// What a member of a group is; the highest role counts, and who has none may not enter.
    pub role_mappings: Vec<RoleMapping>,
}

/// What the members of a group are.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct RoleMapping {
    /// The group's name in the claim.
    pub group: String,
    /// The role of its members.
    pub role: Role,
}

/// What somebody may do; each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Look.
    Viewer,
    /// Ask cameras, look at pictures, acknowledge, plan maintenance.
    Operator,
    /// Everything: cameras, users, tokens, the audit log.
    Admin,
}

impl Role {
    /// Every role, the lowest first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Operator, Self::Admin];

    /// The role's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "Viewer",
            Self::Operator => "Operator",
            Self::Admin => "Admin",
        }
    }
}

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == name);
        found.ok_or_else(|| format!("there is no role {name:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_closed() {
        let access: Access = serde_json::from_str("{}").unwrap();
        assert_eq!(access, Access::default());
        assert_eq!((access.mode, access.anonymous_read), (Mode::Local, false));
    }

    #[test]
    fn roles_rise() {
        assert!(Role::ALL.is_sorted());
        for role in Role::ALL {
            assert_eq!(Role::try_from(role.as_str().to_owned()), Ok(role));
        }
        assert!(Role::try_from("admin".to_owned()).is_err());
        assert_eq!(
            serde_json::to_string(&Role::ALL).unwrap(),
            r#"["Viewer","Operator","Admin"]"#
        );
    }
}
