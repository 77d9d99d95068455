"""One PostgreSQL server with data of its own, made quickly and gone without a trace.

`python -m tests.servers.cluster` starts one, answers with a line of JSON, and stops it and removes
its data as soon as standard input ends: when whoever started it ends, however that ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import locale
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import IO

from tests.servers.binaries import Binaries, NoServerError, find

SUPERUSER = "postgres"
NEWEST = "--newest"
LOGIN_ROLE = "goofer_login"
LOGIN_PASSWORD = "p@ss/word"
_Stream = int | IO[str] | None
_START_SECONDS = 60
_STOP_SECONDS = 20
_ATTEMPTS = 5
_MEMORY = Path("/dev/shm")
_ROOM = 6 << 30
"""How much memory has to be free for data to be kept there, in bytes."""

# Nothing here outlives the run, so nothing has to reach the disk.
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
shared_buffers = 64MB
max_connections = 200
max_prepared_transactions = 20
wal_level = logical
max_wal_size = 512MB
"""

# One role has to give its password, so that a wrong one can be tested.
_HBA = f"""
host all {LOGIN_ROLE} 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
"""
_ROLES = f"create role {LOGIN_ROLE} login password '{LOGIN_PASSWORD}';"


@dataclass(frozen=True, slots=True)
class Account:
    """The system user who owns the data and runs the server, which refuses to run as root."""

    name: str
    uid: int
    gid: int
    changes: bool

    @classmethod
    def choose(cls, *preferred: str) -> Account:
        """Return the one who runs this, and for root the first of `preferred` that there is."""
        if os.geteuid() != 0:
            own = pwd.getpwuid(os.geteuid())
            return cls(own.pw_name, own.pw_uid, own.pw_gid, changes=False)
        for name in (*preferred, "nobody"):
            with contextlib.suppress(KeyError):
                other = pwd.getpwnam(name)
                return cls(other.pw_name, other.pw_uid, other.pw_gid, changes=True)
        raise NoServerError("no server runs as root, and there is no other user here")

    def popen(
        self,
        args: Sequence[str | Path],
        stdin: _Stream = subprocess.DEVNULL,
        stdout: _Stream = subprocess.DEVNULL,
        stderr: _Stream = subprocess.STDOUT,
    ) -> subprocess.Popen[str]:
        """Start a program as this user, away from folders that the user may not enter."""
        return subprocess.Popen(
            args,
            cwd="/",
            text=True,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            user=self.uid if self.changes else None,
            group=self.gid if self.changes else None,
            extra_groups=[] if self.changes else None,
        )

    def run(self, args: Sequence[str | Path], feed: str = "") -> None:
        """Run a program as this user to its end; raises NoServerError with its words."""
        pipe = subprocess.PIPE
        process = self.popen(args, stdin=pipe, stdout=pipe)
        said, _ = process.communicate(feed)
        if process.returncode:
            raise NoServerError(f"{args[0]} failed: {gist(said)}")

    def may_enter(self, folder: Path) -> bool:
        """Say whether this user can read files in `folder`, which may belong to another one."""
        if not self.changes:
            return True
        return self.popen(["test", "-r", folder, "-a", "-x", folder]).wait() == 0


@dataclass(frozen=True, slots=True)
class Workshop:
    """The folder under the system's temporary one that keeps what the next run can use again."""

    account: Account
    folder: Path

    @classmethod
    def open(cls, account: Account, kind: str) -> Workshop:
        """Make the folder for `account`, or take the one that is there if it is truly theirs."""
        for parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):
            if parent.is_dir() and account.may_enter(parent):
                folder = parent.resolve() / f"goofer-test-{kind}-{account.uid}"
                break
        else:
            raise NoServerError(f"no temporary folder that {account.name} can enter")
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o755)
            os.chown(folder, account.uid, account.gid)
        status = folder.lstat()
        if status.st_uid != account.uid or not folder.is_dir() or folder.is_symlink():
            raise NoServerError(f"{folder} is in the way: it belongs to somebody else")
        return cls(account, folder)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs from making the same things meanwhile."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def enterable(self, binaries: Binaries) -> Binaries:
        """Return `binaries` where the account can run them: a copy when they are out of reach."""
        if self.account.may_enter(binaries.folder):
            return binaries
        copy = self.folder / f"programs-{key_of(str(binaries.folder), binaries.version())}"
        if not copy.exists():
            part = Path(tempfile.mkdtemp(dir=self.folder))
            for source, target in zip(binaries.parts, binaries.moved(part).parts, strict=True):
                shutil.copytree(source, target, symlinks=True)
            part.chmod(0o755)
            part.rename(copy)
        return binaries.moved(copy)

    def initialised(self, binaries: Binaries) -> Path:
        """Return a data folder that no server has run on, to be copied."""
        ctype = _ctype()
        key = key_of(binaries.version(), ctype, _SETTINGS, _HBA, _ROLES)
        data = self.folder / f"data-{key}"
        if not data.exists():
            part = self.folder / f"part-{os.getpid()}"
            shutil.rmtree(part, ignore_errors=True)
            options = ("-U", SUPERUSER, "-A", "trust", "-E", "UTF8", f"--locale={ctype}", "-N")
            self.account.run([binaries.folder / "initdb", "-D", part, *options])
            with (part / "postgresql.conf").open("a") as settings:
                settings.write(_SETTINGS)
            (part / "pg_hba.conf").write_text(_HBA)
            single: list[str | Path] = [
                binaries.folder / "postgres",
                "--single",
                "-D",
                part,
                SUPERUSER,
            ]
            self.account.run(single, feed=_ROLES)
            part.rename(data)
        return data


