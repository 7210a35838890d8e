//! The cameras that the site's simulator plays: where they are found, and what it is told.

use contract::Component;
use contract::simulator::{Behaviour, SCHEMA_VERSION, SimulatedCamera, SimulatorFile};
use crds::{Camera, CameraSiteSpec};

use crate::settings::Settings;
use crate::site::{Identity, Simulator};

/// Where the simulator plays the camera of this name.
pub(super) fn url(id: &Identity, camera: &str) -> String {
    let port = Component::Simulator.port().unwrap_or_default();
    format!(
        "rtsp://{}.{}.svc:{port}/{camera}",
        id.child(Component::Simulator),
        id.namespace
    )
}

/// The simulator with all simulated cameras, disabled ones included: they can be asked by hand.
pub(super) fn resolve(spec: &CameraSiteSpec, settings: &Settings) -> Option<Simulator> {
    let mut cameras: Vec<_> = spec.cameras.iter().filter_map(simulated).collect();
    if cameras.is_empty() {
        return None;
    }
    cameras.sort_by(|left, right| left.name.cmp(&right.name));
    Some(Simulator {
        file: SimulatorFile {
            schema_version: SCHEMA_VERSION,
            cameras,
        },
        image: settings.simulator_image.clone(),
    })
}

fn simulated(camera: &Camera) -> Option<SimulatedCamera> {
    let simulated = camera.simulated.as_ref().filter(|_| camera.url.is_none())?;
    Some(SimulatedCamera {
        name: camera.name.clone(),
        behaviour: behaviour(simulated.behaviour.unwrap_or_default()),
    })
}

const fn behaviour(behaviour: crds::Behaviour) -> Behaviour {
    match behaviour {
        crds::Behaviour::Healthy => Behaviour::Healthy,
        crds::Behaviour::Offline => Behaviour::Offline,
        crds::Behaviour::Slow => Behaviour::Slow,
        crds::Behaviour::Frozen => Behaviour::Frozen,
        crds::Behaviour::AuthRequired => Behaviour::AuthRequired,
        crds::Behaviour::Busy => Behaviour::Busy,
        crds::Behaviour::Flapping => Behaviour::Flapping,
    }
}
