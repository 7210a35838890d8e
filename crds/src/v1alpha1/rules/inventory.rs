//! Rules on inventories outside of the CameraSite.

use kube::core::Rule;

use super::super::patterns;
use super::{matches, rule};

pub(in super::super) fn key() -> Rule {
    rule(
        matches(patterns::CONFIG_MAP_KEY),
        "key must be a key of a ConfigMap (letters, digits, '-', '_' and '.'), such as cameras.csv; correct the key",
    )
}

pub(in super::super) fn unique() -> Rule {
    rule(
        "self.all(a, self.exists_one(b, \
         a.configMapRef.name == b.configMapRef.name && a.configMapRef.key == b.configMapRef.key))",
        "camerasFrom must name each key of a ConfigMap once; remove the repetition",
    )
}
