use super::*;

#[tokio::test]
async fn the_first_writes_are_posts_and_workloads_come_after_what_they_mount() {
    let (client, calls) = api(stored);
    let (_, clean, result) = apply(&client, FULL, Live::default()).await;
    result.unwrap();
    assert!(clean);
    let mut labels = labels(&calls);
    assert_eq!(labels.len(), 40, "{labels:?}");
    // What watches the site comes last: it may be refused by somebody else's servers.
    let watching = labels.split_off(36);
    assert!(
        watching.iter().all(|label| label.ends_with("-monitoring")),
        "{watching:?}"
    );
    assert!(
        labels.iter().all(|label| label.starts_with("POST ")),
        "{labels:?}"
    );
    let is_workload = |label: &&String| {
        ["StatefulSet", "Deployment", "Job", "HorizontalPodAutoscaler"]
            .iter()
            .any(|kind| label.contains(kind))
    };
    let first = labels.iter().position(|label| is_workload(&label)).unwrap();
    assert!(
        labels[first..].iter().all(|label| is_workload(&label)),
        "{labels:?}"
    );
    let queries: Vec<_> = calls
        .lock()
        .unwrap()
        .iter()
        .map(|call| call.query.clone())
        .collect();
    assert!(
        queries
            .iter()
            .all(|query| query.contains("fieldManager=camerasite-operator")),
        "{queries:?}"
    );
}

#[tokio::test]
async fn what_is_made_is_answered_by_its_metadata_alone_and_known_whole() {
    let (client, calls) = api(stored);
    let applied = apply(&client, FULL, Live::default()).await.0;
    let calls = calls.lock().unwrap();
    let whole: Vec<_> = calls.iter().filter(|call| !call.metadata_only).collect();
    assert!(whole.is_empty(), "{whole:?}");
    let web = applied.web.live().unwrap();
    assert!(web.metadata.uid.is_some() && web.spec.is_some(), "{web:?}");
}

#[tokio::test]
async fn a_second_pass_over_the_same_site_writes_nothing() {
    let live = settled(FULL).await;
    let (client, calls) = api(stored);
    let (applied, clean, result) = apply(&client, FULL, live).await;
    result.unwrap();
    assert!(clean);
    assert_eq!(labels(&calls), Vec::<String>::new());
    assert!(matches!(applied.web, Outcome::Live(_)));
}

#[tokio::test]
async fn an_edited_child_is_taken_back_by_a_forced_apply_with_its_uid() {
    let mut live = settled(MINIMAL).await;
    let service = live.web_service.as_mut().unwrap();
    service.spec.as_mut().unwrap().selector = None;
    let uid = service.metadata.uid.clone().unwrap();
    let (client, calls) = api(stored);
    apply(&client, MINIMAL, live).await.2.unwrap();
    let calls = calls.lock().unwrap();
    let [handover, applied] = calls.as_slice() else {
        panic!("{calls:?}")
    };
    assert_eq!(
        handover.body["metadata"]["managedFields"][0]["operation"],
        "Apply"
    );
    assert_eq!(applied.method, Method::PATCH);
    assert!(applied.query.contains("force=true"), "{}", applied.query);
    assert_eq!(applied.body["metadata"]["uid"], json!(uid));
    assert_eq!(
        applied.body["spec"]["selector"]["app.kubernetes.io/component"],
        "web"
    );
}

#[tokio::test]
async fn a_number_of_pods_that_others_decide_is_left_to_them_at_the_version_that_was_read() {
    // Each write makes version 7. What a create has set is handed to our applies first.
    for (manager, operation, handed_at, applied_at) in [
        (crds::FIELD_MANAGER, "Apply", Some("5"), "7"),
        (crds::FIELD_MANAGER, "Update", Some("7"), "7"),
        ("kube-controller-manager", "Update", None, "5"),
    ] {
        let mut live = settled(FULL).await;
        let deployment = live.api.as_mut().unwrap();
        deployment.spec.as_mut().unwrap().replicas = Some(3);
        let metadata = &mut deployment.metadata;
        metadata.resource_version = Some("5".to_owned());
        metadata.annotations = None;
        let entry = json!({
            "manager": manager, "operation": operation,
            "fieldsType": "FieldsV1", "fieldsV1": { "f:spec": { "f:replicas": {} } }
        });
        metadata.managed_fields = Some(vec![serde_json::from_value(entry).unwrap()]);
        let (client, calls) = api(stored);
        apply(&client, FULL, live).await.2.unwrap();
        let calls = calls.lock().unwrap();
        let version = |call: &Call| {
            call.body["metadata"]["resourceVersion"]
                .as_str()
                .map(str::to_owned)
        };
        let handover = calls.iter().find(|call| call.query.contains("handover"));
        let case = format!("{manager} {operation}");
        assert_eq!(handover.and_then(version).as_deref(), handed_at, "{case}");
        let applied = calls.last().unwrap();
        assert_eq!(applied.body["kind"], "Deployment", "{case}");
        assert_eq!(version(applied).as_deref(), Some(applied_at), "{case}");
    }
}

#[tokio::test]
async fn a_number_of_pods_is_kept_at_the_version_that_was_read_until_a_switched_off_autoscaler_is_gone() {
    let without: Vec<_> = FULL
        .lines()
        .filter(|line| !line.contains("autoscaling:"))
        .collect();
    let without = without.join("\n");
    for (gone, version) in [(false, Some("5")), (true, None)] {
        let mut live = settled(FULL).await;
        if gone {
            live.api_autoscaler = None;
        }
        let metadata = &mut live.api.as_mut().unwrap().metadata;
        metadata.resource_version = Some("5".to_owned());
        metadata.managed_fields = None;
        let (client, calls) = api(stored);
        apply(&client, &without, live).await.2.unwrap();
        let calls = calls.lock().unwrap();
        let applied: Vec<_> = calls
            .iter()
            .filter(|call| call.body["kind"] == "Deployment")
            .collect();
        let [applied] = applied.as_slice() else {
            panic!("{calls:?}")
        };
        let body = &applied.body;
        assert!(body["spec"]["replicas"].is_u64(), "{body}");
        assert_eq!(
            body["metadata"]["resourceVersion"].as_str(),
            version,
            "gone: {gone}"
        );
    }
}

