//! Rules on a camera, its TLS trust and its masks.

use kube::core::Rule;

use super::super::patterns;
use super::{matches, rule};

pub(in super::super) fn name() -> Rule {
    rule(
        matches(patterns::CAMERA_NAME),
        "name must start with a lower-case letter and hold only a-z, 0-9 and '-', not at its end; put other text in \
         displayName",
    )
}

pub(in super::super) fn source() -> Rule {
    rule(
        "has(self.url) != has(self.simulated)",
        "a camera needs exactly one of url and simulated; give the url of a real camera, or simulated for one that \
         the site's simulator plays",
    )
}

/// What a simulated camera would silently ignore.
pub(in super::super) fn simulated_alone() -> Rule {
    rule(
        "!has(self.simulated) || !(has(self.credentialsSecretRef) || has(self.snapshotUrl) || has(self.tls))",
        "a simulated camera has no credentialsSecretRef, snapshotUrl or tls, the simulator knows none; drop them",
    )
}

/// So many cameras fit together however large they are. Most sites have fewer, and adding up costs more than all other rules.
const FEW: usize = 400;

/// The inventory must fit into a ConfigMap (1 MiB), and the site with its managedFields into a request to etcd (1.5 MiB).
/// Nobody needs the largest of everything a thousand times. Stands on the spec; counts what the inventory is as JSON.
pub(in super::super) fn together() -> Rule {
    let size = |path: &str, absent: &str| {
        let present: Vec<_> = path
            .match_indices('.')
            .map(|(end, _)| format!("has(c.{})", &path[..end]))
            .chain([format!("has(c.{path})")])
            .collect();
        format!("({} ? c.{path}.size() : {absent})", present.join(" && "))
    };
    // The URL of a simulated camera is made of its name and of the site's.
    let parts = [
        "400 + c.name.size()".to_owned(),
        size("displayName", "c.name.size()"),
        size("zone", "0"),
        size("location", "0"),
        size("url", "131 + c.name.size()"),
        size("snapshotUrl", "0"),
        size("credentialsSecretRef.name", "0"),
        size("tls.caSecretRef.name", "0"),
        size("tls.fingerprint", "0"),
        format!("19 * {}", size("tags", "0")),
        format!("64 * {}", size("osdMask", "0")),
        "(has(c.coordinates) ? 80 : 0)".to_owned(),
        size("coordinates.plan", "0"),
        "(has(c.vlan) ? 12 : 0)".to_owned(),
        "(has(c.notes) ? 11 + c.notes.size() : 0)".to_owned(),
    ];
    rule(
        format!(
            "!has(self.cameras) || self.cameras.size() <= {FEW} || self.cameras.map(c, {}).sum() <= 1040000",
            parts.join(" + ")
        ),
        "cameras are too large together, 1040000 characters are the most (each camera counts as 400 and its texts, a \
         tag as 19, a mask as 64, coordinates as 80); shorten texts, or divide the cameras among several sites",
    )
    .field_path(".cameras")
}

/// Shorter than Kubernetes allows: a thousand cameras must fit into one request to etcd.
pub(in super::super) fn secret_name(field: &str) -> Rule {
    rule(
        "self.name.size() <= 63",
        &format!("{field}.name must be at most 63 characters; give the Secret a shorter name"),
    )
}

pub(in super::super) fn tls_one() -> Rule {
    rule(
        "(has(self.caSecretRef) ? 1 : 0) + (has(self.fingerprint) ? 1 : 0) + \
         (has(self.insecure) && self.insecure ? 1 : 0) == 1",
        "tls must have exactly one of caSecretRef, fingerprint and insecure: true; choose one, or drop tls to trust \
         the public authorities",
    )
}

pub(in super::super) fn fingerprint() -> Rule {
    rule(
        matches("^sha256:[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$"),
        "fingerprint must be sha256: and the 64 hexadecimal digits of the certificate's SHA-256, colons between bytes \
         allowed; openssl x509 -noout -fingerprint -sha256 prints them",
    )
}

pub(in super::super) fn coordinates() -> Rule {
    rule(
        "has(self.plan) ? has(self.x) && has(self.y) && !has(self.latitude) && !has(self.longitude) : \
         has(self.latitude) && has(self.longitude) && !has(self.x) && !has(self.y)",
        "coordinates must be plan with x and y, or latitude with longitude; give the one or the other",
    )
}

pub(in super::super) fn point() -> Rule {
    rule(
        format!(
            "(!has(self.x) || {}) && (!has(self.y) || {})",
            part("self.x"),
            part("self.y")
        ),
        "x and y of coordinates must be parts of the plan from 0 to 1 in quotes, such as \"0.25\"; correct the numbers",
    )
}

/// Whether the text at `path` is a decimal number from 0 to 1.
fn part(path: &str) -> String {
    format!("{path}.matches('^(0([.][0-9]+)?|1([.]0+)?)$')")
}

pub(in super::super) fn mask() -> Rule {
    rule(
        format!(
            "[self.x, self.y, self.width, self.height].all(part, {})",
            part("part")
        ),
        "x, y, width and height of a mask must be parts of the picture from 0 to 1 in quotes, such as \"0.25\"; \
         correct the numbers",
    )
}
