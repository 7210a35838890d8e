//! An operator that is cut off, refused, overtaken or told old news at any point ends where an undisturbed one does.
//!
//! Each scenario is run undisturbed first; its writes, counted in the API server's audit log, are the points at which
//! it is run again, once for each fault. `CAMERASITE_CRASH=all` runs every point, another text the points whose names
//! contain it; else every point of a site that is made and made again is run, and a tenth of the others, drawn with
//! `CAMERASITE_CRASH_SEED`: a point takes about a second of two cores.

mod cluster;
mod controllers;
mod fault;
mod objects;
mod outcome;
mod quiet;
mod report;
mod run;
mod scenario;
mod state;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

use cluster::Server;
use fault::Fault;
use outcome::Outcome;
use report::{Report, Row};
use scenario::{CREATE, Change, EDIT, RECREATE, Scenario};

/// Points that run at a time.
const AT_A_TIME: usize = 8;
/// Of so many points that are not always run one is drawn.
const DRAWN_OF: usize = 10;
/// The seed where none is given: the same points each time, so that a test says the same of the same code.
const SEED: u64 = 7;
/// Longest time for a point, which takes seconds.
const LIMIT: Duration = Duration::from_mins(5);

/// A scenario and what is to be expected of it.
struct Subject {
    scenario: Scenario,
    undisturbed: Outcome,
}

#[derive(Clone, Copy, Debug)]
struct Point {
    subject: usize,
    fault: Fault,
    number: usize,
}