#[tokio::test]
async fn what_is_switched_off_or_superseded_is_deleted_with_preconditions_and_volumes_are_not() {
    let mut live = settled(NO_CACHE).await;
    let with_cache = {
        let text = NO_CACHE.replace("cache: {mode: Disabled}", "cache: {mode: Managed}");
        settled(&text).await
    };
    live.redis = with_cache.redis;
    live.redis_claim = with_cache.redis_claim;
    let mut old = live.migrate[0].clone();
    old.metadata.name = Some("depot-migrate-old".into());
    let jobs = vec![live.migrate[0].clone(), old];
    let (client, calls) = api(|_: &Call| {
        (
            200,
            json!({ "kind": "Status", "status": "Success", "metadata": {} }),
        )
    });
    let site = site(NO_CACHE);
    let metrics = Metrics::new().unwrap();
    let mut writer = Applier::new(&client, &metrics, &site);
    let mut wanted = build(&site);
    wanted.secrets = GeneratedSecrets::<()>::default().map(|()| Child::Unknown);
    let applied = writer.apply(wanted, live, GeneratedSecrets::default()).await;
    prune(&writer, &applied, &jobs).await.unwrap();
    let calls = calls.lock().unwrap();
    let deleted: Vec<_> = calls
        .iter()
        .map(|call| call.path.rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(deleted, ["depot-redis", "depot-migrate-old"]);
    for call in calls.iter() {
        assert_eq!(call.method, Method::DELETE);
        assert!(call.body["preconditions"]["uid"].is_string(), "{:?}", call.body);
        assert_eq!(call.body["preconditions"]["resourceVersion"], "7");
    }
}

#[tokio::test]
async fn only_pods_with_another_hash_are_annotated() {
    use contract::Component;
    let pod = |name: &str, component, hash: Option<&str>| PodFacts {
        name: name.into(),
        uid: format!("uid-{name}"),
        component,
        config_hash: hash.map(str::to_owned),
        leaving: false,
        trouble: None,
    };
    let pods = [
        pod("api-0", Component::Api, Some("old")),
        pod("prober-0", Component::Prober, None),
        pod("postgres-0", Component::Postgres, None),
    ];
    let (client, calls) = api(|call: &Call| {
        (
            200,
            json!({
                "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": call.body["metadata"]
            }),
        )
    });
    let (site, metrics) = (site(MINIMAL), Metrics::new().unwrap());
    refresh_pods(&client, &metrics, &site, &pods).await.unwrap();
    let first: Vec<Call> = calls.lock().unwrap().drain(..).collect();
    let paths: Vec<_> = first
        .iter()
        .map(|call| call.path.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(paths, ["api-0", "prober-0"]);
    let hash = first[0].body["metadata"]["annotations"]["camerasite.io/config-hash"]
        .as_str()
        .unwrap();
    let fresh = pods.map(|it| PodFacts {
        config_hash: Some(hash.to_owned()),
        ..it
    });
    refresh_pods(&client, &metrics, &site, &fresh).await.unwrap();
    assert!(calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_simulator_reads_its_file_again_when_that_changes_and_only_then() {
    use contract::Component;
    let simulator = |hash: Option<&str>| {
        [PodFacts {
            name: "simulator-0".into(),
            uid: "uid".into(),
            component: Component::Simulator,
            config_hash: hash.map(str::to_owned),
            leaving: false,
            trouble: None,
        }]
    };
    let (client, calls) = api(|call: &Call| (200, json!({ "metadata": call.body["metadata"] })));
    let metrics = Metrics::new().unwrap();
    let before = site(SIMULATED);
    refresh_pods(&client, &metrics, &before, &simulator(None))
        .await
        .unwrap();
    let annotation = |call: Call| call.body["metadata"]["annotations"]["camerasite.io/config-hash"].clone();
    let first = annotation(calls.lock().unwrap().remove(0));
    let seen = simulator(first.as_str());
    let unrelated = site(&SIMULATED.replace("zone: shop", "zone: office"));
    refresh_pods(&client, &metrics, &unrelated, &seen).await.unwrap();
    assert!(calls.lock().unwrap().is_empty());
    let changed = site(&SIMULATED.replace("Flapping", "Frozen"));
    refresh_pods(&client, &metrics, &changed, &seen).await.unwrap();
    assert_ne!(annotation(calls.lock().unwrap().remove(0)), first);
}

#[tokio::test]
async fn the_fingerprint_tells_a_removed_field_from_one_that_others_added() {
    let live =
        settled(&MINIMAL.replacen("spec:\n", "spec:\n  imagePullSecrets: [{name: registry}]\n", 1)).await;
    let (client, calls) = api(stored);
    apply(&client, MINIMAL, live).await.2.unwrap();
    let forced: Vec<Value> = calls
        .lock()
        .unwrap()
        .iter()
        .filter(|call| call.query.contains("force"))
        .map(|call| call.body["spec"]["template"]["spec"]["imagePullSecrets"].clone())
        .collect();
    assert_eq!(
        forced.len(),
        7,
        "postgres, redis, their exporters, prober, api and web; a Job is never changed"
    );
    assert!(forced.iter().all(Value::is_null));
}
