//! Waiting: attempts until a deadline, never a fixed sleep that hopes.

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use tokio::time::{Instant, sleep, timeout_at};

/// Time between two attempts.
const PAUSE: Duration = Duration::from_millis(250);

/// Repeats `attempt` until it succeeds and returns its value. An error means "not yet".
///
/// # Errors
/// When `limit` has passed: what was awaited, and why the last finished attempt was not good enough.
pub async fn until<T>(what: &str, limit: Duration, mut attempt: impl AsyncFnMut() -> Result<T>) -> Result<T> {
    let deadline = Instant::now() + limit;
    let mut last = anyhow!("no attempt came to an end");
    loop {
        match timeout_at(deadline, Box::pin(attempt())).await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => last = error,
            Err(_) => {}
        }
        if Instant::now() + PAUSE >= deadline {
            return Err(last.context(format!("waited {} s in vain: {what}", limit.as_secs())));
        }
        sleep(PAUSE).await;
    }
}

/// Repeats `check` for `period`: it must succeed every time.
///
/// # Errors
/// The first of the check, with what should have lasted.
pub async fn steadily(
    what: &str,
    period: Duration,
    mut check: impl AsyncFnMut() -> Result<()>,
) -> Result<()> {
    let end = Instant::now() + period;
    while Instant::now() < end {
        let outcome = Box::pin(check()).await;
        outcome.with_context(|| format!("not for {} s: {what}", period.as_secs()))?;
        sleep(PAUSE).await;
    }
    Ok(())
}

/// Seconds as a [`Duration`], to keep deadlines readable where they are used.
#[must_use]
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::ensure;

    #[tokio::test(start_paused = true)]
    async fn the_value_of_the_first_good_attempt_is_returned() {
        let mut attempts = 0;
        let value = until("three attempts", seconds(5), async || {
            attempts += 1;
            ensure!(attempts == 3, "attempt {attempts}");
            Ok(attempts)
        })
        .await
        .unwrap();
        assert_eq!(value, 3);
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_names_what_was_awaited_and_the_last_reason() {
        let error = until::<()>("the moon", seconds(2), async || Err(anyhow!("it is cloudy")))
            .await
            .unwrap_err();
        assert_eq!(format!("{error:#}"), "waited 2 s in vain: the moon: it is cloudy");
    }

    #[tokio::test(start_paused = true)]
    async fn what_ends_too_early_is_told() {
        let mut checks = 0;
        let lasting = async || {
            checks += 1;
            ensure!(checks < 3, "check {checks}");
            Ok(())
        };
        let error = steadily("peace", seconds(5), lasting).await.unwrap_err();
        assert_eq!(format!("{error:#}"), "not for 5 s: peace: check 3");
        assert!(steadily("peace", seconds(5), async || Ok(())).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_that_hangs_does_not_outlive_the_deadline() {
        let error = until::<()>("an answer", seconds(2), async || std::future::pending().await)
            .await
            .unwrap_err();
        assert!(
            format!("{error:#}").contains("no attempt came to an end"),
            "{error:#}"
        );
    }
}
