//! Where a picture comes from: the camera itself, or a script in tests.

use bytes::Bytes;
use probe::picture::{self, PictureError};
use probe::{Credentials, Target};

/// Whatever gets a picture from a camera.
pub(in crate::prober) trait Lens: Send + Sync + 'static {
    /// Fetches one and makes it a JPEG of at most 320 pixels a side. The future may be dropped at any point.
    fn shoot(
        &self,
        target: &Target,
        credentials: Option<&Credentials>,
    ) -> impl Future<Output = Result<Bytes, PictureError>> + Send;
}

/// The camera, over the network.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::prober) struct Network;

impl Lens for Network {
    async fn shoot(&self, target: &Target, credentials: Option<&Credentials>) -> Result<Bytes, PictureError> {
        picture::fetch(target, credentials).await?.thumbnail().await
    }
}
