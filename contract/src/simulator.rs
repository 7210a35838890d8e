//! `simulator.json`: the cameras that a site's simulator plays.

use serde::{Deserialize, Serialize};

/// The `schemaVersion` that this build writes and reads.
pub const SCHEMA_VERSION: u32 = 1;

/// Content of `simulator.json`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SimulatorFile {
    /// Format of the file, [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The cameras, sorted by name, names unique.
    pub cameras: Vec<SimulatedCamera>,
}

/// A camera of the simulator, at `rtsp://<simulator>:8554/<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SimulatedCamera {
    /// Name of the camera, and its path.
    pub name: String,
    /// How it behaves until somebody changes that by the simulator's HTTP API.
    pub behaviour: Behaviour,
}

/// How a simulated camera behaves, as far as a CameraSite can ask for it; the simulator itself knows more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub enum Behaviour {
    /// A good H.264 stream with a moving picture.
    #[default]
    Healthy,
    /// The connection is closed before any answer, as by a camera that hangs while it starts.
    Offline,
    /// Every answer is late.
    Slow,
    /// The stream runs and its picture stands still.
    Frozen,
    /// A login is asked for.
    AuthRequired,
    /// No session is free (453).
    Busy,
    /// Good and offline in turn.
    Flapping,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_keeps_its_agreed_keys() {
        let json = serde_json::json!({
            "schemaVersion": 1, "cameras": [{"name": "hall", "behaviour": "Flapping"}]
        });
        let file: SimulatorFile = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(file.cameras[0].behaviour, Behaviour::Flapping);
        assert_eq!(serde_json::to_value(file).unwrap(), json);
    }
}
