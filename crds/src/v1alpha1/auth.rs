//! Who may use the API.

use kube::KubeSchema;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{SecretKey, rules};

/// Who may use the API, and how people sign in.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::access::oidc_with_its_mode())]
pub struct Auth {
    /// How people sign in. Local: with a name and a password that the site keeps; the first user is admin, whose
    /// password is in the Secret SITE-api under admin-password. OIDC: at an OpenID Connect provider. None: not at all,
    /// whoever reaches the API may do everything; for sites behind a proxy that lets only the right people through.
    #[serde(default)]
    pub mode: AuthMode,

    /// True: everybody who reaches the API may read what viewers may, without signing in.
    #[serde(default)]
    pub anonymous_read: bool,

    /// The provider of mode OIDC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<Oidc>,
}

/// How people sign in.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum AuthMode {
    /// With a password.
    #[default]
    Local,
    /// At an OpenID Connect provider.
    #[serde(rename = "OIDC")]
    Oidc,
    /// Not at all.
    None,
}

/// An OpenID Connect provider. There the site is a confidential client with the authorization code flow and PKCE, and with
/// the redirect URI https://HOST/api/v1/session/oidc/callback.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Oidc {
    /// The provider's issuer, written as the provider writes it, such as `https://sso.example.net/realms/security`.
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = rules::access::issuer())]
    pub issuer: String,

    /// Name by which the provider knows the site.
    #[schemars(length(min = 1, max = 256))]
    pub client_id: String,

    /// Where the client's secret is.
    pub client_secret_ref: SecretKey,

    /// Claim of the ID token or of the user info that holds a person's groups.
    #[serde(default = "default_groups_claim")]
    #[schemars(length(min = 1, max = 128))]
    pub groups_claim: String,

    /// What the members of a group may do. The highest role counts; who has none may not enter.
    #[schemars(length(min = 1, max = 64))]
    #[x_kube(merge_strategy = ListMerge::Map(vec!["group".into()]))]
    pub role_mappings: Vec<RoleMapping>,
}

fn default_groups_claim() -> String {
    "groups".to_owned()
}

/// What the members of a group may do.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
pub struct RoleMapping {
    /// Name of the group, as the claim holds it.
    #[schemars(length(min = 1, max = 256))]
    pub group: String,

    /// What its members may do. Viewer: look. Operator: besides, probe cameras now and look at pictures. Admin:
    /// everything.
    pub role: Role,
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum Role {
    /// Look.
    Viewer,
    /// Look and act.
    Operator,
    /// Everything.
    Admin,
}

/// What pages of other origins may do with the API.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cors {
    /// Origins whose pages may read the API, such as `https://portal.example.net`, or `*` for all; none where it is empty.
    /// Their requests carry no cookies: they are anonymous, or bring a token.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(schema_with = "origins")]
    pub allowed_origins: Vec<String>,
}

fn origins(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array",
        "maxItems": 32,
        "x-kubernetes-list-type": "set",
        "items": {
            "type": "string",
            "maxLength": 256,
            "x-kubernetes-validations": [{
                "rule": "self == '*' || self.matches('^https?://[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?$')",
                "message": "allowedOrigins must hold origins in lower case such as https://portal.example.net, without a path, or *; correct the origin",
            }],
        },
    })
}
