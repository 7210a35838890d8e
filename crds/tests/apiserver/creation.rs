//! What may be created and what not, and what absent fields become.

use anyhow::{Result, ensure};
use crds::{
    Api, Cache, Database, History, Monitoring, NetworkPolicy, Previews, Probe, Prober, Scheduling, Web,
};
use serde_json::{Value, json};

use crate::cases::{Refused, camera, simulated, site, url};
use crate::refusals;
use crate::refusals::access::oidc;
use crate::refusals::monitoring::{mail, overridden, receiver};
use crate::server::with_server;

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn every_wrong_spec_is_refused_with_the_field_and_the_cure() -> Result<()> {
    with_server(async |server| {
        let cases = refusals::all();
        let mut wrong = Vec::new();
        for Refused { patch, says } in cases {
            match server.try_create(&site("gare", &patch)).await {
                Ok(_) => wrong.push(format!("accepted: {patch}")),
                Err(said) if says.iter().all(|words| said.contains(words)) => {}
                Err(said) => wrong.push(format!("{patch}\n  must say {says:?}\n  says {said}")),
            }
        }
        ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn the_refusal_of_a_url_does_not_repeat_its_password() -> Result<()> {
    with_server(async |server| {
        for wrong in [
            "https://admin:hunter2@10.0.0.1/",
            "http://10.0.0.1/?pwd=hunter2",
            "ftp://a:hunter2@10.0.0.1",
        ] {
            let fields = [
                ("spec.cameras[0].url", url(wrong)),
                (
                    "spec.cameras[0].snapshotUrl",
                    camera(&json!({ "snapshotUrl": wrong })),
                ),
                ("spec.probe.gateway", json!({ "probe": { "gateway": wrong } })),
            ];
            for (field, patch) in fields {
                let refused = server.try_create(&site("gare", &patch)).await;
                let said = refused.err().unwrap_or_default();
                ensure!(said.contains(field), "{wrong}: {said}");
                ensure!(!said.contains("hunter2"), "{wrong}: {said}");
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_site_whose_name_is_no_prefix_for_its_children_is_refused() -> Result<()> {
    with_server(async |server| {
        for name in ["1-gare", "gare.de.lyon", &"g".repeat(41)] {
            let said = server
                .try_create(&site(name, &json!({})))
                .await
                .err()
                .unwrap_or_default();
            ensure!(
                said.contains("metadata.name must be at most 40 characters"),
                "{name}: {said}"
            );
        }
        server
            .try_create(&site(&"g".repeat(40), &json!({})))
            .await
            .map_err(anyhow::Error::msg)?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn every_reasonable_spec_is_accepted() -> Result<()> {
    let secret = json!({ "name": "quay-cameras" });
    let url_key = || json!({ "name": "alerting", "key": "url" });
    let filled = "rtsp://10.0.0.1/user={username}&password={password}&channel=1";
    let full = "registry.example.net:5000/a/b_c/postgres:17.2-bookworm@sha256:";
    let specs = [
        json!({ "cameras": null }),
        json!({ "cameras": null, "camerasFrom": [
            { "configMapRef": { "name": "quays", "key": "cameras.csv" } },
            { "configMapRef": { "name": "quays", "key": "More_cameras-2.csv" } },
        ] }),
        url("rtsp://camera.example.net"),
        url("rtsp://camera_1.example.net:65535/Streaming/Channels/101?transport=tcp&a=b@c"),
        url("rtsp://[fe80::1]:554/live"),
        url("tcp://10.0.0.1:1"),
        url("tcp://10.0.0.1:554/"),
        camera(&json!({ "url": filled, "credentialsSecretRef": secret })),
        camera(
            &json!({ "enabled": false, "priority": "Critical", "tags": ["ptz", "extérieur"], "zone": "quais" }),
        ),
        camera(&json!({ "probe": { "intervalSeconds": 30, "timeoutSeconds": 29, "depth": "Connect" } })),
        camera(&json!({ "probe": { "failureThreshold": 5 } })),
        url("rtsps://10.0.0.1:322/live"),
        url("https://10.0.0.1/picture.jpg?channel=1"),
        url("onvif://10.0.0.1:8000/onvif/device_service"),
        url("icmp://camera.example.net"),
        url("icmp://[fe80::1]/"),
        camera(
            &json!({ "snapshotUrl": "https://10.0.0.1/?u={username}&p={password}", "credentialsSecretRef": secret }),
        ),
        camera(&json!({ "tls": { "caSecretRef": { "name": "camera-ca" }, "insecure": false } })),
        camera(&json!({ "tls": { "fingerprint": format!("sha256:{}", "0aF".repeat(21) + "0") } })),
        camera(&json!({ "tls": { "fingerprint": format!("sha256:{}00", "AB:".repeat(31)) } })),
        camera(&json!({ "tls": { "insecure": true } })),
        camera(&json!({ "osdMask": [{ "x": "0", "y": "0.875", "width": "1", "height": "0.125" }] })),
        camera(&json!({ "osdMask": [{ "x": "0.0", "y": "0", "width": "1.00", "height": "1" }] })),
        camera(&json!({ "coordinates": { "plan": "hall", "x": "0", "y": "1.00" } })),
        camera(&json!({ "coordinates": { "latitude": "-48.8", "longitude": "180" } })),
        camera(&json!({ "vlan": 4094, "notes": "n".repeat(256) })),
        camera(
            &json!({ "probe": { "depth": "Stream", "sample": { "intervalSeconds": 86400, "seconds": 30 } } }),
        ),
        camera(&json!({ "probe": { "sample": { "keyframeTimeoutSeconds": 60 } } })),
        simulated(&json!({})),
        simulated(
            &json!({ "simulated": { "behaviour": "AuthRequired" }, "zone": "quais", "probe": { "depth": "Stream" } }),
        ),
        json!({ "probe": { "gateway": "icmp://10.20.0.1", "depth": "Stream", "sample": { "seconds": 1 } } }),
        json!({ "probe": { "gateway": "tcp://router.example.net:443" } }),
        json!({ "previews": { "mode": "OnDemand" } }),
        json!({ "history": { "fineDays": 90, "hourlyDays": 90, "eventDays": 1, "auditDays": 3650 } }),
        json!({ "location": { "latitude": "-90.0", "longitude": "+179.999999" } }),
        json!({ "location": { "timeZone": "America/Argentina/Buenos_Aires" } }),
        json!({ "api": { "replicas": 0, "resources": { "requests": { "cpu": 1, "memory": "32Mi" } } } }),
        json!({ "database": { "image": format!("{full}{}", "0".repeat(64)), "storage": { "size": 10_737_418_240_i64 } } }),
        refusals::external(&json!({})),
        refusals::external(&json!({ "host": "10.0.0.7", "port": 65535, "database": "Gare de Lyon" })),
        refusals::external(&json!({ "host": "fd00::7", "ownerCredentialsSecretRef": { "name": "owner" } })),
        refusals::external(&json!({ "tls": { "caSecretRef": { "name": "db-ca" } } })),
        refusals::external(&json!({ "tls": { "mode": "Disable" } })),
        json!({ "monitoring": { "enabled": false } }),
        json!({ "monitoring": { "intervalSeconds": 11, "labels": { "release": "kps", "example.net/team": "" } } }),
        json!({ "monitoring": { "intervalSeconds": 5, "scrapeTimeoutSeconds": 4, "dashboards": { "labels": {} } } }),
        json!({ "monitoring": { "rules": { "enabled": false, "disabled": ["HighCPULoad", "Watchdog"] } } }),
        overridden(&json!({ "alert": "SiteDown", "threshold": 50 })),
        overridden(
            &json!({ "alert": "HighErrorRate", "threshold": "0.5", "forSeconds": 0, "severity": "critical" }),
        ),
        receiver(&json!({})),
        receiver(&json!({ "minSeverity": "critical", "slack": { "channel": "#quais-été" } })),
        receiver(&json!({ "slack": null, "msteams": { "urlSecretRef": url_key() } })),
        receiver(&json!({ "slack": null, "webhook": { "urlSecretRef": url_key() } })),
        receiver(&json!({ "slack": null, "pagerduty": { "routingKeySecretRef": url_key() } })),
        mail(&json!({ "to": "pc@example.net, night+1@example.net" })),
        mail(&json!({ "smarthost": "10.0.0.1:25", "credentialsSecretRef": { "name": "mail" } })),
        json!({ "credentials": [{ "name": "halls", "secretRef": { "name": "hall-login" } }, { "name": "quay.2", "secretRef": { "name": "hall-login" } }] }),
        json!({ "api": { "auth": { "anonymousRead": true }, "cors": { "allowedOrigins": ["*"] } } }),
        json!({ "api": { "auth": { "mode": "None" }, "cors": { "allowedOrigins": ["http://localhost:5173", "https://a.b"] } } }),
        json!({ "api": { "faultInjection": true } }),
        oidc(&json!({})),
        oidc(
            &json!({ "issuer": "https://sso.example.net:8443/", "groupsClaim": "https://example.net/groups" }),
        ),
        json!({ "cache": { "mode": "Disabled" }, "imagePullSecrets": [{ "name": "registry" }] }),
    ];
    with_server(async |server| {
        for spec in specs {
            if let Err(said) = server.try_create(&site("gare", &spec)).await {
                anyhow::bail!("{spec}: {said}");
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn absent_fields_become_the_defaults_that_the_types_have() -> Result<()> {
    with_server(async |server| {
        let patch = json!({ "cache": { "storage": {} } });
        let stored = server
            .try_create(&site("gare", &patch))
            .await
            .map_err(anyhow::Error::msg)?;
        let spec = &stored["spec"];
        assert_eq!(spec["probe"], serde_json::to_value(Probe::default())?);
        assert_eq!(spec["previews"], serde_json::to_value(Previews::default())?);
        assert_eq!(spec["history"], serde_json::to_value(History::default())?);
        assert_eq!(spec["prober"], serde_json::to_value(Prober::default())?);
        assert_eq!(spec["database"], serde_json::to_value(Database::default())?);
        assert_eq!(spec["cache"], serde_json::to_value(Cache::default())?);
        assert_eq!(spec["monitoring"], serde_json::to_value(Monitoring::default())?);
        assert_eq!(spec["api"], serde_json::to_value(Api::default())?);
        assert_eq!(spec["web"], serde_json::to_value(Web::default())?);
        assert_eq!(
            spec["networkPolicy"],
            serde_json::to_value(NetworkPolicy::default())?
        );
        assert_eq!(spec["suspend"], false);
        assert_eq!(spec["scheduling"], serde_json::to_value(Scheduling::default())?);
        assert_eq!(spec["location"]["timeZone"], "UTC");
        assert_eq!(
            spec["cameras"][0],
            json!({ "name": "quay", "url": "rtsp://10.20.1.11:554/live" })
        );
        assert_eq!(stored["status"], json!({ "observedGeneration": -1 }));
        let typed: crds::CameraSite = serde_json::from_value(stored.clone())?;
        assert_eq!(serde_json::to_value(typed)?["spec"], stored["spec"]);
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn every_example_is_accepted() -> Result<()> {
    with_server(async |server| {
        let mut sites = 0;
        for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples"))? {
            let path = file?.path();
            if path.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            let documents: Vec<Value> = serde_saphyr::from_multiple(&std::fs::read_to_string(&path)?)?;
            for mut site in documents
                .into_iter()
                .filter(|document| document["kind"] == crds::KIND)
            {
                site["metadata"]["namespace"] = json!(server.namespace);
                let accepted = server.try_create(&site).await;
                ensure!(accepted.is_ok(), "{}: {accepted:?}", path.display());
                sites += 1;
            }
        }
        ensure!(sites >= 3, "only {sites} sites were found in examples/");
        Ok(())
    })
    .await
}
