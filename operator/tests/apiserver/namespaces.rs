//! An operator with the chart's Roles in two namespaces and no right anywhere else.

use std::process::Stdio;

use crds::conditions as types;
use k8s_openapi::api::core::v1::Service;
use kube::{Api, ResourceExt};
use operator::resources::monitoring::ServiceMonitor;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::definitions;
use crate::instance::{Instance, config_as, options, until};
use crate::world::{MINIMAL, World};

const CHART: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../charts/camerasite-operator");

/// Makes the Roles and bindings that the chart has for an operator of `home` that looks after `namespaces`.
async fn install_roles(home: &str, namespaces: &[&str]) {
    let watched = format!("watchNamespaces={{{}}}", namespaces.join(","));
    let rendered = Command::new("helm")
        .args([
            "template",
            "camerasite-operator",
            CHART,
            "--namespace",
            home,
            "--set",
            &watched,
        ])
        .args([
            "--show-only",
            "templates/namespaces.yaml",
            "--show-only",
            "templates/leader.yaml",
        ])
        .output()
        .await
        .expect("helm cannot be run: hack/tools/helm builds it, and hack/apiserver/run puts it on the PATH");
    assert!(
        rendered.status.success(),
        "{}",
        String::from_utf8_lossy(&rendered.stderr)
    );
    let mut apply = Command::new("kubectl")
        .args(["apply", "-f", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = apply.stdin.take().unwrap();
    stdin.write_all(&rendered.stdout).await.unwrap();
    drop(stdin);
    assert!(apply.wait().await.unwrap().success(), "kubectl apply fails");
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn sites_of_two_namespaces_are_looked_after_with_roles_alone_and_a_third_holds_up_none() {
    let _there = definitions::installed().await;
    let (home, other, denied) = (World::new().await, World::new().await, World::new().await);
    let watched = [home.namespace(), other.namespace()];
    install_roles(home.namespace(), &watched).await;
    for world in [&home, &other, &denied] {
        world.apply(MINIMAL).await;
    }
    let account = format!("system:serviceaccount:{}:camerasite-operator", home.namespace());
    let config = config_as(
        &account,
        &["system:serviceaccounts", "system:authenticated"],
        home.namespace(),
    )
    .await;
    // Only Roles: nothing can be listed in the whole cluster.
    let client = kube::Client::try_from(config.clone()).unwrap();
    let refused = Api::<Service>::all(client)
        .list(&kube::api::ListParams::default())
        .await;
    assert!(matches!(refused, Err(kube::Error::Api(status)) if status.is_forbidden()));

    let asked = options(&[home.namespace(), other.namespace(), denied.namespace()]);
    let operator = Instance::start(config, asked).await;
    operator.ready().await;
    for world in [&home, &other] {
        observed(world, "corner-shop").await;
    }
    // Which kinds there are is asked without any right in the cluster.
    for world in [&home, &other] {
        let monitors = world.api::<ServiceMonitor>();
        let monitor = monitors.get_opt("corner-shop-monitoring").await.unwrap();
        assert!(monitor.is_some());
        let said = world.said("corner-shop", types::MONITORING_READY).await;
        assert_eq!(said, "True Converged");
    }
    // A site that comes later, and the deletion of a child.
    other.apply(&MINIMAL.replace("corner-shop", "kiosk")).await;
    observed(&other, "kiosk").await;
    other
        .api::<Service>()
        .delete("kiosk-web", &crate::world::delete())
        .await
        .unwrap();
    until("the Service is made again", async || {
        other
            .api::<Service>()
            .get_opt("kiosk-web")
            .await
            .unwrap()
            .is_some()
    })
    .await;

    let failed = operator
        .metric("camerasite_operator_reconciliations_total{result=\"error\"}")
        .await;
    assert_eq!(failed, None, "a pass lacks a right");
    let denials = operator
        .metric("camerasite_operator_watch_errors_total{kind=\"CameraSite\"}")
        .await;
    assert!(denials.is_some(), "the third namespace was not asked for");
    let services = denied
        .api::<Service>()
        .list(&kube::api::ListParams::default())
        .await
        .unwrap();
    assert!(
        services.items.is_empty(),
        "{:?}",
        services.items.first().map(ResourceExt::name_any)
    );
    operator.stop().await;
    for world in [home, other, denied] {
        world.end().await;
    }
}

/// Waits until a pass over the site has ended.
async fn observed(world: &World, site: &str) {
    let sites = world.api::<crds::CameraSite>();
    until(&format!("a pass over {site} ends"), async || {
        let site = sites.get(site).await.unwrap();
        site.status
            .is_some_and(|status| status.observed_generation == site.metadata.generation)
    })
    .await;
}
