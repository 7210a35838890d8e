//! Rules on URLs.
//!
//! A refused value is repeated in the API server's answer unless the reason is that it is forbidden, and a wrong URL may hold
//! a password.

use kube::core::{Reason, Rule};

use super::super::patterns;

/// A rule on the URL of a field, which the message begins with. It stands on the field itself: where it stood on the object,
/// the API server would make a list of all the object's fields each time that the rule names one.
fn url_rule(field: &str, expression: impl Into<String>, message: &str) -> Rule {
    super::rule(expression, &format!("{field} {message}")).reason(Reason::FieldValueForbidden)
}

pub(in super::super) fn probed_scheme(field: &str) -> Rule {
    url_rule(
        field,
        format!("self.matches('{}')", patterns::URL_SCHEME),
        "must start with rtsp://, rtsps://, http://, https://, onvif://, tcp:// or icmp:// (in lower case); these are \
         the ways it can be probed",
    )
}

/// Schemes that a picture can be fetched by.
pub(in super::super) fn http_scheme(field: &str) -> Rule {
    url_rule(
        field,
        "self.matches('^https?://')",
        "must start with http:// or https:// (in lower case); give the address at which the camera answers with a \
         JPEG picture",
    )
}

pub(in super::super) fn userinfo(field: &str) -> Rule {
    url_rule(
        field,
        "!self.split('?')[0].contains('@')",
        "must not hold a user name or password (no '@'); put them in a Secret of type kubernetes.io/basic-auth and \
         name it in credentialsSecretRef",
    )
}

pub(in super::super) fn password(field: &str) -> Rule {
    url_rule(
        field,
        format!(
            "!self.replace('{}', '').matches('{}')",
            patterns::URL_PASSWORD_FILLED,
            patterns::URL_PASSWORD
        ),
        "must not hold a password; write {password} in its place and name the Secret in credentialsSecretRef",
    )
}

/// Stands on the camera, which has the credentials.
pub(in super::super) fn placeholders(field: &str) -> Rule {
    super::rule(
        format!(
            "has(self.credentialsSecretRef) || !has(self.{field}) || !self.{field}.matches('{}')",
            patterns::URL_PLACEHOLDER
        ),
        &format!(
            "{field} holds {{username}} or {{password}}, which are filled from a Secret; name it in credentialsSecretRef"
        ),
    )
    .field_path(format!(".{field}"))
}

/// For what has no credentials.
pub(in super::super) fn no_login(field: &str) -> Rule {
    url_rule(
        field,
        "!self.matches('(?i)(@|[{}]|(password|passwd|pwd)=)')",
        "must not hold a user name, a password or a placeholder; it is only asked whether it answers, drop them",
    )
}

/// Scheme, host, port and rest. An `@` has a message of its own.
pub(in super::super) fn shape(field: &str) -> Rule {
    url_rule(
        field,
        format!(
            "self.split('?')[0].contains('@') || self.matches(r'{}')",
            patterns::URL_SHAPE
        ),
        "must be scheme://host[:port][/path][?query] with a port from 1 to 65535, without blanks, fragment (#) or \
         placeholders other than {username} and {password}; percent-encode other characters",
    )
}

pub(in super::super) fn tcp(field: &str) -> Rule {
    url_rule(
        field,
        format!(
            "!self.startsWith('tcp://') || self.matches('{}')",
            patterns::URL_TCP
        ),
        "with tcp:// must be tcp://host:port and nothing more, such as tcp://10.0.0.1:554; add the port, drop the rest",
    )
}

pub(in super::super) fn icmp(field: &str) -> Rule {
    url_rule(
        field,
        format!(
            "!self.startsWith('icmp://') || self.matches(r'{}')",
            patterns::URL_ICMP
        ),
        "with icmp:// must be icmp://host and nothing more, such as icmp://10.0.0.1; drop the port and the rest",
    )
}
