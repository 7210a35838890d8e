//! Rules that hold for the children of every fixture.

use operator::observe::{Observed, SecretState};
use operator::resources::{Child, manifests};
use serde_json::Value;

use crate::support;

fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn all() -> Vec<(String, Value)> {
    let of = |name: &str| manifests(&support::children(name)).unwrap();
    support::FIXTURES
        .into_iter()
        .flat_map(|fixture| {
            of(fixture).into_iter().map(move |child| {
                let label = format!(
                    "{fixture}: {} {}",
                    text(&child, "/kind"),
                    text(&child, "/metadata/name")
                );
                (label, child)
            })
        })
        .collect()
}

fn pods() -> Vec<(String, Value)> {
    let templates: Vec<_> = all()
        .into_iter()
        .filter_map(|(label, child)| Some((label, child.pointer("/spec/template")?.clone())))
        .collect();
    assert!(
        templates.len() >= 4 * support::FIXTURES.len(),
        "every fixture has pods: {}",
        templates.len()
    );
    templates
}

#[test]
fn every_pod_satisfies_pod_security_restricted() {
    const VOLUMES: [&str; 5] = [
        "configMap",
        "secret",
        "emptyDir",
        "persistentVolumeClaim",
        "projected",
    ];
    for (label, pod) in pods() {
        let spec = &pod["spec"];
        let security = &spec["securityContext"];
        assert_eq!(security["runAsNonRoot"], true, "{label}");
        assert!(
            security["runAsUser"].as_i64().is_some_and(|user| user > 0),
            "{label}"
        );
        assert_eq!(security["seccompProfile"]["type"], "RuntimeDefault", "{label}");
        for field in ["hostNetwork", "hostPID", "hostIPC"] {
            assert!(spec[field].is_null(), "{label} {field}");
        }
        for volume in spec["volumes"].as_array().unwrap() {
            let kinds: Vec<_> = volume
                .as_object()
                .unwrap()
                .keys()
                .filter(|key| *key != "name")
                .collect();
            assert_eq!(kinds.len(), 1, "{label}");
            assert!(VOLUMES.contains(&kinds[0].as_str()), "{label} {kinds:?}");
        }
        let init = spec["initContainers"].as_array().cloned().unwrap_or_default();
        for container in spec["containers"].as_array().unwrap().iter().chain(&init) {
            let security = &container["securityContext"];
            assert_eq!(security["allowPrivilegeEscalation"], false, "{label}");
            assert_eq!(
                security["capabilities"]["drop"],
                serde_json::json!(["ALL"]),
                "{label}"
            );
            assert!(security["capabilities"]["add"].is_null(), "{label}");
            assert!(security["privileged"].is_null(), "{label}");
            assert_eq!(security["readOnlyRootFilesystem"], true, "{label}");
            for port in container["ports"].as_array().into_iter().flatten() {
                assert!(port["hostPort"].is_null(), "{label}");
            }
        }
    }
}

#[test]
fn no_pod_mounts_an_api_token_and_none_mounts_by_sub_path() {
    for (label, pod) in pods() {
        assert_eq!(pod["spec"]["automountServiceAccountToken"], false, "{label}");
        for container in pod["spec"]["containers"].as_array().unwrap() {
            for mount in container["volumeMounts"].as_array().unwrap() {
                assert!(mount["subPath"].is_null(), "{label} {mount}");
            }
        }
    }
}

#[test]
fn no_password_leaves_the_secrets() {
    use base64::Engine;
    let base64 = base64::engine::general_purpose::STANDARD;
    for (label, child) in all() {
        let shown = child.to_string();
        let is_secret = text(&child, "/kind") == "Secret";
        for planted in [
            support::PLANTED,
            support::PLANTED_CAMERA,
            support::PLANTED_RECEIVER,
        ] {
            assert!(!shown.contains(planted), "{label} shows {planted}");
            // Base64 of the first bytes, cut where later bytes would change it.
            let encoded = base64.encode(planted);
            let stem = &encoded[..encoded.len() - 4];
            assert!(
                is_secret || !shown.contains(stem),
                "{label} shows {planted} in base64"
            );
        }
    }
}

#[test]
fn all_children_carry_the_five_labels_and_selectors_use_exactly_three() {
    for (label, child) in all() {
        let labels = child["metadata"]["labels"].as_object().unwrap();
        for key in ["name", "instance", "component", "part-of", "managed-by"] {
            assert!(
                labels.contains_key(&format!("app.kubernetes.io/{key}")),
                "{label} {key}"
            );
        }
        let selector = match text(&child, "/kind") {
            "Service" => &child["spec"]["selector"],
            "Deployment" | "StatefulSet" => &child["spec"]["selector"]["matchLabels"],
            _ => continue,
        };
        let keys: Vec<_> = selector.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                "app.kubernetes.io/component",
                "app.kubernetes.io/instance",
                "app.kubernetes.io/name"
            ],
            "{label}"
        );
    }
}

