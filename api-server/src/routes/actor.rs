//! Who asks, and from where.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;

use crate::db::audit::Entry;
use crate::http::RequestId;

/// Whoever sent a request. The API knows no logins yet, so everybody is anonymous; what only some may do asks for this first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Actor {
    request_id: String,
    remote: String,
}

impl Actor {
    /// What to call this actor in the log.
    #[expect(clippy::unused_self, reason = "nobody has a name yet")]
    pub(super) const fn name(&self) -> &'static str {
        "anonymous"
    }

    /// A line of the audit log about this actor.
    pub(super) fn did<'a>(&'a self, action: &'static str, object: &'a str) -> Entry<'a> {
        Entry {
            actor: self.name(),
            action,
            object,
            request_id: &self.request_id,
            remote: &self.remote,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let request_id = parts.extensions.get::<RequestId>();
        Ok(Self {
            request_id: request_id.map(|id| id.0.clone()).unwrap_or_default(),
            remote: remote(parts),
        })
    }
}

/// The peer's address, and before it the one that the peer says it asks for: the last in its list is the one it saw itself.
fn remote(parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or_else(|| "unknown".to_owned(), |peer| peer.0.ip().to_string());
    let last = parts
        .headers
        .get_all("x-forwarded-for")
        .into_iter()
        .filter_map(|value| {
            value
                .to_str()
                .ok()?
                .rsplit(',')
                .next()?
                .trim()
                .parse::<IpAddr>()
                .ok()
        })
        .next_back();
    match last {
        Some(client) => format!("{client} via {peer}"),
        None => peer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote_of(forwarded: &[&str]) -> String {
        let mut request =
            http::Request::builder().extension(ConnectInfo(SocketAddr::from(([10, 0, 0, 7], 1))));
        for value in forwarded {
            request = request.header("X-Forwarded-For", *value);
        }
        remote(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn the_client_is_whom_the_last_proxy_saw_and_never_free_text() {
        assert_eq!(remote_of(&[]), "10.0.0.7");
        assert_eq!(remote_of(&["198.51.100.1, 192.0.2.9"]), "192.0.2.9 via 10.0.0.7");
        assert_eq!(
            remote_of(&["198.51.100.1", "2001:db8::1"]),
            "2001:db8::1 via 10.0.0.7"
        );
        assert_eq!(remote_of(&["<script>"]), "10.0.0.7");
    }
}
