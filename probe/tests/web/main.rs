//! HTTP, TLS and ONVIF cameras as seen from outside: nginx, and servers that play cameras.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy knows tests by #[test] alone"
)]

mod certificates;
mod hostile;
mod login;
mod nginx;
mod onvif;
mod server;
mod vendors;

use std::time::Duration;

use bytes::Bytes;
use contract::inventory::Depth;
use image::{ImageFormat, Rgb, RgbImage};
use probe::{Credentials, ProbeResult, Reason, Scope, Target};

const PASSWORD: &str = "planted-secret";

/// A target with so much time that only what hangs uses it up.
fn target(url: &str) -> Target {
    Target::from_url(url, Depth::Describe, Duration::from_secs(30)).unwrap()
}

fn viewer() -> Credentials {
    Credentials::new("viewer", PASSWORD)
}

async fn ask(target: &Target, credentials: Option<&Credentials>) -> ProbeResult {
    ask_for(target, credentials, Scope::default()).await
}

async fn ask_for(target: &Target, credentials: Option<&Credentials>, scope: Scope) -> ProbeResult {
    let result = probe::ladder::probe(target, credentials, scope).await;
    assert!(!format!("{result:?}").contains(PASSWORD), "a password is shown");
    result
}

async fn reason(url: &str, credentials: Option<&Credentials>) -> Option<Reason> {
    ask(&target(url), credentials).await.outcome.reason()
}

/// A picture whose pixels depend on `shade`.
fn jpeg(width: u32, height: u32, shade: u8) -> Bytes {
    let image = RgbImage::from_fn(width, height, |x, y| {
        Rgb([shade, x.to_be_bytes()[3], y.to_be_bytes()[3]])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner().into()
}

/// Lower-case hexadecimal digits.
fn hex(bytes: impl AsRef<[u8]>) -> String {
    let digits = bytes.as_ref().iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().concat()
}
