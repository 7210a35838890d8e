//! What all connections share.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clip::Clip;
use crate::fleet::Fleet;

/// The cameras and what they play.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) fleet: Fleet,
    pub(crate) clip: Clip,
    pub(crate) session_timeout: Duration,
    /// The beginning of the loop, for streams and pictures.
    pub(crate) started: Instant,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
}
