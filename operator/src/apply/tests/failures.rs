use super::*;

#[tokio::test]
async fn a_foreign_object_is_named_and_not_touched_while_the_rest_goes_on() {
    let mut live = settled(MINIMAL).await;
    let service = live.web_service.as_mut().unwrap();
    service.metadata.labels = None;
    service.spec.as_mut().unwrap().selector = None;
    live.web = None;
    let (client, calls) = api(stored);
    let (applied, _, result) = apply(&client, MINIMAL, live).await;
    result.unwrap();
    let problem = applied.web_service.problem().unwrap();
    assert_eq!(problem.reason, "NameTaken");
    assert!(
        problem.message.starts_with("Service corner-shop-web exists"),
        "{}",
        problem.message
    );
    assert_eq!(labels(&calls), ["POST Deployment corner-shop-web"]);
}

#[tokio::test]
async fn a_foreign_object_that_appears_during_the_pass_is_not_touched_either() {
    let (client, calls) = api(|call: &Call| match (&call.method, call.path.rsplit('/').next()) {
        (&Method::POST, Some("services")) => refusal(409, "AlreadyExists", "already exists"),
        (&Method::GET, _) => (
            200,
            json!({ "kind": "Service", "metadata": { "name": "x" }, "spec": {} }),
        ),
        _ => stored(call),
    });
    let (applied, ..) = apply(&client, MINIMAL, Live::default()).await;
    assert_eq!(applied.web_service.problem().unwrap().reason, "NameTaken");
    assert!(
        !labels(&calls).iter().any(|label| label.starts_with("PATCH")),
        "{:?}",
        labels(&calls)
    );
}

#[tokio::test]
async fn a_child_of_an_earlier_site_is_waited_for() {
    let mut live = settled(MINIMAL).await;
    for owner in live
        .api
        .as_mut()
        .unwrap()
        .metadata
        .owner_references
        .iter_mut()
        .flatten()
    {
        owner.uid = "an-earlier-one".into();
    }
    let (client, calls) = api(stored);
    let (applied, ..) = apply(&client, MINIMAL, live).await;
    assert_eq!(applied.api.problem().unwrap().reason, "Terminating");
    assert_eq!(labels(&calls), Vec::<String>::new());
}

#[tokio::test]
async fn after_a_failure_nothing_more_is_written() {
    let mut seen = 0;
    let (client, calls) = api(move |call: &Call| {
        seen += 1;
        if seen == 3 {
            refusal(500, "InternalError", "etcd is away")
        } else {
            stored(call)
        }
    });
    let (applied, clean, result) = apply(&client, MINIMAL, Live::default()).await;
    assert!(!clean);
    assert_eq!(labels(&calls).len(), 3);
    assert!(matches!(applied.web, Outcome::Skipped));
    let error = result.unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot create Secret corner-shop-redis-exporter"
    );
}

#[tokio::test]
async fn an_object_that_was_made_again_meanwhile_fails_the_pass() {
    let mut live = settled(MINIMAL).await;
    live.web_service.as_mut().unwrap().spec.as_mut().unwrap().selector = None;
    let (client, _) = api(|_: &Call| refusal(409, "Conflict", "uid mismatch"));
    let (_, clean, result) = apply(&client, MINIMAL, live).await;
    assert!(!clean);
    assert!(result.is_err());
}

#[tokio::test]
async fn a_claim_that_cannot_grow_is_a_problem_and_the_rest_goes_on() {
    let mut live = settled(MINIMAL).await;
    let claim = live.postgres_claim.as_mut().unwrap();
    let requests = claim
        .spec
        .as_mut()
        .unwrap()
        .resources
        .as_mut()
        .unwrap()
        .requests
        .as_mut()
        .unwrap();
    requests.get_mut("storage").unwrap().0 = "5Gi".into();
    live.web = None;
    let (client, calls) = api(|call: &Call| match call.method {
        Method::PATCH if call.query.contains("force") => refusal(
            403,
            "Forbidden",
            "only dynamically provisioned pvc can be resized",
        ),
        _ => stored(call),
    });
    let (applied, clean, result) = apply(&client, MINIMAL, live).await;
    result.unwrap();
    assert!(!clean, "nothing may be pruned after a refusal");
    let problem = applied.postgres_claim.problem().unwrap();
    assert_eq!(problem.reason, "StorageNotResizable");
    for words in ["only dynamically provisioned pvc", "allowVolumeExpansion: true"] {
        assert!(problem.message.contains(words), "{}", problem.message);
    }
    assert_eq!(labels(&calls).last().unwrap(), "POST Deployment corner-shop-web");
}

/// The definition is gone, is going, its objects are not ours to make, its webhook does not answer.
#[tokio::test]
async fn no_answer_about_a_kind_of_somebody_else_keeps_the_site_from_anything() {
    for (code, reason) in [
        (404, "CRDsMissing"),
        (405, "CRDsMissing"),
        (403, "ApplyFailed"),
        (500, "ApplyFailed"),
    ] {
        let (client, calls) = api(move |call: &Call| {
            if call.path.contains("monitoring.coreos.com") {
                refusal(code, "X", "no")
            } else {
                stored(call)
            }
        });
        let (applied, clean, result) = apply(&client, MINIMAL, Live::default()).await;
        result.unwrap();
        assert!(clean, "what is switched off is pruned all the same");
        for problem in [
            applied.service_monitor.problem(),
            applied.prometheus_rule.problem(),
            applied.alertmanager_config.problem(),
        ] {
            assert_eq!(problem.unwrap().reason, reason, "{code}");
        }
        let last = labels(&calls).split_off(labels(&calls).len() - 3);
        assert!(
            last.iter().all(|label| label.ends_with("corner-shop-monitoring")),
            "{last:?}"
        );
    }
}

#[tokio::test]
async fn an_api_server_that_is_overloaded_is_asked_again_also_about_such_a_kind() {
    let (client, _) = api(|call: &Call| {
        if call.path.contains("monitoring.coreos.com") {
            refusal(429, "TooManyRequests", "later")
        } else {
            stored(call)
        }
    });
    let (_, _, result) = apply(&client, MINIMAL, Live::default()).await;
    assert!(result.is_err());
}
