//! The CEL rules, each with a message that names the field and the cure.
//!
//! Rules below `spec.cameras[]` are paid for a thousand times: one pass over a bounded string each, no nested loops.

use kube::core::Rule;

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
        matches(r"^[-+]?(90([.]0+)?|[1-8]?[0-9]([.][0-9]+)?)$"),
        "latitude must be decimal degrees between -90 and 90 in quotes, such as \"48.8443\"; correct the number",
    )
}

pub(super) fn longitude() -> Rule {
    rule(
        matches(r"^[-+]?(180([.]0+)?|(1[0-7][0-9]|[1-9]?[0-9])([.][0-9]+)?)$"),
        "longitude must be decimal degrees between -180 and 180 in quotes, such as \"2.3744\"; correct the number",
    )
}

pub(super) fn time_zone() -> Rule {
    rule(
        matches("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"),
        "timeZone must be an IANA name such as Europe/Paris or UTC; correct the name",
    )
}

pub(super) fn camera_name() -> Rule {
    rule(
        matches("^[a-z]([-a-z0-9]*[a-z0-9])?$"),
        "name must start with a lower-case letter and hold only a-z, 0-9 and '-', not at its end; put other text in \
         displayName",
    )
}

/// A rule on a camera's URL. It stands on the camera: a refused value of a string is repeated in the API server's answer,
/// and a wrong URL may hold a password.
fn url_rule(expression: impl Into<String>, message: &str) -> Rule {
    rule(expression, message).field_path(".url")
}

/// The list of schemes that can be probed: a new one is added here and to the message.
pub(super) fn url_scheme() -> Rule {
    url_rule(
        "self.url.matches('^(rtsp|tcp)://')",
        "url must start with rtsp:// or tcp:// (in lower case); these are the ways a camera can be probed",
    )
}

pub(super) fn url_userinfo() -> Rule {
    url_rule(
        "!self.url.split('?')[0].contains('@')",
        "url must not hold a user name or password (no '@'); put them in a Secret of type kubernetes.io/basic-auth \
         and name it in credentialsSecretRef",
    )
}

pub(super) fn url_password() -> Rule {
    url_rule(
        "!self.url.replace('={password}', '').matches('(?i)(password|passwd|pwd)=')",
        "url must not hold a password; write {password} in its place and name the Secret in credentialsSecretRef",
    )
}

/// Scheme, host, port and rest. An `@` has a message of its own.
pub(super) fn url_shape() -> Rule {
    const HOST: &str = r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)";
    const PORT: &str =
        "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";
    const REST: &str = r#"([/?]([!-"$-z|~]|[{](username|password)[}])*)?"#;
    url_rule(
        format!("self.url.split('?')[0].contains('@') || self.url.matches(r'^[a-z]+://{HOST}{PORT}{REST}$')"),
        "url must be scheme://host[:port][/path][?query] with a port from 1 to 65535, without blanks, fragment (#) or \
         placeholders other than {username} and {password}; percent-encode other characters",
    )
}

pub(super) fn url_tcp() -> Rule {
    url_rule(
        "!self.url.startsWith('tcp://') || self.url.matches('^tcp://[^/?]*:[0-9]+/?$')",
        "url with tcp:// must be tcp://host:port and nothing more, such as tcp://10.0.0.1:554; add the port, drop the \
         rest",
    )
}

pub(super) fn url_placeholders() -> Rule {
    url_rule(
        "has(self.credentialsSecretRef) || !self.url.matches('[{](username|password)[}]')",
        "url holds {username} or {password}, which are filled from a Secret; name it in credentialsSecretRef",
    )
}

/// Shorter than Kubernetes allows: a thousand of the largest cameras must fit into one request to etcd.
pub(super) fn credentials_name() -> Rule {
    rule(
        "self.name.size() <= 63",
        "credentialsSecretRef.name must be at most 63 characters; give the Secret a shorter name",
    )
}

/// The API server checks the default `{}` against this before it fills in the nested defaults, hence `has`.
pub(super) fn site_timeout() -> Rule {
    rule(
        "!has(self.timeoutSeconds) || !has(self.intervalSeconds) || self.timeoutSeconds < self.intervalSeconds",
        "timeoutSeconds must be less than intervalSeconds; lower the timeout or raise the interval",
    )
}

/// Both given by a camera: the error carries the camera's index.
pub(super) fn camera_timeout() -> Rule {
    rule(
        "!has(self.timeoutSeconds) || !has(self.intervalSeconds) || self.timeoutSeconds < self.intervalSeconds",
        "timeoutSeconds must be less than intervalSeconds; lower the timeout or raise the interval of this camera",
    )
}

/// One given by a camera, the other by the site. Stands on the spec, which sees both; to name the camera would cost
/// more than the API server allows.
pub(super) fn camera_timeouts() -> Rule {
    rule(
        "!has(self.cameras) || self.cameras.all(c, !has(c.probe) || \
         has(c.probe.timeoutSeconds) == has(c.probe.intervalSeconds) || \
         (has(c.probe.timeoutSeconds) ? c.probe.timeoutSeconds < self.probe.intervalSeconds : \
         self.probe.timeoutSeconds < c.probe.intervalSeconds))",
        "probe.timeoutSeconds of a camera must be less than its probe.intervalSeconds, and what the camera does not \
         give is taken from spec.probe; give the camera both",
    )
    .field_path(".cameras")
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
        matches("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"),
        "name must be the name of an object in this namespace (a-z, 0-9, '-' and '.'); correct the name",
    )
}
