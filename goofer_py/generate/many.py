"""Many migrations, looked through and run in an empty database, before one takes their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from goofer_py.errors import UnknownVersion, UsageError
from goofer_py.generate.data_statements import DataStatement, data_statements
from goofer_py.generate.from_nothing import read_whole
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.directives import Directives
from goofer_py.migrate.failure import in_a_spare
from goofer_py.migrate.history import TABLE
from goofer_py.migrate.lease_table import own_tables
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.script import directives_of
from goofer_py.migrate.sources import MigrationSource
from goofer_py.migrate.spelled import spelled
from goofer_py.schema import Name, Schema, SchemaObject
from goofer_py.schema.access import ACCESS

_EVERYTHING = Scope(exclude=("goofer_*",))
"""What drops put aside is for ways back that will be gone."""
_KEPT = "goofer_kept"


@dataclass(frozen=True, slots=True)
class Many:
    """The migrations up to one version, and what each of them says and does besides the schema."""

    migrations: tuple[Migration, ...]
    said: Mapping[str, Directives]
    code: tuple[Migration, ...]
    statements: tuple[DataStatement, ...]

    @property
    def last(self) -> Migration:
        """The one whose version the squashed one has."""
        return self.migrations[-1]

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions, in their order."""
        return tuple(one.version for one in self.migrations)

    @property
    def earlier(self) -> tuple[str, ...]:
        """The versions that some of these had replaced themselves."""
        found = (
            version
            for said in self.said.values()
            for version in (*said.replaces_too, *said.replaces)
        )
        return tuple(dict.fromkeys(one for one in found if one not in self.versions))


def many_up_to(source: MigrationSource, target: str, migrator: Migrator) -> Many:
    """Return the migrations up to a version or the latest; raises UnknownVersion, UsageError."""
    titles = source.names()
    names = list(titles)
    last = names[-1] if target == "latest" and names else spelled(target, titles)
    if last is None:
        raise UnknownVersion(target, names)
    migrations = tuple(source.migration(one) for one in names if int(one) <= int(last))
    if len(migrations) < 2:
        raise UsageError(
            f"{migrations[0].title} is the only migration up to {last}. Nothing was written.",
            hint="goofer squash --to a later version",
        )
    sql = [one for one in migrations if _is_sql(one)]
    syntax = migrator.session.syntax
    statements = tuple(
        found
        for one in sql
        if one.up.path is not None
        for found in data_statements(one.up.text, one.up.path, syntax)
    )
    said = {one.version: directives_of(one.up) for one in migrations}
    return Many(migrations, said, tuple(one for one in migrations if one not in sql), statements)


def _is_sql(migration: Migration) -> bool:
    path = migration.up.path
    return path is not None and path.suffix == ".sql"


@dataclass(frozen=True, slots=True)
class Built:
    """What a database holds: its schema, the statements that insert its rows, its counters.

    `wrote` tells which migration left how many rows in which tables.
    """

    schema: Schema
    rows: Mapping[Name, str] = field(default_factory=dict)
    counters: tuple[str, ...] = ()
    wrote: Mapping[str, Mapping[Name, int]] = field(default_factory=dict)


def build_many(migrator: Migrator, many: Many) -> Built:
    """Run the migrations in an empty database, looking behind each that may write rows."""
    looked = {one.title for one in many.code}
    looked |= {place.place.partition(".")[0] for place in many.statements}
    empty = read_all(migrator)
    before: Mapping[Name, int] | None = {}
    wrote: dict[str, Mapping[Name, int]] = {}
    for one in many.migrations:
        if one.title in looked and before is None:
            before = _counts(migrator)
        # What is run again whenever it changes is no part of it, and would follow the last.
        with in_a_spare():
            migrator.run_migration(one.version)
        if one.title not in looked:
            before = None
            continue
        after, known = _counts(migrator), before or {}
        added = {name: after[name] - known.get(name, 0) for name in after}
        wrote |= {one.title: {name: number for name, number in added.items() if number > 0}}
        before = after
    found = built(migrator, empty)
    return replace(found, wrote={title: added for title, added in wrote.items() if added})


def built(migrator: Migrator, empty: Schema) -> Built:
    """Return what is in a database besides what it had when it was `empty`."""
    session = migrator.session
    introspector = introspector_for(session.dialect)
    schema = read_all(migrator)
    given = empty.objects_by_key
    new = tuple(one for one in schema.objects if given.get(one.key) != one)
    schema = replace(schema, objects=new)
    inserted = ((table.name, introspector.inserted(session, table)) for table in schema.tables)
    rows = {name: text for name, text in inserted if text is not None}
    return Built(schema, rows, introspector.counters(session))


def read_all(migrator: Migrator) -> Schema:
    """Return the whole schema, with owners and grants as far as they are not the usual ones."""
    session = migrator.session
    introspector = introspector_for(session.dialect, ACCESS)
    schema, _ = read_whole(session, introspector, _EVERYTHING, own_tables(TABLE))
    own = _own_role(migrator, schema)
    names = tuple(one for one in schema.namespaces if not one.startswith(_KEPT))
    objects = tuple(one for one in schema.objects if not _goes_without_saying(one, own))
    return replace(schema, namespaces=names, objects=objects)


def _goes_without_saying(one: SchemaObject, own: str) -> bool:
    of_kept = one.table is not None and (one.table.schema or "").startswith(_KEPT)
    return of_kept or (one.kind == "owner" and one.detail("role") == own)


def _own_role(migrator: Migrator, schema: Schema) -> str:
    if not any(one.kind == "owner" for one in schema.objects):
        return ""
    return str(migrator.session.query("SELECT current_user")[0][0])


def _counts(migrator: Migrator) -> dict[Name, int]:
    session = migrator.session
    schema, _ = read_whole(session, introspector_for(session.dialect), _EVERYTHING, ())
    return dict(_counted(migrator, schema))


def _counted(migrator: Migrator, schema: Schema) -> Iterator[tuple[Name, int]]:
    for table in schema.tables:
        name = migrator.session.dialect.qualified(table.name)
        yield table.name, migrator.session.query(f"SELECT count(*) FROM {name}")[0][0]
