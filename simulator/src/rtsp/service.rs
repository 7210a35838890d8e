//! What a camera that lets a client in does for it: the methods of RFC 2326 §10.

use crate::behaviour::{Behaviour, SdpDefect};
use crate::clip::{self, Codec};
use crate::rtsp::connection::{Connection, Flow};
use crate::rtsp::request::Request;
use crate::rtsp::response::{PUBLIC, Response};
use crate::rtsp::session::Session;

/// Serves a request.
pub(super) async fn serve(connection: &mut Connection, behaviour: &Behaviour, request: &Request) -> Flow {
    let response = match request.method.as_str() {
        "OPTIONS" => {
            let response = in_session(connection, Response::new(200).with("Public", PUBLIC));
            let flow = connection.answer(behaviour, request, response).await;
            return if *behaviour == Behaviour::CloseAfterOptions {
                Flow::End
            } else {
                flow
            };
        }
        "DESCRIBE" => describe(connection, behaviour, request),
        "SETUP" => setup(connection, request),
        "PLAY" => play(connection, request),
        "GET_PARAMETER" | "SET_PARAMETER" => in_session(connection, Response::new(200)),
        "TEARDOWN" => {
            let response = teardown(connection, request);
            if *behaviour == Behaviour::NoTeardownAnswer {
                return Flow::Go;
            }
            response
        }
        _ => Response::new(405).with("Allow", PUBLIC),
    };
    connection.answer(behaviour, request, response).await
}

fn in_session(connection: &Connection, response: Response) -> Response {
    match &connection.session {
        Some(session) => response.with("Session", session_header(connection, session)),
        None => response,
    }
}

fn session_header(connection: &Connection, session: &Session) -> String {
    format!(
        "{};timeout={}",
        session.id(),
        connection.world.session_timeout.as_secs()
    )
}

fn describe(connection: &Connection, behaviour: &Behaviour, request: &Request) -> Response {
    let (clip, address) = (&connection.world.clip, connection.local.ip());
    let name = request.camera().unwrap_or_default();
    let good = || clip::describe(clip, name, address, Codec::H264);
    let body = match behaviour {
        Behaviour::UnsupportedCodec => clip::describe(clip, name, address, Codec::Vp8).into_bytes(),
        Behaviour::BadSdp { defect } => match defect {
            SdpDefect::Text => clip::BROKEN.into(),
            SdpDefect::Empty => Vec::new(),
            SdpDefect::Binary => (0..=u8::MAX).collect(),
            SdpDefect::NoVideo => clip::sound_only(name, address).into_bytes(),
            // The connection breaks it off.
            SdpDefect::Truncated => good().into_bytes(),
        },
        _ => good().into_bytes(),
    };
    Response::description(&request.uri, body)
}

fn setup(connection: &mut Connection, request: &Request) -> Response {
    let Some((first, second)) = request.header("transport").and_then(channels) else {
        return Response::new(461);
    };
    if connection.session.is_some() {
        // One stream a camera, one session a connection.
        return Response::new(455).with("Allow", PUBLIC);
    }
    let Some(visit) = connection.visit() else {
        return Response::new(404);
    };
    let session = Session::new(visit.open_session(connection.peer), first);
    let response = Response::new(200)
        .with(
            "Transport",
            format!("RTP/AVP/TCP;unicast;interleaved={first}-{second}"),
        )
        .with("Session", session_header(connection, &session));
    connection.session = Some(session);
    response
}

/// The interleaved channels of a `Transport` header (RFC 2326 §12.39); `None` where it does not allow TCP.
fn channels(transport: &str) -> Option<(u8, u8)> {
    let over_tcp = transport
        .split(',')
        .map(str::trim)
        .find(|one| one.starts_with("RTP/AVP/TCP"))?;
    let Some(asked) = over_tcp
        .split(';')
        .find_map(|part| part.trim().strip_prefix("interleaved="))
    else {
        return Some((0, 1));
    };
    let (first, second) = asked.split_once('-').unwrap_or((asked, asked));
    Some((first.parse().ok()?, second.parse().ok()?))
}

/// Whether the request names the session of its connection.
fn is_known(connection: &Connection, request: &Request) -> bool {
    connection
        .session
        .as_ref()
        .is_some_and(|session| request.session() == Some(session.id()))
}

fn play(connection: &mut Connection, request: &Request) -> Response {
    if !is_known(connection, request) {
        return Response::new(454);
    }
    let Some(session) = &mut connection.session else {
        return Response::new(454);
    };
    let (sequence, time) = session.play(&connection.world.clip, connection.world.started);
    let url = request.uri.trim_end_matches('/').trim_end_matches("/trackID=0");
    let info = format!("url={url}/trackID=0;seq={sequence};rtptime={time}");
    in_session(
        connection,
        Response::new(200)
            .with("Range", "npt=now-")
            .with("RTP-Info", info),
    )
}

fn teardown(connection: &mut Connection, request: &Request) -> Response {
    if !is_known(connection, request) {
        return Response::new(454);
    }
    // Counted before it is answered: who has the answer finds the session gone.
    if let Some(session) = connection.session.take() {
        session.end();
    }
    Response::new(200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tcp_is_a_transport() {
        for (transport, wanted) in [
            ("RTP/AVP/TCP;unicast;interleaved=0-1", Some((0, 1))),
            ("RTP/AVP/TCP;unicast;interleaved=4-5;mode=play", Some((4, 5))),
            (
                "RTP/AVP;unicast;client_port=1-2,RTP/AVP/TCP;unicast",
                Some((0, 1)),
            ),
            ("RTP/AVP;unicast;client_port=5000-5001", None),
            ("RTP/AVP/TCP;interleaved=256-257", None),
            ("", None),
        ] {
            assert_eq!(channels(transport), wanted, "{transport}");
        }
    }
}
