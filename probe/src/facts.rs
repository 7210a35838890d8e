//! What a camera said about itself and its stream.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Facts of a stream; what is not known is `None`, and every key is always present in JSON.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facts {
    /// Name of the video codec: `H264`, `H265`, `MJPEG`, or what the SDP calls it.
    pub codec: Option<String>,
    /// Width in pixels, cropping applied.
    pub width: Option<u32>,
    /// Height in pixels, cropping applied.
    pub height: Option<u32>,
    /// Frames a second.
    pub fps: Option<f64>,
    /// Bits a second, measured.
    pub bitrate_bps: Option<u64>,
    /// The server's own name for itself.
    pub server: Option<String>,
    /// The camera's clock minus ours, in milliseconds.
    pub clock_offset_ms: Option<i64>,
    /// From PLAY to the first packet of the stream, in milliseconds.
    pub first_packet_ms: Option<u64>,
    /// From PLAY to the first key frame, in milliseconds.
    pub first_keyframe_ms: Option<u64>,
    /// Who made the camera.
    pub make: Option<String>,
    /// Its model.
    pub model: Option<String>,
    /// Version of its firmware.
    pub firmware: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
    /// When its certificate ends.
    pub certificate_expires_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_present_and_unknown_is_null() {
        let facts = Facts {
            codec: Some("H264".into()),
            ..Facts::default()
        };
        let expected = serde_json::json!({
            "codec": "H264", "width": null, "height": null, "fps": null,
            "bitrateBps": null, "server": null, "clockOffsetMs": null, "firstPacketMs": null,
            "firstKeyframeMs": null, "make": null, "model": null, "firmware": null, "serial": null,
            "certificateExpiresAt": null
        });
        assert_eq!(serde_json::to_value(facts).unwrap(), expected);
    }
}
