//! Rows of who may use the API.

use serde_json::{Value, json};

use super::{Row, merge, row};

macro_rules! rules {
    ($pointer:literal) => {
        (
            "Deployment",
            "api",
            concat!("/spec/template/spec/containers/0/env/8/value/", $pointer),
        )
    };
}

macro_rules! secret {
    ($pointer:literal) => {
        (
            "Deployment",
            "api",
            concat!("/spec/template/spec/volumes/4/secret/", $pointer),
        )
    };
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = provider();
    rows.extend([
        row(
            ".api.auth.mode",
            json!({ "api": { "auth": { "mode": "None" } } }),
            rules!("mode"),
            "None",
        ),
        row(
            ".api.auth.anonymousRead",
            json!({ "api": { "auth": { "anonymousRead": true } } }),
            rules!("anonymousRead"),
            true,
        ),
        row(
            ".api.cors.allowedOrigins",
            json!({ "api": { "cors": { "allowedOrigins": ["https://portal.example.net"] } } }),
            rules!("allowedOrigins/0"),
            "https://portal.example.net",
        ),
        row(
            ".api.faultInjection",
            json!({ "api": { "faultInjection": true } }),
            (
                "Deployment",
                "api",
                "/spec/template/spec/containers/0/env/9/value",
            ),
            "true",
        ),
    ]);
    rows
}

fn provider() -> Vec<Row> {
    let oidc = |change: Value| {
        let mut oidc = json!({
            "issuer": "https://sso.example.net",
            "clientId": "cameras",
            "clientSecretRef": { "name": "sso", "key": "client" },
            "roleMappings": [{ "group": "staff", "role": "Viewer" }],
        });
        merge(&mut oidc, &change);
        json!({ "api": { "auth": { "mode": "OIDC", "oidc": oidc } } })
    };
    let same = || oidc(json!({}));
    vec![
        row(
            ".api.auth.oidc.issuer",
            same(),
            rules!("oidc/issuer"),
            "https://sso.example.net",
        ),
        row(
            ".api.auth.oidc.clientId",
            same(),
            rules!("oidc/clientId"),
            "cameras",
        ),
        row(
            ".api.auth.oidc.clientSecretRef.name",
            same(),
            secret!("secretName"),
            "sso",
        ),
        row(
            ".api.auth.oidc.clientSecretRef.key",
            same(),
            secret!("items/0/key"),
            "client",
        ),
        row(
            ".api.auth.oidc.groupsClaim",
            oidc(json!({ "groupsClaim": "teams" })),
            rules!("oidc/groupsClaim"),
            "teams",
        ),
        row(
            ".api.auth.oidc.roleMappings[].group",
            same(),
            rules!("oidc/roleMappings/0/group"),
            "staff",
        ),
        row(
            ".api.auth.oidc.roleMappings[].role",
            same(),
            rules!("oidc/roleMappings/0/role"),
            "Viewer",
        ),
    ]
}
