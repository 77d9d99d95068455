"""A way to a server that is cut at a chosen moment."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Where = Literal["before", "in", "amid", "after"]

_CHUNK = 1 << 16
_LINGER = b"\x01\x00\x00\x00\x00\x00\x00\x00"
"""Close at once and for good: the other end sees a reset."""


@dataclass
class Cut:
    """Ends the connection that sent `marker`, the next time that it sends `moment`.

    Before the server has it; when the server has it and the client has no answer yet; amid of the
    answer; or when the server has answered, and that answer is lost.
    """

    marker: bytes
    moment: bytes
    where: Where
    done: threading.Event = field(default_factory=threading.Event)

    def falls(self, said: bytes) -> bool:
        """Whether the moment is in what one client has said by now, since the marker."""
        _, marker, rest = said.partition(self.marker)
        return bool(marker) and self.moment in marker + rest and not self.done.is_set()


class Proxy:
    """Listens on a port of its own and hands everything on to the server of `url`, until the cut.

    Once it has cut, everything goes through.
    """

    def __init__(self, url: str, cut: Cut) -> None:
        self._parts = urlsplit(url)
        self._cut = cut
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """The URL of the same database, by way of here; what is said has to be readable."""
        name, _, _ = self._parts.netloc.rpartition("@")
        port = self._listener.getsockname()[1]
        plain = "ssl_disabled=true" if "mysql" in self._parts.scheme else ""
        return self._parts._replace(netloc=f"{name}@127.0.0.1:{port}", query=plain).geturl()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection((self._parts.hostname, self._parts.port))
                _Way(client, server, self._cut).open()


class _Way:
    """One client's connection and the server's."""

    def __init__(self, client: socket.socket, server: socket.socket, cut: Cut) -> None:
        self._client, self._server, self._cut = client, server, cut
        self._said = b""
        self._answer_is_lost = self._answer_is_torn = False

    def open(self) -> None:
        for side in (self._to_server, self._to_client):
            threading.Thread(target=side, daemon=True).start()

    def _to_server(self) -> None:
        with suppress(OSError):
            while chunk := self._client.recv(_CHUNK):
                self._said += chunk
                if self._cut.falls(self._said):
                    self._cut.done.set()
                    self._fall(chunk)
                    return
                self._server.sendall(chunk)
        self._close()

    def _fall(self, chunk: bytes) -> None:
        self._answer_is_torn = self._cut.where == "amid"
        self._answer_is_lost = self._cut.where in ("in", "after")
        if self._cut.where != "before":
            self._server.sendall(chunk)
        if self._cut.where in ("before", "in"):
            self._close()

    def _to_client(self) -> None:
        with suppress(OSError):
            while (chunk := self._server.recv(_CHUNK)) and not self._answer_is_lost:
                self._client.sendall(chunk[:-1] if self._answer_is_torn else chunk)
                if self._answer_is_torn:
                    break
        self._close()

    def _close(self) -> None:
        for side in (self._client, self._server):
            with suppress(OSError):
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
                side.shutdown(socket.SHUT_RDWR)
            side.close()
