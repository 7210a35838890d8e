//! Rules on times that must fit into each other.

use kube::core::Rule;

use super::rule;

/// The API server checks the default `{}` against this before it fills in the nested defaults, hence `has`.
pub(in super::super) fn site_timeout() -> Rule {
    rule(
        "!has(self.timeoutSeconds) || !has(self.intervalSeconds) || self.timeoutSeconds < self.intervalSeconds",
        "timeoutSeconds must be less than intervalSeconds; lower the timeout or raise the interval",
    )
}

/// Both given by a camera: the error carries the camera's index.
pub(in super::super) fn camera_timeout() -> Rule {
    rule(
        "!has(self.timeoutSeconds) || !has(self.intervalSeconds) || self.timeoutSeconds < self.intervalSeconds",
        "timeoutSeconds must be less than intervalSeconds; lower the timeout or raise the interval of this camera",
    )
}

/// One given by a camera, the other by the site. Stands on the spec, which sees both; to name the camera would cost
/// more than the API server allows.
pub(in super::super) fn camera_timeouts() -> Rule {
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

/// A sample ends before the next one begins; of a site or of a camera that gives the numbers itself.
pub(in super::super) fn sample() -> Rule {
    rule(
        "!has(self.intervalSeconds) || \
         ((!has(self.seconds) || self.seconds < self.intervalSeconds) && \
         (!has(self.keyframeTimeoutSeconds) || self.keyframeTimeoutSeconds < self.intervalSeconds))",
        "sample.seconds and sample.keyframeTimeoutSeconds must be less than sample.intervalSeconds; lower them or \
         raise the interval",
    )
}

/// The same where one is given by a camera and the other by the site.
pub(in super::super) fn camera_samples() -> Rule {
    let resolved = |field: &str| {
        format!("(has(c.probe.sample.{field}) ? c.probe.sample.{field} : self.probe.sample.{field})")
    };
    let (seconds, keyframe, interval) = (
        resolved("seconds"),
        resolved("keyframeTimeoutSeconds"),
        resolved("intervalSeconds"),
    );
    rule(
        format!(
            "!has(self.cameras) || self.cameras.all(c, !has(c.probe) || !has(c.probe.sample) || \
             ({seconds} < {interval} && {keyframe} < {interval}))"
        ),
        "probe.sample.seconds and keyframeTimeoutSeconds of a camera must be less than its \
         probe.sample.intervalSeconds, and what the camera does not give is taken from spec.probe.sample; give the \
         camera all three",
    )
    .field_path(".cameras")
}
