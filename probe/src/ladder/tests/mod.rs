mod hostile;
mod login;
pub(super) mod server;

use std::time::Duration;

use contract::inventory::Depth;

use super::{Target, probe};
use crate::credentials::Credentials;
use crate::reason::Reason;
use crate::result::{ProbeResult, Scope, Stage};
use server::{Server, Step, answer, header};

const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n\
    a=rtpmap:96 H264/90000\r\na=fmtp:96 sprop-parameter-sets=Z2QAHqzZQKAv+XAWoMDA1KAAAAMAIAAABlHixbLA,aOvssiw=\r\n";

fn options() -> Step {
    answer("200 OK", "Public: OPTIONS, DESCRIBE\r\n", "")
}

fn described() -> Step {
    answer(
        "200 OK",
        "Server: cam/1\r\nContent-Type: application/sdp\r\n",
        SDP,
    )
}

fn target(url: &str, timeout: Duration) -> Target {
    Target::from_url(url, Depth::Describe, timeout).unwrap()
}

/// Probes with so much time that only a hanging script can use it up.
async fn ask(url: &str, credentials: Option<&Credentials>) -> ProbeResult {
    probe(
        &target(url, Duration::from_secs(20)),
        credentials,
        Scope::default(),
    )
    .await
}

async fn play(scripts: Vec<Vec<Step>>) -> (ProbeResult, Server) {
    let server = Server::start(scripts).await;
    (ask(&server.url("/hall"), None).await, server)
}

fn verdict(result: &ProbeResult) -> (Option<Reason>, String) {
    (
        result.outcome.reason(),
        result.outcome.message().unwrap_or_default().to_owned(),
    )
}

async fn reason_of(scripts: Vec<Vec<Step>>) -> Option<Reason> {
    play(scripts).await.0.outcome.reason()
}

#[tokio::test]
async fn a_good_camera_is_ok_with_facts_and_times() {
    let (result, server) = play(vec![vec![options(), described()]]).await;
    assert_eq!(verdict(&result), (None, String::new()));
    let facts = result.facts.unwrap();
    assert_eq!(
        (facts.codec.as_deref(), facts.width, facts.height),
        (Some("H264"), Some(640), Some(360))
    );
    assert_eq!(facts.server.as_deref(), Some("cam/1"));
    let stages: Vec<Stage> = result.stages.iter().map(|time| time.stage).collect();
    assert_eq!(
        stages,
        [Stage::Connect, Stage::Options, Stage::Describe],
        "an address needs no DNS"
    );
    assert!(result.stages.iter().map(|time| time.duration).sum::<Duration>() <= result.latency);
    let requests = server.requests();
    assert!(
        requests[0].starts_with(&format!("OPTIONS {} RTSP/1.0\r\n", server.url("/hall"))),
        "{requests:?}"
    );
    assert!(
        requests[1].starts_with(&format!("DESCRIBE {} RTSP/1.0\r\n", server.url("/hall"))),
        "{requests:?}"
    );
    assert!(header(&requests[1], "User-Agent").is_some());
}

#[tokio::test]
async fn a_name_is_looked_up_in_a_stage_of_its_own() {
    let server = Server::start(vec![vec![options(), described()]]).await;
    let result = ask(&format!("rtsp://localhost:{}/hall", server.port), None).await;
    assert_eq!(result.outcome.reason(), None);
    assert_eq!(result.stages.first().unwrap().stage, Stage::Dns);
}

#[tokio::test]
async fn nothing_depends_on_the_answer_to_options() {
    for status in [
        "401 Unauthorized",
        "404 Not Found",
        "501 Not Implemented",
        "453 Not Enough Bandwidth",
    ] {
        assert_eq!(
            reason_of(vec![vec![answer(status, "", ""), described()]]).await,
            None,
            "{status}"
        );
    }
}

#[tokio::test]
async fn statuses_have_their_reasons() {
    for (status, reason) in [
        ("404 Not Found", Reason::NotFound),
        ("453 Not Enough Bandwidth", Reason::Busy),
        ("503 Service Unavailable", Reason::Busy),
        ("401 Unauthorized", Reason::AuthRequired),
        ("403 Forbidden", Reason::RtspStatus),
        ("500 Internal Server Error", Reason::RtspStatus),
        ("302 Moved", Reason::RtspStatus),
    ] {
        assert_eq!(
            reason_of(vec![vec![options(), answer(status, "", "")]]).await,
            Some(reason),
            "{status}"
        );
    }
    let (result, _) = play(vec![vec![options(), answer("454 hunter2", "", "")]]).await;
    assert_eq!(
        verdict(&result).1,
        "the camera answers DESCRIBE with 454 Session Not Found"
    );
}

