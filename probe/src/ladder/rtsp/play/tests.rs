//! Samples over a byte stream in memory, in paused time: nothing here depends on how fast the machine is.

use std::sync::{Arc, Mutex};

use tokio::io::DuplexStream;
use url::Url;

use super::*;
use crate::credentials::Credentials;
use crate::ladder::tests::server::{self, Step, answer, header};
use crate::rtsp::Client;
use crate::sdp;

const SDP: &str =
    "v=0\r\na=control:*\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n";
const SETTINGS: SampleSettings = SampleSettings {
    interval_seconds: 300,
    seconds: 2,
    keyframe_timeout_seconds: 6,
};
const KEY: &[u8] = &[0x65, 0x88];
const SLICE: &[u8] = &[0x41, 0x9a];
const SET_UP: &str = "Session: abc;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n";

/// What a sample found, the requests that it took, and how long it all took.
struct Played {
    found: Result<Found, Failure>,
    requests: Vec<String>,
    took: Duration,
}

impl Played {
    fn reason(&self) -> Option<Reason> {
        match &self.found {
            Ok(found) => found.flaw.as_ref().map(|flaw| flaw.reason),
            Err(failure) => Some(failure.reason),
        }
    }

    fn methods(&self) -> Vec<&str> {
        methods(&self.requests)
    }
}

fn methods(requests: &[String]) -> Vec<&str> {
    requests
        .iter()
        .filter_map(|request| request.split(' ').next())
        .collect()
}

fn described(stream: DuplexStream, credentials: Option<&Credentials>) -> Described<'_, DuplexStream> {
    Described {
        client: Client::new(stream, credentials),
        description: sdp::parse(SDP.as_bytes()).unwrap(),
        base: Url::parse("rtsp://cam/live/").unwrap(),
        has_get_parameter: true,
    }
}

async fn play_with(script: Vec<Step>, credentials: Option<&Credentials>) -> Played {
    let (ours, theirs) = tokio::io::duplex(16 * 1024);
    let requests = Arc::new(Mutex::new(Vec::new()));
    let server = tokio::spawn(server::play(theirs, script, Arc::clone(&requests)));
    let begun = Instant::now();
    let mut watch = Watch::start(Duration::from_secs(5));
    let found = sample(&mut watch, described(ours, credentials), SETTINGS).await;
    let took = begun.elapsed();
    // The connection is closed by now, so the server ends too.
    server.await.unwrap();
    let requests = requests.lock().unwrap().clone();
    Played {
        found,
        requests,
        took,
    }
}

async fn play(script: Vec<Step>) -> Played {
    play_with(script, None).await
}

fn ok(headers: &str) -> Step {
    answer("200 OK", headers, "")
}

fn frame(channel: u8, timestamp: u32, payload: &[u8]) -> Vec<u8> {
    let packet = [&[0x80, 96, 0, 0][..], &timestamp.to_be_bytes(), &[0; 4], payload].concat();
    let length = u16::try_from(packet.len()).unwrap().to_be_bytes();
    [&[b'$', channel][..], &length, &packet].concat()
}

/// Pictures at 25 a second on `channel`, a key frame each second.
fn pictures(channel: u8, count: u32) -> Vec<Step> {
    (0..count)
        .flat_map(|index| {
            let payload = if index % 25 == 0 { KEY } else { SLICE };
            let picture = Step::Send(frame(channel, index * 3600, payload));
            [picture, Step::Pause(Duration::from_millis(40))]
        })
        .collect()
}

fn script(parts: impl IntoIterator<Item = Vec<Step>>) -> Vec<Step> {
    parts.into_iter().flatten().collect()
}

/// A stream that goes on for a little longer than a sample; only then the server reads on.
fn good() -> Vec<Step> {
    script([
        vec![ok(SET_UP), ok("")],
        pictures(0, 60),
        vec![ok(""), Step::Hang],
    ])
}

