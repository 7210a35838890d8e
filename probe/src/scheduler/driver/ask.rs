//! What others ask for.

use std::sync::Arc;

use tokio::time::Instant;

use super::Driver;
use crate::scheduler::Prober;
use crate::scheduler::control::{Command, ProbeNowError, Reply};
use crate::state::Snapshot;

impl<P: Prober> Driver<P> {
    pub(super) fn obey(&mut self, command: Command) {
        match command {
            Command::TakeOver { camera, state } => self.take_over(&camera, state),
            Command::ProbeNow { camera, reply } => self.probe_now(&camera, reply),
        }
    }

    fn take_over(&mut self, name: &str, state: Option<Box<Snapshot>>) {
        if !self.gained.remove(name) {
            return;
        }
        let now = self.prober.now();
        let Some((camera, _)) = self.cameras.get_key_value(name) else {
            return;
        };
        let camera = Arc::clone(camera);
        if let Some(entry) = self.cameras.get_mut(name)
            && let Some(state) = state
        {
            entry.restore(*state, now);
            if let Some(hold) = entry.machine.held(now) {
                self.breaker.restore(&camera, &entry.assigned, hold.until, now);
            }
        }
        self.schedule_anew(&camera, Instant::now());
    }

    fn probe_now(&mut self, name: &str, reply: Reply) {
        match self.is_to_fly(name) {
            Ok(None) => {
                if let Some(entry) = self.cameras.get_mut(name) {
                    entry.ask(reply);
                }
            }
            Ok(Some(camera)) => {
                if let Some(entry) = self.cameras.get_mut(name) {
                    entry.ask(reply);
                }
                self.schedule_anew(&camera, Instant::now());
            }
            Err(error) => {
                // Who asked may have gone.
                let _ = reply.send(Err(error));
            }
        }
    }

    /// The camera of that name if a probe of it is to begin now, `None` when one is under way that counts.
    fn is_to_fly(&mut self, name: &str) -> Result<Option<Arc<str>>, ProbeNowError> {
        let now = self.prober.now();
        let (camera, entry) = self
            .cameras
            .get_key_value(name)
            .filter(|(_, entry)| entry.retired().is_none() && !self.gained.contains(name))
            .ok_or(ProbeNowError::NotOurs)?;
        if let Some(hold) = entry.machine.held(now) {
            return Err(ProbeNowError::Held { until: hold.until });
        }
        if let Err(open) = self.breaker.look(camera, &entry.assigned, now) {
            return Err(ProbeNowError::Held { until: open.until });
        }
        let joins = entry.is_flying()
            || self
                .held
                .iter()
                .any(|landed| entry.honours(&landed.ticket) && landed.ticket.camera == *camera);
        Ok((!joins).then(|| Arc::clone(camera)))
    }
}
