//! What is wrong with a database that somebody else runs.

use serde_json::{Value, json};

use crate::cases::{Refused, merge, refused};

const BELONGS: &[&str] = &["spec.database.external", "give it where the mode is External"];
const MANAGED_ONLY: &[&str] = &["spec.database", "no effect where mode is External", "remove them"];
const HOST: &[&str] = &["spec.database.external.host", "such as db.example.net"];

/// A patch with an external database that is accepted, with `patch` merged into it.
pub(crate) fn external(patch: &Value) -> Value {
    let mut external = json!({
        "host": "db.example.net", "database": "gare", "credentialsSecretRef": { "name": "gare-db" },
    });
    merge(&mut external, patch);
    json!({ "database": { "mode": "External", "external": external } })
}

pub(super) fn all() -> Vec<Refused> {
    let beside = |field: &str, value: Value| {
        let mut patch = external(&json!({}));
        patch["database"][field] = value;
        refused(patch, MANAGED_ONLY)
    };
    let with = |patch: Value, says| refused(external(&patch), says);
    let mut managed = external(&json!({}));
    managed["database"]["mode"] = json!("Managed");
    let mut unnamed = external(&json!({}));
    merge(&mut unnamed, &json!({ "database": { "mode": null } }));
    vec![
        refused(json!({ "database": { "mode": "External" } }), BELONGS),
        refused(managed, BELONGS),
        refused(unnamed, BELONGS),
        refused(
            json!({ "database": { "mode": "Shared" } }),
            &["spec.database.mode", "\"Managed\", \"External\""],
        ),
        beside("image", json!("postgres:17")),
        beside("resources", json!({ "limits": { "memory": "1Gi" } })),
        beside("initScripts", json!([{ "configMapRef": { "name": "seed" } }])),
        beside("storage", json!({ "storageClassName": "fast" })),
        with(
            json!({ "host": null }),
            &["spec.database.external.host", "Required"],
        ),
        with(json!({ "host": "postgres://db" }), HOST),
        with(json!({ "host": "db:5432" }), HOST),
        with(json!({ "host": "/run/postgresql" }), HOST),
        with(json!({ "host": "DB.example.net" }), HOST),
        with(json!({ "host": "[fd00::7]" }), HOST),
        with(json!({ "port": 0 }), &["spec.database.external.port", "1"]),
        with(
            json!({ "port": 65536 }),
            &["spec.database.external.port", "65535"],
        ),
        with(
            json!({ "database": "" }),
            &["spec.database.external.database", "at least 1"],
        ),
        with(
            json!({ "credentialsSecretRef": null }),
            &["spec.database.external.credentialsSecretRef", "Required"],
        ),
        with(
            json!({ "ownerCredentialsSecretRef": { "name": "A" } }),
            &["ownerCredentialsSecretRef.name", "correct the name"],
        ),
        with(
            json!({ "tls": { "mode": "Prefer" } }),
            &["spec.database.external.tls.mode", "\"VerifyFull\", \"Disable\""],
        ),
        with(
            json!({ "tls": { "mode": "Disable", "caSecretRef": { "name": "db-ca" } } }),
            &["spec.database.external.tls.caSecretRef", "set mode VerifyFull"],
        ),
    ]
}
