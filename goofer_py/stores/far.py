"""How far some work is, for a thread beside it."""

from __future__ import annotations

from collections.abc import Callable

from goofer_py.stores.store import Session

Measured = tuple[int, int]
"""How many bytes are done of how many, which is 0 where nobody knows."""


class Far:
    """How far some work is, for a thread beside it: what does the work says how to find out."""

    def __init__(self) -> None:
        self._measure: Callable[[], Measured] | None = None
        self.guessed = False
        """Whether what is measured is only about right."""
        self.at = ""
        """What it is at, in words."""
        self.unit = "bytes"
        """What is measured."""
        self.in_steps = False
        """Whether a step may be long, of which the server knows more."""
        self.running: Callable[[], str] = str
        """Tells what the session runs that does the work, where only itself can tell."""
        self.program: int | None = None
        """The process on this machine that does the work."""
        self.process: Callable[[Session], int | None] | None = None
        """Finds, over another session, the one that does the work, if the server sees it."""
        self.count: Callable[[Session, int], None] | None = None
        """Asks, over another session, the server how much that one has done."""

    def by(self, measure: Callable[[], Measured], *, guessed: bool = False) -> None:
        """Let `measure` say from now on how far it is."""
        self._measure, self.guessed = measure, guessed

    def measured(self) -> Measured:
        """Return how far it is."""
        try:
            return (0, 0) if self._measure is None else self._measure()
        except (OSError, ValueError):  # A file that is not there yet, or closed by now.
            return 0, 0


class Steps(Far):
    """How far some work of `session` is that goes in steps, `total` of them if that is known."""

    def __init__(self, session: Session, total: int = 0, unit: str = "") -> None:
        super().__init__()
        self.in_steps = True
        self.unit = unit
        self._total = total
        self._done = 0
        self.by(lambda: (min(self._done, self._total), self._total))
        # Some drivers have to ask for it, which only this thread may.
        number = session.progress.process()
        if number is not None:
            self.process = lambda _: number
        self.running = lambda: session.hide(session.progress.running())

    def begin(self, what: str, done: int = 0) -> None:
        """Say what is begun now that so many steps are done."""
        self.at, self._done = what, done
