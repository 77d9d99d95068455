"""One command on one of many databases, and what came of it."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

import typer

from goofer_py.cli.command import address
from goofer_py.cli.output import Output, plain
from goofer_py.cli.run import Run
from goofer_py.config import Settings
from goofer_py.errors import GooferError, Interrupted

DONE, FAILED, SKIPPED, NOT_RUN = "done", "failed", "skipped", "not run"
INTERRUPTED = Interrupted.exit_code
_LONGEST = 70


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one database; `said` and `warned` are what was written meanwhile."""

    name: str
    state: str
    detail: str = ""
    code: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    error: Mapping[str, Any] | None = None
    said: str = ""
    warned: str = ""

    def document(self) -> dict[str, Any]:
        """Return it as --json shows it."""
        head = {"name": self.name, "result": self.state, "detail": self.detail}
        error = {} if self.error is None else {"error": self.error}
        return {**head, **error, **({"fields": self.fields} if self.fields else {})}


@dataclass(frozen=True, slots=True)
class Unit:
    """One of the databases that a command is run on."""

    name: str
    settings: Settings

    @property
    def address(self) -> str:
        """The options by which it is called."""
        return address(self.settings.database, self.settings.tenant)


@dataclass(frozen=True, slots=True)
class Call:
    """One command with its options.

    It is named by its module, so that another process can find it. With `quietly`, nothing is
    written where it runs: the outcome has it.
    """

    module: str
    name: str
    given: Mapping[str, Any]
    as_json: bool
    quiet: bool
    quietly: bool
    environment: str = ""
    """The option that named the environment, for the next command to type."""
    log_json: bool = False

    def __call__(self, unit: Unit) -> Outcome:
        """Run it on a database and return what came of it; raises nothing."""
        output = Output(self.name, as_json=self.as_json, quiet=self.quiet, log_json=self.log_json)
        output.addressed, output.environment = unit.address, self.environment
        if not self.quietly:
            return self._outcome(unit, output)
        output.live = (unit.name, sys.stderr)
        said, warned = io.StringIO(), io.StringIO()
        # Lines of JSON say themselves which database they are of.
        heard = sys.stderr if self.log_json else warned
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(heard):
            outcome = self._outcome(unit, output)
        return replace(outcome, said=said.getvalue(), warned=warned.getvalue())

    def _outcome(self, unit: Unit, output: Output) -> Outcome:
        code, error = 0, None
        try:
            body = getattr(import_module(self.module), self.name).body
            body(Run(output, None, {}, chosen=unit.settings), **self.given)
        except typer.Exit as ended:
            code = ended.exit_code
        except (KeyboardInterrupt, typer.Abort):
            code, error = INTERRUPTED, output.described(Interrupted("Stopped by a signal."))
        except Exception as raised:  # noqa: BLE001 - it is told, and the others go on
            code = raised.exit_code if isinstance(raised, GooferError) else 1
            error = output.described(raised)
        fields = json.loads(json.dumps(output.fields, default=plain))
        if error is None:
            state = DONE if code == 0 else FAILED
            return Outcome(unit.name, state, output.summary, code, fields)
        return Outcome(unit.name, FAILED, shortened(error["message"]), code, fields, error)


def lost(unit: Unit, code: int | None) -> Outcome:
    """Return the outcome for one whose process ended before it was done."""
    message = (
        f"The process that worked on it ended with {code}. What it had done is in the history;"
        " a transaction that was open is undone."
    )
    hint = f"goofer status {unit.address}"
    error = {"code": "Lost", "message": message, "hint": hint}
    return Outcome(unit.name, FAILED, shortened(message), 1, {}, error)


def shortened(message: str) -> str:
    """Return the first line of a message, as a table can hold it."""
    first = message.strip().partition("\n")[0]
    return first if len(first) <= _LONGEST else f"{first[: _LONGEST - 3]}..."
