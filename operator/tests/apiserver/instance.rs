//! A whole operator in this process, with its election, its watches and its endpoints.

use std::time::Duration;

use clap::Parser as _;
use http::{HeaderName, HeaderValue};
use kube::Config;
use operator::cli::{Cli, Command};
use operator::controller::{Limits, Options, Scope, Timing, operate};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Longest time for anything to happen.
const LIMIT: Duration = Duration::from_mins(2);

/// An operator that runs.
pub(crate) struct Instance {
    url: String,
    stop: CancellationToken,
    task: AbortOnDropHandle<anyhow::Result<()>>,
}

/// Options with the defaults of the command line, for these namespaces.
pub(crate) fn options(namespaces: &[&str]) -> Options {
    let Command::Run(arguments) = Cli::try_parse_from(["operator", "run"]).unwrap().command else {
        panic!("`operator run` is another command")
    };
    Options {
        settings: arguments.settings,
        scope: Scope::new(namespaces.iter().map(ToString::to_string)),
        lease: arguments.lease,
        election: Timing::default(),
        limits: Limits::default(),
    }
}

/// The administrator's configuration, acting as another user whose home is `namespace`.
pub(crate) async fn config_as(user: &str, groups: &[&str], namespace: &str) -> Config {
    let mut config = Config::infer().await.unwrap();
    namespace.clone_into(&mut config.default_namespace);
    let header = |name, value: &str| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )
    };
    config.headers.push(header("impersonate-user", user));
    for group in groups {
        config.headers.push(header("impersonate-group", group));
    }
    config
}

impl Instance {
    /// Starts an operator.
    pub(crate) async fn start(config: Config, options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let task = tokio::spawn(operate(config, listener, options, stop.clone()));
        Self {
            url,
            stop,
            task: AbortOnDropHandle::new(task),
        }
    }

    /// The value of a metric without labels, or of one with these labels.
    pub(crate) async fn metric(&self, name: &str) -> Option<f64> {
        let text = reqwest::get(format!("{}/metrics", self.url))
            .await
            .ok()?
            .text()
            .await
            .ok()?;
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
        line.parse().ok()
    }

    /// Waits until this replica leads, or no longer does.
    pub(crate) async fn leads(&self, leads: bool) {
        let wanted = if leads { 1.0 } else { 0.0 };
        until("the gauge of leadership changes", async || {
            self.metric("camerasite_operator_leader").await == Some(wanted)
        })
        .await;
    }

    /// Waits until `/readyz` says yes.
    pub(crate) async fn ready(&self) {
        until("the operator is ready", async || {
            let answer = reqwest::get(format!("{}/readyz", self.url)).await;
            answer.is_ok_and(|answer| answer.status().is_success())
        })
        .await;
    }

    /// Asks the operator to stop, and waits until it has.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        let ended = tokio::time::timeout(LIMIT, self.task).await;
        ended.expect("the operator does not stop").unwrap().unwrap();
    }
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, holds: impl AsyncFnMut() -> bool) {
    wait(LIMIT, what, holds).await;
}

/// The same for what takes thousands of requests.
pub(crate) async fn until_late(what: &str, holds: impl AsyncFnMut() -> bool) {
    wait(LIMIT * 8, what, holds).await;
}

async fn wait(limit: Duration, what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let waited = tokio::time::timeout(limit, wait).await;
    waited.unwrap_or_else(|_| panic!("waited in vain: {what}"));
}
