//! The cameras that users enter, and the site's services that none of them may be: both are followed while the prober runs.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::db::{Database, Error, owned};
use crate::error::chain;
use crate::inventory::owned::Owned;
use crate::inventory::reach::Reach;

/// Time between two looks at the database.
const LOOK: Duration = Duration::from_secs(2);
/// Time between two looks at the addresses of services.
const LOOKUP: Duration = Duration::from_mins(1);

/// The cameras as they were read last; `None` before the first time.
pub(super) type Entered = watch::Receiver<Option<Arc<Vec<Owned>>>>;

/// Follows the cameras in the database until `stop`. While it is away they stay as they are.
pub(super) fn follow(database: Database, stop: CancellationToken) -> Entered {
    let (sender, entered) = watch::channel(None);
    tokio::spawn(async move {
        let mut seen = None;
        let following = async {
            loop {
                if let Err(error) = look(&database, &mut seen, &sender).await {
                    tracing::debug!(
                        error = chain(&error),
                        "the cameras that users entered cannot be read now"
                    );
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        stop.run_until_cancelled(following).await;
    });
    entered
}

/// Reads the cameras if any has changed since `seen`.
async fn look(
    database: &Database,
    seen: &mut Option<i64>,
    sender: &watch::Sender<Option<Arc<Vec<Owned>>>>,
) -> Result<(), Error> {
    // Read before the cameras: what changes in between is seen the next time.
    let revision = owned::revision(database).await?;
    if *seen != Some(revision) {
        let cameras = Some(Arc::new(owned::all(database).await?));
        *seen = Some(revision);
        sender.send_if_modified(|current| {
            let differs = *current != cameras;
            *current = cameras;
            differs
        });
    }
    Ok(())
}

/// Follows the addresses of the site's services until `stop`. While no name server answers they stay as they are.
pub(super) fn follow_services(reach: Reach, stop: CancellationToken) -> watch::Receiver<BTreeSet<IpAddr>> {
    let (sender, services) = watch::channel(BTreeSet::new());
    tokio::spawn(async move {
        let following = async {
            loop {
                match reach.services().await {
                    Ok(found) => {
                        sender.send_if_modified(|current| {
                            let differs = *current != found;
                            *current = found;
                            differs
                        });
                    }
                    Err(error) => tracing::debug!(%error, "where the site's services are cannot be told now"),
                }
                tokio::time::sleep(LOOKUP).await;
            }
        };
        stop.run_until_cancelled(following).await;
    });
    services
}
