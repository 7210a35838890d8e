//! Query parameters of lists. A parameter that a list does not know is refused: a filter that is silently ignored shows the
//! wrong cameras.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use super::cursor;
use crate::error::{Invalid, Problem};
use crate::history::spans::Span;

/// Items of a page when the client does not say.
const DEFAULT_LIMIT: usize = 100;
/// The most items of a page.
const MAX_LIMIT: usize = 500;
/// The longest value of a parameter, in bytes.
const VALUE_LIMIT: usize = 1024;

/// How the parameters of every paged list are described.
pub(super) enum Paging {}

impl IntoParams for Paging {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let limit = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(MAX_LIMIT))
            .default(Some(DEFAULT_LIMIT.into()));
        let cursor = ObjectBuilder::new().schema_type(Type::String);
        [
            ("limit", "The most items of the page.", limit),
            (
                "cursor",
                "`nextCursor` of the page before; none for the first page.",
                cursor,
            ),
        ]
        .map(|(name, description, schema)| optional(name, description, schema))
        .into()
    }
}

/// A parameter of the query that may be left out.
pub(super) fn optional(name: &str, description: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

/// Parameters as they are taken out one by one; what is wrong is collected and told at once.
#[derive(Debug)]
pub(super) struct Params {
    values: BTreeMap<String, String>,
    errors: Vec<Invalid>,
}

impl Params {
    /// The pairs of a query string. An empty value is no value.
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        let mut params = Self {
            values: BTreeMap::new(),
            errors: Vec::new(),
        };
        for (name, value) in pairs {
            if value.len() > VALUE_LIMIT || value.contains('\0') {
                params.refuse(&name, format!("takes at most {VALUE_LIMIT} bytes and no NUL"));
            } else if params.values.insert(name.clone(), value).is_some() {
                params.refuse(&name, "may be given only once");
            }
        }
        params
    }

    /// Takes a parameter as it stands.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.values.remove(name).filter(|value| !value.is_empty())
    }

    /// Takes a parameter of a given form; `expected` says which.
    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, expected: &str) -> Option<T> {
        let text = self.text(name)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.refuse(name, format!("must be {expected}"));
        }
        value
    }

    /// Takes a parameter that is one of these words.
    pub(super) fn one_of(&mut self, name: &str, words: &[&str]) -> Option<String> {
        let text = self.text(name)?;
        if !words.contains(&text.as_str()) {
            self.refuse(name, format!("must be {}", words.join(" or ")));
        }
        Some(text)
    }

    /// Takes `limit`, 1 to 500, 100 when absent.
    pub(super) fn limit(&mut self) -> usize {
        let limit = self
            .parsed("limit", "a number from 1 to 500")
            .unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            self.refuse("limit", "must be a number from 1 to 500");
        }
        limit.clamp(1, MAX_LIMIT)
    }

    /// Takes `cursor` of a list that goes down by a number.
    ///
    /// # Errors
    /// 400 when the cursor is not one of this list.
    pub(super) fn before(&mut self, list: &str) -> Result<Option<i64>, Problem> {
        let cursor = self.text("cursor");
        cursor.map(|cursor| cursor::number(list, &cursor)).transpose()
    }

    /// Takes `from` and `to`, which end by default now and before that as much earlier as `length`.
    pub(super) fn range(&mut self, length: SignedDuration, longest: SignedDuration, now: Timestamp) -> Span {
        const FORM: &str = "a time such as 2026-11-20T08:00:00Z";
        let default_from = |to: Timestamp| to.checked_sub(length).unwrap_or(Timestamp::MIN);
        let to = self.parsed("to", FORM).unwrap_or(now).min(now);
        let from = self.parsed("from", FORM).unwrap_or_else(|| default_from(to));
        if to.duration_since(from) > longest {
            let days = longest.as_hours() / 24;
            self.refuse("from", format!("may be {days} days before the end at most"));
        }
        Span::new(from, to).unwrap_or_else(|| {
            self.refuse("from", "must be before the end, and that not in the future");
            Span::of_instant(now)
        })
    }

    /// Notes that a parameter cannot be used.
    pub(super) fn refuse(&mut self, name: &str, why: impl Display) {
        let detail = format!("The parameter {name:?} {why}.");
        self.errors.push(Invalid {
            pointer: format!("/{name}"),
            detail,
        });
    }

    /// Ends the taking.
    ///
    /// # Errors
    /// 422 with everything that was wrong, parameters that nobody took included.
    pub(super) fn finish(mut self) -> Result<(), Problem> {
        for name in std::mem::take(&mut self.values).into_keys() {
            self.refuse(&name, "is not known here");
        }
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.errors))
        }
    }
}

/// One more than a page holds: tells whether there is a next one.
pub(super) fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> Params {
        Params::new(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let mut params = params(&[("limit", "0"), ("sate", "Down"), ("zone", "a\0")]);
        params.limit();
        let problem = params.finish().unwrap_err();
        let pointers: Vec<_> = problem
            .errors
            .iter()
            .map(|error| error.pointer.as_str())
            .collect();
        assert_eq!(pointers, ["/zone", "/limit", "/sate"]);
    }

    #[test]
    fn limits_have_a_default_and_bounds() {
        assert_eq!(params(&[]).limit(), 100);
        assert_eq!(params(&[("limit", "500")]).limit(), 500);
        for bad in ["501", "-1", "ten"] {
            let mut params = params(&[("limit", bad)]);
            params.limit();
            assert!(params.finish().is_err(), "{bad}");
        }
    }
}
