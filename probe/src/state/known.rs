//! How what one probe learnt is laid over what was known of a camera.

use crate::facts::Facts;
use crate::state::change::is_replaced;

/// What is known after a probe that learnt `newer`. What it did not learn stays as it was, with three exceptions:
/// - another codec is another stream, so everything about the old one goes;
/// - what a sample measured is not replaced by what a description says about the same codec;
/// - another device brings its own firmware, model and serial number.
pub(super) fn merge(known: &Facts, newer: &Facts) -> Facts {
    let stream = stream(known, newer);
    let (device, device_before) = if is_replaced(known, newer) {
        (newer, newer)
    } else {
        (newer, known)
    };
    let text = |newer: &Option<String>, known: &Option<String>| newer.as_ref().or(known.as_ref()).cloned();
    Facts {
        server: text(&newer.server, &known.server),
        clock_offset_ms: newer.clock_offset_ms.or(known.clock_offset_ms),
        make: text(&device.make, &device_before.make),
        model: text(&device.model, &device_before.model),
        firmware: text(&device.firmware, &device_before.firmware),
        serial: text(&device.serial, &device_before.serial),
        certificate_expires_at: newer.certificate_expires_at.or(known.certificate_expires_at),
        ..stream
    }
}

/// What is known of the stream; the other facts are left empty.
fn stream(known: &Facts, newer: &Facts) -> Facts {
    let differs = newer.codec.is_some() && known.codec.is_some() && newer.codec != known.codec;
    if differs {
        return only_stream(newer);
    }
    if is_measured(known) && !is_measured(newer) && known.codec.is_some() {
        return only_stream(known);
    }
    // Width and height belong together.
    let size = if newer.width.is_some() { newer } else { known };
    Facts {
        codec: newer.codec.as_ref().or(known.codec.as_ref()).cloned(),
        width: size.width,
        height: size.height,
        fps: newer.fps.or(known.fps),
        bitrate_bps: newer.bitrate_bps.or(known.bitrate_bps),
        first_packet_ms: newer.first_packet_ms.or(known.first_packet_ms),
        first_keyframe_ms: newer.first_keyframe_ms.or(known.first_keyframe_ms),
        ..Facts::default()
    }
}

fn only_stream(facts: &Facts) -> Facts {
    Facts {
        codec: facts.codec.clone(),
        width: facts.width,
        height: facts.height,
        fps: facts.fps,
        bitrate_bps: facts.bitrate_bps,
        first_packet_ms: facts.first_packet_ms,
        first_keyframe_ms: facts.first_keyframe_ms,
        ..Facts::default()
    }
}

/// Whether the facts come from a sample: nothing else knows a bit rate or the time of a packet.
const fn is_measured(facts: &Facts) -> bool {
    facts.bitrate_bps.is_some() || facts.first_packet_ms.is_some()
}

/// Takes away what only samples can know.
pub(super) fn forget_measured(facts: &mut Facts) {
    if is_measured(facts) {
        facts.fps = None;
        facts.bitrate_bps = None;
        facts.first_packet_ms = None;
        facts.first_keyframe_ms = None;
    }
}
