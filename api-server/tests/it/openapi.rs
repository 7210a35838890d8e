//! The document is whole: every route, every word explained, every example right.

use std::collections::BTreeSet;

use api_server::access::RULES;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

fn document() -> Value {
    api_server::openapi::document().unwrap()
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

/// Every operation with its method and path.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = object(&document["paths"]).iter();
    paths
        .flat_map(|(path, item)| {
            let operations = object(item).iter();
            operations.map(|(method, operation)| (method.to_uppercase(), path.clone(), operation))
        })
        .collect()
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let document = document();
    let described: BTreeSet<_> = operations(&document)
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .collect();
    let ruled: BTreeSet<_> = RULES
        .iter()
        .map(|rule| (rule.method.to_string(), rule.route.to_owned()))
        .collect();
    assert_eq!(described, ruled, "left: the document, right: access/table.rs");
}

#[test]
fn every_operation_has_a_name_of_its_own_a_summary_a_tag_and_answers() {
    let document = document();
    let tags: Vec<_> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["name"])
        .collect();
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let place = format!("{method} {path}");
        assert!(
            names.insert(operation["operationId"].as_str().unwrap()),
            "{place}"
        );
        assert!(operation["summary"].is_string(), "{place}");
        assert!(tags.contains(&&operation["tags"][0]), "{place}");
        assert!(operation["security"].is_array(), "{place}");
        let answers = object(&operation["responses"]);
        assert!(
            answers.keys().any(|status| status.starts_with(['2', '3'])),
            "{place}"
        );
        for name in path.split('/').filter_map(|part| part.strip_prefix('{')) {
            let parameters = operation["parameters"].as_array().unwrap();
            let name = name.trim_end_matches('}');
            assert!(
                parameters
                    .iter()
                    .any(|parameter| parameter["in"] == "path" && parameter["name"] == name),
                "{place}"
            );
        }
    }
}

/// Calls with every object of the document and its place.
fn walk<'a>(value: &'a Value, place: &str, visit: &mut impl FnMut(&'a Map<String, Value>, &str)) {
    match value {
        Value::Object(object) => {
            visit(object, place);
            for (key, value) in object {
                walk(value, &format!("{place}/{key}"), visit);
            }
        }
        Value::Array(array) => {
            for (at, value) in array.iter().enumerate() {
                walk(value, &format!("{place}/{at}"), visit);
            }
        }
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    walk(&document, "", &mut |object, place| {
        if let Some(Value::String(reference)) = object.get("$ref") {
            let target = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(target).is_some(), "{place}: {reference}");
        }
    });
}

#[test]
fn every_parameter_schema_and_property_is_explained() {
    let document = document();
    let explained = |value: &Value| {
        // What may be null is one of two: what it is else, and null.
        let value = value.pointer("/oneOf/0").unwrap_or(value);
        let own = value.get("description").and_then(Value::as_str);
        let referred = value.get("$ref").and_then(Value::as_str);
        own.is_some_and(|text| text.len() > 3) || referred.is_some()
    };
    for (name, schema) in object(&document["components"]["schemas"]) {
        // A page has the description of what is on it.
        assert!(explained(schema), "{name}");
    }
    walk(&document, "", &mut |object, place| {
        let properties = object.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            assert!(explained(property), "{place}: {name}");
        }
        let parameters = object.get("parameters").and_then(Value::as_array);
        for parameter in parameters.into_iter().flatten() {
            assert!(explained(parameter), "{place}: {parameter}");
        }
    });
}

/// A validator of a schema of the document.
fn validator(document: &Value, schema: &Value) -> Validator {
    let mut root = schema.clone();
    root["components"] = document["components"].clone();
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&root)
        .unwrap()
}

#[test]
fn every_example_is_one() {
    let document = document();
    let mut seen = 0;
    walk(&document["components"]["schemas"], "", &mut |schema, place| {
        let examples = schema.get("examples").and_then(Value::as_array);
        for example in examples.into_iter().flatten() {
            seen += 1;
            let validator = validator(&document, &json!(schema));
            assert!(validator.is_valid(example), "{place}: {example}");
        }
    });
    assert!(seen > 50, "{seen}");
}
