//! What holds for every operation and need not be said beside each: who may ask, and which problems it may answer with.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Map, Value, json};

use super::ALIASES;
use crate::access::{Cookie, RULES, Right};

type Object = Map<String, Value>;

/// Media type of problems.
const PROBLEM: &str = "application/problem+json";
/// Where schemas are.
const SCHEMAS: &str = "#/components/schemas/";

/// Completes the document that the handlers' descriptions make.
pub(super) fn complete(document: &mut Value) {
    add_aliases(document);
    for rule in RULES {
        let method = rule.method.as_str().to_lowercase();
        if let Some(operation) = document
            .pointer_mut(&pointer(&["paths", rule.route, &method]))
            .and_then(Value::as_object_mut)
        {
            complete_operation(operation, &rule.method, rule.right);
        }
    }
    require_keys_of_answers(document);
    set(document, &["components", "securitySchemes"], security_schemes());
    set(document, &["components", "responses"], common_answers());
    set(document, &["components", "headers"], headers());
}

/// JSON pointer (RFC 6901) of a path.
fn pointer(path: &[&str]) -> String {
    let escaped = path.iter().map(|key| key.replace('~', "~0").replace('/', "~1"));
    escaped.fold(String::new(), |pointer, key| pointer + "/" + &key)
}

fn set(document: &mut Value, path: &[&str; 2], value: Value) {
    if let Some(parent) = document
        .pointer_mut(&pointer(&path[..1]))
        .and_then(Value::as_object_mut)
    {
        parent.insert(path[1].to_owned(), value);
    }
}

fn add_aliases(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (alias, path) in ALIASES {
        let Some(mut item) = paths.get(path).cloned() else {
            continue;
        };
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            if let Some(id) = operation["operationId"].as_str() {
                operation["operationId"] = json!(format!("{id}Alias"));
            }
            operation["description"] = json!(format!("The same as `{path}`."));
        }
        paths.insert(alias.to_owned(), item);
    }
}

fn complete_operation(operation: &mut Object, method: &Method, right: Right) {
    let needs = told(right);
    let description = operation.get("description").and_then(Value::as_str);
    let description = description.map_or_else(|| needs.to_owned(), |said| format!("{said}\n\n{needs}"));
    operation.insert("description".to_owned(), json!(description));
    operation.insert("security".to_owned(), security(right));
    for parameter in parameters(operation) {
        drop_null(&mut parameter["schema"]);
    }
    let statuses = statuses(operation, method, right);
    let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    for status in statuses {
        answers
            .entry(status.to_string())
            .or_insert_with(|| json!({"$ref": format!("#/components/responses/{}", name_of(status))}));
    }
    for (status, answer) in answers {
        complete_answer(status, answer);
    }
}

fn parameters(operation: &mut Object) -> impl Iterator<Item = &mut Value> {
    operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
}

/// A parameter is there or not, but never null.
fn drop_null(schema: &mut Value) {
    if let Some([kind, null]) = schema["type"].as_array().map(Vec::as_slice)
        && null == "null"
    {
        schema["type"] = kind.clone();
    }
    if let Some([kind, null]) = schema["oneOf"].as_array().map(Vec::as_slice)
        && null["type"] == "null"
    {
        *schema = kind.clone();
    }
}

/// The problems that an operation may answer with whatever it does.
fn statuses(operation: &Object, method: &Method, right: Right) -> Vec<u16> {
    let takes = |place: &str| {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        parameters.is_some_and(|all| all.iter().any(|parameter| parameter["in"] == place))
    };
    let has_body = operation.contains_key("requestBody");
    let holds = [
        (takes("path") || takes("query") || has_body, 400),
        (right != Right::Open, 401),
        (
            !matches!(right, Right::Open | Right::Anyone) || !method.is_safe(),
            403,
        ),
        (!method.is_safe(), 413),
        (has_body, 415),
        (takes("query"), 422),
        (true, 500),
        (true, 503),
        (true, 504),
    ];
    holds
        .into_iter()
        .filter_map(|(holds, status)| holds.then_some(status))
        .collect()
}

/// An error that says nothing else is a problem; every answer has the request's id.
fn complete_answer(status: &str, answer: &mut Value) {
    let Some(answer) = answer
        .as_object_mut()
        .filter(|answer| !answer.contains_key("$ref"))
    else {
        return;
    };
    if status >= "400" && !answer.contains_key("content") {
        answer.insert("content".to_owned(), problem());
    }
    let content = answer.get_mut("content").and_then(Value::as_object_mut);
    for (media_type, content) in content.into_iter().flatten() {
        // Bytes have no schema (OpenAPI 3.1, 4.8.14.2).
        if let Some(content) = content
            .as_object_mut()
            .filter(|_| media_type.starts_with("image/"))
        {
            content.remove("schema");
        }
    }
    let headers = answer.entry("headers").or_insert_with(|| json!({}));
    for name in headers_of(status) {
        headers[*name] = json!({"$ref": format!("#/components/headers/{name}")});
    }
}

fn problem() -> Value {
    json!({PROBLEM: {"schema": {"$ref": format!("{SCHEMAS}Problem")}}})
}

