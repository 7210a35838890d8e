//! Cameras of inventories in CSV, beside those of the spec.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crds::{CameraSite, ConfigMapKey};
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::ConfigMap;
use operator::inventory::listings;
use operator::observe::Observed;
use operator::site::Site;
use operator::validate::{Finding, validate};

use crate::support;

fn resolved(object: &CameraSite, observed: &Observed) -> (Site, Vec<Finding>) {
    let (site, findings) = validate(object, observed, &support::settings()).unwrap();
    (site, findings.inventory)
}

/// The fixture with its inventories replaced: ConfigMap, text under the key `cameras.csv`.
fn with(inventories: &[(&str, &[u8])]) -> (CameraSite, Observed) {
    let (mut object, mut observed) = support::observed("csv");
    let config_maps: BTreeMap<String, ConfigMap> = inventories
        .iter()
        .map(|(name, text)| {
            let data = BTreeMap::from([("cameras.csv".to_owned(), ByteString(text.to_vec()))]);
            let config_map = ConfigMap {
                binary_data: Some(data),
                ..ConfigMap::default()
            };
            ((*name).to_owned(), config_map)
        })
        .collect();
    for (from, name) in object.spec.cameras_from.iter_mut().zip(config_maps.keys()) {
        from.config_map_ref = ConfigMapKey {
            name: name.clone(),
            key: "cameras.csv".into(),
        };
    }
    observed.references.listings = listings(&object.spec, &config_maps);
    (object, observed)
}

fn names(site: &Site) -> Vec<&str> {
    site.cameras
        .cameras
        .iter()
        .map(|camera| camera.name.as_str())
        .collect()
}

#[test]
fn the_spec_comes_first_then_inventories_by_name_and_losers_are_told() {
    let (site, findings) = support::site("csv");
    assert_eq!(names(&site), ["hall", "quay-1", "quay-2", "stairs"]);
    let url = |index: usize| site.cameras.cameras[index].url.as_str();
    assert_eq!(url(0), "rtsp://10.50.0.1/declared-in-the-spec");
    assert_eq!(url(3), "rtsp://10.50.0.3/first-by-name");
    assert_eq!(
        site.credentials.0.keys().collect::<Vec<_>>(),
        ["quay-cameras"],
        "Secrets of inventories are read as those of the spec"
    );
    let said: Vec<_> = findings
        .inventory
        .iter()
        .map(|it| (it.reason, it.message.as_str()))
        .collect();
    let [halls, platforms] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!(
        *halls,
        (
            "ConfigMapInvalid",
            "ConfigMap halls, key cameras.csv, line 2: camera hall is declared in spec.cameras already; rename or \
             remove one"
        )
    );
    assert!(
        platforms.1.contains(
            "line 4: camera stairs is declared in ConfigMap halls, key cameras.csv, line 3, already"
        ),
        "{platforms:?}"
    );
    assert!(
        platforms
            .1
            .contains("line 5: url must not hold a user name or password"),
        "{platforms:?}"
    );
    assert!(!platforms.1.contains(support::PLANTED_CAMERA), "{platforms:?}");
}

#[test]
fn a_name_that_an_inventory_has_twice_counts_once() {
    let (object, observed) = with(&[
        ("a", b"name,url\nx,tcp://a:1\nx,tcp://b:1\n"),
        ("b", b"name,url\n"),
    ]);
    let (site, findings) = resolved(&object, &observed);
    assert_eq!(names(&site), ["hall", "x"]);
    assert_eq!(site.cameras.cameras[1].url, "tcp://a:1");
    assert!(
        findings[0]
            .message
            .contains("line 3: camera x is declared in line 2 already")
    );
}

