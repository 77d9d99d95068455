"""How many databases a command works on, and who is asked before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from goofer_py.cli.called import Outcome
    from goofer_py.cli.run import Run

Guard = Callable[..., None]
"""Is called for each database before anything is done in any; raises what stands in the way."""

Told = Callable[["Run", Sequence["Outcome"]], None]
"""Tells what came of all databases together."""
Merged = Callable[[Mapping[str, Any]], Told | None]
"""Returns what tells all together, by the options given; None where each tells its own."""


@dataclass(frozen=True, slots=True)
class Many:
    """How many databases are worked on."""

    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            metavar="N",
            help="With many databases, how many to work on at a time.",
        ),
    ] = None
    keep_going: Annotated[
        bool,
        typer.Option(
            "--keep-going", "-k", help="With many databases, continue after one that failed."
        ),
    ] = False

    @property
    def source(self) -> str | None:
        """Where the names of tenants come from, None for what the settings say."""
        return None


@dataclass(frozen=True, slots=True)
class ManyTenants(Many):
    """How many databases and tenants are worked on."""

    tenants: Annotated[
        str | None,
        typer.Option(
            "--tenants",
            metavar="SOURCE",
            help="Work on all tenants; their names come from a query, a file, or cmd: and a"
            " command.",
        ),
    ] = None

    @property
    def source(self) -> str | None:
        """Where the names of tenants come from, None for what the settings say."""
        return self.tenants
