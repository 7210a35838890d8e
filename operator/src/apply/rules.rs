//! How kinds of children are treated, and what is said when the API server refuses one.

use crds::conditions::reason;

use crate::ownership::Ownerless;

/// What is said of an answer of the API server that will be the same next time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal {
    /// Reason of the problem.
    pub reason: &'static str,
    /// What to do, for people.
    pub cure: &'static str,
}

impl Refusal {
    pub(super) const ANY: Self = Self {
        reason: reason::APPLY_FAILED,
        cure: "correct the spec or the cluster",
    };
    /// The spec cannot be set back: a size never shrinks.
    const GROWTH: Self = Self {
        reason: reason::STORAGE_NOT_RESIZABLE,
        cure: "the volume goes on with its old size; set allowVolumeExpansion: true in its StorageClass where the driver \
               can grow volumes, else restore the data into a new site",
    };
}

/// How a kind of child is treated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub ownerless: Ownerless,
    /// Never changed after it was made; a change is a new object.
    pub create_only: bool,
    /// Applied over the version that was read and no other: what is wanted leaves to others, or takes from there, how
    /// many pods there are. Over a later version it would set an old number, or one pod.
    pub at_version: bool,
    /// The cluster may do without the kind, and with a server of somebody else that judges its objects: no answer about one
    /// of them keeps the rest of the site from anything.
    pub optional: bool,
    /// What is said when the API server refuses a change.
    pub refusal: Refusal,
}

impl Rules {
    pub(super) const OWNED: Self = Self {
        ownerless: Ownerless::Refused,
        create_only: false,
        at_version: false,
        optional: false,
        refusal: Refusal::ANY,
    };
    pub(super) const CLAIM: Self = Self {
        ownerless: Ownerless::Allowed,
        create_only: false,
        at_version: false,
        optional: false,
        refusal: Refusal::GROWTH,
    };
    pub(super) const JOB: Self = Self {
        create_only: true,
        ..Self::OWNED
    };
    pub(super) const FOREIGN: Self = Self {
        optional: true,
        ..Self::OWNED
    };

    /// Of the API's Deployment; `autoscaled` where an autoscaler decides how many pods it has, or did until now.
    pub(super) const fn of_api(autoscaled: bool) -> Self {
        Self {
            at_version: autoscaled,
            ..Self::OWNED
        }
    }
}
