//! The climb to `http://` and `https://` cameras: DNS → TCP → TLS → GET with its login.

use contract::inventory::Depth;
use hyper::{StatusCode, header};

use crate::credentials::Credentials;
use crate::facts::Facts;
use crate::http::{self, Content, Reply};
use crate::ladder::connect::{certificate_end, open};
use crate::ladder::found::Found;
use crate::ladder::watch::Watch;
use crate::ladder::web::WebClient;
use crate::ladder::{Failure, Target};
use crate::picture::{PICTURE_LIMIT, Picture};
use crate::reason::Reason;
use crate::result::Stage;

/// Climbs as far as the target asks. A picture is read to its end and must begin like one; of MJPEG the first frame; any
/// other answer counts by its status.
pub(super) async fn climb(
    target: &Target,
    credentials: Option<&Credentials>,
    watch: &mut Watch,
) -> Result<Found, Failure> {
    let url = target.url(credentials)?;
    if target.depth() == Depth::Connect {
        let wire = open(watch, &url, target).await?;
        return Ok(Found::connected(certificate_end(&wire)));
    }
    let mut client = WebClient::new(watch, Stage::Http, target, credentials);
    let reply = client.get(url).await?;
    judge_status(reply.status)?;
    let server = reply.header(header::SERVER).and_then(|name| client.told(name));
    let facts = if is_picture(&reply) {
        let content = client.within(http::content(reply, PICTURE_LIMIT)).await??;
        of_picture(content)?
    } else {
        Facts::default()
    };
    Ok(Found::from(Facts { server, ..facts }).with_certificate(client.certificate_end()))
}

/// Whether the answer says that it holds pictures.
fn is_picture(reply: &Reply) -> bool {
    let kind = reply
        .header(header::CONTENT_TYPE)
        .unwrap_or_default()
        .to_ascii_lowercase();
    kind.starts_with("image/") || kind.starts_with("multipart/x-mixed-replace")
}

fn of_picture(content: Content) -> Result<Facts, Failure> {
    let codec = matches!(content, Content::FirstPart(_)).then(|| "MJPEG".to_owned());
    let picture =
        Picture::new(content.into_bytes()).map_err(|error| Failure::new(error.reason, error.message))?;
    let (width, height) = picture.size().unzip();
    Ok(Facts {
        codec,
        width,
        height,
        ..Facts::default()
    })
}

/// The verdict on the status of an answer to GET.
pub(crate) fn judge_status(status: StatusCode) -> Result<(), Failure> {
    let (reason, message) = match status {
        _ if status.is_success() => return Ok(()),
        StatusCode::UNAUTHORIZED => (
            Reason::AuthRequired,
            "the camera asks for a login but does not say how".to_owned(),
        ),
        StatusCode::NOT_FOUND => (
            Reason::NotFound,
            "the camera knows no such page (404); check the path".to_owned(),
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            Reason::Busy,
            "the camera has no connection free (503); its limit is reached".to_owned(),
        ),
        _ => {
            let name = format!(
                "{} {}",
                status.as_u16(),
                status.canonical_reason().unwrap_or_default()
            );
            (
                Reason::HttpStatus,
                format!("the camera answers with {}", name.trim()),
            )
        }
    };
    Err(Failure::new(reason, message))
}
