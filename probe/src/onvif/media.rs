//! Where the device's picture is.

use crate::onvif::xml::Element;

/// Address of the media service in an answer to `GetCapabilities`.
pub(crate) fn media_service(said: &Element) -> Option<&str> {
    said.text_at(&["Capabilities", "Media", "XAddr"])
}

/// Token of the first profile in an answer to `GetProfiles`.
pub(crate) fn profile(said: &Element) -> Option<&str> {
    said.child("Profiles")?.token.as_deref()
}

/// Address of the picture in an answer to `GetSnapshotUri`.
pub(crate) fn snapshot_uri(said: &Element) -> Option<&str> {
    said.text_at(&["MediaUri", "Uri"])
}
