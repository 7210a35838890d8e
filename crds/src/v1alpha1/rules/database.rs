//! Rules on whose the database is. They are asked about the default of their parent, too, which has no mode yet.

use kube::core::Rule;

use super::rule;

pub(in super::super) fn mode_immutable() -> Rule {
    rule(
        "self == oldSelf",
        "mode cannot be changed, the data would stay behind in the other database; set it back, or make a new site and \
         restore the data into it",
    )
}

pub(in super::super) fn external_when_external() -> Rule {
    rule(
        "(has(self.mode) && self.mode == 'External') == has(self.external)",
        "external belongs to mode External and to no other; give it where the mode is External, else remove it",
    )
    .field_path(".external")
}

/// What has a default cannot be told from what somebody wrote: `storage` and `runAsUser` are ignored.
pub(in super::super) fn managed_only() -> Rule {
    rule(
        "!has(self.mode) || self.mode == 'Managed' || !(has(self.image) || has(self.resources) || has(self.initScripts) || \
         has(self.storage.storageClassName))",
        "image, resources, initScripts and storage.storageClassName are for a database of the site's own and have no \
         effect where mode is External; remove them",
    )
}

pub(in super::super) fn host() -> Rule {
    rule(
        "isIP(self) || self.matches(r'^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')",
        "host must be a DNS name in lower case or an IP address, such as db.example.net, without scheme, port or path; \
         correct it",
    )
}

pub(in super::super) fn authority_of_tls() -> Rule {
    rule(
        "!has(self.mode) || self.mode != 'Disable' || !has(self.caSecretRef)",
        "caSecretRef has no effect where mode is Disable; remove it, or set mode VerifyFull",
    )
    .field_path(".caSecretRef")
}
