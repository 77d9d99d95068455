"""What a command writes: for people, for pipes, or one JSON object."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TextIO

from goofer_py.cli.plain import table_lines
from goofer_py.errors import GooferError

_OR = "; or "
"""What stands between two ways on."""
_TYPED = re.compile(r"(?:^|: )goofer [a-z]+(?: (?!--(?:db|tenant|help)\b)[\w.+-]+)*$")
"""A hint that ends with a command which says nothing of a database."""
_CLEARED = "\r\x1b[2K"
_RED, _YELLOW, _DIM, _END = "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[0m"


class Output:
    """Writes what a command has to say.

    With `as_json`, stdout gets one object at the end and nothing else. With `quiet`, only what
    was asked for and errors are written. With `log_json`, all that is written to stderr is a JSON
    object on a line of its own. A reader that went away never ends the work.
    """

    unpacked: ClassVar[tuple[str, str] | None] = None
    """A folder that nobody else knows, and what errors call it instead."""

    def __init__(
        self, command: str, *, as_json: bool = False, quiet: bool = False, log_json: bool = False
    ) -> None:
        self.command = command
        self.as_json = as_json
        self.quiet = quiet
        self.log_json = log_json
        self.addressed = ""
        """The option by which this database is called, for the next command to type."""
        self.environment = ""
        """The option that named the environment, for the next command to type."""
        self.summary = ""
        """What came of it in a few words, for a table of many databases."""
        self.live: tuple[str, TextIO] | None = None
        """Whose work is told of meanwhile, and where, while everything else is kept for later."""
        self.aside = False
        """Whether what is seen of work that goes on is kept off stdout, which is for the result."""
        self.stderr: TextIO | None = None
        """Where lines of JSON go while what is printed to stderr becomes some of them."""
        self._fields: dict[str, Any] = {}

    @property
    def fields(self) -> dict[str, Any]:
        """What was added for the object that --json writes."""
        return self._fields

    @property
    def for_people(self) -> bool:
        """Whether somebody sits before stdout and wants to see what goes on."""
        return is_terminal(sys.stdout) and not (self.as_json or self.quiet or self.log_json)

    @property
    def bar_on(self) -> TextIO | None:
        """The terminal on which it is drawn how far the work is, None for none."""
        if self.for_people:
            return sys.stdout
        drawn = is_terminal(sys.stderr) and not (self.quiet or self.log_json)
        return sys.stderr if drawn else None

    @property
    def tells(self) -> bool:
        """Whether anything is written of what goes on meanwhile."""
        return self.log_json or not (self.as_json or self.quiet) or self.bar_on is not None

    def show(self, text: str) -> None:
        """Write what was asked for."""
        if not self.as_json:
            _write_surely(text)

    def say(self, text: str = "") -> None:
        """Write what is good to know while or after something is done."""
        if not self.as_json and not self.quiet:
            write(sys.stdout, text)

    def pass_on(self, said: str, warned: str) -> None:
        """Write what was written elsewhere, as it is."""
        if said.strip() and not self.as_json:
            write(sys.stdout, said.rstrip("\n"))
        if warned.strip():
            write(sys.stderr, warned.rstrip("\n"))

    def warn(self, text: str) -> None:
        """Write to stderr what a person should look at."""
        if self.log_json:
            self.log(event="Warning", message=text)
        elif not self.quiet:
            write(sys.stderr, f"{_painted('warning:', _YELLOW, sys.stderr)} {text}")

    def meanwhile(self, text: str) -> None:
        """Write what is seen of work that goes on."""
        if self.live is None and not self.aside:
            self.say(text)
        elif self.live is None:
            if not self.as_json and not self.quiet:
                write(sys.stderr, text)
        elif not self.as_json and not self.quiet:
            whose, stream = self.live
            # Another process may draw its bar on the line.
            drawn = stream is sys.__stderr__ and is_terminal(stream)
            write(stream, f"{_CLEARED if drawn else ''}{whose}: {text}")

    def log(self, **fields: Any) -> None:
        """Write an object to stderr, on one line that begins with the time."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        write(self.stderr or sys.stderr, json.dumps({"time": now, **fields}, default=plain))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write rows under their heads, drawn on a terminal and aligned elsewhere."""
        if self.as_json:
            return
        if self.for_people:
            from goofer_py.cli.terminal import draw_table

            draw_table(columns, rows)
        else:
            _write_surely("\n".join(table_lines(columns, rows)))

    def result(self, **fields: Any) -> None:
        """Add fields to the object that --json writes."""
        self._fields |= fields

    def finish(self) -> None:
        """Write the object of --json for a command that did what it was asked."""
        if self.as_json:
            _write_surely(_object({"ok": True, "command": self.command, **self._fields}))

    def fail(self, error: Exception) -> int:
        """Write `error`, as text to stderr or as the object of --json; return the exit code."""
        if os.environ.get("GOOFER_DEBUG"):
            import traceback

            write(sys.stderr, "".join(traceback.format_exception(error)).rstrip())
        described = self.described(error)
        problem = None
        if self.as_json:
            head = {"ok": False, "command": self.command, "error": described}
            problem = write(sys.stdout, _object(head | self._fields))
        if self.log_json:
            self.log(event="Error", **described)
        elif not self.as_json or problem is not None:
            write_error(described["message"], described["hint"])
        return error.exit_code if isinstance(error, GooferError) else 1

    def described(self, error: Exception) -> dict[str, Any]:
        """Return an error as --json shows it, with a hint that can be typed as it is."""
        described = described_error(error)
        if self.unpacked is not None:
            described["message"] = described["message"].replace(*self.unpacked)
        if hint := described["hint"]:
            described["hint"] = _OR.join(map(self._typed, hint.split(_OR)))
        return described

    def _typed(self, hint: str) -> str:
        """Return a hint with what says which database is meant, if it ends with a command."""
        if not _TYPED.search(hint):
            return hint
        environment = "" if " --env " in hint else self.environment
        return " ".join(filter(None, (hint, self.addressed, environment)))


