"""GStreamer's RTSP server with one stream a codec; /vault asks for the account viewer.

A line on the input asks for the number of sessions, which is printed; the end of the input ends the server.
"""

import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PICTURES = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=184,framerate=5/1"
X264 = "x264enc tune=zerolatency speed-preset=ultrafast threads=1 key-int-max=5"
STREAMS = {
    "/h264": f"{PICTURES} ! {X264} ! rtph264pay name=pay0 pt=96",
    "/h264-packed": f"{PICTURES} ! {X264} ! rtph264pay name=pay0 pt=97 config-interval=-1 aggregate-mode=zero-latency",
    "/h265": f"{PICTURES} ! x265enc tune=zerolatency speed-preset=ultrafast key-int-max=5 ! rtph265pay name=pay0 pt=98",
    "/mjpeg": f"{PICTURES} ! jpegenc ! rtpjpegpay name=pay0 pt=26",
    "/vp8": f"{PICTURES} ! vp8enc deadline=1 ! rtpvp8pay name=pay0 pt=100",
    "/vault": f"{PICTURES} ! {X264} ! rtph264pay name=pay0 pt=96",
}


def token(role):
    token = GstRtspServer.RTSPToken.new()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, role)
    return token


def factory(path, pipeline):
    factory = GstRtspServer.RTSPMediaFactory.new()
    factory.set_launch(f"( {pipeline} )")
    factory.set_shared(False)
    permissions = GstRtspServer.RTSPPermissions.new()
    for role in ("anyone", "viewer"):
        allowed = role == "viewer" or path != "/vault"
        permissions.add_permission_for_role(role, GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS, True)
        permissions.add_permission_for_role(role, GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, allowed)
    factory.set_permissions(permissions)
    return factory


def answer(loop, pool):
    for _ in sys.stdin:
        print(pool.get_n_sessions(), flush=True)
    loop.quit()


Gst.init(None)
server = GstRtspServer.RTSPServer.new()
server.set_service("0")
auth = GstRtspServer.RTSPAuth.new()
methods = {"basic": GstRtsp.RTSPAuthMethod.BASIC, "digest": GstRtsp.RTSPAuthMethod.DIGEST}
auth.set_supported_methods(methods[sys.argv[1]])
auth.set_realm("cameras")
auth.set_default_token(token("anyone"))
auth.add_digest("viewer", sys.argv[2], token("viewer"))
auth.add_basic(GstRtspServer.RTSPAuth.make_basic("viewer", sys.argv[2]), token("viewer"))
server.set_auth(auth)
for path, pipeline in STREAMS.items():
    server.get_mount_points().add_factory(path, factory(path, pipeline))
server.attach(None)
print(server.get_bound_port(), flush=True)
loop = GLib.MainLoop()
threading.Thread(target=answer, args=(loop, server.get_session_pool()), daemon=True).start()
loop.run()
