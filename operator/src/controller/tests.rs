//! A leader's watches and passes on a pretended API server.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::leader::Timing;
use super::{Context, Limits, Options, Scope, reconcile, term};
use crate::http::Readiness;
use crate::metrics::Metrics;
use crate::poll::Pollers;
use crate::site::Identity;
use crate::test_support::{Call, api, not_found, refusal, settings, stored};

fn site(name: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": "camerasite.io/v1alpha1", "kind": "CameraSite",
        "metadata": { "name": name, "namespace": "lyon", "uid": format!("uid-of-{name}"), "generation": 1 },
        "spec": spec
    })
}

fn broken() -> Value {
    site("broken", &json!({ "location": 5 }))
}

fn whole() -> Value {
    site("whole", &json!({ "location": { "city": "Lyon" } }))
}

/// Two sites, one of which cannot be read; watches are refused, so that everything comes from lists.
fn answer(call: &Call) -> (u16, Value) {
    if call.method != Method::GET {
        return stored(call);
    }
    if call.query.contains("watch=true") {
        return refusal(503, "ServiceUnavailable", "no watches here");
    }
    let kind = call.path.rsplit('/').next().unwrap_or_default();
    let items = match kind {
        "camerasites" => json!([broken(), whole()]),
        "broken" => return (200, broken()),
        "whole" => return (200, whole()),
        "deployments"
        | "statefulsets"
        | "jobs"
        | "services"
        | "persistentvolumeclaims"
        | "secrets"
        | "configmaps"
        | "pods" => json!([]),
        _ => return not_found(),
    };
    let list =
        json!({ "apiVersion": "v1", "kind": "List", "metadata": { "resourceVersion": "1" }, "items": items });
    (200, list)
}

#[tokio::test(start_paused = true)]
async fn a_site_that_cannot_be_read_is_counted_once_and_holds_up_no_other() {
    let (client, calls) = api(answer);
    let metrics = Metrics::new().unwrap();
    let readiness = Readiness::default();
    let options = Options {
        settings: settings(),
        scope: Scope::default(),
        lease: String::new(),
        election: Timing::default(),
        limits: Limits::default(),
    };
    let listed = {
        let readiness = readiness.clone();
        move || readiness.set()
    };
    let stop = CancellationToken::new();
    let served = term::serve(client, &options, metrics.clone(), listed, &stop);
    // Time enough for several lists, since watches fail.
    let ended = tokio::time::timeout(Duration::from_mins(5), served).await;
    assert!(ended.is_err(), "a term goes on until it is stopped");
    assert!(
        readiness.is_set(),
        "the sites were listed, and others wait for the store, too"
    );
    let made: Vec<String> = calls.lock().unwrap().iter().map(Call::label).collect();
    assert!(made.contains(&"POST Service whole-web".to_owned()), "{made:?}");
    let of_broken = |call: &&String| call.contains("broken") && *call != "GET  broken";
    assert_eq!(made.iter().find(of_broken), None, "{made:?}");
    let text = String::from_utf8(metrics.encode().unwrap()).unwrap();
    assert!(
        text.contains("camerasite_operator_reconcile_errors_total{reason=\"Malformed\"} 1"),
        "{text}"
    );
    assert!(
        text.contains("camerasite_operator_watch_errors_total{kind=\"CameraSite\"}"),
        "{text}"
    );
}

#[tokio::test]
async fn a_pass_that_may_not_even_read_its_site_is_one_that_failed() {
    let (client, _) = api(|_| refusal(403, "Forbidden", "the rights of the operator are gone"));
    let metrics = Metrics::new().unwrap();
    let pollers = Pollers::new(client.clone(), metrics.clone()).unwrap();
    let context = Context::new(client, settings(), metrics.clone(), Arc::new(pollers));
    let id = Identity {
        name: "whole".to_owned(),
        namespace: "lyon".to_owned(),
        uid: None,
    };
    assert_eq!(
        reconcile(&id, &context).await.unwrap_err().reason(),
        "ObserveFailed"
    );
    let text = String::from_utf8(metrics.encode().unwrap()).unwrap();
    assert!(
        text.contains("camerasite_operator_reconciliations_total{result=\"error\"} 1"),
        "{text}"
    );
}