#[tokio::test(start_paused = true)]
async fn a_good_stream_is_played_and_its_session_ended() {
    let played = play(good()).await;
    assert_eq!(played.reason(), None);
    let facts = played.found.as_ref().unwrap().facts.clone().unwrap();
    assert_eq!((facts.fps, facts.first_packet_ms), (Some(25.0), Some(0)));
    assert_eq!(facts.first_keyframe_ms, Some(0));
    let lines: Vec<_> = played
        .requests
        .iter()
        .filter_map(|request| request.lines().next())
        .collect();
    assert_eq!(
        lines,
        [
            "SETUP rtsp://cam/live/track1 RTSP/1.0",
            "PLAY rtsp://cam/live/ RTSP/1.0",
            "TEARDOWN rtsp://cam/live/ RTSP/1.0"
        ]
    );
    assert_eq!(header(&played.requests[0], "Session"), None);
    for request in &played.requests[1..] {
        assert_eq!(header(request, "Session").as_deref(), Some("abc"), "{request}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_before_the_answer_to_play_counts() {
    let early = Step::Send(frame(0, 0, KEY));
    let slices = (1..100).flat_map(|index| {
        [
            Step::Send(frame(0, index * 3600, SLICE)),
            Step::Pause(Duration::from_millis(40)),
        ]
    });
    let played = play(script([
        vec![ok(SET_UP), early, ok("")],
        slices.collect(),
        vec![ok(""), Step::Hang],
    ]))
    .await;
    assert_eq!(played.reason(), None, "the only key frame came before the answer");
}

#[tokio::test(start_paused = true)]
async fn the_servers_channel_is_taken_and_others_are_passed_over() {
    let set_up = ok("Session: abc\r\nTransport: RTP/AVP/TCP;interleaved=4-5\r\n");
    let mixed = pictures(4, 100).into_iter().flat_map(|step| match step {
        Step::Send(bytes) => [
            Step::Send(frame(0, 99, KEY)),
            Step::Send([&[b'$', 9, 0xff, 0xff][..], &vec![0x24; 0xffff]].concat()),
            Step::Send(bytes),
        ]
        .to_vec(),
        other => vec![other],
    });
    let played = play(script([
        vec![set_up, ok("")],
        mixed.collect(),
        vec![ok(""), Step::Hang],
    ]))
    .await;
    assert_eq!(played.reason(), None);
    assert_eq!(played.found.unwrap().facts.unwrap().fps, Some(25.0));

    let stale = play(script([vec![ok(SET_UP), ok("")], pictures(7, 200), vec![ok("")]])).await;
    assert_eq!(stale.reason(), Some(Reason::NoMedia));
    let message = stale.found.unwrap().flaw.unwrap().message;
    assert!(message.contains("another stream"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn refusals_have_their_reasons_and_only_sessions_are_ended() {
    for (status, reason) in [
        ("453 Not Enough Bandwidth", Reason::Busy),
        ("503 Service Unavailable", Reason::Busy),
        ("404 Not Found", Reason::NotFound),
        ("461 Unsupported Transport", Reason::RtspStatus),
        ("401 Unauthorized", Reason::AuthRequired),
    ] {
        let setup = play(vec![answer(status, "", ""), Step::Hang]).await;
        assert_eq!(setup.reason(), Some(reason), "SETUP {status}");
        assert_eq!(setup.methods(), ["SETUP"]);
        let play = play(vec![ok(SET_UP), answer(status, "", ""), ok(""), Step::Hang]).await;
        assert_eq!(play.reason(), Some(reason), "PLAY {status}");
        assert_eq!(play.methods(), ["SETUP", "PLAY", "TEARDOWN"]);
    }
    let udp = play(vec![answer("461 Unsupported Transport", "", "")]).await;
    assert!(udp.found.unwrap_err().message.contains("over TCP"));
    let elsewhere = ok("Session: abc\r\nTransport: RTP/AVP;unicast;client_port=5000-5001\r\n");
    let udp = play(vec![elsewhere, ok(""), Step::Hang]).await;
    assert_eq!(udp.reason(), Some(Reason::RtspStatus));
    assert_eq!(udp.methods(), ["SETUP", "TEARDOWN"]);
}

#[tokio::test(start_paused = true)]
async fn sloppy_answers_are_taken() {
    let wrong_number = Step::Answer("RTSP/1.0 453 Not Enough Bandwidth\r\nCSeq: 99\r\n\r\n".to_owned());
    assert_eq!(
        play(vec![wrong_number, Step::Hang]).await.reason(),
        Some(Reason::Busy)
    );
    let line_feeds = Step::Answer("RTSP/1.0 200 OK\nsession:abc\n\n".to_owned());
    let no_number = Step::Answer("RTSP/1.0 200 OK\n\n".to_owned());
    let played = play(script([
        vec![line_feeds, no_number.clone()],
        pictures(0, 60),
        vec![no_number, Step::Hang],
    ]))
    .await;
    assert_eq!(played.reason(), None);
    assert_eq!(header(&played.requests[2], "Session").as_deref(), Some("abc"));
}

#[tokio::test(start_paused = true)]
async fn a_camera_that_plays_nothing_has_no_media() {
    let played = play(vec![ok(SET_UP), ok(""), ok(""), Step::Hang]).await;
    assert_eq!(played.reason(), Some(Reason::NoMedia));
    assert_eq!(played.methods(), ["SETUP", "PLAY", "TEARDOWN"]);
    assert_eq!(
        played.took,
        Duration::from_secs(6),
        "as long as a key frame may take"
    );
}

#[tokio::test(start_paused = true)]
async fn soft_flaws_keep_their_facts() {
    let still = (0..100).flat_map(|_| {
        [
            Step::Send(frame(0, 5, KEY)),
            Step::Pause(Duration::from_millis(40)),
        ]
    });
    let frozen = play(script([vec![ok(SET_UP), ok("")], still.collect(), vec![ok("")]])).await;
    assert_eq!(frozen.reason(), Some(Reason::Frozen));
    let facts = frozen.found.unwrap().facts.unwrap();
    assert_eq!(facts.codec.as_deref(), Some("H264"));
    assert!(facts.bitrate_bps.is_some());

    let slices = (0..200).flat_map(|index| {
        [
            Step::Send(frame(0, index * 3600, SLICE)),
            Step::Pause(Duration::from_millis(40)),
        ]
    });
    let blind = play(script([vec![ok(SET_UP), ok("")], slices.collect(), vec![ok("")]])).await;
    assert_eq!(blind.reason(), Some(Reason::NoKeyframe));
    assert_eq!(blind.found.unwrap().facts.unwrap().fps, Some(25.0));
}

#[tokio::test(start_paused = true)]
async fn a_camera_that_closes_in_the_middle_has_no_media() {
    for steps in [
        vec![],
        vec![ok(SET_UP)],
        vec![ok(SET_UP), ok("")],
        script([vec![ok(SET_UP), ok("")], pictures(0, 20)]),
    ] {
        assert_eq!(play(steps).await.reason(), Some(Reason::NoMedia));
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_with_the_probes_time_and_a_farewell_of_a_second() {
    let setup = play(vec![Step::Hang]).await;
    assert_eq!(setup.reason(), Some(Reason::Timeout));
    assert_eq!(
        setup.took,
        Duration::from_secs(6),
        "five of the probe, one of the farewell"
    );
    let mut no_answer_to_teardown = good();
    no_answer_to_teardown.truncate(2 + 2 * 60);
    no_answer_to_teardown.push(Step::Hang);
    let played = play(no_answer_to_teardown).await;
    assert_eq!(played.reason(), None);
    assert_eq!(
        played.took,
        Duration::from_secs(3),
        "two of the sample, one of the farewell"
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_setup_that_comes_too_late_is_still_a_session_to_end() {
    let late = vec![
        Step::Pause(Duration::from_millis(5500)),
        ok(SET_UP),
        ok(""),
        Step::Hang,
    ];
    let played = play(late).await;
    assert_eq!(played.reason(), Some(Reason::Timeout));
    assert_eq!(played.methods(), ["SETUP", "TEARDOWN"]);
    assert_eq!(header(&played.requests[1], "Session").as_deref(), Some("abc"));
}

/// Requests that a server saw of a sample that was dropped after `time`.
async fn dropped_after(time: Duration, script: Vec<Step>) -> Vec<String> {
    let (ours, theirs) = tokio::io::duplex(16 * 1024);
    let requests = Arc::new(Mutex::new(Vec::new()));
    let server = tokio::spawn(server::play(theirs, script, Arc::clone(&requests)));
    let mut watch = Watch::start(Duration::from_secs(5));
    let probe = sample(&mut watch, described(ours, None), SETTINGS);
    assert!(tokio::time::timeout(time, probe).await.is_err(), "it was dropped");
    server.await.unwrap();
    requests.lock().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_sample_that_is_dropped_ends_its_session() {
    let playing = dropped_after(Duration::from_millis(1800), good()).await;
    assert_eq!(methods(&playing), ["SETUP", "PLAY", "TEARDOWN"]);
    let asking = vec![Step::Pause(Duration::from_millis(1500)), ok(SET_UP), ok("")];
    let asking = dropped_after(Duration::from_secs(1), asking).await;
    assert_eq!(
        methods(&asking),
        ["SETUP", "TEARDOWN"],
        "nobody knew of a session yet"
    );
}

#[tokio::test(start_paused = true)]
async fn a_long_sample_keeps_its_session_alive() {
    let short = ok("Session: abc;timeout=2\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n");
    let steps = script([
        vec![short, ok("")],
        pictures(0, 26),
        vec![ok("")],
        pictures(0, 26),
        vec![ok(""), Step::Hang],
    ]);
    let played = play(steps).await;
    assert_eq!(played.methods()[2], "GET_PARAMETER");
    assert_eq!(header(&played.requests[2], "Session").as_deref(), Some("abc"));
    assert_eq!(played.methods().last(), Some(&"TEARDOWN"));
}

#[tokio::test(start_paused = true)]
async fn nonces_that_serve_once_are_replaced_for_every_request() {
    let challenge = |nonce: &str| {
        let header = format!("WWW-Authenticate: Digest realm=\"c\", nonce=\"{nonce}\", qop=\"auth\"\r\n");
        answer("401 Unauthorized", &header, "")
    };
    let credentials = Credentials::new("viewer", "hunter2");
    let steps = script([
        vec![challenge("n1"), ok(SET_UP), challenge("n2"), ok("")],
        pictures(0, 60),
        vec![challenge("n3"), ok(""), Step::Hang],
    ]);
    let played = play_with(steps, Some(&credentials)).await;
    assert_eq!(played.reason(), None);
    let logins: Vec<_> = played
        .requests
        .iter()
        .map(|request| header(request, "Authorization").unwrap_or_default())
        .collect();
    assert_eq!(
        played.methods(),
        ["SETUP", "SETUP", "PLAY", "PLAY", "TEARDOWN", "TEARDOWN"]
    );
    for (login, nonce, count) in [
        (&logins[1], "n1", "nc=00000001"),
        (&logins[2], "n1", "nc=00000002"),
        (&logins[3], "n2", "nc=00000001"),
        (&logins[5], "n3", "nc=00000001"),
    ] {
        assert!(
            login.contains(&format!("nonce=\"{nonce}\"")) && login.contains(count),
            "{login}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_ends_the_sample_by_its_size_and_what_came_is_judged() {
    let big = [SLICE, &vec![0; 60_000]].concat();
    let flood: Vec<u8> = [frame(0, 0, KEY), frame(0, 3600, &big), frame(0, 7200, &big)].concat();
    let played = play(vec![ok(SET_UP), ok(""), Step::Flood(flood)]).await;
    assert_eq!(played.reason(), None, "{:?}", played.found);
    assert_eq!(
        played.methods(),
        ["SETUP", "PLAY"],
        "the server does not read any more"
    );

    let strays = [&[b'$', 9, 0xff, 0xff][..], &vec![0; 0xffff]].concat();
    let played = play(vec![ok(SET_UP), ok(""), Step::Flood(strays)]).await;
    assert_eq!(played.reason(), Some(Reason::NoMedia));
}
