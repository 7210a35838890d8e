//! Networks that no camera is in: the operator keeps the probers from them, and the API refuses cameras with such an address.

/// Link-local addresses, with most clouds' metadata among them, and those of Alibaba, Azure and Oracle.
pub const CLOSED_V4: [&str; 4] = [
    "169.254.0.0/16",
    "100.100.100.200/32",
    "168.63.129.16/32",
    "192.0.0.192/32",
];

/// Link-local addresses, and the metadata of Amazon and Google.
pub const CLOSED_V6: [&str; 3] = ["fe80::/10", "fd00:ec2::254/128", "fd20:ce::254/128"];
