//! Motion JPEG: its packets (RFC 2435). Every picture stands for itself.

use super::Seen;

/// The header of a packet counts the size in blocks of 8 pixels.
const BLOCK: u32 = 8;

/// Looks at the header of a packet; the one with the offset 0 begins a picture.
pub(super) fn look(payload: &[u8], seen: &mut Seen) {
    let [_, 0, 0, 0, _, _, width, height, ..] = payload else {
        return;
    };
    seen.keyframe = true;
    // 0 stands for a size that has no room in a byte.
    if *width > 0 && *height > 0 {
        seen.size = Some((u32::from(*width) * BLOCK, u32::from(*height) * BLOCK));
    }
}
