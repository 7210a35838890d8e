//! Pictures and ONVIF, as HTTP clients see them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use reqwest::{Client, StatusCode, redirect};
use simulator::{Behaviour, Simulator};
use tokio::process::Command;

use crate::{behaviour, counters, start};

/// Asks once and follows nothing.
fn client() -> Client {
    Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

async fn get(simulator: &Simulator, path: &str) -> reqwest::Response {
    client().get(simulator.http_url(path)).send().await.unwrap()
}

async fn onvif(simulator: &Simulator, operation: &str) -> (StatusCode, String) {
    let body = format!("<s:Envelope><s:Body><{operation}/></s:Body></s:Envelope>");
    let url = simulator.http_url("/onvif/hall/device_service");
    let answer = client().post(url).body(body).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

/// Text of the first element with that name.
fn element<'a>(xml: &'a str, name: &str) -> &'a str {
    let after = xml
        .split(&format!("<{name}>"))
        .nth(1)
        .unwrap_or_else(|| panic!("no {name} in {xml}"));
    after.split('<').next().unwrap()
}

#[tokio::test]
async fn snapshots_move_unless_the_camera_is_frozen() {
    let simulator = start(Behaviour::Healthy).await;
    let mut seen = BTreeSet::new();
    while seen.len() < 2 {
        let answer = get(&simulator, "/snapshot/hall").await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (200, &"image/jpeg".parse().unwrap())
        );
        let picture = answer.bytes().await.unwrap();
        assert!(picture.starts_with(&[0xff, 0xd8, 0xff]));
        seen.insert(picture);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let hall = simulator.fleet().camera("hall").unwrap();
    for frozen in [Behaviour::Frozen, Behaviour::FrozenPicture] {
        hall.set_behaviour(frozen);
        let first = get(&simulator, "/snapshot/hall").await.bytes().await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        assert_eq!(
            get(&simulator, "/snapshot/hall").await.bytes().await.unwrap(),
            first
        );
    }
}

#[tokio::test]
async fn motion_jpeg_is_picture_after_picture() {
    let simulator = start(Behaviour::Healthy).await;
    let mut answer = get(&simulator, "/mjpeg/hall").await;
    assert_eq!(
        answer.headers()["content-type"],
        "multipart/x-mixed-replace; boundary=picture"
    );
    let mut bytes = Vec::new();
    while bytes.windows(9).filter(|window| window == b"--picture").count() < 3 {
        bytes.extend(answer.chunk().await.unwrap().unwrap());
    }
    assert!(bytes.starts_with(b"--picture\r\nContent-Type: image/jpeg\r\n"));
    // A camera that goes offline ends the show.
    simulator
        .fleet()
        .camera("hall")
        .unwrap()
        .set_behaviour(Behaviour::Offline);
    while answer.chunk().await.unwrap().is_some() {}
    assert_eq!(counters(&simulator, "hall").requests("mjpeg"), 1);
}

