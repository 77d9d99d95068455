"""Runs that are disturbed, each in a process of its own, for the contract of stores.

`python -m goofer_py.testing.faults URL FOLDER together 8`, `... kills up`, `... stopped 1`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any

from goofer_py.errors import GooferError
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store

_MOST = 500
_LONGER = (1, 4, 16)
_STEPS = frozenset(
    ("run_statements", "run", "perform", "execute", "commit", "append", "put_step", "clear_steps")
)


class Doomed:
    """Passes everything on, and kills its process right before one of the steps."""

    def __init__(self, inner: Any, left: list[int]) -> None:
        self._inner = inner
        self._left = left

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if name == "ledger" and value is not None:
            return Doomed(value, self._left)
        return self._stepped(value) if name in _STEPS else value

    def _stepped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*given: Any, **named: Any) -> Any:
            if not self._left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left[0] -= 1
            return call(*given, **named)

        return stepped


class DoomedStore:
    """A store whose sessions are doomed at one step, counted over all of them."""

    def __init__(self, url: str, step: int) -> None:
        self._store = open_store(url)
        self._left = [step]

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._store, name)
        if name in ("connect", "lent", "beside"):
            return lambda: Doomed(value(), self._left)
        return value


def _forked(work: Callable[[], object]) -> int:
    """Begin `work` in a process of its own, and return its number."""
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    code = 1
    try:
        work()
        code = 0
    except GooferError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stdout.flush()
        os._exit(code)


def _together(url: str, folder: str, count: str) -> int:
    lease = LeaseOptions(ttl=60, heartbeat=5, tries=8000, pause=0.02)

    def work() -> None:
        with Migrator(url, folder, lease=lease) as migrator:
            sys.stdout.write("".join(f"{one}\n" for one in migrator.up().versions))

    runs = [_forked(work) for _ in range(int(count))]
    return max(os.waitpid(pid, 0)[1] for pid in runs)


def _kills(url: str, folder: str, way: str) -> int:
    """Kill runs at one step after the other, until one comes to its end; tell how many died."""
    for step in range(_MOST):

        def work(step: int = step) -> None:
            store: Any = DoomedStore(url, step)
            with Migrator(store, folder, lease=None) as migrator:
                migrator.up() if way == "up" else migrator.down_to("zero")

        status = os.waitpid(_forked(work), 0)[1]
        if not os.WIFSIGNALED(status):
            sys.stdout.write(f"{step}\n")
            return status
    return 1


def _stopped(url: str, folder: str, seconds: str) -> int:
    """Stop a run in its migration 4 until its lease has ended, let another go on, and wake it."""
    # Only the lease of the one that is stopped has to end soon.
    patient = LeaseOptions(ttl=60.0, heartbeat=1.0, tries=4000, pause=0.05)
    with Migrator(url, folder, lease=patient) as migrator:
        migrator.up_to("3")
    # Where all is slow, a lease so short may end before the run gets there.
    for ttl in (float(seconds) * longer for longer in _LONGER):
        pid = _forked(partial(_sleeper, url, folder, replace(patient, ttl=ttl, heartbeat=ttl / 4)))
        if os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1]):
            break
    else:
        return 1
    time.sleep(ttl)
    with Migrator(url, folder, lease=patient) as migrator:
        sys.stdout.write("".join(f"{one}\n" for one in migrator.up().versions))
    held, sys.stderr = sys.stderr, sys.stdout
    os.kill(pid, signal.SIGCONT)
    failed = os.waitpid(pid, 0)[1] != 0
    sys.stderr = held
    sys.stdout.write("LockLost\n" if failed else "it went on\n")
    return 0


def _sleeper(url: str, folder: str, lease: LeaseOptions) -> None:
    os.environ["GOOFER_STOPS"] = "1"
    with Migrator(url, folder, lease=lease) as migrator:
        migrator.up()


_IMPORTED = ("runner", "results", "lease", "code_alone", "python_script", "failure", "find")
_WAYS = {"together": _together, "kills": _kills, "stopped": _stopped}

if __name__ == "__main__":
    address, place, wanted, last = sys.argv[1:]
    # What is imported before is not imported by each of the processes.
    for name in _IMPORTED:
        import_module(f"goofer_py.migrate.{name}")
    open_store(address).connect().close()
    sys.exit(1 if _WAYS[wanted](address, place, last) else 0)
