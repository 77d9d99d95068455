"""What a run would do."""

from __future__ import annotations

from goofer_py.migrate.choice import Choice, Chooser, Repeatable
from goofer_py.migrate.find import find
from goofer_py.migrate.history import History
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.results import PlannedMigration, RunPlan
from goofer_py.migrate.script import directives_of
from goofer_py.migrate.several.names import noted
from goofer_py.migrate.sources import MigrationSource
from goofer_py.migrate.state import REPEATED


def planned(
    database: str,
    choice: Choice,
    chooser: Chooser,
    source: MigrationSource,
    history: History | None,
) -> RunPlan:
    """Return what would run, with the scripts; reads their files."""
    found = [
        find(version, choice.direction, source, chooser.names, history)
        for version in choice.versions
    ]
    return RunPlan(
        database,
        choice.direction,
        chooser.current,
        chooser.after(choice),
        (
            *(_planned(migration, choice.direction) for migration in found),
            *(_repeated(one) for one in choice.repeatables),
        ),
        chooser.skipped_titles,
        chooser.titled(choice.waiting),
    )


def _repeated(one: Repeatable) -> PlannedMigration:
    script = one.script
    notes, checksum = directives_of(script).notes(), script.checksum()
    return PlannedMigration(REPEATED, one.name, "repeat", script.path, script.text, notes, checksum)


def _planned(migration: Migration, direction: str) -> PlannedMigration:
    script = migration.script(direction)
    notes = (*directives_of(script).notes(), *noted(script))
    # Before the text is read: what changes in between is not taken for what was seen.
    checksum = script.checksum()
    return PlannedMigration(
        migration.version, migration.name, direction, script.path, script.text, notes, checksum
    )
