//! Reads the description of a stream (SDP, RFC 8866) as far as a probe needs it.

mod h264;

use crate::facts::Facts;
use crate::text;

/// Longest codec name that is shown.
const CODEC_LIMIT: usize = 16;

/// Why a description cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SdpError {
    /// Not an SDP at all.
    #[error("the description is no SDP: {0}")]
    Malformed(&'static str),
    /// No `m=video`.
    #[error("the description holds no video (no m=video line)")]
    NoVideo,
}

/// Facts of the first video stream in `body`.
///
/// Cameras write sloppy descriptions, so lines that are not understood are passed over; what must be there is the
/// version line in front and one video section.
pub(crate) fn facts(body: &[u8]) -> Result<Facts, SdpError> {
    let text = String::from_utf8_lossy(body);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        None => return Err(SdpError::Malformed("it is empty")),
        Some("v=0") => {}
        Some(_) => return Err(SdpError::Malformed("it does not begin with v=0")),
    }
    let mut section = lines.skip_while(|line| !line.starts_with("m=video"));
    let media = section.next().ok_or(SdpError::NoVideo)?;
    let format = payload_type(media)?;
    let attributes: Vec<&str> = section
        .take_while(|line| !line.starts_with("m="))
        .filter_map(|line| line.strip_prefix("a="))
        .collect();
    Ok(video_facts(format, &attributes))
}

/// The first payload type of `m=video <port> <protocol> <format>…`.
fn payload_type(media: &str) -> Result<&str, SdpError> {
    let malformed = SdpError::Malformed("its m=video line has no payload type");
    media.split_ascii_whitespace().nth(3).ok_or(malformed)
}

fn video_facts(format: &str, attributes: &[&str]) -> Facts {
    let codec = of_format(attributes, "rtpmap:", format)
        .map(codec_name)
        .or_else(|| static_codec(format));
    let size = of_format(attributes, "fmtp:", format)
        .filter(|_| codec.as_deref() == Some("H264"))
        .and_then(parameter_sets)
        .and_then(h264::size)
        .or_else(|| size_hint(format, attributes));
    Facts {
        codec,
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
        fps: frame_rate(attributes),
        ..Facts::default()
    }
}

/// The value of `a=<key><format> <value>`, or of the same line with a tab.
fn of_format<'a>(attributes: &[&'a str], key: &str, format: &str) -> Option<&'a str> {
    attributes.iter().find_map(|attribute| {
        let (number, value) = attribute
            .strip_prefix(key)?
            .trim_start()
            .split_once([' ', '\t'])?;
        (number == format).then(|| value.trim())
    })
}

/// `H264/90000` → `H264`; names differ from the RTP ones where people know others.
fn codec_name(rtpmap: &str) -> String {
    let name = rtpmap
        .split('/')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_uppercase();
    match name.as_str() {
        "JPEG" => "MJPEG".to_owned(),
        "HEVC" => "H265".to_owned(),
        "MP4V-ES" => "MPEG4".to_owned(),
        _ => text::printable(&name, CODEC_LIMIT),
    }
}

/// Payload types whose codec RFC 3551 fixes.
fn static_codec(format: &str) -> Option<String> {
    let name = match format {
        "26" => "MJPEG",
        "31" => "H261",
        "32" => "MPV",
        "33" => "MP2T",
        "34" => "H263",
        _ => return None,
    };
    Some(name.to_owned())
}

/// The value of `sprop-parameter-sets` (RFC 6184) within the parameters of an `fmtp` attribute.
fn parameter_sets(parameters: &str) -> Option<&str> {
    parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("sprop-parameter-sets")
            .then(|| value.trim())
    })
}

/// `a=x-dimensions:1920,1080` or `a=framesize:96 1920-1080`.
fn size_hint(format: &str, attributes: &[&str]) -> Option<(u32, u32)> {
    let dimensions = attributes
        .iter()
        .find_map(|attribute| attribute.strip_prefix("x-dimensions:"));
    let (width, height) = match dimensions {
        Some(value) => value.split_once(',')?,
        None => of_format(attributes, "framesize:", format)?.split_once('-')?,
    };
    let (width, height) = (width.trim().parse().ok()?, height.trim().parse().ok()?);
    (width > 0 && height > 0).then_some((width, height))
}

/// `a=framerate:25` (RFC 8866 §6.13), also written `a=x-framerate: 25`.
fn frame_rate(attributes: &[&str]) -> Option<f64> {
    let value = attributes.iter().find_map(|attribute| {
        attribute
            .strip_prefix("framerate:")
            .or_else(|| attribute.strip_prefix("x-framerate:"))
    })?;
    value
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|rate| rate.is_finite() && *rate > 0.0 && *rate <= 1_000.0)
}

#[cfg(test)]
mod tests;
