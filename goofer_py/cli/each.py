"""Commands that can be told to work on every database of the settings file."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, Concatenate, ParamSpec

import typer

from goofer_py.cli.command import command
from goofer_py.cli.options import parameters_of
from goofer_py.cli.run import Run
from goofer_py.config.databases import ALL
from goofer_py.errors import UsageError

P = ParamSpec("P")

_MANY = "many"

Guard = Callable[..., None]
"""Is called for each database before anything is done in any; raises what stands in the way."""


@dataclass(frozen=True, slots=True)
class Many:
    """How many databases are worked on."""

    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", min=1, metavar="N", help="With --db all: how many at the same time."
        ),
    ] = None
    keep_going: Annotated[
        bool,
        typer.Option("--keep-going", "-k", help="With --db all: go on after one that failed."),
    ] = False


def command_on_each(
    *, guard: Guard | None = None
) -> Callable[[Callable[Concatenate[Run, P], None]], Callable[..., None]]:
    """Make a command of a body that takes `--db all` too.

    It is called for each database then, with a run and an output of its own. `guard` is called
    for all of them before the first.
    """

    def decorate(body: Callable[Concatenate[Run, P], None]) -> Callable[..., None]:
        @wraps(body)
        def on_each(run: Run, /, **given: Any) -> None:
            many: Many = given.pop(_MANY)
            if run.database == ALL:
                from goofer_py.cli.everywhere import everywhere

                everywhere(run, body, guard, many, given)
                return
            _refuse(many)
            body(run, **given)  # type: ignore[call-arg]

        on_each.__signature__ = _signature(parameters_of(body))  # type: ignore[attr-defined]
        on_each.__annotations__ = {}
        called = command(on_each)
        called.body = body  # type: ignore[attr-defined]
        return called

    return decorate


def _signature(own: Sequence[inspect.Parameter]) -> inspect.Signature:
    kind = inspect.Parameter.KEYWORD_ONLY
    first = inspect.Parameter("run", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Run)
    many = inspect.Parameter(_MANY, kind, annotation=Many)
    return inspect.Signature((first, *(one.replace(kind=kind) for one in own), many))


def _refuse(many: Many) -> None:
    if many.jobs is not None or many.keep_going:
        option = "--jobs" if many.jobs is not None else "--keep-going"
        raise UsageError(f"{option} is for many databases.", hint=f"add --db {ALL}")
