//! A prober that is killed while it plays leaves no session behind.

use std::env;
use std::process::{Command, Stdio};

use contract::inventory::Depth;
use probe::Trust;

use crate::source::Source;
use crate::{play, target};

/// Set for the process that is to be killed: the URL that it plays.
const VICTIM: &str = "PROBE_TEST_VICTIM";

/// What the process does that [`no_session_outlives_a_killed_prober`] starts and kills.
#[tokio::test]
#[ignore = "no test of its own: another one starts and kills it"]
async fn victim() {
    let url = env::var(VICTIM).unwrap();
    loop {
        play(&target(&url, Depth::Stream, Trust::public().unwrap()), None).await;
    }
}

#[tokio::test]
async fn no_session_outlives_a_killed_prober() {
    let source = Source::start();
    let mut victim = Command::new(env::current_exe().unwrap())
        .args(["--exact", "--ignored", "killed::victim"])
        .env(VICTIM, source.plain("open"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    source
        .until("a session is open", async || source.sessions().await.open == 1)
        .await;
    // SIGKILL: nothing of the process runs any more.
    victim.kill().unwrap();
    victim.wait().unwrap();
    source.until_no_session_is_open().await;

    let again = play(
        &target(&source.plain("open"), Depth::Stream, Trust::public().unwrap()),
        None,
    )
    .await;
    assert_eq!(again.outcome.reason(), None, "{again:?}");
    source.until_no_session_is_open().await;
    assert_eq!(source.sessions().await.most, 1, "never two sessions at a time");
}
