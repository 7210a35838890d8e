//! What is wrong with who may use the API.

use serde_json::{Value, json};

use crate::cases::{Refused, merge, refused};

const MODE: &[&str] = &[
    "spec.api.auth",
    "add spec.api.auth.oidc, or change spec.api.auth.mode",
];
const ISSUER: &[&str] = &["spec.api.auth.oidc.issuer", "correct the URL"];
const ORIGIN: &[&str] = &["spec.api.cors.allowedOrigins", "correct the origin"];

/// A site that signs people in at a provider, with this change of it.
pub(crate) fn oidc(change: &Value) -> Value {
    let mut oidc = json!({
        "issuer": "https://sso.example.net/realms/security",
        "clientId": "camerasite",
        "clientSecretRef": { "name": "sso", "key": "client-secret" },
        "roleMappings": [{ "group": "control-room", "role": "Operator" }],
    });
    merge(&mut oidc, change);
    json!({ "api": { "auth": { "mode": "OIDC", "oidc": oidc } } })
}

pub(super) fn all() -> Vec<Refused> {
    let auth = |auth: Value| json!({ "api": { "auth": auth } });
    let origins = |origins: Value| json!({ "api": { "cors": { "allowedOrigins": origins } } });
    let logins = |logins: Value| json!({ "credentials": logins });
    let mut local = oidc(&json!({}));
    local["api"]["auth"]["mode"] = json!("Local");
    let twice = json!([{ "group": "a", "role": "Viewer" }, { "group": "a", "role": "Admin" }]);
    vec![
        refused(
            auth(json!({ "mode": "Basic" })),
            &["spec.api.auth.mode", "\"Local\", \"OIDC\", \"None\""],
        ),
        refused(auth(json!({ "mode": "OIDC" })), MODE),
        refused(local, MODE),
        refused(oidc(&json!({ "issuer": "http://sso.example.net" })), ISSUER),
        refused(
            oidc(&json!({ "issuer": "https://sso.example.net?realm=a" })),
            ISSUER,
        ),
        refused(
            oidc(&json!({ "issuer": "https://user:pw@sso.example.net" })),
            ISSUER,
        ),
        refused(
            oidc(&json!({ "clientId": "" })),
            &["spec.api.auth.oidc.clientId", "at least 1"],
        ),
        refused(
            oidc(&json!({ "clientSecretRef": { "name": "Sso" } })),
            &["spec.api.auth.oidc.clientSecretRef.name", "correct the name"],
        ),
        refused(
            oidc(&json!({ "clientSecretRef": { "key": "a/b" } })),
            &["spec.api.auth.oidc.clientSecretRef.key", "correct the key"],
        ),
        refused(
            oidc(&json!({ "clientSecretRef": null })),
            &["spec.api.auth.oidc.clientSecretRef", "Required"],
        ),
        refused(
            oidc(&json!({ "roleMappings": [] })),
            &["spec.api.auth.oidc.roleMappings", "at least 1"],
        ),
        refused(
            oidc(&json!({ "roleMappings": [{ "group": "a", "role": "Root" }] })),
            &[
                "spec.api.auth.oidc.roleMappings[0].role",
                "\"Viewer\", \"Operator\", \"Admin\"",
            ],
        ),
        refused(
            oidc(&json!({ "roleMappings": twice })),
            &["spec.api.auth.oidc.roleMappings[1]", "Duplicate value"],
        ),
        refused(
            logins(json!([{ "name": "Halls", "secretRef": { "name": "hall-login" } }])),
            &["spec.credentials[0].name", "choose a plainer name"],
        ),
        refused(
            logins(json!([{ "name": "h".repeat(64), "secretRef": { "name": "hall-login" } }])),
            &["spec.credentials[0].name", "63"],
        ),
        refused(
            logins(json!([{ "name": "halls", "secretRef": { "name": "Hall" } }])),
            &["spec.credentials[0].secretRef.name", "correct the name"],
        ),
        refused(
            logins(json!([{ "name": "halls" }])),
            &["spec.credentials[0].secretRef", "Required"],
        ),
        refused(
            logins(json!([
                { "name": "halls", "secretRef": { "name": "a" } },
                { "name": "halls", "secretRef": { "name": "b" } }
            ])),
            &["spec.credentials[1]", "Duplicate value"],
        ),
        refused(origins(json!(["https://portal.example.net/"])), ORIGIN),
        refused(origins(json!(["portal.example.net"])), ORIGIN),
        refused(origins(json!(["https://Portal.example.net"])), ORIGIN),
    ]
}
