"""The program `goofer`."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from goofer_py import __version__
from goofer_py.cli.command import common
from goofer_py.cli.group import Group

EPILOG = """\
\b
Exit codes:
  0    done
  1    failed; the message says what state things are in
  2    the command line or a setting is wrong; nothing was touched
  3    --check found changes
  4    another run holds the database
  5    the database does not match its history and files
  6    a data check failed
  7    a run failed, and could not go back to where it started
  8    a precheck failed and nothing was started, or bad health stopped the run
  9    a hazard is at or above fail_on; nothing was started
  130  stopped by a signal

\b
Settings come from goofer.toml, [tool.goofer] in pyproject.toml, variables GOOFER_*
and options; the later one wins. GOOFER_DEBUG=1 shows the traceback of an error.
"""

app = typer.Typer(
    name="goofer",
    cls=Group,
    rich_markup_mode=None,
    epilog=EPILOG,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback(invoke_without_command=True)
@common
def root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)
    ] = False,
) -> None:
    """Write proved SQL migrations from the entities a program declares, and run them."""
    if version:
        typer.echo(f"goofer {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


def main() -> None:
    """Run the command line; exits with the code of the outcome."""
    # All that was imported stays to the end. Without this, Python looks through it for garbage
    # while the command runs and again at its exit: a fifth of the time of a short command.
    gc.freeze()
    try:
        app()
    finally:
        gc.freeze()
