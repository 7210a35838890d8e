//! Files that are re-read while the process runs.
//!
//! The kubelet swaps a mounted directory by a symbolic link, which inotify reports badly or not at all, so the content is
//! read every two seconds and compared by hash. A file that cannot be used never replaces one that could.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Time between two looks at a file.
const INTERVAL: Duration = Duration::from_secs(2);

/// What is known of a file.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The last content that could be used, `None` before the first.
    pub value: Option<Arc<T>>,
    /// Why the present content cannot be used; `None` while it is in use.
    pub problem: Option<String>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
            problem: self.problem.clone(),
        }
    }
}

/// Turns a file's bytes into a value, or says what is wrong with them. The text may be shown to users.
pub type Parse<T> = fn(&[u8]) -> Result<T, String>;

/// A file being followed.
#[derive(Debug)]
pub struct Follower<T> {
    path: PathBuf,
    parse: Parse<T>,
    seen: Option<[u8; 32]>,
    loaded: watch::Sender<Loaded<T>>,
}

impl<T: Send + Sync + 'static> Follower<T> {
    /// Reads the file once and then every two seconds until `stop`.
    pub async fn start(
        path: PathBuf,
        parse: Parse<T>,
        stop: CancellationToken,
    ) -> watch::Receiver<Loaded<T>> {
        let (loaded, receiver) = watch::channel(Loaded {
            value: None,
            problem: None,
        });
        let mut follower = Self {
            path,
            parse,
            seen: None,
            loaded,
        };
        follower.look().await;
        tokio::spawn(async move {
            while stop
                .run_until_cancelled(tokio::time::sleep(INTERVAL))
                .await
                .is_some()
            {
                follower.look().await;
            }
        });
        receiver
    }

    async fn look(&mut self) {
        let outcome = match tokio::fs::read(&self.path).await {
            Ok(bytes) => {
                let hash: [u8; 32] = Sha256::digest(&bytes).into();
                if self.seen.replace(hash) == Some(hash) {
                    return;
                }
                (self.parse)(&bytes)
            }
            Err(error) => {
                self.seen = None;
                Err(format!("cannot be read: {error}"))
            }
        };
        self.publish(outcome);
    }

    fn publish(&self, outcome: Result<T, String>) {
        match outcome {
            Ok(value) => {
                tracing::info!(path = %self.path.display(), "file loaded");
                self.loaded.send_replace(Loaded {
                    value: Some(Arc::new(value)),
                    problem: None,
                });
            }
            Err(problem) => {
                let problem = format!("{}: {problem}", self.path.display());
                // A missing file is looked for every two seconds; it is said once.
                let is_new = self.loaded.borrow().problem.as_ref() != Some(&problem);
                if is_new {
                    tracing::warn!(problem, "file cannot be used, the last good one stays in force");
                    self.loaded.send_modify(|loaded| loaded.problem = Some(problem));
                }
            }
        }
    }
}