/// The headers of answers with this status.
fn headers_of(status: &str) -> &'static [&'static str] {
    match status {
        "401" => &["X-Request-Id", "WWW-Authenticate"],
        "409" | "429" | "503" => &["X-Request-Id", "Retry-After"],
        _ => &["X-Request-Id"],
    }
}

fn headers() -> Value {
    json!({
        "X-Request-Id": {
            "description": "Id of the request, the client's own where it sent a harmless one; the log has it.",
            "schema": {"type": "string", "examples": ["5d0bd0cf1f4d4a0f8d1b3f0e0a9c2b11"]},
        },
        "Retry-After": {
            "description": "In how many seconds to ask again.",
            "schema": {"type": "integer", "minimum": 0, "examples": [2]},
        },
        "WWW-Authenticate": {
            "description": "What to send in `Authorization`.",
            "schema": {"type": "string", "examples": ["Bearer"]},
        },
    })
}

/// Problems that any operation may answer with: status, name among the components, what it means.
const COMMON: [(u16, &str, &str); 9] = [
    (
        400,
        "Malformed",
        "The request, its body or its cursor cannot be understood (malformed).",
    ),
    (
        401,
        "Unauthenticated",
        "It is not known who asks, or the token does not count (unauthenticated).",
    ),
    (403, "Forbidden", "Who asks may not (forbidden)."),
    (413, "TooLarge", "The body has more than 1 MiB (too-large)."),
    (
        415,
        "UnsupportedMediaType",
        "The body does not say that it is JSON (unsupported-media-type).",
    ),
    (
        422,
        "Invalid",
        "A parameter is not known or cannot be used; `errors` says which (invalid).",
    ),
    (
        500,
        "Internal",
        "Something went wrong in the API; its log has it under the request's id (internal).",
    ),
    (
        503,
        "Unavailable",
        "The database is away (database-unavailable), or too much is asked at once (overloaded).",
    ),
    (
        504,
        "TooLong",
        "The answer took too long and was given up (timeout).",
    ),
];

fn name_of(status: u16) -> &'static str {
    let found = COMMON.iter().find(|(of, ..)| *of == status);
    found.map_or("Internal", |(_, name, _)| name)
}

fn common_answers() -> Value {
    let answers = COMMON.map(|(status, name, description)| {
        let mut answer = json!({"description": description});
        complete_answer(&status.to_string(), &mut answer);
        (name.to_owned(), answer)
    });
    Value::Object(answers.into_iter().collect())
}

fn security_schemes() -> Value {
    json!({
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of POST /api/v1/tokens, or one of the site's own in the Secret `SITE-api`.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": Cookie::SESSION.name(),
            "description": "The session of who signed in at /api/v1/session.",
        },
    })
}

/// Who may ask.
fn security(right: Right) -> Value {
    let known = [json!({"token": []}), json!({"session": []})];
    match right {
        Right::Open => json!([]),
        Right::Anyone | Right::Read | Right::Summary => json!([known[0], known[1], {}]),
        Right::Viewer | Right::Operator | Right::Admin | Right::Alerts => json!(known),
    }
}

/// Who may ask, in words.
fn told(right: Right) -> &'static str {
    match right {
        Right::Open => "For everybody, also without the database.",
        Right::Anyone => "For everybody.",
        Right::Read => "For the role Viewer, and for everybody with `anonymousRead`.",
        Right::Summary => {
            "For the role Viewer, tokens with the scope `summary:read`, and for everybody with `anonymousRead`."
        }
        Right::Viewer => "For the role Viewer.",
        Right::Operator => "For the role Operator.",
        Right::Admin => "For the role Admin.",
        Right::Alerts => "For tokens with the scope `alerts:write` and the role Admin.",
    }
}

/// Keys of answers are always there. The problem alone leaves out what it has not.
fn require_keys_of_answers(document: &mut Value) {
    let mut names = BTreeSet::new();
    for operation in operations(document) {
        collect_references(&operation["responses"], document, &mut names);
    }
    names.remove("Problem");
    for name in names {
        if let Some(schema) = document.pointer_mut(&format!("/components/schemas/{name}")) {
            require_keys(schema);
        }
    }
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let paths = document["paths"].as_object().into_iter().flat_map(Map::values);
    paths
        .filter_map(Value::as_object)
        .flat_map(Map::values)
        .filter(|item| item.is_object())
}

/// The names of the schemas that a part of the document leads to.
fn collect_references(part: &Value, document: &Value, names: &mut BTreeSet<String>) {
    match part {
        Value::Object(object) => {
            let reference = object.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|reference| reference.strip_prefix(SCHEMAS))
                && names.insert(name.to_owned())
            {
                collect_references(&document["components"]["schemas"][name], document, names);
            }
            for value in object.values() {
                collect_references(value, document, names);
            }
        }
        Value::Array(array) => {
            for value in array {
                collect_references(value, document, names);
            }
        }
        _ => {}
    }
}

fn require_keys(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    let parts = object.get_mut("allOf").and_then(Value::as_array_mut);
    parts.into_iter().flatten().for_each(require_keys);
    if let Some(items) = object.get_mut("items") {
        require_keys(items);
    }
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(require_keys);
        let keys: Vec<_> = properties.keys().cloned().collect();
        object.insert("required".to_owned(), json!(keys));
    }
}
