//! One run of a scenario: an operator, one pass after the other, until it rests; and what disturbs it.

use std::sync::Arc;

use crds::CameraSite;
use kube::ResourceExt as _;
use kube::core::DynamicObject;
use operator::controller::{Context, reconcile};
use operator::validate::identity;

use super::cluster::{Cluster, Server, fresh_context};
use super::fault::Fault;
use super::outcome::{Outcome, made};
use super::scenario::{Change, Scenario};
use super::state::{self, Kept, State};
use super::wire::Wire;
use crate::audit::Write;

/// More passes than any run takes.
const PASSES: usize = 20;

/// Runs a scenario undisturbed.
pub(super) async fn undisturbed(server: &Arc<Server>, scenario: &Scenario) -> Result<Outcome, String> {
    let mut run = Box::pin(Run::prepare(server, scenario, None, None)).await?;
    Box::pin(run.play(None)).await
}

/// Runs a scenario with a fault; what is wrong in the end, or that the fault did not come to pass.
pub(super) async fn disturbed(
    server: &Arc<Server>,
    scenario: &Scenario,
    fault: Fault,
    number: usize,
    undisturbed: &Outcome,
) -> Result<(), String> {
    let fault_there = Some((fault, number));
    let mut run = Box::pin(Run::prepare(
        server,
        scenario,
        fault_there,
        Some(&undisturbed.base),
    ))
    .await?;
    let outcome = Box::pin(run.play(Some(&undisturbed.state))).await?;
    let mut wrong = outcome.check(undisturbed, fault);
    if !run.struck && !run.wire.struck() {
        wrong.push("the fault did not come to pass".to_owned());
    }
    wrong.append(&mut run.wrong);
    run.cluster.clear().await;
    if wrong.is_empty() {
        return Ok(());
    }
    wrong.truncate(8);
    Err(wrong.join("\n    "))
}

/// What is written in this many passes over a site at rest, half of them by an operator that has just started.
pub(super) async fn resyncs(
    server: &Arc<Server>,
    name: &'static str,
    site: CameraSite,
    passes: usize,
) -> Result<Vec<Write>, String> {
    let scenario = Scenario::changing(name, site.clone(), site);
    let mut run = Box::pin(Run::prepare(server, &scenario, None, None)).await?;
    let earlier = run.cluster.writes().len();
    for pass in 0..passes {
        if pass == passes / 2 {
            run.restart();
        }
        if !run.pass().await? {
            return Err("a pass fails".to_owned());
        }
    }
    Ok(run.cluster.writes().split_off(earlier))
}

struct Run<'a> {
    scenario: &'a Scenario,
    cluster: Arc<Cluster>,
    wire: Arc<Wire>,
    context: Arc<Context>,
    fault: Option<(Fault, usize)>,
    /// The site before the change.
    old: Option<CameraSite>,
    base: State,
    before: Kept,
    passes: usize,
    /// Whether a fault of other than one request has come to pass.
    struck: bool,
    wrong: Vec<String>,
}

impl<'a> Run<'a> {
    /// An operator that has just started.
    fn on(scenario: &'a Scenario, cluster: Arc<Cluster>) -> Self {
        let wire = Arc::new(Wire::default());
        let context = fresh_context(cluster.operator(&wire));
        Self {
            scenario,
            cluster,
            wire,
            context,
            fault: None,
            old: None,
            base: State::default(),
            before: Kept::new(),
            passes: 0,
            struck: false,
            wrong: Vec::new(),
        }
    }

    /// A site at rest, before the change.
    async fn prepare(
        server: &Arc<Server>,
        scenario: &'a Scenario,
        fault: Option<(Fault, usize)>,
        expected: Option<&State>,
    ) -> Result<Self, String> {
        let cluster = Cluster::new(server, scenario.site(), scenario.pods).await;
        let mut run = Self::on(scenario, Arc::new(cluster));
        for object in &scenario.left {
            run.cluster.leave(object).await;
        }
        if let Some(base) = &scenario.base {
            run.cluster.put(base).await;
            if matches!(fault, Some((Fault::StaleRead, _))) {
                run.wire.keep_answers();
            }
            let objects = run.converge(expected).await?;
            run.base = run.cluster.state(&objects);
            run.before = state::kept(&objects);
            run.old = run.cluster.site(&base.name_any()).await;
        }
        if !scenario.left.is_empty() {
            run.before = state::kept(&run.cluster.objects().await);
        }
        run.fault = fault;
        Ok(run)
    }

    /// The change, and all that follows from it.
    async fn play(&mut self, expected: Option<&State>) -> Result<Outcome, String> {
        let earlier = self.cluster.writes().len();
        self.passes = 0;
        self.wire
            .arm(self.fault.and_then(|(fault, number)| fault.harm(number)));
        self.restart();
        match &self.scenario.change {
            Change::Apply(site) => self.cluster.put(site).await,
            Change::Delete => self.cluster.delete_site(&self.scenario.site_name()).await,
            Change::Recreate => self.recreate().await,
        }
        let objects = if matches!(self.fault, Some((Fault::Together, _))) {
            self.together(expected).await?
        } else {
            self.converge(expected).await?
        };
        let writes = self.cluster.writes().split_off(earlier);
        Ok(Outcome {
            sent: self.wire.counts(),
            logged: writes.len(),
            passes: self.passes,
            base: std::mem::take(&mut self.base),
            state: self.cluster.state(&objects),
            made: made(&writes),
            before: std::mem::take(&mut self.before),
            after: state::kept(&objects),
            lasting: state::lasting(&objects),
            left: objects.into_iter().filter(state::is_ours).collect(),
        })
    }

