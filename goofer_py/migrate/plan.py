"""What a run would do."""

from __future__ import annotations

from goofer_py.migrate.choice import Choice, Chooser
from goofer_py.migrate.find import find
from goofer_py.migrate.history import History
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.results import PlannedMigration, RunPlan
from goofer_py.migrate.script import directives_of
from goofer_py.migrate.sources import MigrationSource


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
        tuple(_planned(migration, choice.direction) for migration in found),
        chooser.skipped_titles,
    )


def _planned(migration: Migration, direction: str) -> PlannedMigration:
    script = migration.script(direction)
    notes = directives_of(script).notes()
    return PlannedMigration(
        migration.version, migration.name, direction, script.path, script.text, notes
    )
