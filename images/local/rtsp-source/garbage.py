"""A port that accepts every connection and answers with bytes that no protocol knows."""

import socket
import socketserver
import threading

GARBAGE = bytes([0x00, 0xFF, 0x13, 0x37, 0x80, 0x0A, 0x0D, 0x7F]) + b"!! this is not a camera !!\r\n\x00\x01\x02\r\n\r\n"
LINGER_SECONDS = 2


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.settimeout(LINGER_SECONDS)
        try:
            self.request.sendall(GARBAGE)
            self.request.shutdown(socket.SHUT_WR)
            # Closing with unread bytes would send a reset, and the client might never see the answer.
            while self.request.recv(4096):
                pass
        except OSError:
            # The client went away or waits: either way it has had its answer.
            return


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def serve(port: int) -> None:
    """Serves on `port` of every address, in threads of its own."""
    server = _Server(("", port), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
