//! A client of the live stream.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Client, Response};
use serde_json::Value;

use super::{DEADLINE, eventually};

/// An event as it is told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) id: Option<i64>,
    pub(crate) event: String,
    pub(crate) data: Value,
}

impl Told {
    fn parse(block: &str) -> Self {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
        Self {
            id: field("id: ").map(|id| id.parse().unwrap()),
            event: field("event: ").expect("an event has a name").to_owned(),
            data: serde_json::from_str(field("data: ").expect("an event has data")).unwrap(),
        }
    }
}

/// An open stream.
#[derive(Debug)]
pub(crate) struct Sse {
    response: Response,
    text: String,
}

impl Sse {
    /// Opens the stream once the replica tells, as a client that was told everything up to an event, or nothing.
    pub(crate) async fn open(address: SocketAddr, last: Option<i64>) -> Self {
        let request = Client::new().get(format!("http://{address}/api/v1/stream"));
        let request = match last {
            Some(last) => request.header("Last-Event-ID", last.to_string()),
            None => request,
        };
        eventually("the replica tells", async || {
            let response = request.try_clone().unwrap().send().await.unwrap();
            (response.status() == 200).then(|| Self::reading(response))
        })
        .await
    }

    /// The events of an answer.
    pub(crate) fn reading(response: Response) -> Self {
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next event that is no sign of life; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<Told> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let told = Told::parse(block);
                self.text = rest.into();
                if told.event != "ping" {
                    return Some(told);
                }
                continue;
            }
            let chunk = tokio::time::timeout(DEADLINE, self.response.chunk()).await;
            let chunk = chunk.expect("there is a sign of life each 5 s").ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next event of this name.
    pub(crate) async fn wait_for(&mut self, event: &str) -> Told {
        self.wait_until(event, |told| told.event == event).await
    }

    /// The next event of a camera that has a number.
    pub(crate) async fn wait_for_number(&mut self) -> i64 {
        let told = self.wait_until("an event with a number", |told| {
            told.event == "camera" && told.id.is_some()
        });
        told.await.id.unwrap()
    }

    /// The next event that is the one.
    pub(crate) async fn wait_until(&mut self, what: &str, is_it: impl Fn(&Told) -> bool) -> Told {
        self.wait_for_each(what, &[&is_it]).await.remove(0)
    }

    /// The next events that are these, in any order.
    pub(crate) async fn wait_for_each(&mut self, what: &str, wanted: &[&dyn Fn(&Told) -> bool]) -> Vec<Told> {
        let mut found: Vec<Option<Told>> = vec![None; wanted.len()];
        let searching = async {
            while found.iter().any(Option::is_none) {
                let told = self
                    .next()
                    .await
                    .unwrap_or_else(|| panic!("the stream ended before {what}"));
                for (place, is_it) in found.iter_mut().zip(wanted) {
                    if place.is_none() && is_it(&told) {
                        *place = Some(told.clone());
                    }
                }
            }
        };
        let searched = tokio::time::timeout(DEADLINE, searching).await;
        assert!(searched.is_ok(), "{what} was not told within a minute: {found:?}");
        found.into_iter().flatten().collect()
    }

    /// What is told until nothing more comes for a moment.
    pub(crate) async fn drain(&mut self) -> Vec<Told> {
        let mut all = Vec::new();
        while let Ok(Some(told)) = tokio::time::timeout(Duration::from_millis(500), self.next()).await {
            all.push(told);
        }
        all
    }
}