#[tokio::test]
async fn descriptions_that_cannot_be_used_have_their_reasons() {
    let with = |body: &str| vec![vec![options(), answer("200 OK", "", body)]];
    assert_eq!(reason_of(with("<html></html>")).await, Some(Reason::BadSdp));
    assert_eq!(reason_of(with("")).await, Some(Reason::BadSdp));
    assert_eq!(
        reason_of(with("v=0\r\nm=audio 0 RTP/AVP 0\r\n")).await,
        Some(Reason::NoMedia)
    );
}

#[tokio::test]
async fn a_closed_port_is_refused_and_a_silent_one_times_out() {
    let result = ask(&format!("rtsp://127.0.0.1:{}/", testing::free_port()), None).await;
    assert_eq!(result.outcome.reason(), Some(Reason::Refused));

    let server = Server::start(vec![vec![Step::Hang]]).await;
    let result = probe(
        &target(&server.url("/"), Duration::from_millis(200)),
        None,
        Scope::default(),
    )
    .await;
    let (reason, message) = verdict(&result);
    assert_eq!(reason, Some(Reason::Timeout));
    assert_eq!(message, "connected, but no answer to OPTIONS within 0.2 s");
    assert_eq!(result.stages.last().unwrap().stage, Stage::Options);
}

#[tokio::test]
async fn connect_depth_ends_with_the_connection() {
    let server = Server::start(vec![vec![Step::Hang]]).await;
    for url in [server.url("/"), format!("tcp://127.0.0.1:{}", server.port)] {
        let target = Target::from_url(&url, Depth::Connect, Duration::from_secs(20)).unwrap();
        let result = probe(&target, None, Scope::default()).await;
        assert_eq!((result.outcome.reason(), result.facts), (None, None));
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_camera_that_closes_after_each_answer_is_asked_again() {
    let (result, _) = play(vec![vec![options()], vec![described()]]).await;
    assert_eq!(result.outcome.reason(), None);
    let (result, server) = play(vec![vec![options()], vec![], vec![described()]]).await;
    assert_eq!(
        verdict(&result).0,
        Some(Reason::NotRtsp),
        "one more connection, not two"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_wrong_sequence_number_is_tolerated_on_errors_and_passed_over_on_success() {
    let wrong = Step::Answer("RTSP/1.0 404 Not Found\r\nCSeq: 99\r\n\r\n".into());
    assert_eq!(
        reason_of(vec![vec![options(), wrong]]).await,
        Some(Reason::NotFound)
    );
    let stray = Step::Send(b"RTSP/1.0 200 OK\r\nCSeq: 99\r\n\r\n".to_vec());
    assert_eq!(reason_of(vec![vec![options(), stray, described()]]).await, None);
    let none = Step::Answer(format!(
        "RTSP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n{SDP}",
        SDP.len()
    ));
    assert_eq!(
        reason_of(vec![vec![options(), none]]).await,
        None,
        "a missing number is taken"
    );
}

#[tokio::test]
async fn redirects_are_followed_three_times() {
    let end = Server::start(vec![vec![options(), described()]]).await;
    let mut next = end.url("/hall");
    let mut hops = Vec::new();
    for _ in 0..3 {
        let hop = Server::start(vec![vec![
            options(),
            answer("302 Moved", &format!("Location: {next}\r\n"), ""),
        ]])
        .await;
        next = hop.url("/hall");
        hops.push(hop);
    }
    assert_eq!(ask(&next, None).await.outcome.reason(), None);

    let loops = vec![vec![options(), answer("301 Moved", "Location: /again\r\n", "")]; 9];
    let (result, server) = play(loops).await;
    assert_eq!(result.outcome.reason(), Some(Reason::TooManyRedirects));
    assert_eq!(
        server.requests().len(),
        8,
        "the first and three more, two requests each"
    );
}

#[tokio::test]
async fn redirects_to_anything_but_rtsp_are_not_followed() {
    for location in ["http://127.0.0.1/", "rtsp://", "file:///etc/passwd"] {
        let moved = answer("302 Moved", &format!("Location: {location}\r\n"), "");
        assert_eq!(
            reason_of(vec![vec![options(), moved]]).await,
            Some(Reason::RtspStatus),
            "{location}"
        );
    }
}
