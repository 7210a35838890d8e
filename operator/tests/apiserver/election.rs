//! Two operators at once: one writes, and the other takes over.

use std::time::Duration;

use k8s_openapi::api::coordination::v1::Lease;
use k8s_openapi::api::core::v1::Service;
use kube::ResourceExt as _;
use kube::api::DeleteParams;
use operator::controller::{Limits, Options, Timing};

use crate::audit::{self, Write};
use crate::instance::{Instance, config_as, options, until};
use crate::proxy::Proxy;
use crate::world::{MINIMAL, World};

const FIRST: &str = "first-operator";
const SECOND: &str = "second-operator";

async fn config(user: &str, world: &World) -> kube::Config {
    config_as(user, &["system:masters"], world.namespace()).await
}

fn election(world: &World, timing: Timing) -> Options {
    Options {
        election: timing,
        ..options(&[world.namespace()])
    }
}

fn by<'a>(user: &'a str, writes: &'a [Write]) -> impl Iterator<Item = &'a Write> {
    writes.iter().filter(move |write| write.user == user)
}

/// Takes a Service away and waits until `user` has made it again.
async fn mended_by(user: &str, world: &World) {
    let services = world.api::<Service>();
    let before = by(user, &audit::writes(world.namespace())).count();
    let _ = services.delete("corner-shop-web", &DeleteParams::default()).await;
    until(&format!("{user} makes the Service again"), async || {
        by(user, &audit::writes(world.namespace())).count() > before
            && services.get_opt("corner-shop-web").await.unwrap().is_some()
    })
    .await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_leader_that_is_cut_off_stops_before_the_other_begins() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    let timing = Timing {
        lease: Duration::from_secs(8),
        renew_deadline: Duration::from_secs(5),
        retry: Duration::from_millis(500),
    };
    let mut behind = config(FIRST, &world).await;
    let proxy = Proxy::before(&behind.cluster_url).await;
    behind.cluster_url = proxy.url();
    let first = Instance::start(behind, election(&world, timing)).await;
    first.leads(true).await;
    let second = Instance::start(config(SECOND, &world).await, election(&world, timing)).await;
    second.ready().await;
    mended_by(FIRST, &world).await;
    assert_eq!(
        by(SECOND, &audit::writes(world.namespace())).count(),
        0,
        "the second stands by"
    );

    proxy.cut();
    world
        .api::<Service>()
        .delete("corner-shop-web", &DeleteParams::default())
        .await
        .unwrap();
    first.leads(false).await;
    second.leads(true).await;
    mended_by(SECOND, &world).await;
    proxy.mend();
    // The first is back, and stays in the second row.
    for _ in 0..3 {
        mended_by(SECOND, &world).await;
    }
    first.leads(false).await;
    second.stop().await;
    first.leads(true).await;
    mended_by(FIRST, &world).await;
    first.stop().await;

    let writes = audit::writes(world.namespace());
    let begin = by(SECOND, &writes).next().unwrap().received;
    let end = by(SECOND, &writes).map(|write| write.answered).max().unwrap();
    let between = by(FIRST, &writes).filter(|write| begin <= write.answered && write.received <= end);
    assert_eq!(
        between.map(|write| format!("{write:?}")).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_leader_that_is_asked_to_stop_hands_over_without_waiting_for_its_lease() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    // Longer than this test may last.
    let timing = Timing {
        lease: Duration::from_hours(1),
        ..Timing::default()
    };
    let first = Instance::start(config(FIRST, &world).await, election(&world, timing)).await;
    first.leads(true).await;
    let second = Instance::start(config(SECOND, &world).await, election(&world, timing)).await;
    second.ready().await;
    mended_by(FIRST, &world).await;
    first.stop().await;
    second.leads(true).await;
    mended_by(SECOND, &world).await;
    let writes = audit::writes(world.namespace());
    let end = by(FIRST, &writes).map(|write| write.answered).max().unwrap();
    assert!(
        by(SECOND, &writes).all(|write| end < write.received),
        "{writes:?}"
    );
    second.stop().await;
    let lease = world.api::<Lease>().get("camerasite-operator").await.unwrap();
    let spec = lease.spec.clone().unwrap();
    assert_eq!(spec.holder_identity, None, "{}", lease.name_any());
    assert_eq!(spec.lease_transitions, Some(1));
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn connections_that_die_without_a_word_do_not_leave_the_operator_blind() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    let mut behind = config(FIRST, &world).await;
    let proxy = Proxy::before(&behind.cluster_url).await;
    behind.cluster_url = proxy.url();
    let limits = Limits {
        request: Duration::from_secs(3),
        watch_seconds: 2,
        ..Limits::default()
    };
    // Leadership outlasts the connections: what is seen again is seen by the watches, not by a new term.
    let timing = Timing {
        lease: Duration::from_mins(3),
        renew_deadline: Duration::from_mins(2),
        ..Timing::default()
    };
    let only = Options {
        limits,
        ..election(&world, timing)
    };
    let operator = Instance::start(behind, only).await;
    operator.leads(true).await;
    mended_by(FIRST, &world).await;
    proxy.forget_connections();
    world.apply(&MINIMAL.replace("corner-shop", "kiosk")).await;
    let services = world.api::<Service>();
    until("the second site has its Service", async || {
        services.get_opt("kiosk-web").await.unwrap().is_some()
    })
    .await;
    mended_by(FIRST, &world).await;
    operator.stop().await;
    world.end().await;
}
