//! Sites and the changes that make them wrong.

use serde_json::{Value, json};

/// A site that is accepted, with `patch` merged into its spec (RFC 7386).
pub(crate) fn site(name: &str, patch: &Value) -> Value {
    let mut spec = json!({
        "location": { "city": "Lyon" },
        "cameras": [{ "name": "quay", "url": "rtsp://10.20.1.11:554/live" }],
    });
    merge(&mut spec, patch);
    json!({ "apiVersion": "camerasite.io/v1alpha1", "kind": "CameraSite", "metadata": { "name": name }, "spec": spec })
}

/// A patch of the spec that replaces its cameras by one that is accepted, with `patch` merged into it.
pub(crate) fn camera(patch: &Value) -> Value {
    let mut camera = json!({ "name": "quay", "url": "rtsp://10.20.1.11:554/live" });
    merge(&mut camera, patch);
    json!({ "cameras": [camera] })
}

/// A patch with a camera that the simulator plays, with `patch` merged into it.
pub(crate) fn simulated(patch: &Value) -> Value {
    let mut camera = json!({ "url": null, "simulated": {} });
    merge(&mut camera, patch);
    self::camera(&camera)
}

/// A patch with the camera's URL.
pub(crate) fn url(url: &str) -> Value {
    camera(&json!({ "url": url }))
}

pub(crate) fn merge(target: &mut Value, patch: &Value) {
    let (Value::Object(target), Value::Object(patch)) = (&mut *target, patch) else {
        *target = patch.clone();
        return;
    };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            merge(target.entry(key).or_insert(Value::Null), value);
        }
    }
}

/// A spec that must be refused, and words that the refusal must hold: the field and the cure.
pub(crate) struct Refused {
    pub(crate) patch: Value,
    pub(crate) says: &'static [&'static str],
}

pub(crate) fn refused(patch: Value, says: &'static [&'static str]) -> Refused {
    Refused { patch, says }
}
