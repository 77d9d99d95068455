"""pgbouncer in front of a PostgreSQL server, giving its connections to transactions in turn."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

_SECONDS = 20
_SETTINGS = """\
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
server_check_delay = 0
"""


@contextmanager
def pooled(url: str, folder: Path, found: str, connections: int) -> Iterator[str]:
    """Give the URL of the same database behind a pooler that opens so many `connections`."""
    parts = urlsplit(url)
    port = _free_port()
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        _SETTINGS.format(
            host=parts.hostname,
            port=parts.port,
            user=parts.username,
            own_port=port,
            connections=connections,
        )
    )
    with subprocess.Popen(
        [*_as_another(settings), found, "-q", settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    ) as pooler:
        try:
            _wait(port, pooler)
            yield f"{parts.scheme}://{parts.username}@127.0.0.1:{port}{parts.path}"
        finally:
            pooler.terminate()


def _as_another(settings: Path) -> list[str]:
    """Return what runs a program as somebody else than root, which it refuses to be."""
    if os.geteuid() != 0:
        return []
    for folder in (settings.parent, *settings.parent.parents):
        folder.chmod(folder.stat().st_mode | 0o555)
    settings.chmod(0o644)
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, pooler: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _SECONDS
    while pooler.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("pgbouncer did not start")
