"""The same work on many things, in processes that are started once."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from goofer_py.stores.keeping import Keeper

if TYPE_CHECKING:  # One job needs no processes.
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

U = TypeVar("U")
R = TypeVar("R")

_NOT_BEGUN = 75
"""The exit code of a process that a signal reached between two pieces of its work."""


class Lost(Exception):
    """A process ended in the middle of its work; `code` is its exit code."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"the process ended with {code}")
        self.code = code


def on_each(
    work: Callable[[U], R], units: Sequence[U], jobs: int, go_on: Callable[[R | Lost], bool]
) -> Iterator[tuple[int, R | Lost]]:
    """Yield what `work` returns for each of `units` with its index, as it is done.

    One job works in this process and in order; several in as many processes. After a result that
    `go_on` says no to nothing new is begun. A signal does the same, and at the end it raises
    KeyboardInterrupt. `work` must not raise. A process keeps its connection from one to the next
    where a store can lend it.
    """
    if jobs < 2 or len(units) < 2:
        with contextlib.closing(Keeper()) as keeper:
            for index, unit in enumerate(units):
                with keeper.at_hand():
                    result = work(unit)
                yield index, result
                if not go_on(result):
                    return
        return
    with _Pool(work, units, min(jobs, len(units))) as pool:
        yield from pool.results(go_on)


class _Worker:
    """One process, and the line to it."""

    def __init__(self, context: Any, work: Callable[[Any], Any], units: Sequence[Any]) -> None:
        self.line: Connection
        self.line, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=_work, args=(work, units, theirs, self.line), daemon=True
        )
        self.index: int | None = None
        self.process.start()
        theirs.close()

    def give(self, index: int) -> None:
        """Let it work on one of the units."""
        self.index = index
        with contextlib.suppress(OSError):  # It is gone: its end of the line tells of it.
            self.line.send(index)

    def taken(self) -> Any:
        """Return its result, or Lost."""
        self.index = None
        try:
            return self.line.recv()
        except (EOFError, OSError):
            self.process.join()
            return Lost(self.process.exitcode)

    def end(self) -> None:
        """Let it end once it has nothing to do."""
        # Those that were started later have this end of the line too: to close it tells nothing.
        with contextlib.suppress(OSError):
            self.line.send(None)
        self.process.join()
        self.line.close()


class _Pool(Generic[U, R]):
    """Processes that take one unit after the other.

    Signals reach this process alone, which hands them on as SIGTERM: work that knows it ends in
    good order.
    """

    def __init__(self, work: Callable[[U], R], units: Sequence[U], jobs: int) -> None:
        import multiprocessing

        # A copy of this process has all that is imported, but of other threads only their locks.
        alone = threading.active_count() == 1 and sys.platform == "linux"
        self._context = multiprocessing.get_context("fork" if alone else "spawn")
        self._work = work
        self._units = units
        self._jobs = jobs
        self._workers: list[_Worker] = []
        self._before: dict[int, Any] = {}
        self._signals = 0

    def __enter__(self) -> _Pool[U, R]:
        with contextlib.suppress(ValueError):  # Handlers belong to the main thread.
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for worker in self._workers:
            if kind is not None and worker.index is not None:
                worker.process.terminate()
            worker.end()

    def results(self, go_on: Callable[[R | Lost], bool]) -> Iterator[tuple[int, R | Lost]]:
        """Yield each result with its index, until all is done or nothing new is to begin."""
        from multiprocessing.connection import wait

        left = iter(range(len(self._units)))
        for first in (next(left) for _ in range(self._jobs)):
            self._started().give(first)
        while busy := {w.line: w for w in self._workers if w.index is not None}:
            for line in wait(list(busy)):
                worker = busy[line]  # type: ignore[index]
                index, result = worker.index, worker.taken()
                if isinstance(result, Lost):
                    self._workers.remove(worker)
                    if self._signals and result.code in (_NOT_BEGUN, -signal.SIGTERM):
                        continue
                yield index or 0, result
                if self._signals:
                    continue
                if not go_on(result):
                    left = iter(range(0))
                if (following := next(left, None)) is not None:
                    alive = self._started() if isinstance(result, Lost) else worker
                    alive.give(following)
        if self._signals:
            raise KeyboardInterrupt

    def _started(self) -> _Worker:
        worker = _Worker(self._context, self._work, self._units)
        self._workers.append(worker)
        return worker

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1
        for worker in self._workers:
            if worker.index is not None:
                worker.process.terminate()
        if self._signals > 2:
            raise KeyboardInterrupt


class _Ending:
    """What a process does at a signal: work ends by KeyboardInterrupt, and none begins."""

    def __init__(self) -> None:
        self.working = False
        self.noted = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.noted = True
        if self.working:
            raise KeyboardInterrupt


def _work(
    work: Callable[[Any], Any], units: Sequence[Any], line: Connection, parents: Connection
) -> None:
    """Work on what comes over the line until it is closed."""
    import gc
    import os

    parents.close()
    with contextlib.suppress(AttributeError, OSError):
        # Ctrl-C at a terminal is for the process that started this one.
        os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ending = _Ending()
    signal.signal(signal.SIGTERM, ending)
    # What this process was started with stays: to look through it again and again takes time.
    gc.freeze()
    with (
        contextlib.suppress(EOFError, OSError, KeyboardInterrupt),
        contextlib.closing(Keeper()) as keeper,
        keeper.at_hand(),
    ):
        while (index := line.recv()) is not None:
            ending.working = True
            if ending.noted:
                sys.exit(_NOT_BEGUN)
            result = work(units[index])
            ending.working = False
            line.send(result)
