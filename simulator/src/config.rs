//! What the simulator is told: its cameras, and where it listens.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use contract::component::{Component, SIMULATOR_HTTP_PORT};
use contract::simulator::SCHEMA_VERSION;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::behaviour::Behaviour;

/// Port of RTSP; 0, a free one, should the contract name none.
pub const RTSP_PORT: u16 = match Component::Simulator.port() {
    Some(port) => port,
    None => 0,
};
/// Port of HTTP: pictures, ONVIF and the simulator's own API.
pub const HTTP_PORT: u16 = SIMULATOR_HTTP_PORT;
/// Longest name of a camera, as the API of a site has it.
const NAME_LIMIT: usize = 63;

/// Where and for whom a simulator listens.
#[derive(Clone, Debug)]
pub struct Config {
    /// Addresses to listen on, each with both ports.
    pub listen: Vec<IpAddr>,
    /// Port of RTSP; 0 takes a free one, another for each address.
    pub rtsp_port: u16,
    /// Port of HTTP; 0 takes a free one, another for each address.
    pub http_port: u16,
    /// The cameras at the beginning.
    pub cameras: Vec<CameraConfig>,
    /// How long a client may be silent before its session and its connection end.
    pub session_timeout: Duration,
}

impl Default for Config {
    /// On free ports of 127.0.0.1, without cameras, for tests.
    fn default() -> Self {
        Self {
            listen: vec![Ipv4Addr::LOCALHOST.into()],
            rtsp_port: 0,
            http_port: 0,
            cameras: Vec::new(),
            session_timeout: Duration::from_mins(1),
        }
    }
}

/// A camera of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CameraConfig {
    /// Name of the camera, and its path.
    pub name: String,
    /// What it does and what it says it is.
    #[serde(flatten)]
    pub part: Part,
}

/// What a camera plays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Part {
    /// How it behaves.
    pub behaviour: Behaviour,
    /// What ONVIF tells of it.
    pub identity: Identity,
}

/// What a device says it is. Empty fields are filled in when it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Identity {
    /// Maker.
    pub make: String,
    /// Model.
    pub model: String,
    /// Version of the firmware.
    pub firmware: String,
    /// Serial number; the camera's name unless given.
    pub serial: String,
}

/// A list of cameras that cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// Not the JSON of a list of cameras.
    #[error("it cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// Written by another version.
    #[error("its schemaVersion is {0}, this build reads {SCHEMA_VERSION}")]
    Version(u32),
    /// A name that cannot be a path.
    #[error("camera name {0:?} must be 1 to {NAME_LIMIT} letters, digits, hyphens, dots or underscores")]
    Name(String),
    /// Two cameras of one name.
    #[error("camera {0:?} stands there twice")]
    Duplicate(String),
}

/// The file as written: the contract's with all behaviours. Unknown fields are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    schema_version: u32,
    cameras: Vec<CameraConfig>,
}

impl CameraConfig {
    /// A camera with the defaults of a behaviour.
    #[must_use]
    pub fn new(name: &str, behaviour: Behaviour) -> Self {
        let part = Part {
            behaviour,
            identity: Identity::default(),
        };
        Self {
            name: name.to_owned(),
            part,
        }
    }
}

/// Reads `simulator.json`.
///
/// # Errors
/// When it is no valid list of cameras; the message says what to mend.
pub fn parse(bytes: &[u8]) -> Result<Vec<CameraConfig>, ConfigError> {
    let file: File = serde_json::from_slice(bytes)?;
    if file.schema_version != SCHEMA_VERSION {
        return Err(ConfigError::Version(file.schema_version));
    }
    check(&file.cameras)?;
    Ok(file.cameras)
}

/// Checks the names of a list of cameras.
///
/// # Errors
/// When a name cannot be a path or stands there twice.
pub fn check(cameras: &[CameraConfig]) -> Result<(), ConfigError> {
    let mut names = BTreeSet::new();
    for CameraConfig { name, .. } in cameras {
        let is_plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        if name.is_empty() || name.len() > NAME_LIMIT || !is_plain {
            return Err(ConfigError::Name(name.clone()));
        }
        if !names.insert(name) {
            return Err(ConfigError::Duplicate(name.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_contract_is_read() {
        let file = contract::simulator::SimulatorFile {
            schema_version: SCHEMA_VERSION,
            cameras: vec![contract::simulator::SimulatedCamera {
                name: "hall".to_owned(),
                behaviour: contract::simulator::Behaviour::Offline,
            }],
        };
        let cameras = parse(&serde_json::to_vec(&file).unwrap()).unwrap();
        assert_eq!(cameras, [CameraConfig::new("hall", Behaviour::Offline)]);
    }

    #[test]
    fn the_file_may_say_more_than_the_contract() {
        let text = br#"{"schemaVersion": 1, "later": true, "cameras": [
            {"name": "a", "behaviour": {"type": "Slow", "milliseconds": 5}, "identity": {"serial": "7"}}, {"name": "b"}]}"#;
        let cameras = parse(text).unwrap();
        assert_eq!(cameras[0].part.behaviour, Behaviour::Slow { milliseconds: 5 });
        assert_eq!(cameras[0].part.identity.serial, "7");
        assert_eq!(cameras[1].part, Part::default());
    }

    #[test]
    fn a_file_that_cannot_be_used_says_why() {
        for (text, why) in [
            ("{", "cannot be read"),
            (r#"{"schemaVersion": 2, "cameras": []}"#, "schemaVersion is 2"),
            (r#"{"schemaVersion": 1, "cameras": [{"name": "a/b"}]}"#, "letters"),
            (r#"{"schemaVersion": 1, "cameras": [{"name": ""}]}"#, "letters"),
            (
                r#"{"schemaVersion": 1, "cameras": [{"name": "a"}, {"name": "a"}]}"#,
                "twice",
            ),
            (
                r#"{"schemaVersion": 1, "cameras": [{"name": "a", "behaviour": "Tired"}]}"#,
                "Tired",
            ),
        ] {
            let error = parse(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
