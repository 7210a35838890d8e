//! A whole site is cut off: one message, none of its cameras, and nobody of the other site hears of it.

use anyhow::{Result, ensure};
use e2e::monitoring::Message;
use e2e::simulator::Simulator;
use e2e::wait::{seconds, steadily, until};

use crate::stage::{CAMERAS, Stage, TWO_INTERVALS, behave, on_stage};

#[tokio::test]
#[ignore = "needs a cluster with monitoring: make e2e-monitoring"]
async fn a_site_that_is_cut_off_is_one_message_to_its_own_receiver() -> Result<()> {
    on_stage(async |stage| {
        stage.calm(&stage.second).await?;
        let simulator = Simulator::of(&stage.second).await?;
        let before = stage.told(&stage.second).await?.len();
        // No answer ever comes, as from behind a cut line.
        behave(&simulator, &CAMERAS, "Hang").await?;
        let outcome = is_one_message(stage, before).await;
        behave(&simulator, &CAMERAS, "Healthy").await?;
        outcome
    })
    .await
}

async fn is_one_message(stage: &Stage, before: usize) -> Result<()> {
    until("the receiver is told of the site", seconds(120), async || {
        let told = stage.told(&stage.second).await?;
        ensure!(count(&told[before..], "SiteDown") == 1, "it is not");
        Ok(())
    })
    .await?;
    until(
        "every camera's alert fires and is held back",
        seconds(120),
        async || {
            let (namespace, site) = (stage.second.namespace(), stage.second.name());
            let alerts = stage.alertmanager.alerts("CameraDown", namespace, site).await?;
            ensure!(alerts.len() == CAMERAS.len(), "{} alerts", alerts.len());
            let held = alerts.iter().filter(|it| {
                it["status"]["inhibitedBy"]
                    .as_array()
                    .is_some_and(|by| !by.is_empty())
            });
            ensure!(held.count() == alerts.len(), "not all are inhibited");
            Ok(())
        },
    )
    .await?;
    steadily("one message of the site alone", TWO_INTERVALS, async || {
        let told = stage.told(&stage.second).await?;
        let told = &told[before..];
        ensure!(
            count(told, "SiteDown") == 1,
            "{} messages",
            count(told, "SiteDown")
        );
        for alert in ["CameraDown", "SiteDegraded"] {
            ensure!(count(told, alert) == 0, "it was told of {alert}");
        }
        only_of(&stage.told(&stage.first).await?, stage.first.name())?;
        only_of(told, stage.second.name())
    })
    .await
}

/// Messages in which the alert fires.
fn count(told: &[Message], alert: &str) -> usize {
    let fires = |message: &&Message| message.statuses(alert, &[]).contains(&"firing");
    told.iter().filter(fires).count()
}

fn only_of(told: &[Message], site: &str) -> Result<()> {
    for alert in told
        .iter()
        .filter_map(|it| it.body["alerts"].as_array())
        .flatten()
    {
        ensure!(
            alert["labels"]["site"] == site,
            "{site} was told of {}",
            alert["labels"]
        );
    }
    Ok(())
}
