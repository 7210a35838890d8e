//! ONVIF, as much as a prober asks: the clock, who the device is, and where its picture is.

use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{StatusCode, header};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::behaviour::Behaviour;
use crate::fleet::Camera;
use crate::http::camera::{Visitor, admit};
use crate::world::World;

/// Most bytes of a SOAP request.
const REQUEST_LIMIT: usize = 64 * 1024;

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    SystemDateAndTime,
    DeviceInformation,
    Capabilities,
    Profiles,
    SnapshotUri,
}

impl Operation {
    const ALL: [Self; 5] = [
        Self::SystemDateAndTime,
        Self::DeviceInformation,
        Self::Capabilities,
        Self::Profiles,
        Self::SnapshotUri,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::SystemDateAndTime => "GetSystemDateAndTime",
            Self::DeviceInformation => "GetDeviceInformation",
            Self::Capabilities => "GetCapabilities",
            Self::Profiles => "GetProfiles",
            Self::SnapshotUri => "GetSnapshotUri",
        }
    }

    /// The operation that a request names. It is no XML parser: the names appear nowhere else in such a request.
    fn of(request: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|operation| request.contains(operation.as_str()))
    }

    /// Access class `PRE_AUTH` of the ONVIF core specification: no login on any device.
    const fn is_public(self) -> bool {
        matches!(self, Self::SystemDateAndTime | Self::Capabilities)
    }
}

/// `POST /onvif/{name}/{service}`: all services answer everything.
pub(super) async fn service(
    State(world): State<Arc<World>>,
    Path((name, _)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_LIMIT).await else {
        return fault("the request is too long");
    };
    let Some(operation) = Operation::of(&String::from_utf8_lossy(&body)) else {
        return fault("the operation is not supported");
    };
    let visitor = Visitor {
        camera: &name,
        kind: operation.as_str(),
        is_public: operation.is_public(),
        parts: &parts,
    };
    match admit(&world, visitor).await {
        Ok(guest) => soap(
            StatusCode::OK,
            &answer(operation, &guest.camera, &guest.behaviour, &parts),
        ),
        Err(refusal) => refusal,
    }
}

fn answer(operation: Operation, camera: &Camera, behaviour: &Behaviour, parts: &Parts) -> String {
    let host = parts
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let (host, name) = (escape(host), camera.name());
    match operation {
        Operation::SystemDateAndTime => date_and_time(behaviour),
        Operation::DeviceInformation => device_information(camera),
        Operation::Capabilities => format!(
            "<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Media><tt:XAddr>http://{host}/onvif/{name}/media_service\
             </tt:XAddr></tt:Media></tds:Capabilities></tds:GetCapabilitiesResponse>"
        ),
        Operation::Profiles => {
            "<trt:GetProfilesResponse><trt:Profiles token=\"main\" fixed=\"true\"><tt:Name>main\
             </tt:Name></trt:Profiles></trt:GetProfilesResponse>"
                .to_owned()
        }
        Operation::SnapshotUri => format!(
            "<trt:GetSnapshotUriResponse><trt:MediaUri><tt:Uri>http://{host}/snapshot/{name}</tt:Uri>\
             <tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot>\
             <tt:Timeout>PT0S</tt:Timeout></trt:MediaUri></trt:GetSnapshotUriResponse>"
        ),
    }
}

fn date_and_time(behaviour: &Behaviour) -> String {
    let skew = match behaviour {
        Behaviour::ClockSkew { seconds } => *seconds,
        _ => 0,
    };
    let away = Duration::from_secs(skew.unsigned_abs());
    let now = Timestamp::now();
    // A clock that would leave the calendar stays right.
    let shown = if skew < 0 {
        now.checked_sub(away)
    } else {
        now.checked_add(away)
    };
    let time = shown.unwrap_or(now).to_zoned(TimeZone::UTC);
    format!(
        "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>\
         <tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>UTC0</tt:TZ></tt:TimeZone><tt:UTCDateTime>\
         <tt:Time><tt:Hour>{}</tt:Hour><tt:Minute>{}</tt:Minute><tt:Second>{}</tt:Second></tt:Time>\
         <tt:Date><tt:Year>{}</tt:Year><tt:Month>{}</tt:Month><tt:Day>{}</tt:Day></tt:Date></tt:UTCDateTime>\
         </tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>",
        time.hour(),
        time.minute(),
        time.second(),
        time.year(),
        time.month(),
        time.day()
    )
}

fn device_information(camera: &Camera) -> String {
    let identity = camera.playing().part.identity;
    let or = |value: &str, default: &str| escape(if value.is_empty() { default } else { value });
    format!(
        "<tds:GetDeviceInformationResponse><tds:Manufacturer>{}</tds:Manufacturer><tds:Model>{}</tds:Model>\
         <tds:FirmwareVersion>{}</tds:FirmwareVersion><tds:SerialNumber>{}</tds:SerialNumber>\
         <tds:HardwareId>simulated</tds:HardwareId></tds:GetDeviceInformationResponse>",
        or(&identity.make, "CameraSite"),
        or(&identity.model, "Simulator"),
        or(&identity.firmware, env!("CARGO_PKG_VERSION")),
        or(&identity.serial, camera.name())
    )
}

/// Text as XML content or attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn fault(why: &str) -> Response {
    let fault = format!(
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:ActionNotSupported</s:Value></s:Subcode>\
         </s:Code><s:Reason><s:Text xml:lang=\"en\">{why}</s:Text></s:Reason></s:Fault>"
    );
    soap(StatusCode::BAD_REQUEST, &fault)
}

/// A SOAP 1.2 envelope.
fn soap(status: StatusCode, content: &str) -> Response {
    let envelope = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" \
         xmlns:tds=\"http://www.onvif.org/ver10/device/wsdl\" xmlns:trt=\"http://www.onvif.org/ver10/media/wsdl\" \
         xmlns:tt=\"http://www.onvif.org/ver10/schema\" xmlns:ter=\"http://www.onvif.org/ver10/error\">\
         <s:Body>{content}</s:Body></s:Envelope>"
    );
    let headers = [(header::CONTENT_TYPE, "application/soap+xml; charset=utf-8")];
    (status, headers, envelope).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_known_by_its_name() {
        for operation in Operation::ALL {
            let body = format!(
                "<s:Envelope><s:Body><x:{}/></s:Body></s:Envelope>",
                operation.as_str()
            );
            assert_eq!(Operation::of(&body), Some(operation));
        }
        assert_eq!(Operation::of("<SystemReboot/>"), None);
    }

    #[test]
    fn a_clock_may_be_wrong_by_any_amount() {
        let year = |seconds| {
            let text = date_and_time(&Behaviour::ClockSkew { seconds });
            let after = text.split("<tt:Year>").nth(1).unwrap();
            after.split('<').next().unwrap().parse::<i32>().unwrap()
        };
        let now = i32::from(Timestamp::now().to_zoned(TimeZone::UTC).year());
        assert!((now - 11..=now - 9).contains(&year(-10 * 31_557_600)));
        assert!((now..=now + 1).contains(&year(i64::MAX)));
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escape("<a b=\"1\">&"), "&lt;a b=&quot;1&quot;&gt;&amp;");
    }
}
