//! ONVIF over SOAP 1.2: the few questions that a probe asks, and what a stranger's answers may cost.
//!
//! Which question follows which answer is the ladder's business; here messages are written and read.

mod clock;
mod device;
mod media;
mod soap;
mod token;
mod xml;

pub(crate) use clock::utc;
pub(crate) use device::device;
pub(crate) use media::{media_service, profile, snapshot_uri};
pub(crate) use soap::{Answer, CONTENT_TYPE, Question, read};
pub(crate) use token::Token;
pub(crate) use xml::Element;

/// Most bytes of an answer.
pub(crate) const ANSWER_LIMIT: usize = 256 * 1024;
