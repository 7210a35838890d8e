//! Specs of the tests' sites, and what they refer to.

use anyhow::Result;
use serde_json::{Value, json};

use crate::rtsp_source::{CLOSED_PORT, GARBAGE_PORT, RTSP_PORT, RtspSource};

/// A camera of a spec.
#[must_use]
pub fn camera(name: &str, url: &str) -> Value {
    json!({"name": name, "url": url})
}

/// A small spec with `cameras`: short intervals, so that tests need not wait for long ones.
#[must_use]
pub fn spec(cameras: &[Value]) -> Value {
    json!({
        "location": {"city": "Paris"},
        "cameras": cameras,
        "api": {"auth": {"anonymousRead": true}},
        "probe": {"intervalSeconds": 5, "timeoutSeconds": 3},
        "database": {"storage": {"size": "256Mi"}},
        "cache": {"storage": {"size": "64Mi"}},
    })
}

/// What the shared site's spec refers to: credentials, right and wrong, and two init scripts under one key.
///
/// # Errors
/// When the cameras' manifest holds no credentials.
pub fn shared_objects() -> Result<Vec<Value>> {
    let (username, password) = RtspSource::credentials()?;
    let secret = |name: &str, password: &str| {
        json!({
            "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/basic-auth",
            "metadata": {"name": name},
            "stringData": {"username": username, "password": password},
        })
    };
    let script = |name: &str, table: &str| {
        json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": name},
            "data": {"init.sql": format!("CREATE TABLE {table} (note text); INSERT INTO {table} VALUES ('ran');")},
        })
    };
    Ok(vec![
        secret("vault", &password),
        secret("vault-wrong", "not-the-password"),
        script("init-first", "e2e_first"),
        script("init-second", "e2e_second"),
    ])
}

/// The shared site: good cameras, and one for each way to be bad.
#[must_use]
pub fn shared_spec(source: &RtspSource) -> Value {
    let mut vault = camera("vault", &source.url(RTSP_PORT, "vault"));
    vault["credentialsSecretRef"] = json!({"name": "vault"});
    let mut wrong = camera("vault-wrong", &source.url(RTSP_PORT, "vault"));
    wrong["credentialsSecretRef"] = json!({"name": "vault-wrong"});
    let mut spec = spec(&[
        camera("hall", &source.url(RTSP_PORT, "hall")),
        camera("entrance", &source.url(RTSP_PORT, "entrance")),
        vault,
        wrong,
        camera("closed", &source.url(CLOSED_PORT, "hall")),
        camera("garbage", &source.url(GARBAGE_PORT, "hall")),
        camera("nobody", "rtsp://192.0.2.1:554/"),
    ]);
    spec["database"]["initScripts"] =
        json!([{"configMapRef": {"name": "init-first"}}, {"configMapRef": {"name": "init-second"}}]);
    spec
}
