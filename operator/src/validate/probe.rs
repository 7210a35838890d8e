//! How cameras are probed: the site's settings, and those of a camera merged into them.

use contract::inventory::{self, ProbeSettings, SampleSettings};
use crds::{CameraProbe, CameraSample, Depth, Probe, Sample};

/// The site's settings.
pub(super) fn site(probe: &Probe) -> ProbeSettings {
    ProbeSettings {
        depth: depth(probe.depth),
        interval_seconds: count(probe.interval_seconds),
        timeout_seconds: count(probe.timeout_seconds),
        failure_threshold: count(probe.failure_threshold),
        success_threshold: count(probe.success_threshold),
        sample: site_sample(&probe.sample),
    }
}

/// The camera's settings; what it does not give is the site's.
pub(super) fn camera(own: Option<&CameraProbe>, defaults: &ProbeSettings) -> ProbeSettings {
    let Some(own) = own else {
        return defaults.clone();
    };
    ProbeSettings {
        depth: own.depth.map_or(defaults.depth, depth),
        interval_seconds: own.interval_seconds.map_or(defaults.interval_seconds, count),
        timeout_seconds: own.timeout_seconds.map_or(defaults.timeout_seconds, count),
        failure_threshold: own.failure_threshold.map_or(defaults.failure_threshold, count),
        success_threshold: own.success_threshold.map_or(defaults.success_threshold, count),
        sample: camera_sample(own.sample.as_ref(), defaults.sample),
    }
}

fn site_sample(sample: &Sample) -> SampleSettings {
    SampleSettings {
        interval_seconds: count(sample.interval_seconds),
        seconds: count(sample.seconds),
        keyframe_timeout_seconds: count(sample.keyframe_timeout_seconds),
    }
}

fn camera_sample(own: Option<&CameraSample>, defaults: SampleSettings) -> SampleSettings {
    let Some(own) = own else { return defaults };
    SampleSettings {
        interval_seconds: own.interval_seconds.map_or(defaults.interval_seconds, count),
        seconds: own.seconds.map_or(defaults.seconds, count),
        keyframe_timeout_seconds: own
            .keyframe_timeout_seconds
            .map_or(defaults.keyframe_timeout_seconds, count),
    }
}

const fn depth(depth: Depth) -> inventory::Depth {
    match depth {
        Depth::Connect => inventory::Depth::Connect,
        Depth::Describe => inventory::Depth::Describe,
        Depth::Stream => inventory::Depth::Stream,
    }
}

/// The schema allows no negative number; zero stands for one that came by all the same.
pub(super) fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