def run_folder(account: Account, kept: Path) -> Path:
    """Make a folder for the data of one server: in memory where there is plenty, else in `kept`.

    Databases come and go with each test, and ext4 looks long for the number of a new file where
    many were deleted a moment ago: half of the time that PostgreSQL takes for a database.
    """
    parent = _MEMORY if _is_roomy(_MEMORY) and account.may_enter(_MEMORY) else kept
    run = Path(tempfile.mkdtemp(prefix="goofer-test-run-", dir=parent))
    os.chown(run, account.uid, account.gid)
    return run


def _is_roomy(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    free = shutil.disk_usage(folder).free
    known = re.search(r"^MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    return known is not None and min(free, int(known[1]) << 10) >= _ROOM


def key_of(*texts: str) -> str:
    """Return a short name for what depends on all of `texts`."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def _ctype() -> str:
    """Return the locale in which letters beyond ASCII have cases, where the system has it."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server."""

    process: subprocess.Popen[str]
    port: int
    binaries: Binaries
    again: Callable[[], subprocess.Popen[str]]
    """Starts it once more, on the same data and the same port."""

    def answer(self) -> dict[str, str]:
        """Return what a client has to know."""
        return {
            "url": f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/postgres",
            "origin": f"{self.binaries.folder}",
        }

    def stop(self) -> None:
        """End the server at once: its data is thrown away."""
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def running(*, newest: bool = False) -> Iterator[Cluster]:
    """Run a server on data of its own, and remove both; raises NoServerError."""
    account = Account.choose("postgres")
    workshop = Workshop.open(account, "postgresql")
    with workshop.locked():
        binaries = workshop.enterable(find(newest=newest))
        initialised = workshop.initialised(binaries)
    run = run_folder(account, workshop.folder)
    try:
        account.run(["cp", "-R", "-p", initialised, run / "data"])
        cluster = _start(account, binaries, run)
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(run, ignore_errors=True)


def _start(account: Account, binaries: Binaries, run: Path) -> Cluster:
    said = ""
    for _ in range(_ATTEMPTS):
        port = free_port()
        start = partial(_started, account, binaries, run, port)
        with contextlib.suppress(NoServerError):
            return Cluster(start(), port, binaries, start)
        # Somebody else took the port between the look and the start: try the next one.
        said = (run / "log").read_text(errors="replace")
        if "in use" not in said:
            break
    raise NoServerError(f"the server in {binaries.folder} did not start: {gist(said)}")


def _started(account: Account, binaries: Binaries, run: Path, port: int) -> subprocess.Popen[str]:
    """Start the server and wait until it answers; raises NoServerError."""
    with (run / "log").open("w") as output:
        process = account.popen(
            [binaries.folder / "postgres", "-D", run / "data", "-c", f"port={port}"],
            stdout=output,
        )
    if not _ready(process, run / "data" / "postmaster.pid"):
        raise NoServerError(f"the server on port {port} did not start")
    return process


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ready(process: subprocess.Popen[str], pid_file: Path) -> bool:
    """Wait until the server says in its own file that it takes connections."""
    end = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(FileNotFoundError):
            lines = pid_file.read_text().splitlines()
            if lines[:1] == [str(process.pid)] and lines[-1].strip() == "ready":
                return True
        time.sleep(0.02)
    process.kill()
    process.wait()
    return False


def gist(said: str) -> str:
    """Return the line that says what went wrong: the first fatal one, else the last of all."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (fatal or lines[-1:] or ["it said nothing"])[0]


def leave(signum: int, frame: FrameType | None) -> None:
    """End in good order on a signal."""
    raise SystemExit(128 + signum)


def main() -> int:
    """Run a server until standard input ends."""
    signal.signal(signal.SIGTERM, leave)
    try:
        with running(newest=NEWEST in sys.argv) as cluster:
            say(cluster.answer())
            sys.stdin.read()
    except (NoServerError, OSError) as error:
        say({"reason": str(error)})
        return 1
    return 0


def say(answer: dict[str, str]) -> None:
    """Answer with a line of JSON."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
