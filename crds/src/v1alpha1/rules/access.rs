//! Rules on who may use the API.

use kube::core::Rule;

use super::super::patterns;
use super::{matches, rule};

/// The API server judges the default of the whole object, too, before that of the mode is in it.
pub(in super::super) fn oidc_with_its_mode() -> Rule {
    rule(
        "(has(self.mode) && self.mode == 'OIDC') == has(self.oidc)",
        "oidc belongs to mode OIDC and to no other; add spec.api.auth.oidc, or change spec.api.auth.mode",
    )
}

pub(in super::super) fn issuer() -> Rule {
    rule(
        matches("^https://[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[-A-Za-z0-9._~/]*)?$"),
        "issuer must be an https URL such as https://sso.example.net/realms/security, without query or fragment; correct \
         the URL",
    )
}

pub(in super::super) fn credentials_name() -> Rule {
    rule(
        matches(patterns::OBJECT_NAME),
        "name must hold only a-z, 0-9, '-' and '.', the last two not at an end; choose a plainer name",
    )
}

pub(in super::super) fn secret_key() -> Rule {
    rule(
        matches("^[-._a-zA-Z0-9]+$"),
        "key must be a key of the Secret (A-Z, a-z, 0-9, '-', '_' and '.'); correct the key",
    )
}
