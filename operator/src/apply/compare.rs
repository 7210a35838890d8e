//! Whether a live object has every field that we set, with our value. Fields that others added do not matter.

use serde_json::Value;

/// Keys of maps whose values are quantities, which the API server may write differently.
const QUANTITY_MAPS: [&str; 2] = ["requests", "limits"];
/// Keys whose value is a quantity.
const QUANTITIES: [&str; 1] = ["sizeLimit"];

/// Kinds whose lists are owned as a whole: an element that somebody added is not theirs, it opens what we close, or tells
/// somebody of a site that is not theirs.
const WHOLE_LISTS: [&str; 3] = ["NetworkPolicy", "AlertmanagerConfig", "ServiceMonitor"];

/// What holds for the values inside of a field.
#[derive(Clone, Copy, Default)]
struct Within {
    /// They are quantities.
    quantity: bool,
    /// Nobody may add to lists.
    whole_lists: bool,
}

/// Whether `live` has everything that `wanted` sets.
pub(super) fn covers(wanted: &Value, live: &Value) -> bool {
    let kind = wanted.get("kind").and_then(Value::as_str).unwrap_or_default();
    let within = Within {
        whole_lists: WHOLE_LISTS.contains(&kind),
        ..Within::default()
    };
    covers_as(wanted, live, within)
}

fn covers_as(wanted: &Value, live: &Value, within: Within) -> bool {
    match (wanted, live) {
        (Value::Object(wanted), Value::Object(live)) => wanted.iter().all(|(key, value)| {
            let quantity = [QUANTITIES.as_slice(), QUANTITY_MAPS.as_slice()]
                .concat()
                .contains(&key.as_str());
            let inside = Within {
                quantity: within.quantity || quantity,
                // Owner references and the like have keys, whatever the kind.
                whole_lists: within.whole_lists && key != "metadata",
            };
            live.get(key)
                .map_or_else(|| is_empty(value), |found| covers_as(value, found, inside))
        }),
        (Value::Array(wanted), Value::Array(live)) => covers_list(wanted, live, within),
        (Value::String(wanted), Value::String(live)) if within.quantity => same_quantity(wanted, live),
        (wanted, live) => wanted == live,
    }
}

/// Lists of objects have keys, and others may add elements; lists of plain values are set as a whole.
fn covers_list(wanted: &[Value], live: &[Value], within: Within) -> bool {
    if within.whole_lists {
        wanted.len() == live.len()
            && wanted
                .iter()
                .zip(live)
                .all(|(element, found)| covers_as(element, found, within))
    } else if wanted.iter().all(Value::is_object) {
        wanted
            .iter()
            .all(|element| live.iter().any(|found| covers_as(element, found, within)))
    } else {
        wanted == live
    }
}

/// What the API server leaves out when it stores it.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.values().all(is_empty),
        _ => false,
    }
}

fn same_quantity(left: &str, right: &str) -> bool {
    left == right
        || match (parse(left), parse(right)) {
            (Some(left), Some(right)) => (left - right).abs() <= left.abs() * 1e-9,
            _ => false,
        }
}

/// The number that a Kubernetes quantity stands for.
fn parse(text: &str) -> Option<f64> {
    const SUFFIXES: [(&str, f64); 15] = [
        ("Ki", 1_024.0),
        ("Mi", 1_048_576.0),
        ("Gi", 1_073_741_824.0),
        ("Ti", 1_099_511_627_776.0),
        ("Pi", 1_125_899_906_842_624.0),
        ("Ei", 1_152_921_504_606_846_976.0),
        ("n", 1e-9),
        ("u", 1e-6),
        ("m", 1e-3),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("P", 1e15),
        ("E", 1e18),
    ];
    let suffix = SUFFIXES
        .iter()
        .find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor)));
    let (number, factor) = suffix.unwrap_or((text, 1.0));
    Some(number.parse::<f64>().ok()? * factor)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_of_others_do_not_matter_and_ours_do() {
        let wanted = json!({"spec": {"ports": [{"name": "http", "port": 80}], "selector": {"a": "b"}}});
        let defaulted = json!({
            "spec": {
                "clusterIP": "10.0.0.1",
                "ports": [{"name": "extra", "port": 1}, {"name": "http", "port": 80, "nodePort": 30000}],
                "selector": {"a": "b"}
            },
            "status": {}
        });
        assert!(covers(&wanted, &defaulted));
        let mut edited = defaulted.clone();
        edited["spec"]["selector"]["a"] = json!("c");
        assert!(!covers(&wanted, &edited));
        let mut emptied = defaulted;
        emptied["spec"]["ports"] = json!([]);
        assert!(!covers(&wanted, &emptied));
    }

    #[test]
    fn nobody_adds_a_rule_to_a_policy() {
        let policy = |ingress: Value| json!({ "kind": "NetworkPolicy", "metadata": {}, "spec": { "ingress": ingress } });
        let wanted = policy(json!([{ "ports": [{ "port": 1 }] }]));
        assert!(covers(
            &wanted,
            &policy(json!([{ "ports": [{ "port": 1, "protocol": "TCP" }] }]))
        ));
        assert!(!covers(
            &wanted,
            &policy(json!([{ "ports": [{ "port": 1 }] }, {}]))
        ));
        assert!(!covers(
            &wanted,
            &policy(json!([{ "ports": [{ "port": 1 }, { "port": 2 }] }]))
        ));
        assert!(covers(
            &policy(json!([])),
            &json!({ "metadata": {}, "kind": "NetworkPolicy", "spec": {} })
        ));
    }

    #[test]
    fn lists_of_plain_values_are_ours_as_a_whole() {
        assert!(!covers(&json!({"args": ["a"]}), &json!({"args": ["a", "b"]})));
        assert!(covers(&json!({"args": ["a", "b"]}), &json!({"args": ["a", "b"]})));
    }

    #[test]
    fn quantities_are_compared_by_value_where_they_stand() {
        let wanted = json!({"resources": {"requests": {"cpu": "0.1", "memory": "1024Mi"}}});
        assert!(covers(
            &wanted,
            &json!({"resources": {"requests": {"cpu": "100m", "memory": "1Gi"}}})
        ));
        assert!(!covers(
            &wanted,
            &json!({"resources": {"requests": {"cpu": "200m", "memory": "1Gi"}}})
        ));
        assert!(
            !covers(&json!({"value": "1.0"}), &json!({"value": "1"})),
            "plain text is not a quantity"
        );
    }

    #[test]
    fn what_is_empty_may_be_absent() {
        assert!(covers(&json!({"emptyDir": {}, "ports": []}), &json!({})));
        assert!(!covers(&json!({"readOnly": false}), &json!({})));
    }
}