#[test]
fn what_is_missing_is_told_and_the_rest_goes_on() {
    let (mut object, mut observed) = with(&[("a", b"name,url\nx,tcp://a:1\n"), ("b", b"name,url\n")]);
    object.spec.cameras_from[1].config_map_ref.name = "absent".into();
    let mut other = object.spec.cameras_from[0].clone();
    other.config_map_ref.key = "other.csv".into();
    object.spec.cameras_from.push(other);
    let config_maps = BTreeMap::from([("a".to_owned(), ConfigMap::default())]);
    let no_key = object.spec.cameras_from[2].config_map_ref.clone();
    observed
        .references
        .listings
        .extend(listings(&object.spec, &config_maps).remove_entry(&no_key));
    let (site, findings) = resolved(&object, &observed);
    assert_eq!(names(&site), ["hall", "x"]);
    let said: Vec<_> = findings
        .iter()
        .map(|it| (it.reason, it.message.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (
                "ConfigMapInvalid",
                "spec.camerasFrom names the key other.csv of ConfigMap a, which has no such key: add it"
            ),
            (
                "ConfigMapNotFound",
                "spec.camerasFrom names the ConfigMap absent, which does not exist: create it, with the cameras in CSV \
                 under the key cameras.csv"
            ),
        ]
    );
}

#[test]
fn a_site_is_full_at_a_thousand_cameras() {
    let list = |from: usize, to: usize| {
        (from..to).fold("name,url\n".to_owned(), |mut text, number| {
            writeln!(text, "c{number},tcp://a:1").unwrap();
            text
        })
    };
    let (first, second) = (list(0, 600), list(600, 1001));
    let (object, observed) = with(&[("a", first.as_bytes()), ("b", second.as_bytes())]);
    let (site, findings) = resolved(&object, &observed);
    assert_eq!(site.cameras.cameras.len(), 1000, "one of the spec and 999 listed");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(
        findings[0]
            .message
            .contains("ConfigMap b, key cameras.csv, line 401: is beyond the 1000 cameras"),
        "{findings:?}"
    );
    assert!(findings[0].message.contains("line 402"), "{findings:?}");
}

/// The largest rows that there can be, in letters of two bytes: what fits goes on, and fits into a ConfigMap.
#[test]
fn cameras_that_do_not_fit_are_left_out_from_there_on() {
    const CONFIG_MAP_MAX: usize = 1024 * 1024;
    let (short, long, tag) = ("é".repeat(64), "é".repeat(128), "é".repeat(16));
    let list = |from: usize, to: usize| {
        let header = "name,displayName,zone,location,url,credentials,tags\n".to_owned();
        (from..to).fold(header, |mut text, number| {
            let (secret, path, tags) = ("s".repeat(63), "x".repeat(240), [tag.as_str(); 8].join("|"));
            writeln!(
                text,
                "c{number},{short},{short},{long},rtsp://10.0.0.1/{path},{secret},{tags}"
            )
            .unwrap();
            text
        })
    };
    let (first, second) = (list(0, 500), list(500, 999));
    let (object, observed) = with(&[("a", first.as_bytes()), ("b", second.as_bytes())]);
    let (site, findings) = resolved(&object, &observed);
    let count = site.cameras.cameras.len();
    assert!((500..1000).contains(&count), "{count} cameras");
    assert!(site.cameras.cameras.iter().any(|camera| camera.name == "c499"));
    assert!(site.cameras.cameras.iter().all(|camera| camera.name != "c998"));
    let bytes = serde_json::to_string(&site.cameras).unwrap().len();
    assert!(
        (CONFIG_MAP_MAX * 9 / 10..=CONFIG_MAP_MAX).contains(&bytes),
        "{bytes} bytes"
    );
    let told = findings.iter().any(|it| it.message.contains("does not fit"));
    assert!(told, "{findings:?}");
}

#[test]
fn a_site_may_have_all_of_its_cameras_in_inventories() {
    let (mut object, observed) = with(&[("a", b"name,url\nx,tcp://a:1\n"), ("b", b"name,url\n")]);
    object.spec.cameras.clear();
    let (site, findings) = resolved(&object, &observed);
    assert_eq!((names(&site), findings), (vec!["x"], vec![]));
}
