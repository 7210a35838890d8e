//! ONVIF devices of several makers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use probe::{Credentials, ProbeResult, Reason, Scope, Stage};
use sha1::{Digest as _, Sha1};

use crate::server::{Answer, Request, Server, answer};
use crate::vendors::{VENDORS, Vendor};
use crate::{PASSWORD, ask, ask_for, jpeg, target, viewer};

const DEVICE: Scope = Scope {
    sample: false,
    device: true,
    picture: false,
};

/// How far the devices' clocks are behind.
fn behind() -> SignedDuration {
    SignedDuration::from_hours(-72)
}

fn camera_time() -> Timestamp {
    Timestamp::now() + behind()
}

fn ok(body: &str) -> Answer {
    answer(
        "200 OK",
        "Server: gSOAP/2.8\r\nContent-Type: application/soap+xml\r\n",
        body,
    )
}

/// The text of the first element called `name`.
fn element<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let inner = body.split('<').find_map(|tag| {
        let (head, inner) = tag.split_once('>')?;
        (head.split(' ').next() == Some(name)).then_some(inner)
    })?;
    Some(inner)
}

/// Whether the message is signed with the right password, not long ago by the camera's clock.
fn is_signed(request: &Request) -> bool {
    let get = |name| element(&request.body, name);
    let (Some(nonce), Some(created), Some(digest)) = (get("Nonce"), get("Created"), get("Password")) else {
        return false;
    };
    let age = camera_time().duration_since(created.parse().unwrap());
    let expected = Sha1::new()
        .chain_update(STANDARD.decode(nonce).unwrap())
        .chain_update(created)
        .chain_update(PASSWORD)
        .finalize();
    get("Username") == Some("viewer") && digest == STANDARD.encode(expected) && age.as_secs().abs() < 3600
}

async fn device(server: &Server, credentials: &Credentials) -> ProbeResult {
    ask_for(&target(&server.url("onvif", "")), Some(credentials), DEVICE).await
}

fn check_device(result: &ProbeResult, vendor: Vendor) {
    assert_eq!(result.outcome.reason(), None, "{vendor:?} {result:?}");
    let facts = result.facts.as_ref().unwrap();
    assert_eq!(facts.make, Some(vendor.make.replace("&amp;", "&")));
    assert_eq!(
        (
            facts.model.as_deref(),
            facts.firmware.as_deref(),
            facts.serial.as_deref()
        ),
        (Some("DS-7"), Some("V5.7 build 1"), Some("0042"))
    );
    // Within an hour: the test's machine may be busy.
    let error = facts.clock_offset_ms.unwrap() - i64::try_from(behind().as_millis()).unwrap();
    assert!(error.abs() < 3_600_000, "{facts:?}");
}

#[tokio::test]
async fn a_device_is_alive_when_its_clock_answers_to_anybody() {
    for vendor in VENDORS {
        let server = Server::start(move |_| ok(&vendor.clock(camera_time()))).await;
        let result = ask(&target(&server.url("onvif", "")), None).await;
        assert_eq!(result.outcome.reason(), None, "{vendor:?} {result:?}");
        assert_eq!(result.facts.unwrap().server.as_deref(), Some("gSOAP/2.8"));
        let stages: Vec<Stage> = result.stages.iter().map(|time| time.stage).collect();
        assert_eq!(stages, [Stage::Connect, Stage::Onvif]);
        let requests = server.requests();
        assert_eq!((requests.len(), requests[0].path()), (1, "/onvif/device_service"));
        assert!(requests[0].body.contains("GetSystemDateAndTime") && !requests[0].body.contains("Security"));
    }
}

#[tokio::test]
async fn who_a_device_is_may_be_asked_by_a_token_made_by_its_clock() {
    for (vendor, status) in
        VENDORS
            .into_iter()
            .zip(["400 Bad Request", "500 Internal Server Error", "200 OK"])
    {
        let server = Server::start(move |request| {
            if request.body.contains("GetSystemDateAndTime") {
                ok(&vendor.clock(camera_time()))
            } else if is_signed(request) {
                ok(&vendor.device())
            } else {
                answer(status, "", &vendor.fault("NotAuthorized"))
            }
        })
        .await;
        check_device(&device(&server, &viewer()).await, vendor);
        let wrong = device(&server, &Credentials::new("viewer", "wrong")).await;
        assert_eq!(wrong.outcome.reason(), Some(Reason::AuthFailed), "{wrong:?}");
        let signed = server
            .requests()
            .iter()
            .filter(|request| request.body.contains("UsernameToken"))
            .count();
        assert_eq!(signed, 2, "each password is tried once");
    }
}

