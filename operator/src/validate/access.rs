//! Who may use the API.

use contract::access::{Access, Mode, Oidc, Role, RoleMapping};
use crds::{AuthMode, CameraSiteSpec, SecretKey, Web};

use super::{Finding, keys};
use crate::observe::Observed;

/// The rules of access, as the API reads them.
pub(super) fn resolve(spec: &CameraSiteSpec) -> Access {
    let auth = &spec.api.auth;
    Access {
        mode: match auth.mode {
            AuthMode::Local => Mode::Local,
            AuthMode::Oidc => Mode::Oidc,
            AuthMode::None => Mode::None,
        },
        anonymous_read: auth.anonymous_read,
        oidc: auth.oidc.as_ref().map(oidc),
        allowed_origins: spec.api.cors.allowed_origins.clone(),
        external_url: url(&spec.web),
    }
}

fn oidc(oidc: &crds::Oidc) -> Oidc {
    let mapping = |mapping: &crds::RoleMapping| RoleMapping {
        group: mapping.group.clone(),
        role: match mapping.role {
            crds::Role::Viewer => Role::Viewer,
            crds::Role::Operator => Role::Operator,
            crds::Role::Admin => Role::Admin,
        },
    };
    Oidc {
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
        groups_claim: oidc.groups_claim.clone(),
        role_mappings: oidc.role_mappings.iter().map(mapping).collect(),
    }
}

/// Where people reach the page: what the spec says, else what follows from its ingress.
fn url(web: &Web) -> Option<String> {
    let by_ingress = || {
        let ingress = web.ingress.as_ref()?;
        let scheme = if ingress.tls_secret_name.is_some() {
            "https"
        } else {
            "http"
        };
        Some(format!("{scheme}://{}", ingress.host))
    };
    web.external_url.clone().or_else(by_ingress)
}

/// Where the secret for the OpenID Connect provider is.
pub(crate) fn client_secret(spec: &CameraSiteSpec) -> Option<&SecretKey> {
    spec.api.auth.oidc.as_ref().map(|oidc| &oidc.client_secret_ref)
}

/// Without the secret nobody signs in; everything else goes on.
pub(super) fn missing_secret(spec: &CameraSiteSpec, observed: &Observed) -> Option<Finding> {
    keys::finding(
        &observed.references,
        client_secret(spec)?,
        "spec.api.auth.oidc.clientSecretRef",
        "the client's secret",
        false,
    )
}