    async fn recreate(&self) {
        self.cluster.delete_site(&self.scenario.site_name()).await;
        self.cluster.put(self.scenario.site()).await;
    }

    /// A new process, which remembers nothing.
    fn restart(&mut self) {
        self.context = fresh_context(self.cluster.operator(&self.wire));
    }

    /// Passes until nobody has anything to do: then all is as expected, or two passes went well and wrote nothing.
    async fn converge(&mut self, expected: Option<&State>) -> Result<Vec<DynamicObject>, String> {
        let mut quiet = 0;
        for _ in 0..PASSES {
            let before = self.wire.counts().writes;
            let well = self.pass().await?;
            let (objects, busy) = self.cluster.play().await;
            if !well || busy || self.is_yet_to_come() {
                quiet = 0;
                continue;
            }
            let idle = self.wire.counts().writes == before;
            quiet = if idle { quiet + 1 } else { 0 };
            if quiet == 2 || expected.is_some_and(|expected| self.cluster.state(&objects) == *expected) {
                return Ok(objects);
            }
        }
        Err(self.restless())
    }

    /// Whether the fault waits for a later pass.
    fn is_yet_to_come(&self) -> bool {
        let stale = self
            .fault
            .filter(|(fault, _)| matches!(fault, Fault::StaleSite | Fault::StaleRead));
        stale.is_some() && !self.struck && !self.wire.struck()
    }

    fn restless(&self) -> String {
        let last = self.cluster.last_writes(10).join(", ");
        format!("there is no rest after {PASSES} passes; the last writes: {last}")
    }

    /// One pass over the site as it is; whether it went well.
    async fn pass(&mut self) -> Result<bool, String> {
        self.passes += 1;
        if self.fault == Some((Fault::StaleSite, self.passes))
            && let Some(old) = self.old.clone()
        {
            self.struck = true;
            look_after(old, Arc::clone(&self.context)).await;
        }
        let Some(site) = self.cluster.site(&self.scenario.site_name()).await else {
            return Ok(true);
        };
        let mut pass = Box::pin(look_after(site, Arc::clone(&self.context)));
        let wire = Arc::clone(&self.wire);
        tokio::select! {
            well = &mut pass => return Ok(well),
            () = wire.reached() => {}
        }
        match self.fault {
            Some((Fault::Cut, _)) => {
                drop(pass);
                self.restart();
                Ok(false)
            }
            Some((Fault::Recreated, _)) => {
                self.recreate().await;
                self.wire.resume();
                pass.await;
                Ok(false)
            }
            Some((Fault::Deleted, _)) => {
                self.cluster.delete_site(&self.scenario.site_name()).await;
                self.wire.resume();
                pass.await;
                self.bury().await;
                self.cluster.put(self.scenario.site()).await;
                Ok(false)
            }
            Some((Fault::Overtaken, _)) => {
                let mut other = Self::on(self.scenario, Arc::clone(&self.cluster));
                Box::pin(other.converge(None)).await?;
                self.wire.resume();
                pass.await;
                Ok(false)
            }
            other => Err(format!("{other:?} holds nothing")),
        }
    }

    /// Two operators that know nothing of each other.
    async fn together(&mut self, expected: Option<&State>) -> Result<Vec<DynamicObject>, String> {
        self.struck = true;
        let other = fresh_context(self.cluster.operator(&Arc::new(Wire::default())));
        for _ in 0..PASSES {
            let before = self.cluster.writes().len();
            let mut well = true;
            if let Some(site) = self.cluster.site(&self.scenario.site_name()).await {
                let one = look_after(site.clone(), Arc::clone(&other));
                let (one, two) = tokio::join!(one, look_after(site, Arc::clone(&self.context)));
                well = one && two;
            }
            let (objects, busy) = self.cluster.play().await;
            if !well || busy {
                continue;
            }
            let idle = self.cluster.writes().len() == before;
            if idle || expected.is_some_and(|expected| self.cluster.state(&objects) == *expected) {
                return Ok(objects);
            }
        }
        Err(self.restless())
    }

    /// What becomes of a site that is deleted: nothing is left but what outlives it.
    async fn bury(&mut self) {
        while self.cluster.play().await.1 {}
        let left = self.cluster.leftovers().await;
        if !left.is_empty() {
            self.wrong.push(format!("left behind: {}", left.join(", ")));
        }
    }
}

/// A pass as the controller makes it; whether it went well.
async fn look_after(site: CameraSite, context: Arc<Context>) -> bool {
    let passed = Box::pin(reconcile(&identity(&site).unwrap(), &context)).await;
    // No API of a site answers here; how long it is silent is not to show.
    context.pollers.sweep(|_| false);
    passed.is_ok()
}
