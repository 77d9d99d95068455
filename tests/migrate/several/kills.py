"""Runs over several databases that are killed at each of their steps, and gone on with.

`python -m tests.migrate.several.kills WAY FOLDER OWN NAME=URL...` with a way of up, down or back;
every process is forked from this one, and each begins where there is nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from goofer_py.errors import GooferError
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.testing.faults import DoomedStore

_MOST = 300


class Program:
    """The databases of a program, and its migrations."""

    def __init__(self, folder: str, own: str, others: Mapping[str, str]) -> None:
        self._folder = Path(folder)
        self._own = own
        self.others = others

    def migrator(self, step: int | None = None) -> Migrator:
        """Return what runs them; it kills its process before a step, counted over all of them."""
        if step is None:
            return Migrator(self._own, self._folder, databases=self.others, lease=None)
        stores: dict[str, Any] = {name: DoomedStore(url, step) for name, url in self._all}
        left = [step]
        for store in stores.values():
            # One count for all of them.
            store._left = left
        own = stores.pop("")
        return Migrator(own, self._folder, databases=stores, lease=None)

    @property
    def _all(self) -> list[tuple[str, str]]:
        return [("", self._own), *self.others.items()]


def forked(work: Callable[[], object]) -> int:
    """Do something in a process of its own; returns how it ended."""
    sys.stdout.flush()
    if pid := os.fork():
        return os.waitpid(pid, 0)[1]
    code = 1
    try:
        work()
        code = 0
    except GooferError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stdout.flush()
        os._exit(code)


def kills(program: Program, way: str) -> int:
    """Kill a run at one step after the other; whatever is left is gone on with, or taken back."""

    def before() -> None:
        with program.migrator() as migrator:
            migrator.up() if way == "down" else migrator.down_to("zero")

    def doomed(step: int) -> None:
        with program.migrator(step) as migrator:
            migrator.down() if way == "down" else migrator.up()

    def after() -> None:
        with program.migrator() as migrator:
            if way == "up":
                migrator.up()
            elif migrator.applied_migrations() or migrator.status().dirty is not None:
                migrator.down()
            assert migrator.status().dirty is None
            assert len(migrator.applied_migrations()) == (way == "up")

    for step in range(_MOST):
        if forked(before):
            return 1
        status = forked(lambda step=step: doomed(step))  # type: ignore[misc]
        if not os.WIFSIGNALED(status):
            sys.stdout.write(f"{step}\n")
            return status
        if forked(after):
            sys.stderr.write(f"that was after step {step}\n")
            return 1
    return 1


if __name__ == "__main__":
    wanted, place, address, *more = sys.argv[1:]
    program = Program(place, address, dict(one.split("=", 1) for one in more))
    for name in ("runner", "code_alone", "python_script", "failure", "find", "several.jointly"):
        __import__(f"goofer_py.migrate.{name}")
    for url in (address, *program.others.values()):
        open_store(url).connect().close()
    sys.exit(1 if kills(program, wanted) else 0)
