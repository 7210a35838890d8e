"""The RTSP server: one H.264 stream a path, /vault behind Digest authentication."""

from dataclasses import dataclass

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtsp, GstRtspServer  # noqa: E402
from settings import Settings  # noqa: E402

ANYONE = "anyone"
VIEWER = "viewer"
FRAMES_PER_SECOND = 5
KEY_FRAME_EVERY = 10
KILOBITS_PER_SECOND = 128


@dataclass(frozen=True)
class Stream:
    path: str
    pattern: str
    protected: bool = False


STREAMS = (
    Stream("/hall", "smpte"),
    Stream("/platform", "ball"),
    Stream("/entrance", "pinwheel"),
    Stream("/vault", "circular", protected=True),
)


def serve(settings: Settings, port: int) -> GstRtspServer.RTSPServer:
    """Starts the server on `port` of every address; it lives in the default GLib main loop."""
    Gst.init(None)
    server = GstRtspServer.RTSPServer.new()
    server.set_service(str(port))
    server.set_auth(_authentication(settings))
    mounts = server.get_mount_points()
    for stream in STREAMS:
        mounts.add_factory(stream.path, _factory(stream, settings))
    if server.attach(None) == 0:
        raise RuntimeError(f"port {port} cannot be opened")
    return server


def _pipeline(stream: Stream, settings: Settings) -> str:
    size = f"width={settings.width},height={settings.height},framerate={FRAMES_PER_SECOND}/1"
    encoder = (
        f"x264enc tune=zerolatency speed-preset=ultrafast threads=1 bitrate={KILOBITS_PER_SECOND} key-int-max={KEY_FRAME_EVERY}"
    )
    # With "avc" the encoder's parameter sets are in its caps before the first picture, so every SDP has them.
    return (
        f"( videotestsrc is-live=true pattern={stream.pattern} ! video/x-raw,format=I420,{size}"
        f" ! {encoder} ! video/x-h264,stream-format=avc,profile=constrained-baseline"
        " ! rtph264pay name=pay0 pt=96 config-interval=1 aggregate-mode=zero-latency )"
    )


def _factory(stream: Stream, settings: Settings) -> GstRtspServer.RTSPMediaFactory:
    factory = GstRtspServer.RTSPMediaFactory.new()
    factory.set_launch(_pipeline(stream, settings))
    # One encoder a client, and none while nobody watches. Shared media would answer 503 to whoever comes in the
    # moment in which the last client's pipeline is taken down.
    factory.set_shared(False)
    permissions = GstRtspServer.RTSPPermissions.new()
    for role in (ANYONE, VIEWER):
        # "access" alone makes the server ask for an account; without it the path would not exist at all (404).
        permissions.add_permission_for_role(role, GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS, True)
        allowed = role == VIEWER or not stream.protected
        permissions.add_permission_for_role(role, GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, allowed)
    factory.set_permissions(permissions)
    return factory


def _authentication(settings: Settings) -> GstRtspServer.RTSPAuth:
    auth = GstRtspServer.RTSPAuth.new()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    auth.set_realm("rtsp-source")
    auth.set_default_token(_token(ANYONE))
    if settings.password is not None:
        auth.add_digest(settings.username, settings.password, _token(VIEWER))
    return auth


def _token(role: str) -> GstRtspServer.RTSPToken:
    token = GstRtspServer.RTSPToken.new()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, role)
    return token
