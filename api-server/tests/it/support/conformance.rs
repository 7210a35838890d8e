//! Every answer of the API that a test receives is held against the API's own document.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::{Draft, Validator};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};

/// Headers that an answer must not have without saying so.
const TOLD: [&str; 8] = [
    "content-disposition",
    "etag",
    "location",
    "retry-after",
    "set-cookie",
    "www-authenticate",
    "x-snapshot-at",
    "x-snapshot-reason",
];

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| api_server::openapi::document().unwrap());
/// Schemas in which no answer may have a key that they do not name.
static STRICT: LazyLock<Value> = LazyLock::new(|| {
    let mut components = DOCUMENT["components"].clone();
    for schema in components["schemas"].as_object_mut().unwrap().values_mut() {
        strict_below(schema);
    }
    components
});
static SERVERS: LazyLock<Mutex<BTreeSet<SocketAddr>>> = LazyLock::new(Mutex::default);
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Notes that the API answers there.
pub(crate) fn watch(address: SocketAddr) {
    SERVERS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(address);
}

/// Notes that something else answers there, where an API may have answered before: ports are used again.
pub(crate) fn forget(address: SocketAddr) {
    SERVERS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&address);
}

/// Holds an answer against the document.
///
/// # Panics
/// When it is not described.
pub(crate) fn check(method: &Method, url: &Url, status: StatusCode, headers: &HeaderMap, body: &[u8]) {
    let is_api = url.socket_addrs(|| None).is_ok_and(|addresses| {
        SERVERS
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&addresses[0])
    });
    // A preflight is answered by the CORS layer, before any route.
    if !is_api || method == Method::OPTIONS {
        return;
    }
    let place = format!(
        "{method} {} -> {status}: {}",
        url.path(),
        String::from_utf8_lossy(&body[..body.len().min(2_000)])
    );
    assert!(headers.contains_key("x-request-id"), "{place}");
    let asked = if method == Method::HEAD {
        Method::GET
    } else {
        method.clone()
    };
    let Some((path, operation)) = operation(&asked, url.path()) else {
        assert!(
            [404, 405, 413].contains(&status.as_u16()),
            "no operation: {place}"
        );
        return matches_schema(
            "problem",
            &json!({"$ref": "#/components/schemas/Problem"}),
            body,
            &place,
        );
    };
    // A site without fault injection has none of its routes.
    let answer = &operation["responses"][status.as_str()];
    assert!(answer.is_object(), "the status is not described: {place}");
    let answer = resolved(answer);
    for name in TOLD.iter().filter(|name| headers.contains_key(**name)) {
        let told = answer["headers"].as_object().into_iter().flatten();
        let mut told = told.map(|(name, _)| name.to_lowercase());
        assert!(
            told.any(|told| told == *name),
            "the header {name} is not described: {place}"
        );
    }
    if method == Method::HEAD {
        return;
    }
    let Some(content) = answer["content"].as_object() else {
        return assert!(body.is_empty(), "no body is described: {place}");
    };
    let media_type = headers["content-type"].to_str().unwrap();
    let media_type = media_type.split(';').next().unwrap();
    let described = content.get(media_type);
    let described = described.unwrap_or_else(|| panic!("{media_type} is not described: {place}"));
    if media_type.ends_with("json") {
        let name = format!("{method} {path} {status} {media_type}");
        matches_schema(&name, &described["schema"], body, &place);
    }
}

fn resolved(value: &Value) -> &Value {
    let reference = value["$ref"].as_str();
    let target = reference.map(|reference| DOCUMENT.pointer(reference.trim_start_matches('#')).unwrap());
    target.unwrap_or(value)
}

/// The operation of a path, and its template: of several the one with the fewest parameters.
fn operation(method: &Method, path: &str) -> Option<(&'static str, &'static Value)> {
    let asked: Vec<_> = path.split('/').collect();
    let fits = |template: &str| {
        let parts: Vec<_> = template.split('/').collect();
        let same =
            |(part, asked): (&&str, &&str)| part == asked || (part.starts_with('{') && !asked.is_empty());
        parts.len() == asked.len() && parts.iter().zip(&asked).all(same)
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let fitting = paths.iter().filter(|(template, _)| fits(template));
    let (template, item) = fitting.min_by_key(|(template, _)| template.matches('{').count())?;
    let operation = item.get(method.as_str().to_lowercase())?;
    Some((template, operation))
}

fn matches_schema(name: &str, schema: &Value, body: &[u8], place: &str) {
    let instance: Value = serde_json::from_slice(body).unwrap_or_else(|error| panic!("{error}: {place}"));
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = validators.entry(name.to_owned()).or_insert_with(|| {
        let mut root = schema.clone();
        strict(&mut root);
        root["components"] = STRICT.clone();
        let options = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true);
        Arc::new(options.build(&root).unwrap())
    });
    let validator = Arc::clone(validator);
    drop(validators);
    let errors: Vec<_> = validator
        .iter_errors(&instance)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{place}");
}

/// Forbids keys that a schema does not name, wherever the schema is used and not itself a part of another.
fn strict(schema: &mut Value) {
    let holds_keys = ["$ref", "properties", "allOf"]
        .iter()
        .any(|key| schema.get(key).is_some());
    if let Some(object) = schema.as_object_mut().filter(|_| holds_keys) {
        object.insert("unevaluatedProperties".to_owned(), json!(false));
    }
    strict_below(schema);
}

/// The same for what is below a schema.
fn strict_below(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    for (key, value) in object {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(strict),
            ("items", items) => strict(items),
            ("oneOf", Value::Array(choices)) => choices.iter_mut().for_each(strict),
            ("allOf", Value::Array(parts)) => parts.iter_mut().for_each(strict_below),
            _ => {}
        }
    }
}
