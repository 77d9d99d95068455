"""The frame around every command: common options, errors, the JSON object."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Concatenate, ParamSpec

import typer

from goofer_py.cli.options import gathered, options_of, parameters_of, single_options
from goofer_py.cli.output import Output
from goofer_py.cli.run import Run
from goofer_py.errors import Interrupted, UsageError

P = ParamSpec("P")

_META = "goofer.common"
_CONTEXT = "context"


class LogFormat(Enum):
    """How it is told what goes on."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Common:
    """The options of every command."""

    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON object to stdout and nothing else.")
    ] = False
    log_format: Annotated[
        LogFormat | None,
        typer.Option(
            "--log-format",
            metavar="FORMAT",
            help="How to report progress on stderr: text, or json for one line per event.",
        ),
    ] = None
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Write only what was asked for, and errors.")
    ] = False
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="The database to work on.")
    ] = None
    directory: Annotated[
        str | None,
        typer.Option("--directory", "--dir", metavar="DIR", help="The folder of the migrations."),
    ] = None
    recursive: Annotated[
        bool,
        typer.Option("--recursive", help="Look for migrations in subfolders too."),
    ] = False
    db: Annotated[
        str | None,
        typer.Option(
            "--db",
            metavar="NAME",
            help="Which database of the settings file to work on; all, for commands that take it.",
        ),
    ] = None
    tenant: Annotated[
        str | None,
        typer.Option("--tenant", metavar="NAME", help="Which tenant to work on."),
    ] = None
    env: Annotated[
        str | None,
        typer.Option("--env", metavar="NAME", help="The environment: what the database is for."),
    ] = None
    config: Annotated[
        str | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="The settings file to read; GOOFER_CONFIG sets it too.",
        ),
    ] = None


_COMMON = tuple(options_of(Common))
_NAMES = tuple(parameter.name for parameter in _COMMON)


def command(body: Callable[Concatenate[Run, P], None]) -> Callable[..., None]:
    """Return `body` as typer calls it: with the common options, and with errors told.

    A parameter that is a dataclass has an option or argument for each of its fields.
    """
    own = parameters_of(body)

    @wraps(body)
    def called(**given: Any) -> None:
        context: typer.Context = given.pop(_CONTEXT)
        run = _run(context, {name: given.pop(name) for name in _NAMES})
        run.output.addressed = address(run.database, run.tenant)
        run.output.environment = environment_of(run.flags)
        try:
            body(run, **gathered(own, given))  # type: ignore[call-arg]
            run.output.finish()
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            raise typer.Exit(run.output.fail(Interrupted("Stopped by Ctrl-C."))) from None
        except Exception as error:
            raise typer.Exit(run.output.fail(error)) from error

    called.__signature__ = _signature(own)  # type: ignore[attr-defined]
    called.__annotations__ = {}
    return called


def address(database: str | None, tenant: str | None) -> str:
    """Return the options by which one of many databases is called."""
    import shlex

    named = (("--db", database), ("--tenant", tenant))
    return " ".join(f"{option} {shlex.quote(name)}" for option, name in named if name is not None)


def environment_of(flags: Mapping[str, object]) -> str:
    """Return the option by which the environment was named, as it is typed again."""
    import shlex

    name = flags.get("environment")
    return "" if name is None else f"--env {shlex.quote(str(name))}"


def common(root: Callable[[typer.Context], None]) -> Callable[..., None]:
    """Return `root`, called before the command, with the common options in front of a command."""

    @wraps(root)
    def called(**given: Any) -> None:
        context: typer.Context = given.pop(_CONTEXT)
        context.meta[_META] = {name: given.pop(name) for name in _NAMES}
        root(context, **given)

    called.__signature__ = _signature(parameters_of(root))  # type: ignore[attr-defined]
    called.__annotations__ = {}
    return called


def _signature(own: tuple[inspect.Parameter, ...]) -> inspect.Signature:
    kind = inspect.Parameter.KEYWORD_ONLY
    context = inspect.Parameter(_CONTEXT, kind, annotation=typer.Context)
    return inspect.Signature((*single_options(own), *_COMMON, context))


def _refuse_empty(options: Mapping[str, Any]) -> None:
    """Raise UsageError for an option with an empty value, such as that of a variable not set."""
    for name, value in options.items():
        if value == "":
            raise UsageError(
                f"--{name} is empty. Nothing was done.", hint="give it a value, or leave it out"
            )


def _run(context: typer.Context, options: Mapping[str, Any]) -> Run:
    before: Mapping[str, Any] = context.meta.get(_META, {})
    _refuse_empty({**before, **{k: v for k, v in options.items() if v is not None}})
    # What stands after the command is nearer to it and wins.
    chosen = {name: value or before.get(name) for name, value in options.items()}
    output = Output(
        context.info_name or "",
        as_json=bool(chosen["as_json"]),
        quiet=bool(chosen["quiet"]),
        log_json=chosen["log_format"] is LogFormat.JSON,
    )
    config = chosen["config"] or os.environ.get("GOOFER_CONFIG")
    return Run(
        output,
        Path(config) if config else None,
        {
            "url": chosen["url"],
            "directory": chosen["directory"],
            "recursive": chosen["recursive"] or None,
            "environment": chosen["env"],
        },
        chosen["db"] or os.environ.get("GOOFER_DB"),
        chosen["tenant"],
    )
