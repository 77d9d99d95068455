"""goofer drift."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goofer_py.cli.each import command_on_each
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import DirtyOrDrifted

if TYPE_CHECKING:
    from goofer_py.generate.drift import Discrepancy, Drift


@command_on_each()
def drift(run: Run) -> None:
    """Find what in the database differs from what its migrations made.

    Runs the applied migrations in an empty database of its own, and compares: what differs was
    changed by hand or by another tool. Each difference names the migration that last changed the
    object. Changes nothing. Exits with 0 when nothing differs, and with 5 when something does.
    """
    from goofer_py.cli.drifted import drift_fields, drift_of

    found, database = drift_of(run)
    run.output.result(database=database, **drift_fields(found))
    for one in found.discrepancies:
        _show(run, one, found)
    for limit in found.limits:
        run.output.say(f"not compared: {limit}")
    if found.discrepancies:
        raise DirtyOrDrifted(
            f"{database} differs in {count(len(found.discrepancies), 'place')} from what its"
            " migrations made. Nothing was changed.",
            hint=_way_back(run, database),
        )
    made = f"as its {count(len(found.applied), 'migration')} made it"
    run.output.summary = "no drift"
    run.output.say(f"No drift: {database} is {made}.")


def _way_back(run: Run, database: str) -> str:
    if run.project.kind() is None:
        return f"goofer diff --sql {database} migrations, for the statements that lead back"
    return "change it back by hand, or write a migration that says what it is now"


def _show(run: Run, one: Discrepancy, found: Drift) -> None:
    version, whose = one.migration, one.whole if one.by_table else ""
    by = "" if version is None else f" ({whose}last touched by {version}_{found.applied[version]})"
    run.output.show(f"{one}{by}")
    for side, piece in (("migrations", one.expected), ("database", one.found)):
        for number, line in enumerate(_lines(one, piece)):
            run.output.show(f"  {f'{side}:' if number == 0 else '':<12}{line}")


def _lines(one: Discrepancy, piece: object) -> Iterator[str]:
    from goofer_py.cli.definition import definition_lines
    from goofer_py.stores.native_schema import Part

    if not isinstance(one.piece, Part):
        yield from definition_lines(piece)
    elif piece is not None:
        from goofer_py.cli.native_schema import line_of

        yield line_of(piece)
