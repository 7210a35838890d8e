//! NAL units put together in one packet.

/// Gives `each` the units of an aggregation packet: each behind its length in two bytes. A unit that is cut short ends
/// it, and so does an empty one.
pub(super) fn aggregated(mut payload: &[u8], each: &mut dyn FnMut(&[u8])) {
    while let Some(([high, low], rest)) = payload.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if length == 0 || length > rest.len() {
            return;
        }
        let (unit, after) = rest.split_at(length);
        each(unit);
        payload = after;
    }
}
