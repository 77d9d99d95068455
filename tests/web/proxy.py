"""A proxy that shows a server below a path, and strips that path from what it asks for."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def proxied(place: str, root: str = "", forwarded: str = "") -> Iterator[str]:
    """Give the host and port of a proxy of the server at `place`.

    With `forwarded`, it says that this address asks.
    """
    host, _, port = place.partition(":")

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), socket.create_connection((host, int(port))) as there:
                lines = list(iter(self.rfile.readline, b"\r\n"))
                length = next((one for one in lines if one.lower().startswith(b"content-l")), b":0")
                body = self.rfile.read(int(length.partition(b":")[2]))
                there.sendall(_head(lines, root, forwarded) + body)
                while piece := there.recv(65536):
                    self.wfile.write(piece)

    class Proxy(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Proxy(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _head(lines: list[bytes], root: str, forwarded: str) -> bytes:
    first, *rest = lines
    method, path, version = first.split(b" ")
    # What is not below it is another's.
    path = path.removeprefix(root.encode()) if path.startswith(root.encode()) else b"/not-here"
    kept = [one for one in rest if not one.lower().startswith(b"connection:")]
    more = [f"X-Forwarded-For: {forwarded}\r\n".encode()] if forwarded else []
    head = [b" ".join((method, path, version)), *kept, *more, b"Connection: close\r\n", b"\r\n"]
    return b"".join(head)
