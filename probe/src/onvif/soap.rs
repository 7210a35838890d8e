//! SOAP 1.2 envelopes: questions, answers, faults.

use crate::onvif::token::Token;
use crate::onvif::xml::{self, Element, XmlError};

/// Value of `Content-Type` of a question.
pub(crate) const CONTENT_TYPE: &str = "application/soap+xml; charset=utf-8";

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// The clock; every device answers it to everybody (ONVIF Core, `PRE_AUTH`).
    SystemDateAndTime,
    /// Make, model, firmware, serial number.
    DeviceInformation,
    /// Where the media service is.
    MediaCapabilities,
    /// The media profiles.
    Profiles,
    /// Where the picture of the profile with this token is.
    SnapshotUri(String),
}

impl Question {
    /// The question's element.
    fn body(&self) -> String {
        const DEVICE: &str = "http://www.onvif.org/ver10/device/wsdl";
        const MEDIA: &str = "http://www.onvif.org/ver10/media/wsdl";
        match self {
            Self::SystemDateAndTime => format!("<GetSystemDateAndTime xmlns=\"{DEVICE}\"/>"),
            Self::DeviceInformation => format!("<GetDeviceInformation xmlns=\"{DEVICE}\"/>"),
            Self::MediaCapabilities => {
                format!("<GetCapabilities xmlns=\"{DEVICE}\"><Category>Media</Category></GetCapabilities>")
            }
            Self::Profiles => format!("<GetProfiles xmlns=\"{MEDIA}\"/>"),
            Self::SnapshotUri(token) => format!(
                "<GetSnapshotUri xmlns=\"{MEDIA}\"><ProfileToken>{}</ProfileToken></GetSnapshotUri>",
                quick_xml::escape::escape(token.as_str())
            ),
        }
    }

    /// The whole message, signed with `token`. A secret where there is one.
    pub(crate) fn envelope(&self, token: Option<&Token>) -> String {
        let header = token.map(Token::header).unwrap_or_default();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">\
             {header}<s:Body>{}</s:Body></s:Envelope>",
            self.body()
        )
    }
}

/// What a device answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The element within the body.
    Said(Element),
    /// It wants to know us.
    NotAuthorized,
    /// It cannot or will not answer.
    Fault,
}

/// Reads an answer, whatever its HTTP status: devices send faults with 200, 400 and 500.
pub(crate) fn read(document: &[u8]) -> Result<Answer, XmlError> {
    let mut root = xml::parse(document)?;
    if root.name != "Envelope" {
        return Err(XmlError::Malformed);
    }
    let body = root.children.iter_mut().find(|child| child.name == "Body");
    let said = body.and_then(|body| body.children.drain(..).next());
    match said.ok_or(XmlError::Malformed)? {
        fault if fault.name == "Fault" => Ok(if refuses(&fault) {
            Answer::NotAuthorized
        } else {
            Answer::Fault
        }),
        said => Ok(Answer::Said(said)),
    }
}

/// Whether a fault, at any depth of its codes, says that a login is missing or wrong.
fn refuses(element: &Element) -> bool {
    // ONVIF's own code, and those of WS-Security that some devices use instead.
    const CODES: [&str; 4] = [
        "NotAuthorized",
        "FailedAuthentication",
        "InvalidSecurity",
        "InvalidSecurityToken",
    ];
    let code = element.text.rsplit(':').next().unwrap_or_default();
    CODES.contains(&code) || element.children.iter().any(refuses)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(codes: &str) -> String {
        format!(
            "<SOAP-ENV:Envelope><SOAP-ENV:Body><SOAP-ENV:Fault>{codes}<SOAP-ENV:Reason><SOAP-ENV:Text>Sender not authorized\
             </SOAP-ENV:Text></SOAP-ENV:Reason></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>"
        )
    }

    #[test]
    fn faults_tell_a_missing_login_from_everything_else() {
        let code = |inner: &str| {
            fault(&format!(
                "<SOAP-ENV:Code><SOAP-ENV:Value>SOAP-ENV:Sender</SOAP-ENV:Value><SOAP-ENV:Subcode><SOAP-ENV:Value>\
                 {inner}</SOAP-ENV:Value></SOAP-ENV:Subcode></SOAP-ENV:Code>"
            ))
        };
        for refusal in ["ter:NotAuthorized", "NotAuthorized", "wsse:FailedAuthentication"] {
            assert_eq!(
                read(code(refusal).as_bytes()),
                Ok(Answer::NotAuthorized),
                "{refusal}"
            );
        }
        assert_eq!(read(code("ter:ActionNotSupported").as_bytes()), Ok(Answer::Fault));
        let old = fault("<faultcode>wsse:FailedAuthentication</faultcode>");
        assert_eq!(read(old.as_bytes()), Ok(Answer::NotAuthorized));
    }

    #[test]
    fn what_is_no_envelope_is_no_answer() {
        for bad in [
            "<html/>",
            "<Envelope/>",
            "<Envelope><Body/></Envelope>",
            "<Body><a/></Body>",
        ] {
            assert_eq!(read(bad.as_bytes()), Err(XmlError::Malformed), "{bad}");
        }
    }

    #[test]
    fn questions_are_well_formed_and_escape_what_strangers_sent() {
        let questions = [
            Question::SystemDateAndTime,
            Question::DeviceInformation,
            Question::MediaCapabilities,
            Question::Profiles,
            Question::SnapshotUri("a<b>&\"".to_owned()),
        ];
        for question in questions {
            let envelope = question.envelope(None);
            let Ok(Answer::Said(said)) = read(envelope.as_bytes()) else {
                panic!("{envelope}")
            };
            assert!(said.name.starts_with("Get"), "{envelope}");
            if let Some(token) = said.text_at(&["ProfileToken"]) {
                assert_eq!(token, "a<b>&\"");
            }
        }
    }
}
