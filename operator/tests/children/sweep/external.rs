//! Rows of a database that somebody else runs.

use serde_json::{Value, json};

use super::{Row, merge, row};

pub(super) fn rows() -> Vec<Row> {
    let external = |patch: Value| {
        let mut external = json!({
            "host": "db", "database": "theirs", "credentialsSecretRef": { "name": "platform-cameras" },
        });
        merge(&mut external, &patch);
        json!({ "database": { "mode": "External", "external": external } })
    };
    let variable = |pointer| ("Deployment", "api", pointer);
    vec![
        Row {
            expected: None,
            ..row(
                ".database.mode",
                external(json!({})),
                ("StatefulSet", "postgres", "/metadata"),
                Value::Null,
            )
        },
        row(
            ".database.external.host",
            external(json!({ "host": "db.example.net" })),
            variable("/spec/template/spec/containers/0/env/2/value"),
            "db.example.net",
        ),
        row(
            ".database.external.port",
            external(json!({ "port": 6432 })),
            variable("/spec/template/spec/containers/0/env/3/value"),
            "6432",
        ),
        row(
            ".database.external.database",
            external(json!({})),
            variable("/spec/template/spec/containers/0/env/4/value"),
            "theirs",
        ),
        row(
            ".database.external.credentialsSecretRef.name",
            external(json!({})),
            variable("/spec/template/spec/volumes/1/secret/secretName"),
            "platform-cameras",
        ),
        row(
            ".database.external.ownerCredentialsSecretRef.name",
            external(json!({ "ownerCredentialsSecretRef": { "name": "theirs-owner" } })),
            (
                "Job",
                "migrate",
                "/spec/template/spec/volumes/0/secret/secretName",
            ),
            "theirs-owner",
        ),
        row(
            ".database.external.tls.mode",
            external(json!({ "tls": { "mode": "Disable" } })),
            // Where the Job of the default has `verify-full`.
            ("Job", "migrate", "/spec/template/spec/containers/0/env/6/value"),
            "json",
        ),
        row(
            ".database.external.tls.caSecretRef.name",
            external(json!({ "tls": { "caSecretRef": { "name": "camera-ca" } } })),
            variable("/spec/template/spec/volumes/2/secret/secretName"),
            "camera-ca",
        ),
    ]
}
