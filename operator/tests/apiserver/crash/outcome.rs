//! What a run came to, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use kube::core::DynamicObject;

use super::fault::Fault;
use super::state::{self, Kept, State};
use super::wire::Counts;
use crate::audit::Write;

/// What a run came to.
pub(super) struct Outcome {
    /// Requests of the operator as it counted them.
    pub sent: Counts,
    /// Its writes in the audit log.
    pub logged: usize,
    pub passes: usize,
    /// What there is before the change.
    pub base: State,
    pub state: State,
    /// How often each object was made.
    pub made: BTreeMap<String, usize>,
    /// Claims and Secrets before and after.
    pub before: Kept,
    pub after: Kept,
    /// Keys of the claims and Secrets without an owner in the end.
    pub lasting: BTreeSet<String>,
    /// What is left where the site has been deleted.
    pub left: Vec<DynamicObject>,
}

impl Outcome {
    /// What is not as after an undisturbed run.
    pub(super) fn check(&self, undisturbed: &Self, fault: Fault) -> Vec<String> {
        let mut wrong = if fault.leaves_traces() {
            // A claim that was found again was applied, a site that was made again was never edited, and what was made by
            // an old fingerprint was corrected.
            self.state.bare().differences(&undisturbed.state.bare())
        } else {
            self.state.differences(&undisturbed.state)
        };
        let sites = usize::from(fault.deletes());
        for (object, times) in &self.made {
            // What outlives its site is made once, however often its site is.
            let lasts = undisturbed
                .lasting
                .iter()
                .any(|key| state::logged(key) == *object);
            let more = if lasts { 0 } else { sites };
            if *times > undisturbed.made.get(object).copied().unwrap_or_default() + more {
                wrong.push(format!("{object} was made {times} times"));
            }
        }
        for (key, value) in &undisturbed.before {
            // What goes with its site is another with the next one.
            let stays = !fault.deletes() || undisturbed.lasting.contains(key);
            let stood = undisturbed.after.get(key) == Some(value);
            if stays && stood && self.after.get(key) != self.before.get(key) {
                wrong.push(format!("{key} is not what it was"));
            }
        }
        wrong
    }
}

/// How often each object was made; events are news and no objects of the site.
pub(super) fn made(writes: &[Write]) -> BTreeMap<String, usize> {
    let mut made = BTreeMap::new();
    for write in writes
        .iter()
        .filter(|write| write.made() && write.resource != "events")
    {
        *made
            .entry(format!("{} {}", write.resource, state::stable(&write.name)))
            .or_default() += 1;
    }
    made
}
