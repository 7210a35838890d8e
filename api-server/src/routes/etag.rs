//! Entity tags (RFC 9110 §8.8.3): who changes something says which version of it he saw.

use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::error::Problem;

/// The tag of a version.
pub(super) fn of(version: i32) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// Which versions a request is willing to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum IfMatch {
    /// Whatever there is.
    Any,
    /// One of these.
    Versions(Vec<i32>),
}

impl IfMatch {
    /// The condition of a request. Weak tags and tags that are not ours match nothing.
    ///
    /// # Errors
    /// 428 without one.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let values = headers.get_all(header::IF_MATCH).iter();
        let tags: Vec<&str> = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .collect();
        if tags.is_empty() {
            return Err(Problem::new(
                StatusCode::PRECONDITION_REQUIRED,
                "if-match-required",
                "Send If-Match with the ETag of the version that you saw, so that nobody's change is lost.",
            ));
        }
        if tags.contains(&"*") {
            return Ok(Self::Any);
        }
        let version = |tag: &&str| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok();
        Ok(Self::Versions(tags.iter().filter_map(version).collect()))
    }

    /// The version that a change must find, given the one there is; `None` where any will do.
    ///
    /// # Errors
    /// 412 when the request wants another one.
    pub(super) fn admit(&self, current: i32) -> Result<Option<i32>, Problem> {
        match self {
            Self::Any => Ok(None),
            Self::Versions(versions) if versions.contains(&current) => Ok(Some(current)),
            Self::Versions(_) => Err(mismatch()),
        }
    }
}

/// 412: somebody else was faster.
pub(super) fn mismatch() -> Problem {
    Problem::new(
        StatusCode::PRECONDITION_FAILED,
        "version-mismatch",
        "It was changed since you read it; read it again and repeat your change on what it is now.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_headers(values: &[&'static str]) -> Result<IfMatch, Problem> {
        let pairs = values
            .iter()
            .map(|value| (header::IF_MATCH, HeaderValue::from_static(value)));
        IfMatch::of(&pairs.collect())
    }

    #[test]
    fn only_the_version_that_was_seen_may_be_changed() {
        assert_eq!(of_headers(&[]).unwrap_err().status, 428);
        assert_eq!(of_headers(&["\"3\""]).unwrap().admit(3), Ok(Some(3)));
        assert_eq!(of_headers(&["\"3\""]).unwrap().admit(4).unwrap_err().status, 412);
        assert_eq!(of_headers(&["*"]).unwrap().admit(4), Ok(None));
        assert_eq!(of_headers(&["\"1\", \"4\""]).unwrap().admit(4), Ok(Some(4)));
        for never in ["W/\"4\"", "4", "\"x\""] {
            assert_eq!(
                of_headers(&[never]).unwrap().admit(4).unwrap_err().slug,
                "version-mismatch"
            );
        }
    }
}