#[tokio::test]
async fn who_a_device_is_may_be_asked_by_the_login_of_http() {
    for vendor in VENDORS {
        let server = Server::start(move |request| {
            if request.body.contains("GetSystemDateAndTime") {
                ok(&vendor.clock(camera_time()))
            } else if request.header("authorization") == Some("Basic dmlld2VyOnBsYW50ZWQtc2VjcmV0") {
                ok(&vendor.device())
            } else {
                answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n", "")
            }
        })
        .await;
        check_device(&device(&server, &viewer()).await, vendor);
        let wrong = device(&server, &Credentials::new("viewer", "wrong")).await;
        assert_eq!(wrong.outcome.reason(), Some(Reason::AuthFailed), "{wrong:?}");
        assert!(
            server
                .requests()
                .iter()
                .all(|request| !request.body.contains("UsernameToken"))
        );
    }
}

#[tokio::test]
async fn a_device_that_will_not_say_who_it_is_is_well() {
    let vendor = VENDORS[0];
    let server = Server::start(move |request| {
        if request.body.contains("GetSystemDateAndTime") {
            ok(&vendor.clock(camera_time()))
        } else {
            answer(
                "500 Internal Server Error",
                "",
                &vendor.fault("ActionNotSupported"),
            )
        }
    })
    .await;
    let result = device(&server, &viewer()).await;
    assert_eq!(
        (result.outcome.reason(), result.facts.unwrap().make),
        (None, None)
    );
}

#[tokio::test]
async fn what_is_no_device_has_its_reason() {
    for (status, body, expected) in [
        ("200 OK", "<html></html>", Reason::HttpStatus),
        ("404 Not Found", "", Reason::NotFound),
        ("503 Service Unavailable", "", Reason::Busy),
        ("401 Unauthorized", "", Reason::AuthRequired),
        ("500 Internal Server Error", "", Reason::HttpStatus),
    ] {
        let server = Server::start(move |_| answer(status, "", body)).await;
        let result = ask(&target(&server.url("onvif", "/")), None).await;
        assert_eq!(result.outcome.reason(), Some(expected), "{status} {result:?}");
    }
}

#[tokio::test]
async fn the_picture_is_found_by_way_of_the_media_service() {
    let vendor = VENDORS[1];
    let server = Server::start(move |request| {
        let question = &request.body;
        if request.path().starts_with("/picture.jpg") {
            let head =
                b"HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\nConnection: close\r\nContent-Length: ";
            let picture = jpeg(64, 36, 9);
            return Answer::Send(
                [
                    head.as_slice(),
                    picture.len().to_string().as_bytes(),
                    b"\r\n\r\n",
                    &picture,
                ]
                .concat(),
            );
        }
        if question.contains("GetSystemDateAndTime") {
            ok(&vendor.clock(camera_time()))
        } else if !is_signed(request) {
            answer("400 Bad Request", "", &vendor.fault("NotAuthorized"))
        } else if question.contains("GetCapabilities") {
            // The device's own address, behind a translated one: only its path counts.
            ok(&vendor.capabilities("http://192.168.1.64:80/onvif/media"))
        } else if request.path() != "/onvif/media" {
            answer("400 Bad Request", "", &vendor.fault("ActionNotSupported"))
        } else if question.contains("GetProfiles") {
            ok(&vendor.profiles())
        } else {
            assert!(question.contains("<ProfileToken>Profile_1<"), "{question}");
            ok(&vendor.snapshot("/picture.jpg?a=1&amp;b=2"))
        }
    })
    .await;
    let camera = target(&server.url("onvif", ""));
    let scope = Scope {
        picture: true,
        ..Scope::default()
    };
    let result = ask_for(&camera, Some(&viewer()), scope).await;
    assert!(result.picture.is_some(), "{result:?}");
    assert!(
        server
            .requests()
            .iter()
            .any(|request| request.path() == "/picture.jpg?a=1&b=2")
    );
}

#[tokio::test]
async fn a_device_without_a_picture_says_so() {
    let vendor = VENDORS[2];
    let server = Server::start(move |request| {
        if request.body.contains("GetSystemDateAndTime") {
            ok(&vendor.clock(camera_time()))
        } else {
            answer(
                "500 Internal Server Error",
                "",
                &vendor.fault("ActionNotSupported"),
            )
        }
    })
    .await;
    let camera = target(&server.url("onvif", ""));
    let error = probe::picture::fetch(&camera, Some(&viewer())).await.unwrap_err();
    assert_eq!(error.reason, Reason::NotFound);
    assert!(error.to_string().contains("set its snapshotUrl"), "{error}");
}
