//! `--watch`: probes at an interval and keeps the verdict as a site's prober does.

use std::io::Write as _;

use anstyle::Style;
use contract::inventory::ProbeSettings;
use jiff::Timestamp;
use probe::{Machine, Policy, ProbeResult, Reason, State};
use tokio::time::sleep;

use crate::cli::{Cli, Question};
use crate::verdict::Verdict;
use crate::{ask, interrupted, json};

/// Probes until Ctrl-C, or until the camera rejects the login: going on would lock the account. Gives the last verdict.
pub(crate) async fn run(cli: &Cli, question: &Question) -> anyhow::Result<Verdict> {
    let policy = Policy::from(&ProbeSettings {
        interval_seconds: cli.interval,
        ..ProbeSettings::default()
    });
    let mut machine = Machine::new(Timestamp::now(), &policy);
    let mut last = Verdict::Unknown;
    loop {
        let Some(result) = ask(question).await else {
            return Ok(last);
        };
        last = Verdict::of(&result);
        machine.apply(&result, &policy);
        show(cli, &result, machine.snapshot().state)?;
        if result.outcome.reason() == Some(Reason::AuthFailed) {
            writeln!(
                anstream::stderr(),
                "camprobe: stopped, because more wrong logins would lock the account"
            )?;
            return Ok(last);
        }
        tokio::select! {
            () = sleep(machine.next_delay(&policy, Timestamp::now())) => {}
            () = interrupted() => return Ok(last),
        }
    }
}

/// One line a probe: when, the state that a site would show, what this probe found.
fn show(cli: &Cli, result: &ProbeResult, state: State) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    if cli.json {
        let mut line = json::line(&cli.url, result);
        line["state"] = state.as_str().into();
        return writeln!(out, "{line}");
    }
    let at = format!("{:.0}", result.at);
    let millis = json::millis(result.latency);
    let style = Verdict::of(result).style();
    let found = match (result.outcome.reason(), result.outcome.message()) {
        (Some(reason), message) => format!("{reason}: {}", message.unwrap_or_default()),
        (None, _) => summary(result),
    };
    let dim = Style::new().dimmed();
    writeln!(
        out,
        "{dim}{at}{dim:#}  {style}{state:<9}{style:#} {millis:>9.1} ms  {found}"
    )
}

fn summary(result: &ProbeResult) -> String {
    let Some(facts) = &result.facts else {
        return "ok".to_owned();
    };
    let codec = facts.codec.clone().unwrap_or_default();
    let size = facts
        .width
        .zip(facts.height)
        .map(|(width, height)| format!(" {width}x{height}"));
    let fps = facts.fps.map(|fps| format!(" {fps:.1} fps"));
    format!("{codec}{}{}", size.unwrap_or_default(), fps.unwrap_or_default())
}
