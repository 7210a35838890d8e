//! What to probe: a camera's URL, checked once and filled in at each use.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use contract::credentials::AuthoritiesFile;
use contract::inventory::{Camera, Depth, SampleSettings};
use thiserror::Error;
use url::Url;

use crate::credentials::Credentials;
use crate::ladder::Failure;
use crate::ladder::template::Template;
use crate::picture::{LoginHold, Mask, MaskError};
use crate::reach::{AddressRules, Reach};
use crate::tls::{Trust, TrustError};

/// Path of an ONVIF device's first service (ONVIF Core §5.10), where the URL names none.
const DEVICE_SERVICE: &str = "/onvif/device_service";

/// Why a camera cannot be probed by this version. The messages do not repeat the URL.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TargetError {
    /// Not a URL with a host.
    #[error("the camera's url is not valid: {0}; it should look like rtsp://host:port/path")]
    Invalid(&'static str),
    /// A scheme that this version does not probe.
    #[error("this version probes rtsp, rtsps, http, https, onvif, tcp and icmp cameras, not {0}://")]
    Scheme(String),
    /// The camera's `tls` settings cannot be used.
    #[error(transparent)]
    Tls(#[from] TrustError),
    /// The URL of the picture is none.
    #[error("the camera's snapshotUrl is not valid: {0}; it should look like http://host/path")]
    SnapshotUrl(&'static str),
    /// A region of `osdMask` is none.
    #[error(transparent)]
    Mask(#[from] MaskError),
}

/// Which way a camera is probed: the scheme of its URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// `rtsp://`, `rtsps://`.
    Rtsp,
    /// `http://`, `https://`.
    Http,
    /// `onvif://`.
    Onvif,
    /// `tcp://`.
    Tcp,
    /// `icmp://`.
    Icmp,
}

impl Way {
    fn of(scheme: &str) -> Result<Self, TargetError> {
        match scheme {
            "rtsp" | "rtsps" => Ok(Self::Rtsp),
            "http" | "https" => Ok(Self::Http),
            "onvif" => Ok(Self::Onvif),
            "tcp" => Ok(Self::Tcp),
            "icmp" => Ok(Self::Icmp),
            other => Err(TargetError::Scheme(other.to_owned())),
        }
    }
}

/// A camera as the ladder sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The camera's URL.
    template: Template,
    way: Way,
    depth: Depth,
    timeout: Duration,
    trust: Trust,
    sample: SampleSettings,
    /// The URL of its picture.
    snapshot: Option<Template>,
    mask: Mask,
    login_hold: LoginHold,
    reach: Reach,
}

impl Target {
    /// The target of a declared camera; `authorities` holds what its `tls.authority` names.
    ///
    /// # Errors
    /// When the URL cannot be read, holds user information, or has a scheme that this version does not probe; when the
    /// named authority is missing, the fingerprint is none, or the URL or the mask of its picture cannot be read.
    pub fn new(camera: &Camera, authorities: &AuthoritiesFile) -> Result<Self, TargetError> {
        let timeout = Duration::from_secs(camera.probe.timeout_seconds.max(1).into());
        let mut target = Self::from_url(&camera.url, camera.probe.depth, timeout)?
            .with_sample(camera.probe.sample)
            .with_mask(Mask::new(&camera.osd_mask)?);
        if let Some(settings) = &camera.tls {
            target = target.with_trust(Trust::from_settings(settings, authorities)?);
        }
        match &camera.snapshot_url {
            Some(url) => target.with_snapshot_url(url),
            None => Ok(target),
        }
    }

    /// A target of its own: certificates of public authorities only, the usual sample, no picture but its own.
    ///
    /// # Errors
    /// When the URL cannot be read, holds user information, or has a scheme that this version does not probe.
    pub fn from_url(template: &str, depth: Depth, timeout: Duration) -> Result<Self, TargetError> {
        let (template, url) = Template::parse(template).map_err(TargetError::Invalid)?;
        let way = Way::of(url.scheme())?;
        match way {
            Way::Tcp if url.port().is_none() => {
                return Err(TargetError::Invalid("a tcp:// url needs a port"));
            }
            Way::Icmp if url.port().is_some() => {
                return Err(TargetError::Invalid("an icmp:// url has no port"));
            }
            _ => {}
        }
        let deep = matches!(way, Way::Rtsp | Way::Http | Way::Onvif);
        Ok(Self {
            template,
            way,
            depth: if deep { depth } else { Depth::Connect },
            timeout,
            trust: Trust::public()?,
            sample: SampleSettings::default(),
            snapshot: None,
            mask: Mask::default(),
            login_hold: LoginHold::default(),
            reach: Reach::default(),
        })
    }

    /// Believes other certificates.
    #[must_use]
    pub fn with_trust(self, trust: Trust) -> Self {
        Self { trust, ..self }
    }

    /// Samples the stream otherwise.
    #[must_use]
    pub fn with_sample(self, sample: SampleSettings) -> Self {
        Self { sample, ..self }
    }

    /// Leaves parts of the picture out of its digest.
    #[must_use]
    pub fn with_mask(self, mask: Mask) -> Self {
        Self { mask, ..self }
    }

    /// Takes pictures from `template` (`http://` or `https://`), which may hold the placeholders, too.
    ///
    /// # Errors
    /// When it cannot be read, holds user information, or has another scheme.
    pub fn with_snapshot_url(self, template: &str) -> Result<Self, TargetError> {
        let (template, url) = Template::parse(template).map_err(TargetError::SnapshotUrl)?;
        if !matches!(Way::of(url.scheme()), Ok(Way::Http)) {
            return Err(TargetError::SnapshotUrl(
                "only http:// and https:// give pictures",
            ));
        }
        Ok(Self {
            snapshot: Some(template),
            ..self
        })
    }

    /// Connects to the camera at `pinned` alone, and to other hosts that it leads to only where the rules let them be.
    #[must_use]
    pub fn guarded(self, rules: Arc<AddressRules>, pinned: IpAddr) -> Self {
        let reach = Reach::Guarded {
            rules,
            host: self.template.host(),
            pinned,
        };
        Self { reach, ..self }
    }

    /// How far the ladder goes.
    #[must_use]
    pub const fn depth(&self) -> Depth {
        self.depth
    }

    /// The most that one probe takes, without the sample and the picture.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// How the stream is sampled.
    #[must_use]
    pub const fn sample(&self) -> SampleSettings {
        self.sample
    }

    /// Whether there is a way to a picture of the camera; whether it leads anywhere, only a try can tell.
    #[must_use]
    pub const fn has_picture(&self) -> bool {
        self.snapshot.is_some() || matches!(self.way, Way::Http | Way::Onvif)
    }

    /// The parts of the picture that are left out of its digest.
    #[must_use]
    pub const fn mask(&self) -> &Mask {
        &self.mask
    }

    pub(crate) const fn way(&self) -> Way {
        self.way
    }

    pub(crate) const fn reach(&self) -> &Reach {
        &self.reach
    }

    pub(crate) const fn trust(&self) -> &Trust {
        &self.trust
    }

    pub(crate) const fn login_hold(&self) -> &LoginHold {
        &self.login_hold
    }

    /// The URL with its placeholders filled in, percent-encoded. A secret where there were any.
    ///
    /// That of an ONVIF device is the `http://` URL of its device service.
    pub(crate) fn url(&self, credentials: Option<&Credentials>) -> Result<Url, Failure> {
        let mut url = self.template.fill(credentials)?;
        if self.way == Way::Onvif {
            url = service(&url)?;
        }
        Ok(url)
    }

    /// The URL of the picture, where one was declared. A secret where it has placeholders.
    pub(crate) fn snapshot_url(&self, credentials: Option<&Credentials>) -> Result<Option<Url>, Failure> {
        self.snapshot
            .as_ref()
            .map(|template| template.fill(credentials))
            .transpose()
    }
}

/// The `http://` URL of an `onvif://` one.
fn service(url: &Url) -> Result<Url, Failure> {
    let mut service = Template::parse_filled(&format!("http{}", url.as_str().trim_start_matches("onvif")))?;
    if service.path() == "/" {
        service.set_path(DEVICE_SERVICE);
    }
    Ok(service)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::Reason;

    fn target(url: &str) -> Result<Target, TargetError> {
        Target::from_url(url, Depth::Describe, Duration::from_secs(5))
    }

    #[test]
    fn a_plain_url_is_sent_as_it_was_declared() {
        for url in [
            "rtsp://10.20.1.11:554/Streaming/Channels/101",
            "rtsp://cam.example.net/cam/realmonitor?channel=1&subtype=0",
            "rtsp://[2001:db8::1]:8554/live",
            "rtsp://10.0.0.1",
        ] {
            assert_eq!(target(url).unwrap().url(None).unwrap().as_str(), url);
        }
    }

    #[test]
    fn bad_urls_are_rejected_without_repeating_them() {
        for url in [
            "rtsp://admin:hunter2@10.0.0.1/",
            "rtsp://{password}.example.net/",
            "rtsp:///hunter2",
            "hunter2",
            "tcp://10.0.0.1",
        ] {
            let error = target(url).unwrap_err();
            assert!(matches!(error, TargetError::Invalid(_)), "{url}: {error:?}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        assert_eq!(
            target("ftp://10.0.0.1/"),
            Err(TargetError::Scheme("ftp".to_owned()))
        );
        assert!(matches!(
            target("icmp://10.0.0.1:7"),
            Err(TargetError::Invalid(_))
        ));
    }

    #[test]
    fn an_onvif_url_stands_for_the_device_service() {
        let url = |declared: &str| target(declared).unwrap().url(None).unwrap().to_string();
        assert_eq!(url("onvif://10.0.0.1"), "http://10.0.0.1/onvif/device_service");
        assert_eq!(
            url("onvif://10.0.0.1:8080/"),
            "http://10.0.0.1:8080/onvif/device_service"
        );
        assert_eq!(url("onvif://cam.example/device"), "http://cam.example/device");
    }

    #[test]
    fn tcp_and_icmp_go_no_further_than_the_connection() {
        assert_eq!(target("tcp://10.0.0.1:80").unwrap().depth(), Depth::Connect);
        assert_eq!(target("icmp://10.0.0.1").unwrap().depth(), Depth::Connect);
    }

    #[test]
    fn a_picture_comes_over_http() {
        let rtsp = target("rtsp://10.0.0.1/1").unwrap();
        assert!(!rtsp.has_picture());
        let with = |url: &str| rtsp.clone().with_snapshot_url(url);
        let pictured = with("http://10.0.0.1/{username}.jpg").unwrap();
        assert!(pictured.has_picture());
        assert_eq!(
            pictured.snapshot_url(None).unwrap_err().reason,
            Reason::AuthRequired
        );
        let credentials = Credentials::new("viewer", "hunter2");
        let url = pictured.snapshot_url(Some(&credentials)).unwrap().unwrap();
        assert_eq!(url.as_str(), "http://10.0.0.1/viewer.jpg");
        for bad in ["rtsp://10.0.0.1/", "http://a:b@10.0.0.1/", "picture.jpg"] {
            assert!(matches!(with(bad), Err(TargetError::SnapshotUrl(_))), "{bad}");
        }
        assert!(target("onvif://10.0.0.1").unwrap().has_picture());
    }
}
