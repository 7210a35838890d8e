//! The exporters of the database's and of the cache's metrics.

use contract::Component;
use operator::resources::{Child, manifests};
use operator::validate::validate;
use serde_json::{Value, json};

use crate::support;

fn deployments(fixture: &str) -> Vec<Value> {
    let children = manifests(&support::children(fixture)).unwrap().into_iter();
    children
        .filter(|child| child["kind"] == "Deployment")
        .filter(|child| child["metadata"]["name"].as_str().unwrap().ends_with("-exporter"))
        .collect()
}

#[test]
fn there_is_one_for_what_is_the_sites_own_while_somebody_wants_its_metrics() {
    let names = |fixture: &str| -> Vec<String> {
        let found = deployments(fixture).into_iter();
        found
            .map(|it| it["metadata"]["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        names("minimal"),
        ["corner-shop-postgres-exporter", "corner-shop-redis-exporter"]
    );
    assert_eq!(names("no_cache"), ["depot-postgres-exporter"]);
    assert_eq!(names("external"), ["landungsbruecken-redis-exporter"]);
    let (mut object, observed) = support::observed("minimal");
    object.spec.monitoring.enabled = false;
    let children = support::built(&object, &observed);
    assert!(matches!(children.postgres_exporter, Child::Off));
    assert!(matches!(children.postgres_exporter_service, Child::Off));
    assert!(matches!(children.redis_exporter, Child::Off));
    assert!(matches!(children.redis_exporter_service, Child::Off));
    assert!(matches!(children.redis_exporter_login, Child::Off));
    assert!(matches!(
        children.network_policies.of(Component::PostgresExporter),
        Some(Child::Off)
    ));
    assert!(matches!(
        children.network_policies.of(Component::RedisExporter),
        Some(Child::Off)
    ));
}

/// They must not be restarted by what restarts an exporter: a new image of it, its switch.
#[test]
fn neither_database_nor_cache_notices_an_exporter() {
    let (mut object, observed) = support::observed("minimal");
    let before = support::built(&object, &observed);
    let mut settings = support::settings();
    settings.postgres_exporter_image = "example.net/newer".into();
    settings.redis_exporter_image = "example.net/newer".into();
    let upgraded = operator::resources::build(&validate(&object, &observed, &settings).unwrap().0);
    object.spec.monitoring.enabled = false;
    let without = support::built(&object, &observed);
    for after in [&upgraded, &without] {
        assert_eq!(after.postgres, before.postgres);
        assert_eq!(after.redis, before.redis);
    }
    assert_ne!(upgraded.postgres_exporter, before.postgres_exporter);
    assert_ne!(upgraded.redis_exporter, before.redis_exporter);
}

#[test]
fn a_new_password_restarts_the_exporter_and_stands_in_no_argument() {
    let (object, mut observed) = support::observed("minimal");
    let before = support::built(&object, &observed);
    for secret in [&mut observed.secrets.exporter, &mut observed.secrets.redis] {
        let operator::observe::SecretState::Present(secret) = secret else {
            panic!("{secret:?}")
        };
        let data = secret.data.as_mut().unwrap();
        data.get_mut("password").unwrap().0 = b"brand \"new\" password\n".to_vec();
    }
    let after = support::built(&object, &observed);
    let restarts = |child: &Child<k8s_openapi::api::apps::v1::Deployment>| {
        let child = match child {
            Child::Apply(child) => serde_json::to_value(child).unwrap(),
            other => panic!("{other:?}"),
        };
        assert!(!child.to_string().contains("brand"), "{child}");
        let hash = child.pointer("/spec/template/metadata/annotations/camerasite.io~1restart-hash");
        hash.unwrap().clone()
    };
    assert_ne!(
        restarts(&after.postgres_exporter),
        restarts(&before.postgres_exporter)
    );
    assert_ne!(restarts(&after.redis_exporter), restarts(&before.redis_exporter));
    let Child::Apply(login) = after.redis_exporter_login else {
        panic!("no Secret")
    };
    let file: Value = serde_json::from_slice(&login.data.unwrap()["passwords.json"].0).unwrap();
    let expected =
        json!({ "redis://corner-shop-redis.lyon.svc.cluster.test:6379": "brand \"new\" password" });
    assert_eq!(file, expected);
}

#[test]
fn without_its_secret_an_exporter_is_left_as_it_is() {
    let (object, mut observed) = support::observed("minimal");
    observed.secrets.exporter = operator::observe::SecretState::Unneeded;
    observed.secrets.redis = operator::observe::SecretState::Unneeded;
    let children = support::built(&object, &observed);
    assert!(matches!(children.postgres_exporter, Child::Unknown));
    assert!(matches!(children.redis_exporter, Child::Unknown));
    assert!(matches!(children.redis_exporter_login, Child::Unknown));
}
