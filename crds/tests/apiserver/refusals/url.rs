//! What is wrong with a camera's URL.

use crate::cases::{Refused, refused, url};

const USERINFO: &[&str] = &[
    "spec.cameras[0].url",
    "credentialsSecretRef",
    "kubernetes.io/basic-auth",
];
const PASSWORD: &[&str] = &["spec.cameras[0].url", "write {password} in its place"];
const SHAPE: &[&str] = &["spec.cameras[0].url", "scheme://host[:port]", "percent-encode"];
const SCHEME: &[&str] = &["spec.cameras[0].url", "must start with rtsp://, rtsps://"];
const TCP: &[&str] = &["spec.cameras[0].url", "add the port, drop the rest"];
const ICMP: &[&str] = &["spec.cameras[0].url", "drop the port and the rest"];

pub(super) fn all() -> Vec<Refused> {
    vec![
        refused(url("ftp://10.0.0.1/"), SCHEME),
        refused(url("rtspx://10.0.0.1/"), SCHEME),
        refused(url("RTSP://10.0.0.1/"), SCHEME),
        refused(url("10.0.0.1:554"), SCHEME),
        refused(url("rtsp://admin:secret@10.0.0.1/"), USERINFO),
        refused(url("rtsp://admin@10.0.0.1/"), USERINFO),
        refused(url("rtsp://10.0.0.1/a@b"), USERINFO),
        refused(url("rtsp://10.0.0.1/?user=a&password=b"), PASSWORD),
        refused(url("rtsp://10.0.0.1/user=a&PassWd=b"), PASSWORD),
        refused(url("rtsp://10.0.0.1/?pwd="), PASSWORD),
        refused(url("rtsp:///live"), SHAPE),
        refused(url("rtsp://10.0.0.1:0/"), SHAPE),
        refused(url("rtsp://10.0.0.1:65536/"), SHAPE),
        refused(url("rtsp://10.0.0.1:/"), SHAPE),
        refused(url("rtsp://10.0.0.1/a b"), SHAPE),
        refused(url("rtsp://10.0.0.1/a\nb"), SHAPE),
        refused(url("rtsp://10.0.0.1/live#1"), SHAPE),
        refused(url("rtsp://10.0.0.1/été"), SHAPE),
        refused(url("rtsp://10.0.0.1/{channel}"), SHAPE),
        refused(url("rtsp://{username}/live"), SHAPE),
        refused(url("tcp://10.0.0.1"), TCP),
        refused(url("tcp://10.0.0.1:80/path"), TCP),
        refused(
            url("rtsp://10.0.0.1/{username}"),
            &["spec.cameras[0].url", "name it in credentialsSecretRef"],
        ),
        refused(
            url(&format!("rtsp://10.0.0.1/{}", "x".repeat(241))),
            &["spec.cameras[0].url", "256"],
        ),
        refused(url("icmp://10.0.0.1:8"), ICMP),
        refused(url("icmp://[fe80::1]:8"), ICMP),
        refused(url("icmp://10.0.0.1/path"), ICMP),
        refused(url("https://admin:secret@10.0.0.1/"), USERINFO),
        refused(url("onvif://admin@10.0.0.1/"), USERINFO),
    ]
}
