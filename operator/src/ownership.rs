//! Ours or not: whether an object of a child's name may be touched.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::resources::meta::{INSTANCE_LABEL, MANAGED_BY_LABEL};
use crate::site::Identity;

/// Whose an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// This site's.
    Ours,
    /// Being deleted, or of an earlier site of the same name: garbage collection will take it.
    Leaving,
    /// Somebody else's; never touched.
    Foreign,
}

/// Whether a kind of child may stand without an owner: claims and generated Secrets that outlive their site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownerless {
    /// It may.
    Allowed,
    /// It may not.
    Refused,
}

/// Judges an object by its labels and its controller.
#[must_use]
pub fn judge(id: &Identity, object: &ObjectMeta, ownerless: Ownerless) -> Ownership {
    let label = |key: &str| {
        object
            .labels
            .as_ref()
            .and_then(|labels| labels.get(key))
            .map(String::as_str)
    };
    if label(MANAGED_BY_LABEL) != Some(crds::FIELD_MANAGER) || label(INSTANCE_LABEL) != Some(&id.name) {
        return Ownership::Foreign;
    }
    let controller = object
        .owner_references
        .iter()
        .flatten()
        .find(|owner| owner.controller == Some(true));
    match controller {
        Some(owner) if owner.kind != crds::KIND || owner.name != id.name => Ownership::Foreign,
        Some(owner) if Some(&owner.uid) != id.uid.as_ref() => Ownership::Leaving,
        None if ownerless == Ownerless::Refused => Ownership::Foreign,
        Some(_) | None if object.deletion_timestamp.is_some() => Ownership::Leaving,
        Some(_) | None => Ownership::Ours,
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
    use k8s_openapi::jiff::Timestamp;

    use super::*;
    use crate::resources::meta::{Keep, object_meta};

    fn id(uid: &str) -> Identity {
        Identity {
            name: "gare".into(),
            namespace: "paris".into(),
            uid: Some(uid.into()),
        }
    }

    fn child(uid: &str, keep: Keep) -> ObjectMeta {
        object_meta(&id(uid), "gare-x".into(), contract::Component::Web, keep)
    }

    #[test]
    fn labels_and_controller_decide() {
        let foreign_labels = ObjectMeta {
            labels: None,
            ..child("1", Keep::No)
        };
        let mut other_controller = child("1", Keep::No);
        for owner in other_controller.owner_references.iter_mut().flatten() {
            owner.kind = "Other".into();
        }
        let deleted = ObjectMeta {
            deletion_timestamp: Some(Time(Timestamp::UNIX_EPOCH)),
            ..child("1", Keep::No)
        };
        let cases = [
            (
                "our own",
                child("1", Keep::No),
                Ownerless::Refused,
                Ownership::Ours,
            ),
            (
                "of an earlier site",
                child("0", Keep::No),
                Ownerless::Refused,
                Ownership::Leaving,
            ),
            ("being deleted", deleted, Ownerless::Refused, Ownership::Leaving),
            (
                "without our labels",
                foreign_labels,
                Ownerless::Refused,
                Ownership::Foreign,
            ),
            (
                "with another controller",
                other_controller,
                Ownerless::Refused,
                Ownership::Foreign,
            ),
            (
                "ownerless but not of a kept kind",
                child("1", Keep::Yes),
                Ownerless::Refused,
                Ownership::Foreign,
            ),
            ("kept", child("1", Keep::Yes), Ownerless::Allowed, Ownership::Ours),
            (
                "kept before, owned now",
                child("1", Keep::No),
                Ownerless::Allowed,
                Ownership::Ours,
            ),
        ];
        for (name, object, ownerless, expected) in cases {
            assert_eq!(judge(&id("1"), &object, ownerless), expected, "an object {name}");
        }
    }
}
