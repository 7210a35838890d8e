//! Who asks, and from where.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use contract::access::Role;
use http::StatusCode;
use http::request::Parts;

use super::Scope;
use crate::db::audit::Entry;
use crate::db::sessions::Session;
use crate::error::Problem;
use crate::http::RequestId;

/// What somebody may do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is known of them.
    Nobody,
    /// What a role or a token may.
    May(Scope),
}

/// Whoever sent a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    name: String,
    standing: Standing,
    session: Option<Session>,
    request_id: String,
    remote: String,
}

impl Actor {
    /// Somebody of whom nothing is known but from where they ask.
    #[must_use]
    pub fn anonymous(parts: &Parts) -> Self {
        let request_id = parts.extensions.get::<RequestId>();
        Self {
            name: "anonymous".to_owned(),
            standing: Standing::Nobody,
            session: None,
            request_id: request_id.map(|id| id.0.clone()).unwrap_or_default(),
            remote: remote(parts),
        }
    }

    /// The same with a standing, and a name that no user can have where it is no user's.
    #[must_use]
    pub fn known_as(self, name: impl Into<String>, scope: Scope) -> Self {
        Self {
            name: name.into(),
            standing: Standing::May(scope),
            ..self
        }
    }

    /// The same as the owner of a session.
    #[must_use]
    pub fn signed_in(self, session: Session) -> Self {
        let scope = Scope::of(session.role);
        Self {
            session: Some(session.clone()),
            ..self.known_as(session.name, scope)
        }
    }

    /// The same, who may do everything because everybody may.
    #[must_use]
    pub fn unchecked(self) -> Self {
        Self {
            standing: Standing::May(Scope::Admin),
            ..self
        }
    }

    /// What to call this actor in the log.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What this actor may do.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        self.standing
    }

    /// This actor's role, if it has one.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        match self.standing {
            Standing::Nobody => None,
            Standing::May(scope) => scope.role(),
        }
    }

    /// The session in which this actor asks.
    #[must_use]
    pub const fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// From where this actor asks.
    #[must_use]
    pub fn remote(&self) -> &str {
        &self.remote
    }

    /// A line of the audit log about this actor.
    #[must_use]
    pub fn did<'a>(&'a self, action: &'static str, object: &'a str) -> Entry<'a> {
        Entry {
            actor: &self.name,
            action,
            object,
            request_id: &self.request_id,
            remote: &self.remote,
            detail: "",
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Problem;

    /// The actor that the guard found. A route that no guard stands before knows nobody.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR))
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
