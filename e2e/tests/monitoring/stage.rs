//! Two sites in one namespace, each with somebody of its own who is told of its alerts.

use std::time::Duration;

use anyhow::{Result, ensure};
use contract::Component;
use crds::conditions::{CAMERAS_HEALTHY, MONITORING_READY};
use e2e::fixture;
use e2e::monitoring::{self, Alertmanager, Message, Prometheus, Receiver};
use e2e::objects::apply_all;
use e2e::scope::SharedNamespace;
use e2e::simulator::Simulator;
use e2e::site::Site;
use e2e::wait::{seconds, until};
use kube::Client;
use serde_json::{Value, json};

/// The name of the second site begins with the first one's.
const FIRST: &str = "gare";
const SECOND: &str = "gare-nord";
/// Part of the addresses of the receivers, which only their Secret may hold.
pub(crate) const TOKEN: &str = "token-of-the-e2e-receivers";

/// Simulated cameras of both sites; enough for `SiteDown`.
pub(crate) const CAMERAS: [&str; 6] = ["hall", "platform", "stairs", "exit", "depot", "ramp"];
/// Cameras of the first site that show what those do not: a stream, a clock, a certificate.
pub(crate) const SPECIAL: [&str; 3] = ["film", "clock", "lock"];

/// Two of Alertmanager's group intervals (15 s), in which a second message would come, and a little more.
pub(crate) const TWO_INTERVALS: Duration = seconds(35);

/// What the tests share.
pub(crate) struct Stage {
    pub(crate) first: Site,
    pub(crate) second: Site,
    pub(crate) receiver: Receiver,
    pub(crate) prometheus: Prometheus,
    pub(crate) alertmanager: Alertmanager,
}

static STAGE: SharedNamespace = SharedNamespace::new();

/// Runs `scenario` with both sites Ready.
pub(crate) async fn on_stage(scenario: impl AsyncFnOnce(&Stage) -> Result<()>) -> Result<()> {
    let scenario = async |client: Client, namespace: String| {
        let stage = Stage {
            first: Site::new(client.clone(), &namespace, FIRST),
            second: Site::new(client.clone(), &namespace, SECOND),
            receiver: Receiver::of(&client, &namespace).await?,
            prometheus: Prometheus::of(&client).await?,
            alertmanager: Alertmanager::of(&client).await?,
        };
        stage.ready().await?;
        Box::pin(scenario(&stage)).await
    };
    STAGE.enter("monitoring", fill, scenario).await
}

impl Stage {
    /// Waits until both sites are Ready and watched.
    async fn ready(&self) -> Result<()> {
        for site in [&self.first, &self.second] {
            site.ready(seconds(240)).await?;
            site.reaches(MONITORING_READY, seconds(60)).await?;
        }
        Ok(())
    }

