//! The CEL rules, each with a message that names the field and the cure.
//!
//! Rules below `spec.cameras[]` are paid for a thousand times: one pass over a bounded string each, no nested loops.

pub(super) mod access;
pub(super) mod camera;
pub(super) mod database;
pub(super) mod inventory;
pub(super) mod monitoring;
pub(super) mod network;
pub(super) mod page;
pub(super) mod probe;
pub(super) mod url;

use kube::core::Rule;

use super::patterns;

fn rule(expression: impl Into<String>, message: &str) -> Rule {
    Rule::new(expression).message(message)
}

/// `pattern` in a CEL string literal that needs no escapes.
fn matches(pattern: &str) -> String {
    format!("self.matches(r'{pattern}')")
}

/// Children add a suffix to the name, and Services need a letter first.
pub(super) fn site_name() -> Rule {
    rule(
        "self.metadata.name.size() <= 40 && self.metadata.name.matches(r'^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        "metadata.name must be at most 40 characters, start with a lower-case letter and hold only a-z, 0-9 and '-', \
         not at its end; choose a shorter or plainer name",
    )
}

pub(super) fn coordinates_together() -> Rule {
    rule(
        "has(self.latitude) == has(self.longitude)",
        "latitude and longitude belong together; give both or neither",
    )
}

pub(super) fn latitude() -> Rule {
    rule(
        matches(patterns::LATITUDE),
        "latitude must be decimal degrees between -90 and 90 in quotes, such as \"48.8443\"; correct the number",
    )
}

pub(super) fn longitude() -> Rule {
    rule(
        matches(patterns::LONGITUDE),
        "longitude must be decimal degrees between -180 and 180 in quotes, such as \"2.3744\"; correct the number",
    )
}

pub(super) fn time_zone() -> Rule {
    rule(
        matches("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"),
        "timeZone must be an IANA name such as Europe/Paris or UTC; correct the name",
    )
}

pub(super) fn image() -> Rule {
    rule(
        matches(
            "^[a-z0-9]+([._-]+[a-z0-9]+)*([.:][a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$",
        ),
        "image must be a container image reference such as docker.io/library/postgres:17; correct the reference",
    )
}

pub(super) fn run_as_user_immutable() -> Rule {
    rule(
        "self == oldSelf",
        "runAsUser cannot be changed, it owns the files of the volume; set it back, or make a new site and restore \
         the data into it",
    )
}

pub(super) fn init_scripts_unique() -> Rule {
    rule(
        "self.all(a, self.exists_one(b, a.configMapRef.name == b.configMapRef.name))",
        "initScripts must name each ConfigMap once; remove the repetition",
    )
}

pub(super) fn init_scripts_immutable() -> Rule {
    rule(
        "has(self.initScripts) == has(oldSelf.initScripts) && \
         (!has(self.initScripts) || self.initScripts == oldSelf.initScripts)",
        "initScripts cannot be changed, they run at the first start only; set them back and run new statements in the \
         database",
    )
    .field_path(".initScripts")
}

pub(super) fn storage_size() -> Rule {
    rule(
        "isQuantity(string(self)) && quantity(string(self)).isGreaterThan(quantity('0'))",
        "size must be a quantity above zero such as 10Gi; correct the number or its unit",
    )
}

pub(super) fn storage_never_shrinks() -> Rule {
    rule(
        "!isQuantity(string(self)) || quantity(string(self)).compareTo(quantity(string(oldSelf))) >= 0",
        "size cannot shrink, a volume only grows; keep the old size or ask for more",
    )
}

pub(super) fn storage_class_name() -> Rule {
    rule(
        matches("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"),
        "storageClassName must be the name of a StorageClass (a-z, 0-9, '-' and '.'); correct the name",
    )
}

pub(super) fn storage_class_immutable() -> Rule {
    rule(
        "has(self.storageClassName) == has(oldSelf.storageClassName) && \
         (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName)",
        "storageClassName cannot be changed, the volume exists already; set it back, or make a new site and restore \
         the data into it",
    )
    .field_path(".storageClassName")
}

pub(super) fn reference_name() -> Rule {
    rule(
        matches(patterns::OBJECT_NAME),
        "name must be the name of an object in this namespace (a-z, 0-9, '-' and '.'); correct the name",
    )
}

pub(super) fn priority_class_name() -> Rule {
    rule(
        matches("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"),
        "priorityClassName must be the name of a PriorityClass (a-z, 0-9, '-' and '.'); correct the name",
    )
}

/// The API server judges the default of the whole object, too, before those of its fields are in it.
pub(super) fn history_hours_outlive_minutes() -> Rule {
    rule(
        "!has(self.hourlyDays) || !has(self.fineDays) || self.hourlyDays >= self.fineDays",
        "hourlyDays must not be below fineDays, hours are what is left of the minutes; raise the one or lower the other",
    )
    .field_path(".hourlyDays")
}

pub(super) fn autoscaling_limits() -> Rule {
    rule(
        "self.minReplicas <= self.maxReplicas",
        "minReplicas must not be above maxReplicas; lower the one or raise the other",
    )
    .field_path(".minReplicas")
}

/// Without a request there is nothing that a use in percent could be of, and the autoscaler would do nothing.
pub(super) fn autoscaling_needs_request() -> Rule {
    rule(
        "!has(self.autoscaling) || !has(self.resources) || \
         (has(self.resources.requests) && 'cpu' in self.resources.requests) || \
         (has(self.resources.limits) && 'cpu' in self.resources.limits)",
        "autoscaling measures CPU in percent of the request; add resources.requests.cpu, or drop resources",
    )
    .field_path(".autoscaling")
}