#[test]
fn only_what_outlives_the_site_has_no_owner() {
    let ownerless = |fixture: &str| -> Vec<String> {
        manifests(&support::children(fixture))
            .unwrap()
            .iter()
            .filter(|child| child["metadata"]["ownerReferences"].is_null())
            .map(|child| text(child, "/metadata/name").to_owned())
            .collect()
    };
    let database =
        ["app", "exporter", "owner", "superuser"].map(|role| format!("corner-shop-postgres-{role}"));
    let kept = [database.as_slice(), &["corner-shop-postgres-data".into()]].concat();
    assert_eq!(sorted(ownerless("minimal")), sorted(kept));
    assert_eq!(
        sorted(ownerless("full")),
        ["st-pancras-redis", "st-pancras-redis-data"]
    );
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn a_site_without_a_cache_prunes_it_but_not_its_volume() {
    let children = support::children("no_cache");
    assert!(matches!(children.redis, Child::Off));
    assert!(matches!(children.redis_service, Child::Off));
    assert!(matches!(children.redis_config, Child::Off));
    assert!(matches!(children.redis_claim, Child::Unknown));
    let api = serde_json::to_value(match children.api {
        Child::Apply(api) => api,
        other => panic!("{other:?}"),
    })
    .unwrap();
    assert!(!api.to_string().contains("CAMERASITE_CACHE"), "{api}");
}

#[test]
fn certificates_of_cameras_authorities_reach_the_probers_alone() {
    for (label, pod) in pods() {
        let mounts = pod.to_string().contains("-camera-credentials");
        assert_eq!(mounts, label.ends_with("-prober"), "{label}");
    }
    let (site, _) = support::site("full");
    assert_eq!(site.authorities.0.keys().collect::<Vec<_>>(), ["camera-ca"]);
    let Child::Apply(secret) = support::children("full").camera_credentials else {
        panic!("no Secret")
    };
    let file = secret.data.unwrap()["authorities.json"].0.clone();
    assert_eq!(
        serde_json::from_slice::<contract::credentials::AuthoritiesFile>(&file).unwrap(),
        site.authorities
    );
}

/// The settings that Pod Security `restricted` allows and the kubelet takes without a flag.
#[test]
fn only_probers_change_a_kernel_setting_and_only_a_safe_one() {
    for (label, pod) in pods() {
        let sysctls = &pod["spec"]["securityContext"]["sysctls"];
        if label.ends_with("-prober") {
            let expected =
                serde_json::json!([{ "name": "net.ipv4.ping_group_range", "value": "0 2147483647" }]);
            assert_eq!(*sysctls, expected, "{label}");
        } else {
            assert!(sysctls.is_null(), "{label}");
        }
    }
}

#[test]
fn no_volume_is_claimed_before_there_is_the_secret_that_opens_what_it_will_hold() {
    let (object, mut observed) = support::observed("minimal");
    let claimed = |observed: &Observed| support::built(&object, observed).postgres_claim;
    assert!(matches!(claimed(&observed), Child::Apply(_)));
    observed.secrets.superuser = SecretState::Terminating {
        secret: "corner-shop-postgres-superuser".to_owned(),
    };
    assert_eq!(claimed(&observed), Child::Unknown);
}

#[test]
fn nothing_is_named_or_restarted_by_a_fingerprint_before_there_is_its_key() {
    let (object, mut observed) = support::observed("minimal");
    observed.secrets.api = SecretState::Terminating {
        secret: "corner-shop-api".to_owned(),
    };
    let children = support::built(&object, &observed);
    assert_eq!(children.migrate, Child::Unknown);
    assert_eq!(children.redis, Child::Unknown);
    assert_eq!(children.redis_exporter, Child::Unknown);
    assert_eq!(children.postgres_exporter, Child::Unknown);
    assert!(
        matches!(children.postgres, Child::Apply(_)),
        "a database depends on no fingerprint"
    );

    // The roles of an external database are fingerprinted on another way.
    let (object, mut observed) = support::observed("external");
    let before = support::built(&object, &observed);
    assert!(matches!(before.migrate, Child::Apply(_)));
    observed.secrets.api = SecretState::Terminating {
        secret: "landungsbruecken-api".to_owned(),
    };
    assert_eq!(support::built(&object, &observed).migrate, Child::Unknown);
}