impl Point {
    /// Such as `edit: write answered 500, 3`.
    fn name(self, subjects: &[Subject]) -> String {
        let scenario = subjects[self.subject].scenario.name;
        format!("{scenario}: {}, {}", self.fault, self.number)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn an_operator_that_is_disturbed_anywhere_ends_where_an_undisturbed_one_does() {
    let started = Instant::now();
    let which = std::env::var("CAMERASITE_CRASH").ok();
    let all = which.as_deref() == Some("all");
    let seed = std::env::var("CAMERASITE_CRASH_SEED").map_or(SEED, |seed| {
        seed.parse().expect("CAMERASITE_CRASH_SEED is a number")
    });
    eprintln!(
        "CAMERASITE_CRASH_SEED={seed}{}",
        if all { ", every point" } else { "" }
    );
    let server = Server::new().await;
    let subjects: Arc<Vec<Subject>> = Arc::new(subjects(&server).await);
    let every = points(&subjects);
    let mut drawn = match which.as_deref() {
        None => draw(&every, &subjects, seed),
        Some("all") => every.clone(),
        Some(name) => {
            let mut named = every.clone();
            named.retain(|point| point.name(&subjects).contains(name));
            named
        }
    };
    // Mixed, so that long and short points run side by side.
    drawn.shuffle(&mut StdRng::seed_from_u64(seed));
    let failed = run_all(&server, &subjects, &drawn).await;

    let rows = rows(&subjects, &every, &drawn, &failed);
    let report = Report {
        seed,
        all,
        rows,
        seconds: started.elapsed().as_secs(),
    };
    eprintln!("{}", report.table());
    report.save();
    report.check_coverage();
    assert!(
        failed.is_empty(),
        "{} of {} points fail",
        failed.len(),
        drawn.len()
    );
}

/// All scenarios, each run undisturbed.
async fn subjects(server: &Arc<Server>) -> Vec<Subject> {
    let left = run::undisturbed(server, &scenario::deletion())
        .await
        .unwrap()
        .left;
    let runs = scenario::all(left).into_iter().map(|scenario| {
        let server = Arc::clone(server);
        tokio::spawn(async move {
            let undisturbed = run::undisturbed(&server, &scenario).await;
            let undisturbed = undisturbed.unwrap_or_else(|error| panic!("{}: {error}", scenario.name));
            assert_eq!(
                undisturbed.sent.writes, undisturbed.logged,
                "{}: what the operator wrote and what the audit log says",
                scenario.name
            );
            Subject {
                scenario,
                undisturbed,
            }
        })
    });
    let runs: Vec<_> = futures::stream::iter(runs).buffered(AT_A_TIME).collect().await;
    runs.into_iter().map(Result::unwrap).collect()
}

/// Every point of every scenario.
fn points(subjects: &[Subject]) -> Vec<Point> {
    let mut points = Vec::new();
    for (subject, it) in subjects.iter().enumerate() {
        let Outcome {
            logged, sent, passes, ..
        } = it.undisturbed;
        let mut add = |fault, count| {
            points.extend((1..=count).map(|number| Point {
                subject,
                fault,
                number,
            }));
        };
        let deletes = matches!(it.scenario.change, Change::Delete);
        for fault in Fault::OF_WRITES {
            // A user who deletes the site at the wrong moment is met where it is made and where everything of it changes.
            if !fault.deletes() || [CREATE, EDIT].contains(&it.scenario.name) {
                add(fault, logged);
            }
        }
        add(Fault::Together, usize::from(!deletes));
        if matches!(it.scenario.change, Change::Recreate) {
            add(Fault::StaleRead, sent.reads);
            add(Fault::StaleSite, passes);
        }
    }
    points
}

/// Every point of a site that is made and of one that is made again, and a part of all others.
fn draw(every: &[Point], subjects: &[Subject], seed: u64) -> Vec<Point> {
    let always = |point: &&Point| {
        let name = subjects[point.subject].scenario.name;
        [CREATE, RECREATE].contains(&name)
    };
    let (mut drawn, mut others): (Vec<Point>, Vec<Point>) = (
        every.iter().filter(always).copied().collect(),
        every.iter().filter(|point| !always(point)).copied().collect(),
    );
    others.shuffle(&mut StdRng::seed_from_u64(seed));
    others.truncate(others.len().div_ceil(DRAWN_OF));
    drawn.append(&mut others);
    drawn
}

/// Runs the points; those that fail.
async fn run_all(server: &Arc<Server>, subjects: &Arc<Vec<Subject>>, points: &[Point]) -> Vec<Point> {
    let (count, ended) = (points.len(), AtomicUsize::default());
    let ended = &ended;
    let runs = points.iter().copied().map(|point| {
        let (server, subjects, names) = (Arc::clone(server), Arc::clone(subjects), Arc::clone(subjects));
        async move {
            let task = tokio::spawn(async move {
                let Subject {
                    scenario,
                    undisturbed,
                } = &subjects[point.subject];
                let run = run::disturbed(&server, scenario, point.fault, point.number, undisturbed);
                let result = tokio::time::timeout(LIMIT, run).await;
                result.unwrap_or_else(|_| Err("it stands still".to_owned()))
            });
            let result = task.await.unwrap_or_else(|error| Err(error.to_string()));
            let ran = 1 + ended.fetch_add(1, Ordering::Relaxed);
            if ran.is_multiple_of(100) {
                eprintln!("{ran} of {count} points");
            }
            result.err().map(|error| {
                eprintln!("FAILED {}\n    {error}", point.name(&names));
                point
            })
        }
    });
    let runs = futures::stream::iter(runs).buffer_unordered(AT_A_TIME);
    runs.filter_map(async |failed| failed).collect().await
}

fn rows(subjects: &[Subject], every: &[Point], drawn: &[Point], failed: &[Point]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        let mut faults: Vec<Fault> = every
            .iter()
            .filter(|it| it.subject == index)
            .map(|it| it.fault)
            .collect();
        faults.sort_unstable();
        faults.dedup();
        let count = |points: &[Point], fault| {
            let of = points
                .iter()
                .filter(|it| it.subject == index && it.fault == fault);
            of.count()
        };
        rows.extend(faults.into_iter().map(|fault| Row {
            scenario: subject.scenario.name,
            fault: fault.to_string(),
            of_writes: Fault::OF_WRITES.contains(&fault),
            writes: subject.undisturbed.logged,
            points: count(drawn, fault),
            of: count(every, fault),
            failures: count(failed, fault),
        }));
        if rows
            .last()
            .is_none_or(|row| row.scenario != subject.scenario.name)
        {
            rows.push(Row::nothing(subject.scenario.name, subject.undisturbed.logged));
        }
    }
    rows
}
