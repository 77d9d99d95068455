"""Commands that can be told to work on many databases: all of the settings file, all tenants."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from goofer_py.cli.command import command
from goofer_py.cli.many_options import Guard, Many, ManyTenants, Merged
from goofer_py.cli.options import parameters_of
from goofer_py.cli.run import Run
from goofer_py.config.databases import ALL
from goofer_py.errors import UsageError

P = ParamSpec("P")

_MANY = "many"


def command_on_each(
    *,
    guard: Guard | None = None,
    tenants: bool = True,
    merged: Merged | None = None,
    dry: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Callable[[Callable[Concatenate[Run, P], None]], Callable[..., None]]:
    """Make a command of a body that takes `--db all` too, and works on all tenants.

    It is called for each of them then, with a run and an output of its own. `guard` is called for
    all of them before the first. Without `tenants` it is called once for all tenants of a
    database, for what does not look at any. `merged` may give what tells the outcomes together,
    in the place of what the body writes for each and of the table at the end. `dry` says by the
    options given whether it only shows what it would do.
    """
    kind = ManyTenants if tenants else Many

    def decorate(body: Callable[Concatenate[Run, P], None]) -> Callable[..., None]:
        @wraps(body)
        def on_each(run: Run, /, **given: Any) -> None:
            many: Many = given.pop(_MANY)
            if many.source is not None:
                run = replace(run, flags={**run.flags, "tenants": many.source})
            if run.database == ALL or (tenants and run.settings.many_tenants):
                from goofer_py.cli.everywhere import everywhere

                told = merged(given) if merged is not None else None
                is_dry = dry is not None and dry(given)
                everywhere(
                    run,
                    body,
                    guard or _nothing,
                    many,
                    given,
                    tenants=tenants,
                    told=told,
                    dry=is_dry,
                )
                return
            _refuse(many)
            body(run, **given)  # type: ignore[call-arg]

        on_each.__signature__ = _signature(parameters_of(body), kind)  # type: ignore[attr-defined]
        on_each.__annotations__ = {}
        called = command(on_each)
        called.body = body  # type: ignore[attr-defined]
        return called

    return decorate


def _nothing(*_: Any, **__: Any) -> None:
    """Let all of them begin."""


def _signature(own: Sequence[inspect.Parameter], many: type[Many]) -> inspect.Signature:
    kind = inspect.Parameter.KEYWORD_ONLY
    first = inspect.Parameter("run", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Run)
    last = inspect.Parameter(_MANY, kind, annotation=many)
    return inspect.Signature((first, *(one.replace(kind=kind) for one in own), last))


def _refuse(many: Many) -> None:
    given = {"--jobs": many.jobs, "--keep-going": many.keep_going, "--tenants": many.source}
    for option, value in given.items():
        if value:
            raise UsageError(
                f"{option} is for many databases, and this is one.",
                hint=f"add --db {ALL}" if option != "--tenants" else "leave --tenant out",
            )
