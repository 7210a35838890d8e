//! Takes part in the election: reads and writes the Lease, each write on condition that the Lease is as it was read.

use k8s_openapi::api::coordination::v1::Lease;
use k8s_openapi::jiff::Timestamp;
use kube::api::{ObjectMeta, PostParams};
use kube::{Api, Client};
use rand::RngExt as _;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::election::{Election, Step, Timing};
use super::{Leadership, Standing};
use crate::controller::error::chain;

/// A candidate.
#[derive(Debug)]
pub(in crate::controller) struct Elector {
    leases: Api<Lease>,
    name: String,
    timing: Timing,
    election: Election,
    /// The Lease as it was last written by this candidate: renewing it needs no read.
    held: Option<Lease>,
    standing: watch::Sender<Standing>,
    /// Whether the last attempt failed: only the first failure of several is worth a line.
    failing: bool,
}

/// What an attempt has shown.
enum Attempt {
    /// The Lease is ours.
    Held,
    /// The Lease is another's.
    Foreign(String),
    /// Somebody else wrote meanwhile: the Lease is to be read again.
    Contested,
}

impl Elector {
    /// A candidate for the Lease `name` in the client's own namespace, and what it tells. The client must not depend on
    /// this leadership.
    #[must_use]
    pub(in crate::controller) fn new(client: Client, name: &str, timing: Timing) -> (Self, Leadership) {
        let (standing, told) = watch::channel(Standing::default());
        let elector = Self {
            leases: Api::default_namespaced(client),
            name: name.to_owned(),
            timing,
            election: Election::new(identity(), timing),
            held: None,
            standing,
            failing: false,
        };
        (elector, Leadership::new(told))
    }

    /// Takes part until `resign`, then gives the Lease back. What this replica writes must have ended before.
    pub(in crate::controller) async fn run(mut self, resign: CancellationToken) {
        while !resign.is_cancelled() {
            self.attempt().await;
            let pause = self.timing.retry.mul_f64(rand::rng().random_range(0.8..1.2));
            resign.run_until_cancelled(sleep(pause)).await;
        }
        self.release().await;
    }

    async fn attempt(&mut self) {
        // From before the request: when it is applied is not known.
        let started = Instant::now();
        let limit = self.timing.request();
        let error = match timeout(limit, self.try_twice()).await {
            Ok(Ok(attempt)) => {
                self.failing = false;
                match attempt {
                    Attempt::Held => self.leads(started + self.timing.renew_deadline),
                    Attempt::Foreign(holder) => self.stands_by(&holder),
                    Attempt::Contested => {}
                }
                return;
            }
            Ok(Err(error)) => chain(&error),
            Err(_) => format!("the API server has not answered within {} ms", limit.as_millis()),
        };
        self.held = None;
        if !std::mem::replace(&mut self.failing, true) {
            tracing::warn!(
                lease = self.name,
                error,
                "cannot read or write the Lease; it is tried again"
            );
        }
    }

    /// Reads the Lease again where somebody else wrote meanwhile: who leads is known at once.
    async fn try_twice(&mut self) -> kube::Result<Attempt> {
        match self.try_once().await? {
            Attempt::Contested => self.try_once().await,
            attempt => Ok(attempt),
        }
    }

    async fn try_once(&mut self) -> kube::Result<Attempt> {
        let known = match self.held.take() {
            Some(lease) => Some(lease),
            None => self.leases.get_opt(&self.name).await?,
        };
        let spec = known.as_ref().map(|lease| lease.spec.clone().unwrap_or_default());
        let wanted = match self
            .election
            .step(spec.as_ref(), Instant::now(), Timestamp::now())
        {
            Step::Write(wanted) => *wanted,
            Step::Wait(holder) => return Ok(Attempt::Foreign(holder)),
        };
        let parameters = PostParams::default();
        let lease = Lease {
            spec: Some(wanted),
            ..known.clone().unwrap_or_else(|| new(&self.name))
        };
        // The resource version that was read goes with the write.
        let written = match known {
            Some(_) => self.leases.replace(&self.name, &parameters, &lease).await,
            None => self.leases.create(&parameters, &lease).await,
        };
        match written {
            Ok(lease) => {
                self.held = Some(lease);
                Ok(Attempt::Held)
            }
            Err(kube::Error::Api(status))
                if status.is_conflict() || status.is_already_exists() || status.is_not_found() =>
            {
                Ok(Attempt::Contested)
            }
            Err(error) => Err(error),
        }
    }

    fn leads(&self, until: Instant) {
        let before = self.standing.send_replace(Standing::Leading(until));
        if !matches!(before, Standing::Leading(until) if Instant::now() < until) {
            tracing::info!(lease = self.name, "this replica leads");
        }
    }

    fn stands_by(&self, holder: &str) {
        let before = self.standing.send_replace(Standing::Standby);
        if before != Standing::Standby {
            tracing::info!(
                lease = self.name,
                holder,
                "another replica leads; this one stands by"
            );
        }
    }

    /// Gives the Lease back, so that another replica need not wait until it runs out.
    async fn release(&mut self) {
        self.standing.send_replace(Standing::Unknown);
        match timeout(self.timing.request(), self.try_release()).await {
            Ok(Ok(true)) => tracing::info!(lease = self.name, "the Lease is given back"),
            Ok(Ok(false)) => {}
            Ok(Err(error)) => {
                tracing::warn!(
                    lease = self.name,
                    error = chain(&error),
                    "cannot give the Lease back; it runs out"
                );
            }
            Err(_) => tracing::warn!(
                lease = self.name,
                "giving the Lease back took too long; it runs out"
            ),
        }
    }

    async fn try_release(&mut self) -> kube::Result<bool> {
        let known = match self.held.take() {
            Some(lease) => Some(lease),
            None => self.leases.get_opt(&self.name).await?,
        };
        let Some(mut lease) = known else { return Ok(false) };
        let Some(released) = lease.spec.as_ref().and_then(|spec| self.election.released(spec)) else {
            return Ok(false);
        };
        lease.spec = Some(released);
        match self
            .leases
            .replace(&self.name, &PostParams::default(), &lease)
            .await
        {
            Ok(_) => Ok(true),
            Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn new(name: &str) -> Lease {
    Lease {
        metadata: ObjectMeta {
            name: Some(name.to_owned()),
            ..ObjectMeta::default()
        },
        ..Lease::default()
    }
}

/// The pod's name for people, and a random part: a process that starts again in the same pod is another candidate.
fn identity() -> String {
    let host = std::env::var("HOSTNAME").unwrap_or_else(|_| crds::FIELD_MANAGER.to_owned());
    format!("{host}_{:016x}", rand::rng().random::<u64>())
}
