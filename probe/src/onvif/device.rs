//! Who the device is.

use crate::onvif::xml::Element;

/// Answer to `GetDeviceInformation`, as the device wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Device {
    pub(crate) make: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) firmware: Option<String>,
    pub(crate) serial: Option<String>,
}

/// Reads the answer to `GetDeviceInformation`.
pub(crate) fn device(said: &Element) -> Device {
    let field = |name: &str| said.text_at(&[name]).map(str::to_owned);
    Device {
        make: field("Manufacturer"),
        model: field("Model"),
        firmware: field("FirmwareVersion"),
        serial: field("SerialNumber"),
    }
}
