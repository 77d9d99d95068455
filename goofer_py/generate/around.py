"""What a migration makes of the schema: tried in an empty database, behind all earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from goofer_py.dialects.dialect import Dialect
from goofer_py.dialects.splitter import split
from goofer_py.errors import UnfinishedStatement, UnknownVersion
from goofer_py.hazards.action import Action, RenameColumn, RenameTable
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.failure import in_a_spare
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.several.untouched import UNTOUCHED
from goofer_py.migrate.sources import MigrationSource
from goofer_py.migrate.spelled import spelled
from goofer_py.schema import Name, Schema
from goofer_py.stores.store import Store

_ALL: Final = "contract"


@dataclass(frozen=True, slots=True)
class Around:
    """The schema before a migration and after it.

    `tables` and `columns` are what its script renames: new names, with those before it. Columns
    are called by their tables' new names.
    """

    migration: Migration
    before: Schema
    after: Schema
    tables: dict[Name, Name]
    columns: dict[tuple[Name, str], str]


def around(source: MigrationSource, store: Store, scope: Scope, version: str) -> Around:
    """Return what is before and after the migration `version` ("latest" for the newest).

    All up to it run in an empty database beside `store`, which is not touched. Raises
    UnknownVersion, MigrationFailed, and ScratchRefused where the role may make no database.
    """
    names = source.names()
    versions = list(names)
    known = versions[-1] if version == "latest" and versions else spelled(version, names)
    if known is None:
        raise UnknownVersion(version, versions)
    earlier = versions.index(known)
    with (
        in_a_spare(),
        store.spare() as spare,
        Migrator(spare, source, lease=None, databases=UNTOUCHED) as migrator,
    ):
        if earlier:
            migrator.up(steps=earlier, phase=_ALL)
        before = _read(migrator, scope)
        migrator.up(steps=1, phase=_ALL)
        after = _read(migrator, scope)
        dialect = migrator.session.dialect
    migration = source.migration(known)
    tables, columns = renamed_by(_actions(migration, dialect))
    return Around(migration, before, after, tables, columns)


def renamed_by(
    actions: Iterator[Action],
) -> tuple[dict[Name, Name], dict[tuple[Name, str], str]]:
    """Return the tables and columns that are renamed, new names with old; over third names too."""
    tables: dict[Name, Name] = {}
    columns: dict[tuple[Name, str], str] = {}
    for action in actions:
        match action:
            case RenameTable(table=table, after=after):
                tables[after] = tables.pop(table, table)
                moved = [key for key in columns if key[0] == table]
                for key in moved:
                    columns[after, key[1]] = columns.pop(key)
            case RenameColumn(table=table, before=old, after=new):
                columns[table, new] = columns.pop((table, old), old)
    return (
        {new: old for new, old in tables.items() if new != old},
        {key: old for key, old in columns.items() if key[1] != old},
    )


def _actions(migration: Migration, dialect: Dialect) -> Iterator[Action]:
    """Yield what the statements of a script do; of code nothing is known."""
    path = migration.up.path
    if path is not None and path.suffix != ".sql":
        return
    try:
        for statement in split(migration.up.text, dialect.syntax):
            yield from dialect.read(statement.text).actions
    except UnfinishedStatement:
        return


def _read(migrator: Migrator, scope: Scope) -> Schema:
    session = migrator.session
    found = introspector_for(session.dialect).read(session, scope)
    return session.dialect.canonical(scope.managed(found))