def described_error(error: Exception) -> dict[str, Any]:
    """Return an error as --json shows it: code, message, hint and the fields of its kind."""
    if isinstance(error, GooferError):
        own = {k: v for k, v in vars(error).items() if k not in ("message", "hint")}
        return {"code": error.code, "message": error.message, "hint": error.hint, **own}
    first = str(error).strip().splitlines()
    return {
        "code": "UnexpectedError",
        "message": f"Unexpected {type(error).__name__}{': ' if first else ''}{''.join(first[:1])}",
        "hint": None if os.environ.get("GOOFER_DEBUG") else "GOOFER_DEBUG=1 shows the traceback",
    }


def write_error(message: str, hint: str | None) -> None:
    """Write an error and what to do next to stderr."""
    write(sys.stderr, f"{_painted('error:', _RED, sys.stderr)} {message}")
    if hint:
        write(sys.stderr, f"{_painted('next:', _DIM, sys.stderr)} {hint}")


def write(stream: TextIO, text: str) -> OSError | None:
    """Write `text` and a line end at once; return what stood in the way, None for a lost reader."""
    try:
        stream.write(text + "\n")
        stream.flush()
    except BrokenPipeError:
        silence(stream)
    except OSError as error:
        return error
    return None


def _write_surely(text: str) -> None:
    if problem := write(sys.stdout, text):
        raise GooferError(f"The output could not be written: {problem.strerror}.") from problem


def silence(stream: TextIO) -> None:
    """Let everything that is still written to `stream` vanish."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def is_terminal(stream: TextIO) -> bool:
    """Whether `stream` is a terminal that can do more than print lines."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _painted(text: str, color: str, stream: TextIO) -> str:
    if not is_terminal(stream) or os.environ.get("NO_COLOR"):
        return text
    return f"{color}{text}{_END}"


def _object(fields: dict[str, Any]) -> str:
    return json.dumps(fields, indent=2, default=plain)


def plain(value: object) -> object:
    """Return what JSON cannot hold as a text."""
    return str(value) if isinstance(value, Path) else repr(value)
