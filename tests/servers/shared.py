"""Servers that all processes of a test run share: the first test that wants one starts it.

`python -m tests.servers.shared PID FILE COMMAND...` runs a command for as long as the process PID
lives, and removes the file when it has ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_VARIABLE = "GOOFER_TEST_RUN"
_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 20
_MEMORY = Path("/dev/shm")
_ROOM = 6 << 30
Facts = dict[str, Any]
"""What a client has to know of a server, as JSON has it."""


def begin() -> None:
    """Make the folder of a run, which the processes that it starts find by its name."""
    folder = tempfile.mkdtemp(prefix="goofer-run-", dir=_memory())
    os.environ[_VARIABLE] = f"{os.getpid()}:{folder}"


def end() -> None:
    """Stop what was started, and remove the folder; whoever did not begin the run does nothing."""
    pid, _, name = os.environ.get(_VARIABLE, "").partition(":")
    if pid != str(os.getpid()):
        return
    del os.environ[_VARIABLE]
    for file in Path(name).glob("*/*.pid"):
        _stop(file)
    shutil.rmtree(name, ignore_errors=True)


def shared(name: str, start: Callable[[Path], Mapping[str, Any]]) -> Facts:
    """Return the facts of a server; `start` gets a folder for it in the first process that asks."""
    import fcntl  # Windows has none, and starts no servers.

    folder = _run_folder() / name
    folder.mkdir(exist_ok=True)
    facts = folder / "facts.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not facts.exists():
            facts.write_text(json.dumps(dict(start(folder))), encoding="utf-8")
    found: Facts = json.loads(facts.read_text(encoding="utf-8"))
    return found


def guarded(folder: Path, name: str, command: Sequence[str]) -> None:
    """Start a program in a server's folder, that ends with the run however that ends."""
    pid, file = os.environ[_VARIABLE].partition(":")[0], folder / f"{name}.pid"
    with (folder / f"{name}.log").open("ab") as log:
        guard = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.shared", pid, str(file), *command],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    file.write_text(str(guard.pid), encoding="utf-8")
    # It goes on when this process ends, which is nothing to be warned of.
    guard.returncode = 0


def _memory() -> Path | None:
    """Return where files are in memory, if there is room: nothing has to outlive the run."""
    if not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ROOM:
        return None
    return _MEMORY


def _run_folder() -> Path:
    if _VARIABLE not in os.environ:
        begin()
    return Path(os.environ[_VARIABLE].partition(":")[2])


def _stop(file: Path) -> None:
    """End a guard, and wait until what it guards is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(file.read_text(encoding="utf-8")), signal.SIGTERM)
        late = time.monotonic() + _SECONDS
        while file.exists() and time.monotonic() < late:
            time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _guard(pid: int, file: Path, command: Sequence[str]) -> int:
    def ended(*_: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, ended)
    process = subprocess.Popen(command)
    try:
        while process.poll() is None and _runs(pid):
            time.sleep(0.5)
    finally:
        process.kill()
        process.wait()
        file.unlink(missing_ok=True)
    return process.returncode


if __name__ == "__main__":
    sys.exit(_guard(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
