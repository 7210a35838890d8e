//! The cameras that users enter, beside those that the CameraSite declares.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use contract::inventory::CamerasFile;

use super::definition::Definition;

/// A camera that a user entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// What was entered.
    pub definition: Definition,
    /// The address that its URL had then, the only one that is connected to.
    pub pinned: IpAddr,
}

/// The inventory with the cameras that users entered, and where these are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// All cameras, sorted by name.
    pub file: CamerasFile,
    /// The addresses of those that users entered, by name.
    pub pinned: BTreeMap<String, IpAddr>,
}

/// Adds `owned` to the declared cameras. Of two with one name the declared one counts.
#[must_use]
pub fn merge(declared: &CamerasFile, owned: &[Owned]) -> Whole {
    let mut file = declared.clone();
    let names: BTreeSet<&str> = declared
        .cameras
        .iter()
        .map(|camera| camera.name.as_str())
        .collect();
    let mut pinned = BTreeMap::new();
    for Owned {
        definition,
        pinned: address,
    } in owned
    {
        if names.contains(definition.name.as_str()) {
            continue;
        }
        let mut camera = definition.camera(&declared.probe);
        // A login that was taken out of the CameraSite is not used any more, whatever is still mounted.
        let listed = |name: &String| declared.credentials.contains(name);
        if !definition.credentials.iter().all(listed) {
            camera.credentials = None;
        }
        pinned.insert(camera.name.clone(), *address);
        file.cameras.push(camera);
    }
    file.cameras.sort_by(|one, other| one.name.cmp(&other.name));
    Whole { file, pinned }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::parse_cameras;

    #[test]
    fn a_declared_camera_counts_and_a_login_that_is_gone_is_not_used() {
        let json = r#"{"schemaVersion":1,"site":"gare","displayName":"Gare","city":"Paris","timeZone":"Europe/Paris",
            "shards":1,"credentials":["halls"],"probe":{"depth":"Describe","intervalSeconds":10,"timeoutSeconds":5,
            "failureThreshold":3,"successThreshold":1},"cameras":[]}"#;
        let mut declared = parse_cameras(json.as_bytes()).unwrap();
        let owned = |name: &str, credentials: &str| Owned {
            definition: Definition {
                credentials: Some(credentials.to_owned()),
                ..Definition::bare(name, "rtsp://10.0.0.1/")
            },
            pinned: "10.0.0.1".parse().unwrap(),
        };
        let entered = [owned("quay", "halls"), owned("hall", "gone")];
        let whole = merge(&declared, &entered);
        let cameras: Vec<_> = whole
            .file
            .cameras
            .iter()
            .map(|camera| (camera.name.as_str(), camera.credentials.as_deref()))
            .collect();
        assert_eq!(cameras, [("hall", None), ("quay", Some("shared/halls"))]);
        assert_eq!(whole.pinned.len(), 2);

        declared.cameras = vec![Definition::bare("hall", "tcp://10.0.0.2:1").camera(&declared.probe)];
        let whole = merge(&declared, &entered);
        assert_eq!(whole.file.cameras[0].url, "tcp://10.0.0.2:1");
        assert!(!whole.pinned.contains_key("hall"), "it is reached as declared");
    }
}