    /// Waits until for half a minute nothing of `site` has fired but what always does: a start or an earlier test would else end
    /// up in the messages that a test counts. `SiteDown` keeps firing for five minutes after its cause.
    pub(crate) async fn calm(&self, site: &Site) -> Result<()> {
        let of = format!(r#"namespace="{}", site="{}""#, site.namespace(), site.name());
        let firing = format!(r#"count_over_time(ALERTS{{{of}, alertname!="Watchdog"}}[30s])"#);
        let watched = format!(r#"ALERTS{{{of}, alertname="Watchdog"}} offset 30s"#);
        until("nothing fires", seconds(480), async || {
            let watched = self.prometheus.query(&watched).await?;
            ensure!(!watched.is_empty(), "the site is not watched");
            let found = self.prometheus.query(&firing).await?;
            let names = found.iter().filter_map(|it| it["metric"]["alertname"].as_str());
            let names: Vec<&str> = names.collect();
            ensure!(names.is_empty(), "{}", names.join(", "));
            Ok(())
        })
        .await
    }

    /// What the receiver of `site` was told, the oldest first.
    pub(crate) async fn told(&self, site: &Site) -> Result<Vec<Message>> {
        self.receiver.messages(&path(site.name())).await
    }
}

/// Lets each of `cameras` behave so from now on.
pub(crate) async fn behave(simulator: &Simulator, cameras: &[&str], behaviour: &str) -> Result<()> {
    for camera in cameras {
        simulator.behave(camera, behaviour).await?;
    }
    Ok(())
}

fn path(site: &str) -> String {
    format!("/{site}/{TOKEN}")
}

async fn fill(client: Client, namespace: String) -> Result<()> {
    Receiver::deploy(&client, &namespace).await?;
    let receiver = Receiver::of(&client, &namespace).await?;
    let urls = [FIRST, SECOND].map(|site| (site.to_owned(), Value::from(receiver.url(&path(site)))));
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "alerting"},
        "stringData": urls.into_iter().collect::<Value>(),
    });
    apply_all(&client, &namespace, &[secret]).await?;
    let sites = [
        Site::new(client.clone(), &namespace, FIRST),
        Site::new(client, &namespace, SECOND),
    ];
    let special = special(&sites[0]);
    let specs = [spec(&sites[0], &special), spec(&sites[1], &[])];
    // Watched once they serve. What is resolved is told to Alertmanager for a quarter of an hour, and each time may be one more
    // message about whatever fires then: the alerts of a start would be in those that tests count.
    for (site, spec) in sites.iter().zip(&specs) {
        let mut unwatched = spec.clone();
        unwatched["monitoring"] = json!({"enabled": false});
        site.apply(&unwatched).await?;
    }
    for site in &sites {
        site.ready(seconds(300)).await?;
        site.reaches(CAMERAS_HEALTHY, seconds(120)).await?;
    }
    for (site, spec) in sites.iter().zip(&specs) {
        site.apply(spec).await?;
    }
    Ok(())
}

/// Cameras of the simulator and `others`; scraped often, since a test has nothing to learn from waiting.
fn spec(site: &Site, others: &[Value]) -> Value {
    let priority = |name| if name == "hall" { "Critical" } else { "Normal" };
    let simulated = CAMERAS.map(|name| {
        json!({"name": name, "zone": "public", "priority": priority(name), "simulated": {"behaviour": "Healthy"}})
    });
    let mut spec = fixture::spec(&[&simulated[..], others].concat());
    let api = format!(
        "{}.{}.svc.cluster.local",
        site.child(Component::Api),
        site.namespace()
    );
    spec["probe"]["gateway"] = json!(format!("tcp://{api}:8080"));
    spec["api"]["replicas"] = json!(1);
    // A limit, so that there is something to be close to; without requests all of it would be set aside.
    spec["api"]["resources"] =
        json!({"requests": {"cpu": "20m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "256Mi"}});
    spec["monitoring"] = json!({
        "intervalSeconds": 5,
        "scrapeTimeoutSeconds": 4,
        "rules": {"overrides": [
            // Of the first site's nine cameras six can be cut off.
            {"alert": "SiteDown", "threshold": 60},
        ]},
        "alerting": {"receivers": [{
            "name": "control-room",
            "webhook": {"urlSecretRef": {"name": "alerting", "key": site.name()}},
        }]},
    });
    monitoring::select(&mut spec);
    spec
}

fn special(site: &Site) -> [Value; 3] {
    let simulator = format!(
        "{}.{}.svc.cluster.local",
        site.child(Component::Simulator),
        site.namespace()
    );
    let sampled = json!({"depth": "Stream", "sample": {"intervalSeconds": 60, "seconds": 2}});
    [
        json!({"name": "film", "zone": "public", "simulated": {"behaviour": "Healthy"}, "probe": sampled}),
        json!({"name": "clock", "zone": "back", "url": format!("onvif://{simulator}:8555/onvif/film/device_service")}),
        // Whatever shows a certificate.
        json!({
            "name": "lock", "zone": "back", "url": "https://kubernetes.default.svc.cluster.local/",
            "tls": {"insecure": true}, "probe": {"depth": "Connect"},
        }),
    ]
}
