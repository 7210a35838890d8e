//! What happened to a camera, counted exactly.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The counters of a camera since the start or the last reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// RTSP connections on which the camera was asked for something.
    pub connections: Gauge,
    /// RTSP sessions, from the answer to SETUP to their end.
    pub sessions: Gauge,
    /// Sessions that ended otherwise than by TEARDOWN: by a closed connection or by silence.
    pub left_open: u64,
    /// Requests by RTSP method, and for HTTP by `snapshot`, `mjpeg` and the name of the ONVIF operation.
    pub requests: BTreeMap<String, u64>,
    /// Logins with a wrong account or password.
    pub auth_failures: u64,
    /// Times that wrong passwords locked the account.
    pub lock_outs: u64,
}

/// Things that come and go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gauge {
    /// There are so many now.
    pub now: u64,
    /// There were so many in all.
    pub total: u64,
    /// There were so many at most at once.
    pub max: u64,
}

/// A session that is open.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenSession {
    /// Name of the camera.
    pub camera: String,
    /// The `Session` of its headers.
    pub id: String,
    /// Address of the client.
    pub peer: String,
    /// When SETUP was answered.
    pub since: Timestamp,
    /// Whether PLAY was answered.
    pub playing: bool,
}

impl Gauge {
    pub(super) fn enter(&mut self) {
        self.now += 1;
        self.total += 1;
        self.max = self.max.max(self.now);
    }

    pub(super) fn leave(&mut self) {
        self.now = self.now.saturating_sub(1);
    }

    fn reset(&mut self) {
        *self = Self {
            now: self.now,
            total: self.now,
            max: self.now,
        };
    }
}

impl Counters {
    /// The number of requests of one kind.
    #[must_use]
    pub fn requests(&self, kind: &str) -> u64 {
        self.requests.get(kind).copied().unwrap_or_default()
    }

    pub(super) fn count(&mut self, kind: &str) {
        if let Some(count) = self.requests.get_mut(kind) {
            *count += 1;
        } else {
            self.requests.insert(kind.to_owned(), 1);
        }
    }

    /// Starts anew; what is open stays counted.
    pub(super) fn reset(&mut self) {
        let (mut connections, mut sessions) = (self.connections, self.sessions);
        connections.reset();
        sessions.reset();
        *self = Self {
            connections,
            sessions,
            ..Self::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gauge_remembers_its_highest_value() {
        let mut gauge = Gauge::default();
        gauge.enter();
        gauge.enter();
        gauge.leave();
        gauge.enter();
        assert_eq!(
            gauge,
            Gauge {
                now: 2,
                total: 3,
                max: 2
            }
        );
        gauge.leave();
        gauge.reset();
        assert_eq!(
            gauge,
            Gauge {
                now: 1,
                total: 1,
                max: 1
            }
        );
    }
}
