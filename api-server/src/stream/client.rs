//! One client's stream.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::Stream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::log::Place;
use super::{Found, Greeting, Hub, Presence, Start};

/// Time between two signs of life. They are events: comments are invisible to `EventSource`.
const PING: Duration = Duration::from_secs(5);
/// How long a stream lasts at least. Then the client comes back and its rights are looked at again: a session that was revoked
/// must not go on listening, and replicas that were added get their share.
const LASTS: Duration = Duration::from_mins(10);
/// How much longer at most, by chance, so that not everybody comes back at once.
const SPREAD: Duration = Duration::from_mins(2);
/// What the data of an event is that says nothing but its name.
const NOTHING: &str = "{}";

/// A client's stream. Dropping it leaves.
#[derive(Debug)]
pub struct Client {
    hub: Arc<Hub>,
    place: Place,
    pending: VecDeque<Bytes>,
    end: watch::Receiver<u64>,
    ping: Interval,
    until: Instant,
    over: bool,
    _presence: Presence,
}

impl Client {
    pub(super) fn new(
        hub: Arc<Hub>,
        greeting: Greeting,
        end: watch::Receiver<u64>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        let now = Instant::now();
        let mut ping = interval_at(now + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let presence = Presence::new(hub.metrics.clone(), place);
        let mut pending = VecDeque::from([hello(greeting.newest, greeting.start)]);
        if greeting.start == Start::Over {
            hub.metrics.reset();
            pending.push_back(reset(greeting.newest));
        }
        Self {
            hub,
            place: greeting.place,
            pending,
            end,
            ping,
            until: now + LASTS + rand::random_range(Duration::ZERO..SPREAD),
            over: false,
            _presence: presence,
        }
    }

    /// The stream's bytes.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
        futures::stream::unfold(self, |mut client| async move {
            let bytes = client.next().await?;
            Some((Ok(bytes), client))
        })
    }

    /// What comes next; `None` after the end.
    pub(super) async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.pending.pop_front() {
                return Some(bytes);
            }
            if self.over {
                return None;
            }
            if self.hub.stop.is_cancelled() || self.until <= Instant::now() {
                self.say_goodbye();
                continue;
            }
            self.end.mark_unchanged();
            self.look();
            if self.pending.is_empty() {
                self.wait().await;
            }
        }
    }

    fn look(&mut self) {
        match self.hub.read(|log| log.read(&mut self.place)) {
            Some(Found::Frames(frames)) => self.pending.extend(frames),
            Some(Found::Gone(newest)) => {
                self.hub.metrics.reset();
                self.pending.push_back(reset(newest));
            }
            None => {}
        }
    }

    async fn wait(&mut self) {
        tokio::select! {
            biased;
            () = self.hub.stop.cancelled() => {}
            _ = self.end.changed() => {}
            _ = self.ping.tick() => self.pending.push_back(bare("ping")),
            () = tokio::time::sleep_until(self.until) => {}
        }
    }

    /// Clients come back at different times: a replica that ends sends all of its own to the others.
    fn say_goodbye(&mut self) {
        let pause = rand::random_range(200..2_000);
        let bye = format!("retry: {pause}\nevent: bye\ndata: {NOTHING}\n\n");
        self.pending.push_back(bye.into());
        self.over = true;
    }
}

/// The first event. To a new client it gives a number, so that one that is cut off before the first event misses none; to one that
/// comes back it must not, as what it missed is still to be told.
fn hello(newest: i64, start: Start) -> Bytes {
    let build = env!("CARGO_PKG_VERSION");
    let id = if start == Start::New {
        format!("id: {newest}\n")
    } else {
        String::new()
    };
    format!("retry: 1000\n{id}event: hello\ndata: {{\"build\":\"{build}\",\"lastId\":{newest}}}\n\n").into()
}

/// Tells a client to start over: to read everything again, and to count from `newest` on.
fn reset(newest: i64) -> Bytes {
    format!("id: {newest}\nevent: reset\ndata: {NOTHING}\n\n").into()
}

fn bare(event: &str) -> Bytes {
    format!("event: {event}\ndata: {NOTHING}\n\n").into()
}
