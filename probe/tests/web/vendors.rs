//! Answers in the manner of several makers' devices: prefixes, name spaces, order and white space differ.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How a maker writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vendor {
    /// Prefix of the envelope.
    soap: &'static str,
    /// Prefix of the device service.
    device: &'static str,
    /// Prefix of the types.
    types: &'static str,
    /// Between elements.
    space: &'static str,
    pub(crate) make: &'static str,
}

pub(crate) const VENDORS: [Vendor; 3] = [
    Vendor {
        soap: "env",
        device: "tds",
        types: "tt",
        space: "",
        make: "ACME Vision",
    },
    Vendor {
        soap: "SOAP-ENV",
        device: "wsnt1",
        types: "ns2",
        space: "\r\n    ",
        make: "Förster &amp; Söhne",
    },
    Vendor {
        soap: "s",
        device: "d",
        types: "t",
        space: "\n\t<!-- build 7 -->",
        make: "IPC-Maker",
    },
];

impl Vendor {
    fn envelope(&self, inner: &str) -> String {
        let Self {
            soap,
            device,
            types,
            space,
            ..
        } = self;
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{soap}:Envelope xmlns:{soap}=\"http://www.w3.org/2003/05/soap-envelope\" \
             xmlns:{device}=\"http://www.onvif.org/ver10/device/wsdl\" xmlns:{types}=\"http://www.onvif.org/ver10/schema\">\
             {space}<{soap}:Header/>{space}<{soap}:Body>{space}{inner}{space}</{soap}:Body>{space}</{soap}:Envelope>\n"
        )
    }

    /// Its clock shows `now`.
    pub(crate) fn clock(&self, now: Timestamp) -> String {
        let Self {
            device, types, space, ..
        } = self;
        let now = now.to_zoned(TimeZone::UTC);
        let time = format!(
            "<{types}:Time><{types}:Hour>{}</{types}:Hour>{space}<{types}:Minute>{}</{types}:Minute><{types}:Second>{}\
             </{types}:Second></{types}:Time>{space}<{types}:Date><{types}:Year>{}</{types}:Year><{types}:Month>{}\
             </{types}:Month><{types}:Day>{}</{types}:Day></{types}:Date>",
            now.hour(),
            now.minute(),
            now.second(),
            now.year(),
            now.month(),
            now.day()
        );
        self.envelope(&format!(
            "<{device}:GetSystemDateAndTimeResponse><{device}:SystemDateAndTime><{types}:DateTimeType>Manual\
             </{types}:DateTimeType>{space}<{types}:TimeZone><{types}:TZ>CST-8</{types}:TZ></{types}:TimeZone>\
             <{types}:UTCDateTime>{time}</{types}:UTCDateTime></{device}:SystemDateAndTime>\
             </{device}:GetSystemDateAndTimeResponse>"
        ))
    }

    pub(crate) fn device(&self) -> String {
        let Self {
            device, space, make, ..
        } = self;
        self.envelope(&format!(
            "<{device}:GetDeviceInformationResponse>{space}<{device}:Manufacturer>{make}</{device}:Manufacturer>{space}\
             <{device}:Model>DS-7</{device}:Model><{device}:FirmwareVersion> V5.7 build 1 </{device}:FirmwareVersion>\
             <{device}:SerialNumber>0042</{device}:SerialNumber><{device}:HardwareId/>\
             </{device}:GetDeviceInformationResponse>"
        ))
    }

    /// A fault with this code of ONVIF.
    pub(crate) fn fault(&self, code: &str) -> String {
        let Self { soap, .. } = self;
        self.envelope(&format!(
            "<{soap}:Fault><{soap}:Code><{soap}:Value>{soap}:Sender</{soap}:Value><{soap}:Subcode><{soap}:Value>ter:{code}\
             </{soap}:Value></{soap}:Subcode></{soap}:Code><{soap}:Reason><{soap}:Text xml:lang=\"en\">no</{soap}:Text>\
             </{soap}:Reason></{soap}:Fault>"
        ))
    }

    pub(crate) fn capabilities(&self, media: &str) -> String {
        let Self { device, types, .. } = self;
        self.envelope(&format!(
            "<{device}:GetCapabilitiesResponse><{device}:Capabilities><{types}:Media><{types}:XAddr>{media}</{types}:XAddr>\
             </{types}:Media></{device}:Capabilities></{device}:GetCapabilitiesResponse>"
        ))
    }

    pub(crate) fn profiles(&self) -> String {
        let Self { types, .. } = self;
        self.envelope(&format!(
            "<trt:GetProfilesResponse xmlns:trt=\"http://www.onvif.org/ver10/media/wsdl\"><trt:Profiles fixed=\"true\" \
             token=\"Profile_1\"><{types}:Name>main</{types}:Name></trt:Profiles><trt:Profiles token=\"Profile_2\"/>\
             </trt:GetProfilesResponse>"
        ))
    }

    pub(crate) fn snapshot(&self, uri: &str) -> String {
        let Self { types, .. } = self;
        self.envelope(&format!(
            "<trt:GetSnapshotUriResponse xmlns:trt=\"http://www.onvif.org/ver10/media/wsdl\"><trt:MediaUri><{types}:Uri>\
             {uri}</{types}:Uri></trt:MediaUri></trt:GetSnapshotUriResponse>"
        ))
    }
}
