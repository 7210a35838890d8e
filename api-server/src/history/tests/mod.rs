//! Time ranges and windows, by example and by property.

mod availability;
mod spans;
mod windows;

use jiff::Timestamp;

use super::spans::Span;

/// A time.
fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A piece of time.
fn span(from: &str, to: &str) -> Span {
    Span::new(at(from), at(to)).unwrap()
}

/// A piece of time in seconds since 1970.
fn seconds(from: i64, to: i64) -> Span {
    let second = |second| Timestamp::from_second(second).unwrap();
    Span::new(second(from), second(to)).unwrap()
}
