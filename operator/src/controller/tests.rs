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
use crate::test_support::{Call, api, late, not_found, refusal, settings, stored};

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
        | "networkpolicies"
        | "poddisruptionbudgets"
        | "horizontalpodautoscalers"
        | "ingresses"
        | "pods" => json!([]),
        _ => return not_found(),
    };
    let list =
        json!({ "apiVersion": "v1", "kind": "List", "metadata": { "resourceVersion": "1" }, "items": items });
    (200, list)
}

/// What a term asks and writes in so much time, of which lists of Services take a second.
async fn term_of(time: Duration, respond: impl FnMut(&Call) -> (u16, Value) + Send + 'static) -> Term {
    let (client, calls) = api(respond);
    let client = late(client, Duration::from_secs(1), |request| {
        request.uri().path().ends_with("/services") && request.method() == Method::GET
    });
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
    let ended = tokio::time::timeout(time, served).await;
    assert!(ended.is_err(), "a term goes on until it is stopped");
    let calls = calls.lock().unwrap().iter().map(Call::label).collect();
    Term {
        calls,
        metrics: String::from_utf8(metrics.encode().unwrap()).unwrap(),
        ready: readiness.is_set(),
    }
}

struct Term {
    calls: Vec<String>,
    metrics: String,
    ready: bool,
}

#[tokio::test(start_paused = true)]
async fn a_site_that_cannot_be_read_is_counted_once_and_holds_up_no_other() {
    // Time enough for several lists, since watches fail.
    let term = term_of(Duration::from_mins(5), answer).await;
    assert!(
        term.ready,
        "the sites were listed, and others wait for the store, too"
    );
    let made = term.calls;
    assert!(made.contains(&"POST Service whole-web".to_owned()), "{made:?}");
    let of_broken = |call: &&String| call.contains("broken") && *call != "GET  broken";
    assert_eq!(made.iter().find(of_broken), None, "{made:?}");
    for counted in [
        "camerasite_operator_reconcile_errors_total{reason=\"Malformed\"} 1",
        "camerasite_operator_watch_errors_total{kind=\"CameraSite\"}",
    ] {
        assert!(term.metrics.contains(counted), "{}", term.metrics);
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_pass_asks_for_no_child_that_the_lists_do_not_show() {
    for refused in [None, Some("services")] {
        let respond = move |call: &Call| match refused {
            Some(kind) if call.method == Method::GET && call.path.ends_with(kind) => {
                refusal(403, "Forbidden", "no rights")
            }
            _ => answer(call),
        };
        // Less than a pass would wait for a list that does not come.
        let made = term_of(Duration::from_secs(3), respond).await.calls;
        assert!(made.contains(&"POST Service whole-web".to_owned()), "{made:?}");
        let read = made.iter().position(|call| call == "GET  whole-web");
        assert_eq!(read.is_some(), refused.is_some(), "{made:?}");
    }
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
