//! What a behaviour makes of a request before the camera serves it.

use crate::auth::{Attempt, Verdict};
use crate::behaviour::{Behaviour, Login, Noise, SdpDefect, Step};
use crate::fleet::Camera;
use crate::rtsp::request::Request;
use crate::rtsp::response::Response;

/// Bytes that no protocol knows.
static GARBAGE: &[u8] = b"\x00\xff\x13\x37\x80\x0a\x0d\x7f!! this is not a camera !!\r\n\x00\x01\x02\r\n\r\n";
/// What a web server says to RTSP.
static WEB_SERVER: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// What comes instead of, or before, the service.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reaction {
    /// Serve the request as a good camera does.
    Serve,
    /// Answer this.
    Answer(Response),
    /// Send this and close.
    Noise(&'static [u8]),
    /// Close.
    Close,
    /// Say nothing.
    Ignore,
}

/// The reaction to a request.
pub(super) fn to(behaviour: &Behaviour, camera: &Camera, request: &Request) -> Reaction {
    let step = step(&request.method);
    match behaviour {
        Behaviour::Offline => Reaction::Close,
        Behaviour::Hang => Reaction::Ignore,
        Behaviour::NotRtsp {
            answer: Noise::Garbage,
        } => Reaction::Noise(GARBAGE),
        Behaviour::NotRtsp { answer: Noise::Http } => Reaction::Noise(WEB_SERVER),
        Behaviour::AuthRequired(login) if request.method != "OPTIONS" => admit(login, camera, request),
        Behaviour::OptionsUnauthorized if request.method == "OPTIONS" => {
            admit(&Login::default(), camera, request)
        }
        Behaviour::Busy {
            status,
            retry_after_seconds,
            from,
        } if step.is_some_and(|step| step >= *from) => {
            let response = Response::new(*status);
            Reaction::Answer(match retry_after_seconds {
                Some(seconds) => response.with("Retry-After", seconds.to_string()),
                None => response,
            })
        }
        Behaviour::Redirect { to } if step.is_some() => {
            Reaction::Answer(Response::new(302).with("Location", location(to, &request.uri)))
        }
        Behaviour::NotFound if step.is_some() => Reaction::Answer(Response::new(404)),
        _ => Reaction::Serve,
    }
}

/// The `CSeq` of an answer.
pub(super) fn sequence(behaviour: &Behaviour, status: u16, right: Option<u32>) -> Option<u32> {
    let is_wrong = match behaviour {
        Behaviour::WrongCseq => true,
        Behaviour::AuthRequired(login) => login.wrong_cseq && status == 401,
        _ => false,
    };
    right.map(|right| {
        if is_wrong {
            right.wrapping_add(1_000)
        } else {
            right
        }
    })
}

/// Where the answer to DESCRIBE breaks off, if it does: bytes before its end.
pub(super) const fn cut(behaviour: &Behaviour) -> Option<usize> {
    match behaviour {
        Behaviour::BadSdp {
            defect: SdpDefect::Truncated,
        } => Some(40),
        _ => None,
    }
}

fn step(method: &str) -> Option<Step> {
    match method {
        "DESCRIBE" => Some(Step::Describe),
        "SETUP" => Some(Step::Setup),
        "PLAY" => Some(Step::Play),
        _ => None,
    }
}

fn admit(login: &Login, camera: &Camera, request: &Request) -> Reaction {
    let attempt = Attempt {
        method: &request.method,
        uri: &request.uri,
        authorization: request.header("authorization"),
    };
    match camera.judge(login, attempt) {
        Verdict::Enter => Reaction::Serve,
        Verdict::Refuse { challenges, .. } => {
            let refusal = Response::new(401);
            Reaction::Answer(challenges.into_iter().fold(refusal, |response, challenge| {
                response.with("WWW-Authenticate", challenge)
            }))
        }
    }
}

/// An absolute URL: `to` itself, or the camera `to` at the place where the client asked.
fn location(to: &str, uri: &str) -> String {
    if to.contains("://") {
        return to.to_owned();
    }
    let authority = uri.split_once("://").and_then(|(_, rest)| rest.split('/').next());
    format!("rtsp://{}/{to}", authority.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_is_redirected_to_at_the_same_place() {
        assert_eq!(location("hall", "rtsp://h:8554/gate/x"), "rtsp://h:8554/hall");
        assert_eq!(location("rtsp://other/x", "rtsp://h:8554/gate"), "rtsp://other/x");
    }
}
