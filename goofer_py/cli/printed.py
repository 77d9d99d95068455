"""What is printed by migrations in code, for an output that another program reads."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable
from typing import TextIO, cast

from goofer_py.cli.output import Output, write
from goofer_py.events import (
    Event,
    MigrationErred,
    MigrationFinished,
    MigrationStarted,
    RunFinished,
    RunStarted,
)


class Printed:
    """Lets nothing that is printed during a run get between what a program reads.

    Where stderr is lines of JSON, each line of it is one of them. Where only stdout is for a
    program, it goes to stderr. What other processes write is not seen here.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
        self._database = self._version = self._name = ""
        self._taken: dict[str, _Lines] = {}

    def note(self, event: Event) -> None:
        """Begin and end with a run, and know which migration prints."""
        match event:
            case RunStarted(database=database):
                self._database = database
                self._begin()
            case MigrationStarted(version=version, name=name):
                self._at(version, name)
            case MigrationFinished() | MigrationErred():
                self._at("", "")
            case RunFinished():
                self.end()
            case _:
                pass

    def end(self) -> None:
        """Let everything be printed as it is; harmless when nothing was begun."""
        self._at("", "")
        for name, taken in self._taken.items():
            # Whoever has another stream there now puts back what it found.
            if getattr(sys, name) is taken:
                setattr(sys, name, taken.real)
        self._taken = {}
        self._output.stderr = None

    def _begin(self) -> None:
        if self._taken:
            return
        names = ["stdout"]
        if self._output.log_json:
            self._output.stderr = sys.stderr
            names.append("stderr")
        for name in names:
            taken = _Lines(getattr(sys, name), self._teller(name))
            self._taken[name] = taken
            setattr(sys, name, cast("TextIO", taken))

    def _at(self, version: str, name: str) -> None:
        for taken in self._taken.values():
            taken.end_line()
        self._version, self._name = version, name

    def _teller(self, stream: str) -> Callable[[str], None]:
        def tell(line: str) -> None:
            if self._output.log_json:
                self._output.log(
                    event="Printed",
                    database=self._database,
                    version=self._version,
                    name=self._name,
                    stream=stream,
                    line=line,
                )
            else:
                write(sys.stderr, line)

        return tell


class _Lines(io.TextIOBase):
    """Stands for the stream `real`, and tells of each line that is written to it."""

    def __init__(self, real: TextIO, tell: Callable[[str], None]) -> None:
        super().__init__()
        self.real = real
        self._tell = tell
        self._begun = ""
        self._lock = threading.RLock()

    def write(self, text: str) -> int:
        """Take some text, and tell of the lines that are whole."""
        with self._lock:
            *lines, self._begun = (self._begun + text).split("\n")
            for line in lines:
                self._tell(line)
        return len(text)

    def end_line(self) -> None:
        """Tell of a line that nobody ended."""
        with self._lock:
            begun, self._begun = self._begun, ""
            if begun:
                self._tell(begun)

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the number for other processes; raises where there is none."""
        return self.real.fileno()

    @property
    def buffer(self) -> object:
        """The stream of bytes below."""
        return self.real.buffer

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """How texts become bytes below."""
        return self.real.encoding