#[tokio::test]
async fn faults_are_the_same_as_over_rtsp() {
    for (fault, wanted) in [
        (
            r#"{"type": "Busy", "retryAfterSeconds": 9}"#,
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (r#""NotFound""#, StatusCode::NOT_FOUND),
        (r#"{"type": "Redirect", "to": "other"}"#, StatusCode::FOUND),
        (r#""AuthRequired""#, StatusCode::UNAUTHORIZED),
        (r#"{"type": "Slow", "milliseconds": 1}"#, StatusCode::OK),
    ] {
        let simulator = start(behaviour(fault)).await;
        for path in ["/snapshot/hall", "/mjpeg/hall"] {
            let answer = get(&simulator, path).await;
            assert_eq!(answer.status(), wanted, "{fault} {path}");
            let header = |name: &str| {
                answer
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().unwrap().to_owned())
            };
            match wanted {
                StatusCode::SERVICE_UNAVAILABLE => assert_eq!(header("retry-after").unwrap(), "9"),
                StatusCode::FOUND => assert_eq!(header("location").unwrap(), path.replace("hall", "other")),
                StatusCode::UNAUTHORIZED => {
                    assert!(header("www-authenticate").unwrap().starts_with("Digest "));
                }
                _ => {}
            }
        }
    }
    for fault in [r#""Offline""#, r#""NotRtsp""#] {
        let simulator = start(behaviour(fault)).await;
        let error = client()
            .get(simulator.http_url("/snapshot/hall"))
            .send()
            .await
            .unwrap_err();
        assert!(error.is_request(), "{error:?}");
    }
    let simulator = start(Behaviour::Hang).await;
    let patience = std::time::Duration::from_millis(300);
    let answer = client()
        .get(simulator.http_url("/snapshot/hall"))
        .timeout(patience)
        .send()
        .await;
    assert!(answer.unwrap_err().is_timeout());
}

#[tokio::test]
async fn curl_logs_in_by_every_scheme() {
    for scheme in [
        "Basic",
        "DigestMd5",
        "DigestMd5NoQop",
        "DigestSha256",
        "MultipleHeaders",
    ] {
        for nonces in ["Lasting", "StaleFirst", "NewEachTime"] {
            let login = format!(r#"{{"type": "AuthRequired", "scheme": "{scheme}", "nonces": "{nonces}"}}"#);
            let simulator = start(behaviour(&login)).await;
            for (account, wanted) in [("camera:simulated", "200"), ("camera:wrong", "401")] {
                let output = Command::new("curl")
                    .args([
                        "--silent",
                        "--anyauth",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{http_code}",
                    ])
                    .args(["--noproxy", "*", "--user", account])
                    .arg(simulator.http_url("/snapshot/hall?channel=1"))
                    .output()
                    .await
                    .expect("curl is missing: apt-get install curl");
                assert_eq!(
                    String::from_utf8_lossy(&output.stdout),
                    wanted,
                    "{login} {account}"
                );
            }
            assert!(counters(&simulator, "hall").auth_failures > 0, "{login}");
        }
    }
}

#[tokio::test]
async fn onvif_tells_the_time_and_who_the_device_is() {
    let simulator = start(behaviour(r#"{"type": "ClockSkew", "seconds": -3600}"#)).await;
    let (status, xml) = onvif(&simulator, "GetSystemDateAndTime").await;
    assert_eq!(status, 200);
    let number = |name: &str| element(&xml, &format!("tt:{name}")).parse::<i8>().unwrap();
    let year = element(&xml, "tt:Year").parse().unwrap();
    let told = DateTime::new(
        year,
        number("Month"),
        number("Day"),
        number("Hour"),
        number("Minute"),
        number("Second"),
        0,
    );
    let told = told.unwrap().to_zoned(TimeZone::UTC).unwrap().timestamp();
    let late = Timestamp::now().as_second() - told.as_second();
    assert!((3_600..3_700).contains(&late), "{late}");

    let (_, xml) = onvif(&simulator, "GetDeviceInformation").await;
    let names = ["Manufacturer", "Model", "FirmwareVersion", "SerialNumber"];
    let told = names.map(|name| element(&xml, &format!("tds:{name}")));
    assert_eq!(
        told,
        ["CameraSite", "Simulator", env!("CARGO_PKG_VERSION"), "hall"]
    );

    let (_, xml) = onvif(&simulator, "GetCapabilities").await;
    assert_eq!(
        element(&xml, "tt:XAddr"),
        simulator.http_url("/onvif/hall/media_service")
    );
    let (_, xml) = onvif(&simulator, "GetProfiles").await;
    assert!(xml.contains("token=\"main\""), "{xml}");
    let (_, xml) = onvif(&simulator, "GetSnapshotUri").await;
    let picture = client().get(element(&xml, "tt:Uri")).send().await.unwrap();
    assert_eq!(picture.status(), 200);
    assert_eq!(onvif(&simulator, "SystemReboot").await.0, 400);
    assert_eq!(counters(&simulator, "hall").requests("GetSystemDateAndTime"), 1);
}

#[tokio::test]
async fn onvif_tells_strangers_the_time_alone() {
    let simulator = start(behaviour(r#""AuthRequired""#)).await;
    assert_eq!(onvif(&simulator, "GetSystemDateAndTime").await.0, 200);
    assert_eq!(onvif(&simulator, "GetDeviceInformation").await.0, 401);
}
