//! Which route needs which right: the one place. A route without a row is open to nobody.

use contract::access::Role;
use http::Method;

use super::{Scope, Standing};

/// What a route asks of whoever asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Nothing, and nobody looks who asks: for what must answer without a database, too.
    Open,
    /// Nothing, but the handler wants to know who asks.
    Anyone,
    /// A viewer, or everybody where the site lets everybody read.
    Read,
    /// As [`Right::Read`], or a token for the summary.
    Summary,
    /// A viewer.
    Viewer,
    /// An operator.
    Operator,
    /// An administrator.
    Admin,
    /// A token for alerts, or an administrator.
    Alerts,
}

impl Right {
    /// Whether somebody of this standing has it.
    #[must_use]
    pub fn admits(self, standing: Standing, anonymous_read: bool) -> bool {
        let Standing::May(scope) = standing else {
            return self.asks_nothing(anonymous_read);
        };
        let at_least = |role| scope.role() >= Some(role);
        match self {
            Self::Open | Self::Anyone => true,
            Self::Read => anonymous_read || at_least(Role::Viewer),
            Self::Summary => anonymous_read || at_least(Role::Viewer) || scope == Scope::SummaryRead,
            Self::Viewer => at_least(Role::Viewer),
            Self::Operator => at_least(Role::Operator),
            Self::Admin => at_least(Role::Admin),
            Self::Alerts => at_least(Role::Admin) || scope == Scope::AlertsWrite,
        }
    }

    /// Whether everybody has it.
    #[must_use]
    pub const fn asks_nothing(self, anonymous_read: bool) -> bool {
        match self {
            Self::Open | Self::Anyone => true,
            Self::Read | Self::Summary => anonymous_read,
            Self::Viewer | Self::Operator | Self::Admin | Self::Alerts => false,
        }
    }
}

/// A row: a method of a route, and what it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The method; GET stands for HEAD, too.
    pub method: Method,
    /// The route's template.
    pub route: &'static str,
    /// What it asks.
    pub right: Right,
}

const fn rule(method: Method, route: &'static str, right: Right) -> Rule {
    Rule { method, route, right }
}

/// The table.
pub const RULES: &[Rule] = &[
    rule(Method::GET, "/livez", Right::Open),
    rule(Method::GET, "/readyz", Right::Open),
    rule(Method::GET, "/health", Right::Open),
    rule(Method::GET, "/metrics", Right::Open),
    rule(Method::GET, "/", Right::Read),
    rule(Method::GET, "/cameras", Right::Read),
    rule(Method::GET, "/cameras/{id}", Right::Read),
    rule(Method::GET, "/api/cameras", Right::Read),
    rule(Method::GET, "/api/cameras/{id}", Right::Read),
    rule(Method::GET, "/api/v1/cameras", Right::Read),
    rule(Method::GET, "/api/v1/cameras/{key}", Right::Read),
    rule(Method::POST, "/api/v1/cameras", Right::Admin),
    rule(Method::PUT, "/api/v1/cameras/{key}", Right::Admin),
    rule(Method::PATCH, "/api/v1/cameras/{key}", Right::Admin),
    rule(Method::DELETE, "/api/v1/cameras/{key}", Right::Admin),
    rule(Method::GET, "/api/v1/cameras/{key}/definition", Right::Viewer),
    rule(Method::GET, "/api/v1/cameras.csv", Right::Viewer),
    rule(Method::POST, "/api/v1/cameras.csv", Right::Admin),
    rule(Method::POST, "/api/v1/try", Right::Operator),
    rule(Method::POST, "/api/v1/cameras/{key}/probe", Right::Operator),
    rule(Method::GET, "/api/v1/cameras/{key}/snapshot", Right::Operator),
    rule(Method::GET, "/api/v1/cameras/{key}/history", Right::Read),
    rule(Method::GET, "/api/v1/events", Right::Read),
    rule(Method::GET, "/api/v1/maintenance", Right::Read),
    rule(Method::POST, "/api/v1/maintenance", Right::Operator),
    rule(Method::GET, "/api/v1/maintenance/{id}", Right::Read),
    rule(Method::PUT, "/api/v1/maintenance/{id}", Right::Operator),
    rule(Method::DELETE, "/api/v1/maintenance/{id}", Right::Operator),
    rule(Method::GET, "/api/v1/reports/availability", Right::Read),
    rule(Method::GET, "/api/v1/notes", Right::Viewer),
    rule(Method::POST, "/api/v1/notes", Right::Operator),
    rule(Method::GET, "/api/v1/summary", Right::Summary),
    rule(Method::GET, "/api/v1/stream", Right::Read),
    rule(Method::GET, "/api/v1/alerts", Right::Read),
    rule(Method::GET, "/api/v1/alerts/{id}", Right::Read),
    rule(
        Method::PUT,
        "/api/v1/alerts/{id}/acknowledgement",
        Right::Operator,
    ),
    rule(
        Method::DELETE,
        "/api/v1/alerts/{id}/acknowledgement",
        Right::Operator,
    ),
    rule(Method::POST, "/api/v1/alerts/webhook", Right::Alerts),
    rule(Method::POST, "/webhook", Right::Alerts),
    rule(Method::GET, "/api/v1/session", Right::Anyone),
    rule(Method::POST, "/api/v1/session", Right::Anyone),
    rule(Method::DELETE, "/api/v1/session", Right::Anyone),
    rule(Method::PUT, "/api/v1/session/password", Right::Viewer),
    rule(Method::POST, "/api/v1/session/kiosk", Right::Admin),
    rule(Method::GET, "/api/v1/session/oidc", Right::Anyone),
    rule(Method::GET, "/api/v1/session/oidc/callback", Right::Anyone),
    rule(Method::GET, "/api/v1/sessions", Right::Viewer),
    rule(Method::DELETE, "/api/v1/sessions/{id}", Right::Viewer),
    rule(Method::GET, "/api/v1/users", Right::Admin),
    rule(Method::POST, "/api/v1/users", Right::Admin),
    rule(Method::PATCH, "/api/v1/users/{name}", Right::Admin),
    rule(Method::DELETE, "/api/v1/users/{name}", Right::Admin),
    rule(Method::GET, "/api/v1/tokens", Right::Admin),
    rule(Method::POST, "/api/v1/tokens", Right::Admin),
    rule(Method::DELETE, "/api/v1/tokens/{id}", Right::Admin),
    rule(Method::GET, "/api/v1/audit", Right::Admin),
    rule(Method::GET, "/api/v1/openapi.json", Right::Read),
    rule(Method::GET, "/docs", Right::Read),
    rule(Method::GET, "/docs/{file}", Right::Read),
    rule(Method::GET, "/api/v1/fault/error", Right::Admin),
    rule(Method::GET, "/api/v1/fault/slow", Right::Admin),
    rule(Method::GET, "/api/error", Right::Admin),
    rule(Method::GET, "/api/slow", Right::Admin),
];

