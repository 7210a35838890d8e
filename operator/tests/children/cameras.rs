//! Cameras, resolved for the programs that probe and play them.

use contract::inventory::Previews;
use contract::simulator::{Behaviour, SimulatedCamera};
use operator::resources::Child;
use operator::validate::validate;

use crate::support;

#[test]
fn simulated_cameras_are_found_at_the_simulator_that_plays_them() {
    let (site, findings) = support::site("simulated");
    assert_eq!(findings.inventory, []);
    let urls: Vec<_> = site
        .cameras
        .cameras
        .iter()
        .map(|camera| camera.url.as_str())
        .collect();
    let simulated = |name: &str| format!("rtsp://showroom-simulator.turin.svc:8554/{name}");
    let (cellar, counter, window) = (simulated("cellar"), simulated("counter"), simulated("window"));
    assert_eq!(urls, [&cellar, &counter, &window, "onvif://10.40.0.2"]);
    let played = site.simulator.unwrap().file.cameras;
    let expected = [
        ("cellar", Behaviour::AuthRequired),
        ("counter", Behaviour::Healthy),
        ("window", Behaviour::Flapping),
    ];
    let expected = expected.map(|(name, behaviour)| SimulatedCamera {
        name: name.into(),
        behaviour,
    });
    assert_eq!(played, expected);
    let children = support::children("simulated");
    let Child::Apply(service) = children.simulator_service else {
        panic!("no Service")
    };
    let ports = service.spec.unwrap().ports.unwrap();
    let ports: Vec<_> = ports
        .iter()
        .map(|port| (port.name.as_deref(), port.port))
        .collect();
    assert_eq!(ports, [(Some("rtsp"), 8554), (Some("http"), 8555)]);
}

#[test]
fn a_site_without_simulated_cameras_prunes_the_simulator() {
    let children = support::children("minimal");
    assert!(matches!(children.simulator, Child::Off));
    assert!(matches!(children.simulator_service, Child::Off));
    assert!(matches!(children.simulator_config, Child::Off));
}

#[test]
fn cameras_are_sorted_and_fully_resolved() {
    let (site, _) = support::site("many_cameras");
    let names: Vec<_> = site
        .cameras
        .cameras
        .iter()
        .map(|camera| camera.name.clone())
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    let (site, findings) = support::site("full");
    let platform = &site.cameras.cameras[1];
    assert_eq!(
        (platform.probe.interval_seconds, platform.probe.timeout_seconds),
        (30, 4)
    );
    let sample = platform.probe.sample;
    assert_eq!(
        (
            sample.interval_seconds,
            sample.seconds,
            sample.keyframe_timeout_seconds
        ),
        (60, 2, 20)
    );
    assert_eq!(site.cameras.gateway.as_deref(), Some("icmp://10.20.0.1"));
    assert_eq!(site.cameras.previews, Previews::OnDemand);
    assert_eq!(
        platform.tls.as_ref().unwrap().authority.as_deref(),
        Some("camera-ca")
    );
    assert_eq!(
        platform.snapshot_url.as_deref(),
        Some("http://10.20.1.12/picture?user={username}")
    );
    assert_eq!(platform.osd_mask[0].width, "0.3");
    assert_eq!(platform.credentials.as_deref(), Some("platform-cameras"));
    assert_eq!(site.cameras.cameras[0].credentials.as_deref(), Some("absent"));
    assert_eq!(
        site.credentials.0.keys().collect::<Vec<_>>(),
        ["platform-cameras", "shared/halls"]
    );
    for finding in &findings.inventory {
        assert_eq!(finding.reason, "SecretNotFound", "{finding:?}");
    }
    let messages: Vec<_> = findings.inventory.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    for missing in ["Secret absent of camera arrivals", "Secret absent-login"] {
        assert!(
            messages.iter().any(|it| it.contains(missing)),
            "{missing}: {messages:?}"
        );
    }
}

/// The site that the rule on all cameras together still lets through.
#[test]
fn the_largest_inventory_fits_into_a_config_map() {
    const CONFIG_MAP_MAX: usize = 1024 * 1024;
    let padded = |text: &str, length: usize| format!("{text:x<length$}");
    let text = |length: usize| padded("", length);
    let cameras: Vec<_> = (0..1000)
        .map(|number| {
            serde_json::json!({
                "name": padded(&format!("c{number}z"), 63), "displayName": text(64), "zone": text(64),
                "location": text(20), "url": text(60), "snapshotUrl": text(27), "tags": vec![text(16); 8],
                "credentialsSecretRef": { "name": text(63) }, "tls": { "caSecretRef": { "name": text(63) } },
                "osdMask": [{ "x": "0.001", "y": "0.001", "width": "0.001", "height": "0.001" }],
                "enabled": false, "priority": "Critical",
                "probe": { "depth": "Describe", "intervalSeconds": 3600, "timeoutSeconds": 300,
                           "failureThreshold": 100, "successThreshold": 100,
                           "sample": { "intervalSeconds": 86400, "seconds": 30, "keyframeTimeoutSeconds": 60 } },
            })
        })
        .collect();
    let (mut object, observed) = support::observed("full");
    object.spec.cameras = serde_json::from_value(cameras.into()).unwrap();
    let (site, _) = validate(&object, &observed, &support::settings()).unwrap();
    let file = serde_json::to_string(&site.cameras).unwrap();
    assert!(
        file.len() > CONFIG_MAP_MAX * 9 / 10,
        "{} bytes: not the largest",
        file.len()
    );
    assert!(file.len() <= CONFIG_MAP_MAX, "{} bytes", file.len());
}
