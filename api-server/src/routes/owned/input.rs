//! From the JSON of a client to a definition.

use serde::Deserialize as _;
use serde_json::Value;

use crate::error::{Invalid, Problem};
use crate::inventory::definition::Definition;

/// The definition in a body.
///
/// # Errors
/// 400 for what is none, 422 for fields that are not known. Values are not repeated.
pub(super) fn read(body: &Value) -> Result<Definition, Problem> {
    let definition = Definition::deserialize(body).map_err(|error| {
        let error = error.to_string();
        // The other messages quote what was sent.
        let what = if error.starts_with("missing field") {
            error.as_str()
        } else {
            "a field is of another type or not one of its words"
        };
        Problem::malformed(format!("The body is no camera: {what}."))
    })?;
    let known = serde_json::to_value(&definition).map_err(anyhow::Error::from)?;
    let mut unknown = Vec::new();
    compare(body, &known, "", &mut unknown);
    if unknown.is_empty() {
        Ok(definition)
    } else {
        Err(Problem::invalid(unknown))
    }
}

/// Notes the fields of `sent` that `known` does not have. What says nothing is left out of `known` and may be there.
fn compare(sent: &Value, known: &Value, pointer: &str, unknown: &mut Vec<Invalid>) {
    let says_nothing = |value: &Value| {
        value.is_null()
            || value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(serde_json::Map::is_empty)
    };
    match (sent, known) {
        (Value::Object(sent), Value::Object(known)) => {
            for (key, value) in sent {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                match known.get(key) {
                    Some(known) => compare(value, known, &pointer, unknown),
                    None if says_nothing(value) => {}
                    None => unknown.push(Invalid {
                        pointer,
                        detail: "A field is not known here; correct its name or leave it out.".to_owned(),
                    }),
                }
            }
        }
        (Value::Array(sent), Value::Array(known)) => {
            for (at, (sent, known)) in sent.iter().zip(known).enumerate() {
                compare(sent, known, &format!("{pointer}/{at}"), unknown);
            }
        }
        _ => {}
    }
}

/// Merges a patch (RFC 7396).
pub(super) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Some(fields) = target.as_object_mut() else {
        return;
    };
    for (key, change) in changes {
        if change.is_null() {
            fields.remove(key);
        } else {
            merge(fields.entry(key.clone()).or_insert(Value::Null), change);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_fields_are_told_by_their_place_however_deep() {
        let body = json!({
            "name": "quay", "url": "tcp://a:1", "colour": "red", "zone": null, "tags": [],
            "probe": { "depth": "Connect", "every": 5 }, "coordinates": { "plan": "a", "x": "0", "y": "0", "z": "1" },
            "osdMask": [{ "x": "0", "y": "0", "width": "0", "height": "0", "of/clock": true }]
        });
        let problem = read(&body).unwrap_err();
        let pointers: Vec<_> = problem
            .errors
            .iter()
            .map(|error| error.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "/colour",
                "/coordinates/z",
                "/osdMask/0/of~1clock",
                "/probe/every"
            ]
        );
        assert!(read(&json!({ "name": "quay", "url": "tcp://a:1", "notes": null, "probe": {} })).is_ok());
    }

    #[test]
    fn what_is_no_camera_is_refused_without_being_quoted() {
        for body in [
            json!("hunter2"),
            json!({ "name": "a", "url": { "p": "hunter2" } }),
            json!({ "name": "a" }),
            json!(null),
        ] {
            let problem = read(&body).unwrap_err();
            assert_eq!(problem.status, 400, "{body}");
            assert!(!problem.detail.contains("hunter2"), "{}", problem.detail);
        }
        assert!(read(&json!({ "name": "a" })).unwrap_err().detail.contains("url"));
    }

    #[test]
    fn patches_are_merged_as_rfc_7396_says() {
        for (target, patch, merged) in [
            (
                json!({ "a": 1, "b": 2 }),
                json!({ "a": null, "c": { "d": 3, "e": null } }),
                json!({ "b": 2, "c": { "d": 3 } }),
            ),
            (json!({ "a": [1, 2] }), json!({ "a": [3] }), json!({ "a": [3] })),
            (
                json!({ "a": "text" }),
                json!({ "a": { "b": 1 } }),
                json!({ "a": { "b": 1 } }),
            ),
            (json!({ "a": 1 }), json!("text"), json!("text")),
        ] {
            let mut result = target.clone();
            merge(&mut result, &patch);
            assert_eq!(result, merged, "{target} {patch}");
        }
    }
}
