//! Where a camera's picture comes from.

use url::Url;

use crate::credentials::Credentials;
use crate::http;
use crate::ladder::{Failure, Target, Watch, Way, WebClient, host, judge_status, onvif, same_host};
use crate::picture::{PICTURE_LIMIT, Picture, PictureError};
use crate::reason::Reason;
use crate::result::Stage;

/// Fetches a picture of the camera, within the target's timeout: from its `snapshotUrl`, else from its own URL
/// (`http://`, `https://`; of MJPEG the first frame), else from where the ONVIF device says.
///
/// The credentials go only to the host of the camera's own URL. Where they are rejected they are not tried again for
/// 15 minutes. Dropping the future closes the connection.
///
/// # Errors
/// When there is no way to a picture, or it could not be had.
pub async fn fetch(target: &Target, credentials: Option<&Credentials>) -> Result<Picture, PictureError> {
    if credentials.is_some_and(|credentials| target.login_hold().holds(credentials)) {
        return Err(PictureError::new(
            Reason::AuthHeld,
            "the camera rejected the login for its picture lately; correct the Secret that holds it",
        ));
    }
    let found = find(target, credentials).await;
    if let (Err(failure), Some(credentials)) = (&found, credentials)
        && failure.reason == Reason::AuthFailed
    {
        target.login_hold().reject(credentials);
    }
    Picture::new(found?)
}

async fn find(target: &Target, credentials: Option<&Credentials>) -> Result<bytes::Bytes, Failure> {
    let mut watch = Watch::start(target.timeout());
    let home = target.url(credentials)?;
    let place = match target.snapshot_url(credentials)? {
        Some(url) => url,
        None => match target.way() {
            Way::Http => home.clone(),
            Way::Onvif => {
                let mut client = WebClient::new(&mut watch, Stage::Onvif, target, credentials);
                onvif::snapshot_url(&mut client, &home).await?
            }
            Way::Rtsp | Way::Tcp | Way::Icmp => {
                return Err(Failure::new(
                    Reason::NotFound,
                    "the camera has no snapshotUrl, and only http, https and onvif cameras do without"
                        .to_owned(),
                ));
            }
        },
    };
    let credentials = credentials.filter(|_| same_host(&place, &home));
    get(&mut watch, target, place, credentials).await
}

async fn get(
    watch: &mut Watch,
    target: &Target,
    place: Url,
    credentials: Option<&Credentials>,
) -> Result<bytes::Bytes, Failure> {
    if host(&place).is_empty() {
        return Err(Failure::new(
            Reason::NotFound,
            "the camera's picture has no address".to_owned(),
        ));
    }
    let mut client = WebClient::new(watch, Stage::Http, target, credentials);
    let reply = client.get(place).await?;
    judge_status(reply.status)?;
    let content = client.within(http::content(reply, PICTURE_LIMIT)).await??;
    Ok(content.into_bytes())
}
