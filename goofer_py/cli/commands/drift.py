"""goofer drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goofer_py.cli.each import command_on_each
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import DirtyOrDrifted

if TYPE_CHECKING:
    from goofer_py.generate.drift import Discrepancy, Drift


@command_on_each()
def drift(run: Run) -> None:
    """Say what in the database is not as its migrations made it.

    Runs the migrations that the history says are applied in an empty database of its own, and
    compares: what differs was changed by hand or by another tool. Each difference names the
    migration that touched the thing last. Changes nothing. Exits with 0 when nothing differs, and
    with 5 when something does.
    """
    found, database = run.project.drift()
    run.output.result(**_fields(found, database))
    for one in found.discrepancies:
        _show(run, one, found)
    for limit in found.limits:
        run.output.say(f"not compared: {limit}")
    if found.discrepancies:
        raise DirtyOrDrifted(
            f"{database} differs in {count(len(found.discrepancies), 'place')} from what its"
            " migrations made. Nothing was changed.",
            hint=f"goofer diff --sql {database} migrations, for the statements that lead back",
        )
    made = f"as its {count(len(found.applied), 'migration')} made it"
    run.output.summary = "no drift"
    run.output.say(f"No drift: {database} is {made}.")


def _fields(found: Drift, database: str) -> dict[str, Any]:
    from goofer_py.schema.document import written

    return {
        "database": database,
        "drifted": bool(found.discrepancies),
        "applied": len(found.applied),
        "differences": [
            {
                "state": one.state,
                "kind": one.piece.kind,
                "name": one.piece.name,
                "expected": written(one.expected),
                "found": written(one.found),
                "version": one.migration,
                "migration": found.applied.get(one.migration or ""),
            }
            for one in found.discrepancies
        ],
        "not_compared": list(found.limits),
    }


def _show(run: Run, one: Discrepancy, found: Drift) -> None:
    from goofer_py.cli.definition import definition_lines

    version, whose = one.migration, "table " if one.by_table else ""
    by = "" if version is None else f" ({whose}last touched by {version}_{found.applied[version]})"
    run.output.show(f"{one}{by}")
    for side, piece in (("migrations", one.expected), ("database", one.found)):
        for number, line in enumerate(definition_lines(piece)):
            run.output.show(f"  {f'{side}:' if number == 0 else '':<12}{line}")
