"""Plays test pictures as RTSP cameras, and answers garbage on a second port.

Environment: RTSP_SIZE (WIDTHxHEIGHT of every stream, default 640x360), RTSP_USERNAME and RTSP_PASSWORD_FILE
(the Digest account of /vault; without the file /vault cannot be entered by anyone).
"""

import signal
import sys

import garbage
import settings
import streams
from gi.repository import GLib

RTSP_PORT = 8554
GARBAGE_PORT = 8556


def main() -> int:
    try:
        wanted = settings.from_environment()
    except settings.SettingsError as error:
        print(f"rtsp-source: {error}", file=sys.stderr)
        return 2
    server = streams.serve(wanted, RTSP_PORT)
    garbage.serve(GARBAGE_PORT)
    paths = " ".join(stream.path for stream in streams.STREAMS)
    print(f"rtsp-source: {paths} at {wanted.width}x{wanted.height} on port {server.get_bound_port()}", flush=True)
    loop = GLib.MainLoop()
    for number in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, loop.quit)
    loop.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
