//! Cameras that are tried on behalf of somebody, once, and forgotten.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use probe::{AddressError, Credentials, Outcome, ProbeResult, Reason, Scope, Target, TargetError};
use tokio::sync::Semaphore;

use crate::internal::{TryAnswer, TryOrder};
use crate::inventory::Inventory;
use crate::inventory::reach::{Reach, host};

/// Tries at once: they must not take the place of probes.
const AT_ONCE: usize = 4;
/// The most that a ladder may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why nothing is tried.
#[derive(Debug)]
pub(super) enum Refused {
    /// Too many tries are under way.
    Busy,
    /// Whether a camera may be there cannot be told now; why.
    NoRules(String),
    /// No camera may be there.
    Address(AddressError),
    /// This version cannot probe that.
    Target(TargetError),
}

/// What tries are made with.
#[derive(Debug)]
pub(super) struct Trials {
    reach: Reach,
    inventory: Inventory,
    places: Semaphore,
}

impl Trials {
    pub(super) fn new(reach: Reach, inventory: Inventory) -> Self {
        Self {
            reach,
            inventory,
            places: Semaphore::new(AT_ONCE),
        }
    }

    /// Climbs the ladder once, to the one address that was looked up and judged.
    ///
    /// # Errors
    /// When nothing was tried.
    pub(super) async fn run(&self, order: &TryOrder) -> Result<TryAnswer, Refused> {
        let _place = self.places.try_acquire().map_err(|_| Refused::Busy)?;
        let Some(file) = self.inventory.borrow().value.clone() else {
            return Err(Refused::NoRules(
                "The prober has not read the site's inventory yet.".to_owned(),
            ));
        };
        let target = Target::from_url(&order.url, order.depth, TIMEOUT).map_err(Refused::Target)?;
        let services = self
            .reach
            .services()
            .await
            .map_err(|error| Refused::NoRules(format!("{error}, so that no address can be checked.")))?;
        let rules = Arc::new(self.reach.rules(&file, services));
        let pinned = match rules.resolve(&host(&order.url)).await {
            Ok(address) => address,
            Err(AddressError::Unknown(why)) => return Ok(nameless(&why)),
            Err(refused) => return Err(Refused::Address(refused)),
        };
        Ok(attempt(target.guarded(rules, pinned), order, pinned).await)
    }
}

async fn attempt(target: Target, order: &TryOrder, pinned: IpAddr) -> TryAnswer {
    let credentials = order.login.as_ref().map(Credentials::from);
    let scope = Scope {
        sample: true,
        device: true,
        picture: false,
    };
    let result = probe::ladder::probe(&target, credentials.as_ref(), scope).await;
    TryAnswer::new(result, Some(pinned))
}

/// The verdict on a name without an address.
fn nameless(why: &str) -> TryAnswer {
    let result = ProbeResult {
        at: Timestamp::now(),
        latency: Duration::ZERO,
        stages: Vec::new(),
        outcome: Outcome::failed(Reason::DnsFailed, why),
        facts: None,
        picture: None,
    };
    TryAnswer::new(result, None)
}
