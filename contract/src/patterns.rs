//! Patterns of texts that come by a CameraSite or by an inventory in CSV, in RE2's syntax: the CEL rules are made of
//! them, and who reads an inventory checks it against the same.

/// Name of a camera.
pub const CAMERA_NAME: &str = "^[a-z]([-a-z0-9]*[a-z0-9])?$";

/// Name of an object that the site names.
pub const OBJECT_NAME: &str = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

/// Key of a ConfigMap.
pub const CONFIG_MAP_KEY: &str = "^[-._a-zA-Z0-9]+$";

/// Degrees north.
pub const LATITUDE: &str = r"^[-+]?(90([.]0+)?|[1-8]?[0-9]([.][0-9]+)?)$";

/// Degrees east.
pub const LONGITUDE: &str = r"^[-+]?(180([.]0+)?|(1[0-7][0-9]|[1-9]?[0-9])([.][0-9]+)?)$";

/// The start of a URL that can be probed. A new scheme is added here and to the messages.
pub const URL_SCHEME: &str = "^(rtsps?|https?|onvif|tcp|icmp)://";

/// Scheme, host, port and rest of a URL.
pub const URL_SHAPE: &str = concat!(
    "^[a-z]+://",
    r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)",
    "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?",
    r#"([/?]([!-"$-z|~]|[{](username|password)[}])*)?$"#
);

/// All of a `tcp://` URL.
pub const URL_TCP: &str = "^tcp://[^/?]*:[0-9]+/?$";

/// All of an `icmp://` URL.
pub const URL_ICMP: &str = r"^icmp://(\[[^/?]*\]|[^/?:]*)/?$";

/// What tells a password in a URL; [`URL_PASSWORD_FILLED`] is taken out before.
pub const URL_PASSWORD: &str = "(?i)(password|passwd|pwd)=";

/// A password that is filled from a Secret.
pub const URL_PASSWORD_FILLED: &str = "={password}";

/// What is filled from a Secret.
pub const URL_PLACEHOLDER: &str = "[{](username|password)[}]";

/// Scheme, host and port of a page.
pub const WEB_ORIGIN: &str = "^https?://[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?$";

/// Where map tiles are, placeholders included.
pub const TILES_URL: &str = "^https?://[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?/[-A-Za-z0-9._~%@+{}/]*([?][-A-Za-z0-9._~%@+{}/&=]*)?$";
