//! A change of the shown state: what becomes an event.

use std::time::Duration;

use jiff::Timestamp;

use crate::reason::Reason;
use crate::state::State;

/// A change of the shown state; `from` and `to` always differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The state before.
    pub from: State,
    /// The state from now on.
    pub to: State,
    /// Why; `None` for Up.
    pub reason: Option<Reason>,
    /// The reason in words, without secrets.
    pub message: Option<String>,
    /// Since when the new state holds: Down since the first failed probe, Up since the first good one.
    pub since: Timestamp,
    /// When it was decided; never before `since` unless the clock was set back.
    pub at: Timestamp,
    /// How long the state before held, up to `since`.
    pub previous_duration: Duration,
}
