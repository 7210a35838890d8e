//! The file of cameras, re-read while the simulator runs.
//!
//! The kubelet swaps a mounted directory by a symbolic link, so the content is read every two seconds and compared by
//! hash. A file that cannot be used leaves the last good one in force.

use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::config;
use crate::fleet::Fleet;

/// Time between two looks at the file.
const INTERVAL: Duration = Duration::from_secs(2);

/// Follows the file for ever. A trouble is said once.
pub(crate) async fn follow(path: &Path, fleet: &Fleet) {
    let mut seen = None;
    let mut last_problem = None;
    loop {
        let problem = match tokio::fs::read(path).await {
            Ok(bytes) => {
                let hash: [u8; 32] = Sha256::digest(&bytes).into();
                if seen.replace(hash) == Some(hash) {
                    last_problem.clone()
                } else {
                    load(path, &bytes, fleet).err()
                }
            }
            Err(error) => {
                seen = None;
                Some(format!("cannot be read: {error}"))
            }
        };
        if problem.is_some() && problem != last_problem {
            tracing::warn!(path = %path.display(), problem, "the cameras stay as they are");
        }
        last_problem = problem;
        tokio::time::sleep(INTERVAL).await;
    }
}

fn load(path: &Path, bytes: &[u8], fleet: &Fleet) -> Result<(), String> {
    let cameras = config::parse(bytes).map_err(|error| error.to_string())?;
    tracing::info!(path = %path.display(), cameras = cameras.len(), "cameras loaded");
    fleet.configure(cameras);
    Ok(())
}
