"""One command on every database of the settings file, with one table at the end."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer

from goofer_py.cli.output import Output, plain, write_error
from goofer_py.cli.wording import joined
from goofer_py.config import load_all_settings
from goofer_py.errors import ConfigError, GooferError, Interrupted, SomeFailed, UsageError
from goofer_py.many.pool import Lost, on_each

if TYPE_CHECKING:
    from goofer_py.cli.each import Guard, Many
    from goofer_py.cli.run import Run
    from goofer_py.config import Settings

DONE, FAILED, SKIPPED, NOT_RUN = "done", "failed", "skipped", "not run"
_LONGEST = 70
_INTERRUPTED = Interrupted.exit_code


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


@dataclass(frozen=True, slots=True)
class Call:
    """One command with its options, to be run on the database of given settings.

    It is named by its module, so that another process can find it. With `quietly`, nothing is
    written where it runs: the outcome has it.
    """

    module: str
    name: str
    given: Mapping[str, Any]
    as_json: bool
    quiet: bool
    quietly: bool

    def __call__(self, settings: Settings) -> Outcome:
        """Run it and return what came of it; raises nothing."""
        if not self.quietly:
            return self._outcome(settings)
        said, warned = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(warned):
            outcome = self._outcome(settings)
        return replace(outcome, said=said.getvalue(), warned=warned.getvalue())

    def _outcome(self, settings: Settings) -> Outcome:
        from goofer_py.cli.run import Run

        output = Output(self.name, as_json=self.as_json, quiet=self.quiet)
        output.addressed = address(settings)
        name = settings.database or ""
        code, error = 0, None
        try:
            body = getattr(import_module(self.module), self.name).body
            body(Run(output, None, {}, settings.database, settings), **self.given)
        except typer.Exit as ended:
            code = ended.exit_code
        except (KeyboardInterrupt, typer.Abort):
            code, error = _INTERRUPTED, output.described(Interrupted("Stopped by a signal."))
        except Exception as raised:  # noqa: BLE001 - it is told, and the others go on
            code = raised.exit_code if isinstance(raised, GooferError) else 1
            error = output.described(raised)
        fields = json.loads(json.dumps(output.fields, default=plain))
        if error is None:
            return Outcome(name, DONE if code == 0 else FAILED, output.summary, code, fields)
        return Outcome(name, FAILED, _short(error["message"]), code, fields, error)


def address(settings: Settings) -> str:
    """Return the option that names one of several databases."""
    return "" if settings.database is None else f"--db {settings.database}"


def everywhere(
    run: Run, body: Callable[..., None], guard: Guard | None, many: Many, given: Mapping[str, Any]
) -> None:
    """Run a command on every database in its order, and tell what came of each.

    Raises SomeFailed, and UsageError before anything is done for what is for one database alone.
    """
    everything = _settings(run)
    present = [one for one in everything if not one.absent]
    if guard is not None:
        for one in present:
            guard(replace_run(run, one), **given)
    jobs = many.jobs or 1
    call = Call(
        body.__module__, body.__name__, given, run.output.as_json, run.output.quiet, jobs > 1
    )
    outcomes = {
        one.database or "": Outcome(
            one.database or "", SKIPPED, f"only in {' and '.join(one.environments)}"
        )
        if one.absent
        else Outcome(one.database or "", NOT_RUN)
        for one in everything
    }
    for outcome in _done(run, call, present, jobs, keep_going=many.keep_going):
        outcomes[outcome.name] = outcome
    _report(run, list(outcomes.values()))


def replace_run(run: Run, settings: Settings) -> Run:
    """Return the same call on one of the databases."""
    return replace(run, database=settings.database, chosen=settings)


def _settings(run: Run) -> tuple[Settings, ...]:
    import os

    for option in ("url", "directory"):
        if run.flags.get(option) is not None:
            raise UsageError(
                f"--{option} is for one database, and --db all is for every one of them.",
                hint=f"leave --{option} out, or name a database with --db",
            )
    everything = load_all_settings(run.config, os.environ, run.flags)
    for one in everything:
        if not one.absent and one.without_url:
            raise ConfigError(one.without_url, hint="set it, or name a database with --db")
    return everything


def _done(
    run: Run, call: Call, units: Sequence[Settings], jobs: int, *, keep_going: bool
) -> list[Outcome]:
    def go_on(outcome: Outcome | Lost) -> bool:
        if isinstance(outcome, Lost):
            return keep_going
        return outcome.code == 0 or (keep_going and outcome.code != _INTERRUPTED)

    def told(settings: Settings) -> Outcome:
        run.output.say(f"== {settings.database}")
        outcome = call(settings)
        _tell_error(run, outcome)
        return outcome

    if jobs == 1:
        return [_found(one) for _, one in on_each(told, units, 1, go_on)]
    outcomes = []
    for index, result in on_each(call, units, jobs, go_on):
        outcome = _lost(units[index], result) if isinstance(result, Lost) else result
        run.output.say(f"== {outcome.name}")
        run.output.pass_on(outcome.said, outcome.warned)
        _tell_error(run, outcome)
        outcomes.append(outcome)
    return outcomes


def _found(outcome: Outcome | Lost) -> Outcome:
    assert isinstance(outcome, Outcome)  # noqa: S101 - one job has no process to lose
    return outcome


def _lost(settings: Settings, lost: Lost) -> Outcome:
    message = (
        f"The process that worked on it ended with {lost.code}. What it had done is in the history;"
        " a transaction that was open is undone."
    )
    error = {"code": "Lost", "message": message, "hint": f"goofer status {address(settings)}"}
    return Outcome(settings.database or "", FAILED, _short(message), 1, {}, error)


def _tell_error(run: Run, outcome: Outcome) -> None:
    if outcome.error is not None and not run.output.as_json:
        write_error(outcome.error["message"], outcome.error["hint"])


def _report(run: Run, outcomes: Sequence[Outcome]) -> None:
    rows = [(one.name, one.state, one.detail) for one in outcomes]
    run.output.say()
    run.output.table(("database", "result", ""), rows)
    run.output.result(databases=[_fields(one) for one in outcomes])
    failed = [one for one in outcomes if one.state == FAILED]
    if failed:
        raise _some_failed(run, failed, [one.name for one in outcomes if one.state == NOT_RUN])


def _fields(outcome: Outcome) -> dict[str, Any]:
    head = {"name": outcome.name, "result": outcome.state, "detail": outcome.detail}
    error = {} if outcome.error is None else {"error": outcome.error}
    return {**head, **error, **({"fields": outcome.fields} if outcome.fields else {})}


def _some_failed(run: Run, failed: Sequence[Outcome], left: Sequence[str]) -> SomeFailed:
    names = [one.name for one in failed]
    codes = {one.code for one in failed}
    rest = f" Not run: {joined(list(left))}." if left else ""
    hint = f"goofer {run.output.command} --db {names[0]}"
    if left:
        hint += ", then again with --db all"
    return SomeFailed(
        f"Failed: {joined(names)}.{rest}",
        failed=names,
        left=left,
        code=codes.pop() if len(codes) == 1 else 1,
        hint=hint,
    )


def _short(message: str) -> str:
    first = message.strip().partition("\n")[0]
    return first if len(first) <= _LONGEST else f"{first[: _LONGEST - 3]}..."
