"""One MySQL or MariaDB server with data of its own, made quickly and gone without a trace.

`python -m tests.servers.mysql_cluster KIND` starts one, answers with a line of JSON, and stops it
and removes its data as soon as standard input ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pymysql

from tests.servers.binaries import NoServerError
from tests.servers.cluster import (
    Account,
    Workshop,
    free_port,
    gist,
    key_of,
    leave,
    run_folder,
    say,
)
from tests.servers.mysql_binaries import Programs, account, find, workshop

ADMIN = "goofer"
LOGIN_USER = "goofer_login"
LOGIN_PASSWORD = "p@ss/word"
_START_SECONDS = 60
_ATTEMPTS = 5

# Nothing here outlives the run, so nothing has to reach the disk.
_SETTINGS = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--max-connections=200",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=48M",
)
_OWN_SETTINGS = {
    "mysql": ("--mysqlx=OFF", "--performance-schema=OFF", "--innodb-redo-log-capacity=8M"),
    "mariadb": ("--innodb-log-file-size=8M",),
}
_USERS = f"""
CREATE USER IF NOT EXISTS '{ADMIN}'@'%' IDENTIFIED BY '{ADMIN}';
GRANT ALL ON *.* TO '{ADMIN}'@'%' WITH GRANT OPTION;
CREATE USER IF NOT EXISTS '{LOGIN_USER}'@'%' IDENTIFIED BY '{LOGIN_PASSWORD}';
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server."""

    process: subprocess.Popen[str]
    port: int
    programs: Programs
    again: Callable[[], subprocess.Popen[str]]
    """Starts it once more, on the same data and the same port."""

    def answer(self) -> dict[str, str]:
        """Return what a client has to know."""
        return {
            "url": f"{self.programs.kind}+pymysql://{ADMIN}:{ADMIN}@127.0.0.1:{self.port}",
            "origin": self.programs.origin,
        }

    def stop(self) -> None:
        """End the server at once: its data is thrown away."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def running(kind: str, *settings: str) -> Iterator[Cluster]:
    """Run a server on data of its own, with more settings, and remove both.

    Raises NoServerError.
    """
    owner, shop = account(), workshop()
    programs = find(kind)
    with shop.locked():
        initialised = _initialised(owner, shop, programs)
    run = run_folder(owner, shop.folder)
    try:
        owner.run(["cp", "-R", "-p", initialised, run / "data"])
        cluster = _start(owner, programs, run, settings)
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(run, ignore_errors=True)


def _initialised(owner: Account, shop: Workshop, programs: Programs) -> Path:
    """Return a data folder that no server has run on, to be copied."""
    data = shop.folder / f"data-{programs.kind}-{key_of(programs.version(), str(programs.base))}"
    if data.exists():
        return data
    part = shop.folder / f"part-{os.getpid()}"
    shutil.rmtree(part, ignore_errors=True)
    if programs.kind == "mariadb":
        owner.run(
            [
                "mariadb-install-db",
                "--no-defaults",
                f"--datadir={part}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                *_OWN_SETTINGS["mariadb"],
            ]
        )
    else:
        owner.run([*_command(programs, part), "--initialize-insecure"])
    part.rename(data)
    return data


def _command(programs: Programs, data: Path) -> list[str | Path]:
    base = programs.base
    folders = (f"--basedir={base}", f"--lc-messages-dir={base / 'share'}") if base else ()
    return [
        programs.server,
        "--no-defaults",
        *folders,
        f"--datadir={data}",
        *_SETTINGS,
        *_OWN_SETTINGS[programs.kind],
    ]


def _start(owner: Account, programs: Programs, run: Path, settings: Sequence[str]) -> Cluster:
    said = ""
    (run / "users.sql").write_text(_USERS)
    for _ in range(_ATTEMPTS):
        port = free_port()
        start = partial(_started, owner, programs, run, port, settings)
        with contextlib.suppress(NoServerError):
            return Cluster(start(), port, programs, start)
        # Somebody else took the port between the look and the start: try the next one.
        said = (run / "log").read_text(errors="replace")
        if "in use" not in said:
            break
    raise NoServerError(f"{programs.server} did not start: {gist(said)}")


def _started(
    owner: Account, programs: Programs, run: Path, port: int, settings: Sequence[str]
) -> subprocess.Popen[str]:
    """Start the server and wait until it answers; raises NoServerError."""
    own = {
        "port": port,
        "socket": run / "s",
        "init-file": run / "users.sql",
        "pid-file": run / "pid",
    }
    # Two servers that share /tmp take each other's temporary tables away when they start.
    own["tmpdir"] = run / "data"
    arguments = [f"--{name}={value}" for name, value in own.items()]
    with (run / "log").open("w") as output:
        command = [*_command(programs, run / "data"), *settings, *arguments]
        process = owner.popen(command, stdout=output)
    if not _ready(process, port, run / "data"):
        raise NoServerError(f"the server on port {port} did not start")
    return process


def _ready(process: subprocess.Popen[str], port: int, data: Path) -> bool:
    """Wait until the server answers, and make sure that it is this one."""
    end = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        with (
            contextlib.suppress(pymysql.Error),
            pymysql.connect(
                host="127.0.0.1", port=port, user=ADMIN, password=ADMIN, connect_timeout=5
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT @@datadir")
            return [Path(row[0]) for row in cursor.fetchall()] == [data]
        time.sleep(0.05)
    process.kill()
    process.wait()
    return False


def main() -> int:
    """Run a server of the kind that is named until standard input ends."""
    signal.signal(signal.SIGTERM, leave)
    try:
        with running(sys.argv[1]) as cluster:
            say(cluster.answer())
            sys.stdin.read()
    except (NoServerError, OSError) as error:
        say({"reason": str(error)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
