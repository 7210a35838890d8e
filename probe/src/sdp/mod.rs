//! Reads the description of a stream (SDP, RFC 8866) as far as a probe needs it.

use crate::codec::Codec;
use crate::facts::Facts;
use crate::text;

/// Longest codec name that is shown.
const CODEC_LIMIT: usize = 16;

/// Units of the clock of nearly every video stream in a second.
const VIDEO_CLOCK: u32 = 90_000;

/// A stream as it is described.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Description {
    pub(crate) facts: Facts,
    /// `None` for a codec that we cannot judge.
    pub(crate) codec: Option<Codec>,
    /// Type of the stream's RTP packets; `None` where it is no number.
    pub(crate) payload_type: Option<u8>,
    /// Units of the stream's clock in a second, never 0.
    pub(crate) clock_rate: u32,
    /// `a=control` of the whole presentation.
    pub(crate) presentation: Option<String>,
    /// `a=control` of the video.
    pub(crate) track: Option<String>,
}

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

/// The first video stream in `body`.
///
/// Cameras write sloppy descriptions, so lines that are not understood are passed over; what must be there is the
/// version line in front and one video section.
pub(crate) fn parse(body: &[u8]) -> Result<Description, SdpError> {
    let text = String::from_utf8_lossy(body);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        None => return Err(SdpError::Malformed("it is empty")),
        Some("v=0") => {}
        Some(_) => return Err(SdpError::Malformed("it does not begin with v=0")),
    }
    let presentation = lines
        .clone()
        .take_while(|line| !line.starts_with("m="))
        .find_map(|line| line.strip_prefix("a=control:"));
    let mut section = lines.skip_while(|line| !line.starts_with("m=video"));
    let media = section.next().ok_or(SdpError::NoVideo)?;
    let format = payload_type(media)?;
    let attributes: Vec<&str> = section
        .take_while(|line| !line.starts_with("m="))
        .filter_map(|line| line.strip_prefix("a="))
        .collect();
    let track = attributes
        .iter()
        .find_map(|attribute| attribute.strip_prefix("control:"));
    let facts = video_facts(format, &attributes);
    Ok(Description {
        codec: facts.codec.as_deref().and_then(Codec::named),
        facts,
        payload_type: format.parse().ok(),
        clock_rate: clock_rate(format, &attributes),
        presentation: presentation.map(|url| url.trim().to_owned()),
        track: track.map(|url| url.trim().to_owned()),
    })
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
    let size = codec
        .as_deref()
        .and_then(Codec::named)
        .zip(of_format(attributes, "fmtp:", format))
        .and_then(|(codec, parameters)| {
            codec.size_of_sets(parameter(parameters, codec.parameter_sets_key()?)?)
        })
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

/// `H264/90000` → 90000.
fn clock_rate(format: &str, attributes: &[&str]) -> u32 {
    of_format(attributes, "rtpmap:", format)
        .and_then(|rtpmap| rtpmap.split('/').nth(1)?.trim().parse().ok())
        .filter(|rate| *rate > 0)
        .unwrap_or(VIDEO_CLOCK)
}

/// The value called `key` within the parameters of an `fmtp` attribute.
fn parameter<'a>(parameters: &'a str, key: &str) -> Option<&'a str> {
    parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case(key).then(|| value.trim())
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
