"""A ZooKeeper for ClickHouse, which speaks to it as to its own Keeper.

`python -m tests.servers.keeper` makes sure that its jars are there, fetching them with Maven.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.servers.packages import program

_POM = Path(__file__).with_name("pom.xml")
_JARS = Path.home() / ".cache" / "goofer-tests" / "zookeeper-3.8.4"
_MAIN = "org.apache.zookeeper.server.ZooKeeperServerMain"
_SECONDS = 60


def provide() -> Path | None:
    """Return the folder of the jars, after fetching them; None where that cannot be done."""
    java, maven = program("java", "openjdk-17-jre-headless"), program("mvn", "maven")
    if not (_JARS / "complete").exists() and maven is not None:
        copy = "dependency:copy-dependencies"
        fetch = [maven, "-q", "-B", "-f", str(_POM), copy, f"-DoutputDirectory={_JARS}"]
        if not subprocess.run(fetch, check=False).returncode:
            (_JARS / "complete").touch()
    return _JARS if (_JARS / "complete").exists() and java is not None else None


def command(jars: Path, folder: Path, port: int) -> Sequence[str]:
    """Return what starts a server with its data in a folder."""
    options = ("-Xmx128m", "-XX:TieredStopAtLevel=1", "-Dzookeeper.admin.enableServer=false")
    return ("java", *options, "-cp", f"{jars}/*", _MAIN, str(port), str(folder))


def wait(port: int) -> bool:
    """Say whether a server answers at a port, as soon as it does."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as one:
            one.sendall(b"srvr")
            if one.recv(10):
                return True
        time.sleep(0.05)
    return False
