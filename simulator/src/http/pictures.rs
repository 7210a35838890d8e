//! Still pictures, one by one and as motion JPEG.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::{BufMut as _, Bytes, BytesMut};
use futures::stream;
use http::header;

use crate::behaviour::Behaviour;
use crate::http::camera::{Guest, Visitor, admit};
use crate::pictures;
use crate::world::World;

/// Time from picture to picture of motion JPEG.
const PICTURE_TIME: Duration = Duration::from_secs(1);

/// `GET /snapshot/{name}`: the camera's picture now.
pub(super) async fn snapshot(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let visitor = Visitor {
        camera: &name,
        kind: "snapshot",
        is_public: false,
        parts: &parts,
    };
    match admit(&world, visitor).await {
        Ok(guest) => {
            let headers = [
                (header::CONTENT_TYPE, "image/jpeg"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, picture(&world, &guest.behaviour)).into_response()
        }
        Err(refusal) => refusal,
    }
}

/// `GET /mjpeg/{name}`: a picture each second until the client goes.
pub(super) async fn mjpeg(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let visitor = Visitor {
        camera: &name,
        kind: "mjpeg",
        is_public: false,
        parts: &parts,
    };
    let guest = match admit(&world, visitor).await {
        Ok(guest) => guest,
        Err(refusal) => return refusal,
    };
    let headers = [(
        header::CONTENT_TYPE,
        "multipart/x-mixed-replace; boundary=picture",
    )];
    let parts = stream::unfold((world, guest, true), next_part);
    (headers, Body::from_stream(parts)).into_response()
}

type Show = (Arc<World>, Guest, bool);

async fn next_part((world, guest, is_first): Show) -> Option<(Result<Bytes, Infallible>, Show)> {
    if !is_first {
        tokio::time::sleep(PICTURE_TIME).await;
    }
    // The behaviour may have changed since the show began; a camera that is gone ends it.
    let behaviour = guest.camera.behaviour(0);
    if guest.camera.is_retired() || *behaviour == Behaviour::Offline {
        return None;
    }
    let picture = picture(&world, &behaviour);
    let head = format!(
        "--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
        picture.len()
    );
    let mut part = BytesMut::with_capacity(head.len() + picture.len() + 2);
    part.put(head.as_bytes());
    part.put(picture);
    part.put(&b"\r\n"[..]);
    Some((Ok(part.freeze()), (world, guest, false)))
}

fn picture(world: &World, behaviour: &Behaviour) -> Bytes {
    if behaviour.has_still_picture() {
        pictures::still()
    } else {
        pictures::at(world.started.elapsed())
    }
}
