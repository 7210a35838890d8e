//! What to do about each reason.

use probe::Reason;

/// A sentence for the person at the camera.
pub(crate) const fn advice(reason: Reason) -> &'static str {
    match reason {
        Reason::DnsFailed => "Check the host name, and that this machine's name server knows it.",
        Reason::Refused => {
            "The host is there; check the port, and that the camera's RTSP or web service is switched on."
        }
        Reason::Unreachable => "Check the address, the camera's network and the route to it.",
        Reason::Timeout => {
            "Check power, cable and firewall; a camera that is starting needs a minute or two."
        }
        Reason::TlsFailed => "Give the camera's authority (--ca) or pin its certificate (--fingerprint).",
        Reason::NotRtsp => "Something else listens there; check the port (RTSP has 554, RTSPS has 322).",
        Reason::RtspStatus | Reason::HttpStatus => {
            "Look at the camera's own log; its manual says what this status means."
        }
        Reason::AuthRequired => "Give the user name with --username.",
        Reason::AuthFailed => {
            "Check user name and password; do not try often, because cameras lock accounts after a few wrong ones."
        }
        Reason::NotFound => "Check the path of the URL in the camera's manual.",
        Reason::TooManyRedirects => "Ask the address that the camera redirects to.",
        Reason::BadSdp => {
            "The camera's description of its stream is broken; restart it, or update its firmware."
        }
        Reason::NoMedia => {
            "The camera sends no video; check that this stream is switched on and has a video source."
        }
        Reason::Frozen => "The picture stands still; restart the camera.",
        Reason::NoKeyframe => "Lower the camera's key frame interval (I-frame interval, GOP).",
        Reason::LowFps => {
            "The camera or its network is overloaded; check bit rate and the number of its clients."
        }
        Reason::Slow => "The camera or its network is slow; check its load and the way to it.",
        Reason::CertExpiring => "Renew the camera's certificate.",
        Reason::UnsupportedCodec => {
            "The stream cannot be judged; set the camera to H.264, H.265 or MJPEG if you can."
        }
        Reason::Busy => "The camera has no session free; close another client, or raise its limit.",
        Reason::AuthHeld => "Correct the login, or wait.",
        Reason::IcmpNotPermitted => "Allow it: sysctl -w net.ipv4.ping_group_range=\"0 2147483647\".",
        Reason::GatewayDown => "Look at the site's own network first.",
        Reason::NotProbedYet | Reason::NoProber | Reason::ProberLagging | Reason::Suspended => {
            "Look at the prober, not at the camera."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_sentence() {
        for &reason in Reason::ALL {
            assert!(advice(reason).ends_with('.'), "{reason}");
        }
    }
}
