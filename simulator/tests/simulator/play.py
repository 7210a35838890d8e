"""Plays an RTSP camera with GStreamer's client: `play.py URL PICTURES [USERNAME PASSWORD]`.

Prints one line, {"pictures": decoded pictures, "different": how many of them differ, "size": "WIDTHxHEIGHT", "error": null or words}.
"""

import hashlib
import json
import sys

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

# Longer than any healthy start, so that a broken server ends in words instead of a hanging test.
LIMIT_SECONDS = 60


def main() -> int:
    url, wanted, *account = sys.argv[1:]
    Gst.init(None)
    pipeline = Gst.parse_launch(
        "rtspsrc name=camera protocols=tcp latency=0 ! rtph264depay ! h264parse ! openh264dec ! fakesink name=end sync=false"
    )
    camera = pipeline.get_by_name("camera")
    camera.set_property("location", url)
    if account:
        camera.set_property("user-id", account[0])
        camera.set_property("user-pw", account[1])
    loop = GLib.MainLoop()
    seen = {"pictures": 0, "different": 0, "size": None, "error": None}
    digests = set()

    def picture(_sink, buffer, pad):
        structure = pad.get_current_caps().get_structure(0)
        seen["size"] = f"{structure.get_value('width')}x{structure.get_value('height')}"
        seen["pictures"] += 1
        digests.add(hashlib.sha256(buffer.extract_dup(0, buffer.get_size())).digest())
        if seen["pictures"] >= int(wanted):
            loop.quit()

    def message(_bus, found):
        if found.type == Gst.MessageType.ERROR:
            error, details = found.parse_error()
            seen["error"] = f"{error.message} {details}"
            loop.quit()

    sink = pipeline.get_by_name("end")
    sink.set_property("signal-handoffs", True)
    sink.connect("handoff", picture)
    bus = pipeline.get_bus()
    bus.add_signal_watch()
    bus.connect("message", message)
    GLib.timeout_add_seconds(LIMIT_SECONDS, loop.quit)
    pipeline.set_state(Gst.State.PLAYING)
    loop.run()
    # Tears the session down.
    pipeline.set_state(Gst.State.NULL)
    seen["different"] = len(digests)
    print(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
