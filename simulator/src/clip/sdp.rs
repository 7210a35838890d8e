//! Descriptions of the stream (SDP, RFC 8866), good and bad.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::clip::{Clip, FRAMES_PER_SECOND, PAYLOAD_TYPE};
use crate::hex::hex;

/// What a description says the stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    H264,
    /// One that no prober judges.
    Vp8,
}

/// A text that is no description.
pub(crate) static BROKEN: &str = "this camera describes itself in prose\r\n";

/// The description of a camera's stream.
pub(crate) fn describe(clip: &Clip, name: &str, address: IpAddr, codec: Codec) -> String {
    let head = head(name, address);
    let format = match codec {
        Codec::H264 => h264(clip),
        Codec::Vp8 => format!("a=rtpmap:{PAYLOAD_TYPE} VP8/90000\r\n"),
    };
    format!(
        "{head}m=video 0 RTP/AVP {PAYLOAD_TYPE}\r\n{format}a=framerate:{FRAMES_PER_SECOND}\r\na=control:trackID=0\r\n"
    )
}

/// A description without a picture.
pub(crate) fn sound_only(name: &str, address: IpAddr) -> String {
    let head = head(name, address);
    format!("{head}m=audio 0 RTP/AVP 0\r\na=control:trackID=1\r\n")
}

fn head(name: &str, address: IpAddr) -> String {
    let (family, anywhere) = if address.is_ipv4() {
        ("IP4", "0.0.0.0")
    } else {
        ("IP6", "::")
    };
    format!(
        "v=0\r\no=- 1 1 IN {family} {address}\r\ns={name}\r\nc=IN {family} {anywhere}\r\nt=0 0\r\na=range:npt=now-\r\na=control:*\r\n"
    )
}

fn h264(clip: &Clip) -> String {
    // Profile, constraints and level are the three bytes behind the unit's header (RFC 6184 §8.1).
    let profile = hex(clip.sps.get(1..4).unwrap_or_default());
    let (sps, pps) = (STANDARD.encode(&clip.sps), STANDARD.encode(&clip.pps));
    format!(
        "a=rtpmap:{PAYLOAD_TYPE} H264/90000\r\na=fmtp:{PAYLOAD_TYPE} packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={sps},{pps}\r\n"
    )
}
