//! The log and its clients, without a network.

use std::time::Duration;

use futures::StreamExt as _;
use prometheus::Registry;
use proptest::prelude::*;

use super::*;

fn event(seq: i64) -> Frame {
    Frame::of_json(Some(seq), "camera", format!("{{\"n\":{seq}}}").as_bytes())
}

fn other(name: &'static str) -> Frame {
    Frame::of_json(None, name, b"{}")
}

fn hub() -> Arc<Hub> {
    let metrics = StreamMetrics::new(&Registry::new()).unwrap();
    Arc::new(Hub::new(metrics, CancellationToken::new()))
}

/// What a client is told until nothing more is there: ids where frames have one, else names.
async fn told(client: &mut Client) -> Vec<String> {
    let mut told = Vec::new();
    while let Ok(Some(bytes)) = tokio::time::timeout(Duration::from_millis(1), client.next()).await {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(text.ends_with("\n\n"), "{text:?}");
        let field = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name))
                .map(str::to_owned)
        };
        let name = field("event: ").unwrap();
        told.push(match field("id: ") {
            Some(id) if name == "camera" => id,
            Some(id) => format!("{name}@{id}"),
            None => name,
        });
    }
    told
}

#[tokio::test(start_paused = true)]
async fn a_new_client_is_told_what_comes_and_one_that_returns_what_it_missed() {
    let hub = hub();
    assert_eq!(hub.subscribe(Last::Nothing).await.unwrap_err(), Refusal::NotReady);
    hub.begin(3, 5, vec![event(4), event(5)]);
    let mut new = hub.subscribe(Last::Nothing).await.unwrap();
    hub.tell(vec![event(6), other("summary"), event(9)], 9);
    assert_eq!(told(&mut new).await, ["hello@5", "6", "summary", "9"]);
    for (last, expected) in [
        (3, vec!["hello", "4", "5", "6", "summary", "9"]),
        (5, vec!["hello", "6", "summary", "9"]),
        (7, vec!["hello", "summary", "9"]),
        // What has no number may have been told here before it was told there.
        (9, vec!["hello", "summary"]),
        (2, vec!["hello", "reset@9"]),
    ] {
        let mut back = hub.subscribe(Last::Event(last)).await.unwrap();
        assert_eq!(told(&mut back).await, expected, "after {last}");
    }
    let mut strange = hub.subscribe(Last::Strange).await.unwrap();
    assert_eq!(told(&mut strange).await, ["hello", "reset@9"]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_comes_before_the_first_read_waits_for_it() {
    let hub = hub();
    let early = tokio::spawn({
        let hub = Arc::clone(&hub);
        async move { hub.subscribe(Last::Nothing).await }
    });
    hub.nudged().await;
    assert!(!early.is_finished());
    hub.begin(0, 0, Vec::new());
    assert_eq!(told(&mut early.await.unwrap().unwrap()).await, ["hello@0"]);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_a_while_for_a_database_that_does_not_answer() {
    let (hub, start) = (hub(), Instant::now());
    let refused = hub.subscribe(Last::Event(3)).await.unwrap_err();
    assert_eq!((refused, start.elapsed()), (Refusal::NotReady, CATCH_UP));

    // The first read comes late, and no other one after it.
    let start = Instant::now();
    let reader = Arc::clone(&hub);
    tokio::spawn(async move {
        tokio::time::sleep(CATCH_UP / 2).await;
        reader.begin(0, 1, vec![event(1)]);
    });
    let mut client = hub.subscribe(Last::Event(3)).await.unwrap();
    assert_eq!(start.elapsed(), CATCH_UP);
    assert_eq!(told(&mut client).await, ["hello", "reset@1"]);
}

#[tokio::test(start_paused = true)]
async fn what_has_no_number_is_told_again_only_for_a_while() {
    let hub = hub();
    hub.begin(0, 0, Vec::new());
    hub.tell(vec![other("removed"), event(1)], 1);
    tokio::time::advance(Duration::from_mins(1)).await;
    hub.tell(vec![other("alert"), event(2)], 2);
    let mut back = hub.subscribe(Last::Event(2)).await.unwrap();
    assert_eq!(told(&mut back).await, ["hello", "alert"]);
    let mut back = hub.subscribe(Last::Event(1)).await.unwrap();
    assert_eq!(told(&mut back).await, ["hello", "removed", "alert", "2"]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_saw_more_elsewhere_waits_for_the_next_read() {
    let hub = hub();
    hub.begin(0, 1, vec![event(1)]);
    let teller = tokio::spawn({
        let hub = Arc::clone(&hub);
        async move {
            hub.nudged().await;
            hub.has_read();
            hub.nudged().await;
            hub.tell(vec![event(2), event(3)], 3);
            hub.has_read();
        }
    });
    let mut ahead = hub.subscribe(Last::Event(2)).await.unwrap();
    assert_eq!(told(&mut ahead).await, ["hello", "3"]);
    teller.await.unwrap();
    // No read tells of it: the client is of another site, or the database is away.
    let mut strange = hub.subscribe(Last::Event(99)).await.unwrap();
    assert_eq!(told(&mut strange).await, ["hello", "reset@3"]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_too_slowly_starts_over_and_holds_nothing_meanwhile() {
    let hub = hub();
    hub.begin(0, 0, Vec::new());
    let mut slow = hub.subscribe(Last::Nothing).await.unwrap();
    for seq in 1..=20_000 {
        hub.tell(vec![event(seq)], seq);
    }
    assert_eq!(told(&mut slow).await, ["hello@0", "reset@20000"]);
    hub.tell(vec![event(20_001)], 20_001);
    assert_eq!(told(&mut slow).await, ["20001"]);
    let log = hub.read(Log::end).unwrap();
    assert_eq!(log, 20_001);
}

#[tokio::test(start_paused = true)]
async fn another_database_sends_everybody_to_the_start() {
    let hub = hub();
    hub.begin(0, 5, (1..=5).map(event).collect());
    let mut client = hub.subscribe(Last::Nothing).await.unwrap();
    assert_eq!(told(&mut client).await, ["hello@5"]);
    hub.begin_anew(2);
    assert_eq!(told(&mut client).await, ["reset@2"]);
    hub.tell(vec![event(3)], 3);
    assert_eq!(told(&mut client).await, ["3"]);
    let mut back = hub.subscribe(Last::Event(5)).await.unwrap();
    assert_eq!(told(&mut back).await[1], "reset@3");
}

#[tokio::test(start_paused = true)]
async fn streams_live_for_a_while_with_a_sign_of_life_each_five_seconds() {
    let hub = hub();
    hub.begin(0, 0, Vec::new());
    let client = hub.subscribe(Last::Nothing).await.unwrap();
    assert!(hub.has_clients());
    let start = Instant::now();
    let frames: Vec<_> = client.into_stream().map(Result::unwrap).collect().await;
    let lasted = start.elapsed();
    assert!((Duration::from_mins(10)..=Duration::from_mins(12)).contains(&lasted));
    let bye = frames.last().unwrap();
    assert!(
        bye.starts_with(b"retry: ") && bye.ends_with(b"event: bye\ndata: {}\n\n"),
        "{bye:?}"
    );
    let pings = frames
        .iter()
        .filter(|frame| frame.starts_with(b"event: ping\n"))
        .count();
    assert!((119..=144).contains(&pings), "{pings}");
    assert!(!hub.has_clients(), "its place is free");
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_process_is_told() {
    let hub = hub();
    hub.begin(0, 0, Vec::new());
    let mut client = hub.subscribe(Last::Nothing).await.unwrap();
    assert_eq!(told(&mut client).await, ["hello@0"]);
    hub.stop.cancel();
    assert_eq!(told(&mut client).await, ["bye"]);
    assert_eq!(client.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn there_is_a_most_of_clients() {
    let hub = hub();
    hub.begin(0, 0, Vec::new());
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        clients.push(hub.subscribe(Last::Nothing).await.unwrap());
    }
    assert_eq!(hub.subscribe(Last::Nothing).await.unwrap_err(), Refusal::Full);
    clients.pop();
    assert!(hub.subscribe(Last::Nothing).await.is_ok());
}

proptest! {
    /// Whatever is told, wherever clients drop out and come back: each event once and in order, or a new start.
    #[test]
    fn a_client_that_comes_and_goes_is_told_each_event_once(
        gaps in prop::collection::vec(1_i64..4, 1..200),
        numbered in prop::collection::vec(any::<bool>(), 200),
        leaves in prop::collection::vec(any::<bool>(), 200),
    ) {
        let now = Instant::now();
        let mut log = Log::new(0, now);
        let (mut place, mut seen, mut expected, mut seq) = (log.now(), Vec::new(), Vec::new(), 0);
        for (step, gap) in gaps.iter().enumerate() {
            seq += gap;
            let frame = if numbered[step] { expected.push(seq); event(seq) } else { other("summary") };
            log.append(vec![frame], seq, now + Duration::from_secs(step as u64));
            if leaves[step] {
                place = log.resume(seen.last().copied().unwrap_or_default()).unwrap();
            }
            if step % 3 == 0 {
                read(&log, &mut place, &mut seen);
            }
        }
        read(&log, &mut place, &mut seen);
        read(&log, &mut place, &mut seen);
        read(&log, &mut place, &mut seen);
        read(&log, &mut place, &mut seen);
        prop_assert_eq!(seen, expected);
    }
}

fn read(log: &Log, place: &mut Place, seen: &mut Vec<i64>) {
    let Found::Frames(frames) = log.read(place) else {
        panic!("nothing was dropped")
    };
    for bytes in frames {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        seen.extend(
            text.strip_prefix("id: ")
                .map(|rest| rest.lines().next().unwrap().parse::<i64>().unwrap()),
        );
    }
}