/// What the table says of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ruling {
    /// It asks this.
    Asks(Right),
    /// The route takes other methods: those.
    Methods(String),
    /// There is no row of the route.
    Missing,
}

/// The ruling on a method of a route.
pub(super) fn ruling(method: &Method, route: &str) -> Ruling {
    let wanted = if *method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let mut methods = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.route == route) {
        if rule.method == *wanted {
            return Ruling::Asks(rule.right);
        }
        methods.push(rule.method.as_str());
        if rule.method == Method::GET {
            methods.push(Method::HEAD.as_str());
        }
    }
    if methods.is_empty() {
        Ruling::Missing
    } else {
        Ruling::Methods(methods.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_method_of_a_route_has_two_rows() {
        for (at, rule) in RULES.iter().enumerate() {
            let same = |other: &&Rule| (&other.method, other.route) == (&rule.method, rule.route);
            assert_eq!(RULES[at..].iter().filter(same).count(), 1, "{rule:?}");
        }
    }

    #[test]
    fn what_the_table_does_not_know_is_missing_or_another_method() {
        assert_eq!(ruling(&Method::HEAD, "/livez"), Ruling::Asks(Right::Open));
        assert_eq!(
            ruling(&Method::PUT, "/api/v1/users"),
            Ruling::Methods("GET,HEAD,POST".to_owned())
        );
        assert_eq!(ruling(&Method::GET, "/new"), Ruling::Missing);
    }

    #[test]
    fn rights_are_had_by_those_of_the_contract() {
        let scopes = [
            Standing::Nobody,
            Standing::May(Scope::SummaryRead),
            Standing::May(Scope::AlertsWrite),
            Standing::May(Scope::Viewer),
            Standing::May(Scope::Operator),
            Standing::May(Scope::Admin),
        ];
        let rows = [
            (Right::Open, [true; 6]),
            (Right::Anyone, [true; 6]),
            (Right::Read, [false, false, false, true, true, true]),
            (Right::Summary, [false, true, false, true, true, true]),
            (Right::Viewer, [false, false, false, true, true, true]),
            (Right::Operator, [false, false, false, false, true, true]),
            (Right::Admin, [false, false, false, false, false, true]),
            (Right::Alerts, [false, false, true, false, false, true]),
        ];
        for (right, expected) in rows {
            assert_eq!(scopes.map(|who| right.admits(who, false)), expected, "{right:?}");
            let open = matches!(right, Right::Read | Right::Summary);
            let expected = if open { [true; 6] } else { expected };
            assert_eq!(scopes.map(|who| right.admits(who, true)), expected, "{right:?}");
        }
    }
}
