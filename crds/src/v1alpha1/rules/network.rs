//! Rules on how a site is reached and whom it reaches.

use kube::core::Rule;

use super::{matches, rule};

pub(in super::super) fn peers() -> Rule {
    rule(
        "self.all(peer, has(peer.ipBlock) != (has(peer.podSelector) || has(peer.namespaceSelector)))",
        "each of extraEgress must have either ipBlock or selectors of pods and namespaces; give one kind",
    )
}

pub(in super::super) fn host() -> Rule {
    rule(
        matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"),
        "host must be a DNS name in lower case, such as cameras.example.net, without scheme, port or path; correct \
         the name",
    )
}

pub(in super::super) fn class_name() -> Rule {
    rule(
        matches("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"),
        "className must be the name of an IngressClass (a-z, 0-9, '-' and '.'); correct the name",
    )
}

pub(in super::super) fn tls_secret_name() -> Rule {
    rule(
        matches("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"),
        "tlsSecretName must be the name of a Secret in this namespace (a-z, 0-9, '-' and '.'); correct the name",
    )
}
