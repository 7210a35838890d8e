use super::*;
use crate::behaviour::{Behaviour, Unit};

fn config(cameras: &[(&str, Behaviour)]) -> Vec<CameraConfig> {
    cameras
        .iter()
        .map(|(name, behaviour)| CameraConfig::new(name, behaviour.clone()))
        .collect()
}

fn behaviour(fleet: &Fleet, name: &str) -> Behaviour {
    fleet.camera(name).unwrap().playing().part.behaviour
}

#[test]
fn a_live_change_lasts_until_its_own_configuration_changes() {
    let fleet = Fleet::default();
    fleet.configure(config(&[("a", Behaviour::Healthy), ("b", Behaviour::Healthy)]));
    for name in ["a", "b"] {
        fleet.camera(name).unwrap().set_behaviour(Behaviour::Hang);
    }
    fleet.configure(config(&[
        ("a", Behaviour::Healthy),
        ("b", Behaviour::Offline),
        ("c", Behaviour::Frozen),
    ]));
    assert_eq!(behaviour(&fleet, "a"), Behaviour::Hang);
    assert_eq!(behaviour(&fleet, "b"), Behaviour::Offline);
    assert_eq!(behaviour(&fleet, "c"), Behaviour::Frozen);
}

#[test]
fn cameras_that_are_gone_are_retired() {
    let fleet = Fleet::default();
    fleet.configure(config(&[("a", Behaviour::Healthy), ("b", Behaviour::Healthy)]));
    let (kept, gone) = (fleet.camera("a").unwrap(), fleet.camera("b").unwrap());
    fleet.configure(config(&[("a", Behaviour::Healthy)]));
    assert!(gone.is_retired() && !kept.is_retired());
    assert!(fleet.camera("b").is_none());
    assert!(Arc::ptr_eq(&kept, &fleet.camera("a").unwrap()));
}

#[test]
fn a_reset_goes_back_to_the_configuration_and_keeps_what_is_open() {
    let fleet = Fleet::default();
    fleet.configure(config(&[("a", Behaviour::Frozen)]));
    let camera = fleet.camera("a").unwrap();
    camera.set_behaviour(Behaviour::Hang);
    let visit = Visit::new(Arc::clone(&camera));
    drop(Visit::new(Arc::clone(&camera)));
    camera.count("DESCRIBE");
    let session = visit.open_session("127.0.0.1:1".parse().unwrap());
    fleet.reset();
    assert_eq!(behaviour(&fleet, "a"), Behaviour::Frozen);
    let open = Gauge {
        now: 1,
        total: 1,
        max: 1,
    };
    assert_eq!(
        camera.counters(),
        Counters {
            connections: open,
            sessions: open,
            ..Counters::default()
        }
    );
    session.end();
    drop(visit);
    let counters = camera.counters();
    assert_eq!(
        (
            counters.connections.now,
            counters.sessions.now,
            counters.left_open
        ),
        (0, 0, 0)
    );
}

#[test]
fn a_session_without_its_end_is_left_open() {
    let fleet = Fleet::default();
    fleet.configure(config(&[("a", Behaviour::Healthy)]));
    let visit = Visit::new(fleet.camera("a").unwrap());
    let session = visit.open_session("127.0.0.1:1".parse().unwrap());
    session.plays();
    assert!(
        fleet
            .sessions()
            .iter()
            .all(|open| open.playing && open.id == session.id())
    );
    drop(session);
    assert!(fleet.sessions().is_empty());
    assert_eq!(fleet.camera("a").unwrap().counters().left_open, 1);
}

#[test]
fn a_flapping_camera_takes_turns() {
    let fleet = Fleet::default();
    let flapping = Behaviour::Flapping {
        up: 2,
        down: 1,
        unit: Unit::Connections,
    };
    fleet.configure(config(&[("a", flapping)]));
    let camera = fleet.camera("a").unwrap();
    let seen: Vec<bool> = (0..6)
        .map(|_| *camera.behaviour(camera.turn()) == Behaviour::Healthy)
        .collect();
    assert_eq!(seen, [true, true, false, true, true, false]);
}
