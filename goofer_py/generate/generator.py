"""From the registry's entities to a proved pair of migration files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from goofer_py.dialects.dialect import Dialect
from goofer_py.diff.differ import diff
from goofer_py.diff.hints import Hints
from goofer_py.diff.recased import recased
from goofer_py.diff.renames import after_renames, renames
from goofer_py.diff.resolve import hints_done, settle_objects
from goofer_py.errors import ScratchRefused, UsageError
from goofer_py.generate import access
from goofer_py.generate.adopted import check_unmanaged, with_adopted
from goofer_py.generate.canonical import by_rules, canonical
from goofer_py.generate.comparison import Comparison
from goofer_py.generate.current import with_pending
from goofer_py.generate.draft import Draft
from goofer_py.generate.drafter import Drafter
from goofer_py.generate.followed import moved_wholes
from goofer_py.generate.garbage import no_collections
from goofer_py.generate.options import GenerateOptions
from goofer_py.generate.partitions import keeping_partitions
from goofer_py.generate.renamed import respelled
from goofer_py.generate.renames_asked import renames_asked
from goofer_py.generate.render import Renderer
from goofer_py.generate.stages.shapes import Shapes, names_after, shape_name
from goofer_py.generate.told import Told, without_circles, without_past_answers
from goofer_py.generate.unreadable import check_readable
from goofer_py.introspect.ignore import Ignore
from goofer_py.introspect.introspector import Introspector
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.files import next_version
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.sources import DirectorySource
from goofer_py.registry import Desired, SchemaRegistry
from goofer_py.schema import Schema, SchemaObject
from goofer_py.schema.access import ACCESS
from goofer_py.stores.registry import Database, in_memory
from goofer_py.stores.store import Session


class MigrationGenerator:
    """Compares the entities with a database and writes what leads from one to the other.

    Migrations in `directory` that `database` (a URL, Engine, Connection, Store or Migrator) has
    not seen yet count as done. Without a `database` everything is compared with what the
    migrations in `directory` build, which only a dialect with databases in memory can try.
    """

    def __init__(
        self,
        registry: SchemaRegistry,
        dialect: Dialect | str,
        directory: Path | str,
        *,
        database: Database | Migrator | None = None,
        options: GenerateOptions | None = None,
    ) -> None:
        self.registry = registry
        self.directory = Path(directory)
        self.options = options or GenerateOptions()
        name = dialect if isinstance(dialect, str) else dialect.name
        if not isinstance(database, Migrator):
            database = Migrator(in_memory(name) if database is None else database, self.directory)
        self.migrator = database
        self._folders = database.source.folders or DirectorySource(self.directory)
        if self.dialect.name != name:
            raise UsageError(f"{self.session.database} does not speak {name}.")

    @property
    def session(self) -> Session:
        """The open connection to the database."""
        return self.migrator.session

    @property
    def dialect(self) -> Dialect:
        """The dialect of the session."""
        return self.session.dialect

    @cached_property
    def renderer(self) -> Renderer:
        """Renders for this dialect."""
        return Renderer(self.dialect, self.options.templates)

    @cached_property
    def introspector(self) -> Introspector:
        """Reads this dialect."""
        return introspector_for(self.dialect, self.options.manage)

    def compare(self) -> Comparison:
        """Compare the database with the entities; renames are settled by hints and answers.

        Raises AnswerNeeded when a likely rename has no answer.
        """
        with no_collections():
            return self._compare()

    def _compare(self) -> Comparison:
        likely = self._scope(self.registry.schemas(self.session.default_schema))
        with self.introspector.ahead(self.session, likely) as read:
            wanted = self._wanted()
            scope = self._scope(_schemas(wanted))
            current = read(scope)
        current = self._past_pending(current)
        return self._compared(scope.within(current), scope.within(wanted.schema), wanted)

    def _past_pending(self, current: Schema) -> Schema:
        session, introspector, renderer = self.session, self.introspector, self.renderer
        try:
            return with_pending(current, self._pending(), session, introspector, renderer)
        except ScratchRefused as error:
            if self.options.prove:
                raise
            missing = "Nobody knows then what pending migrations will make."
            raise _without_rules(error, missing, "goofer migrate") from error

    def compare_with(self, read: Callable[[Scope], Schema]) -> Comparison:
        """Compare any schema of this dialect with the entities; the database is only asked things.

        `read` is called with what to look at: the scope of the options, and the schemas that the
        entities are in. Raises AnswerNeeded when a likely rename has no answer.
        """
        wanted = self._wanted()
        scope = self._scope(_schemas(wanted))
        current = self.dialect.canonical(read(scope))
        return self._compared(scope.within(current), scope.within(wanted.schema), wanted)

    def _wanted(self) -> Desired:
        driver = type(self.session.connection).__module__.partition(".")[0]
        return self.registry.desired(self.dialect, self.session.default_schema, driver)

    def _scope(self, schemas: Iterable[str]) -> Scope:
        """Return what is looked at, the schemas of the entities included."""
        scope = self.options.scope
        return replace(scope, namespaces=tuple(dict.fromkeys((*scope.namespaces, *schemas))))

    def _compared(self, current: Schema, desired: Schema, wanted: Desired) -> Comparison:
        if self.options.versioned_views and not self.dialect.capabilities.search_path:
            raise _without_search_path(self.dialect.server)
        if self.options.column_order and not self.dialect.capabilities.orders_columns:
            raise _without_order(self.dialect.server)
        ignore = self.options.scope.ignore.merged(Ignore(parts=wanted.left_out))
        declared = wanted.hints
        desired = self.dialect.canonical(desired)
        desired = _with_left_out(ignore.keeping(desired, current), current)
        told = Told(self._folders.up_files)
        choices, past = without_past_answers(self.options.choices, current, told)
        hints = declared.merged(choices.hints(current, desired))
        hints, swapped = without_circles(hints, current, told)
        hints = recased(current, desired, hints, self.dialect.capabilities.caseless)
        desired = access.without_unmanaged(desired, self.options.manage)
        managed = {*self.options.manage, *(one.kind for one in desired.declared if one.kind)}
        declared_as = desired
        hints, desired, ruled = renames_asked(
            current, desired, hints, choices.rename, self._spelled
        )
        managed |= {one.kind for one in desired.objects}
        # What belongs to the whole database may be there for somebody else.
        managed -= self.dialect.capabilities.database_wide - {*self.options.manage}
        kinds = {k for k in managed - {*ACCESS} if self.dialect.renameable(k)}
        asked = settle_objects(after_renames(current, hints), desired, kinds, choices.rename)
        hints = hints.merged(asked)
        renamed = self._respelled(current, hints)
        left = access.left_alone(desired, ignore)
        trial = (self.session, self.introspector, self.renderer)
        moves, after = moved_wholes(after_renames(current, hints), desired, renamed, *trial)
        if renamed is not None:
            check_unmanaged(after, renamed, managed)
            after = replace(after, objects=renamed)
        desired = with_adopted(ignore.keeping(desired, after), after, managed, left)
        if not self.options.whole:
            desired = keeping_partitions(desired, after, hints)
        operations = diff(
            after if moves else current,
            desired,
            hints,
            self.dialect,
            renamed,
            column_order=self.options.column_order,
        )
        check_readable(operations, declared_as, self.dialect)
        done = (*hints_done(current, declared), *swapped, *past)
        return Comparison(current, desired, (*moves, *operations), done, by_rules=ruled)

    def _respelled(self, current: Schema, hints: Hints) -> tuple[SchemaObject, ...] | None:
        steps = tuple(renames(current, hints))
        return respelled(current, steps, self.session, self.introspector, self.renderer)

    def _spelled(self, desired: Schema, current: Schema) -> tuple[Schema, bool]:
        """Return `desired` canonical, and whether rules alone had to tell.

        Raises ScratchRefused where a proof is asked for, which needs a scratch as well, and where
        statements are declared.
        """
        try:
            found = canonical(desired, current, self.session, self.introspector, self.renderer)
        except ScratchRefused as error:
            if desired.declared:
                missing = "No rule can say what declared views, functions and the like are."
                raise _without_rules(error, missing) from error
            if self.options.prove:
                raise
            return by_rules(desired, current), True
        return found, False

    def draft(self, name: str | None = None, found: Comparison | None = None) -> Draft | None:
        """Return the migration that `generate` would write, None when nothing differs.

        `found` is what `compare` just returned. Raises UnsafeChange when rows stand in the way,
        ProofFailed when the trial fails.
        """
        found = found or self.compare()
        if not found.operations:
            return None
        version = next_version(self.options.clock.now(), self._versions())
        trial = (self.session, self.introspector, self.renderer)
        drafter = Drafter(*trial, self.options, self._shapes(version))
        return drafter.draft(found, version, name)

    def _shapes(self, version: str) -> Shapes | None:
        """Return the views around a change, None where there are none and none are wanted."""
        if not self.dialect.capabilities.search_path:
            return None
        of, wanted = self.session.default_schema or "public", self.options.versioned_views
        standing = names_after(self.introspector.shapes(self.session), self._pending())
        if not standing and not wanted:
            return None
        if of in standing:
            raise _inside_views(of)
        last = next(reversed(self._versions()), "before")
        coming, first = shape_name(of, version), shape_name(of, last)
        return Shapes(of, standing, coming if wanted else None, first)

    def generate(self, name: str | None = None) -> Draft | None:
        """Write the migration's two files and return it; None when nothing differs."""
        draft = self.draft(name)
        if draft is not None:
            self.write(draft)
        return draft

    def write(self, draft: Draft) -> None:
        """Write all files; the folder is made when it is not there, and no file is replaced."""
        source = DirectorySource(self.directory)
        for one in draft.all:
            if one.code is None:
                source.write(one.version, one.name, one.up, one.down)
            else:
                source.write_python(one.version, one.name, one.code)

    def missing(self) -> Mapping[str, str]:
        """Return the versions and names of applied migrations whose files are gone."""
        return self.migrator.status().missing if self._folders.is_there else {}

    def _pending(self) -> list[Migration]:
        return self.migrator.pending_migrations() if self._folders.is_there else []

    def _versions(self) -> list[str]:
        return self.migrator.known_versions() if self._folders.is_there else []


def _schemas(wanted: Desired) -> Iterable[str]:
    return (*wanted.schema.namespaces, *wanted.hints.namespaces.values())


def _without_rules(error: ScratchRefused, missing: str, hint: str = "") -> ScratchRefused:
    """Return the refusal for what rules cannot do either."""
    right = (error.hint or "").partition(", or go without")[0]
    return ScratchRefused(
        f"{error.message} {missing}",
        database=error.database,
        server=error.server,
        hint=hint or right,
    )


def _without_order(server: str) -> UsageError:
    return UsageError(
        f"column_order is set, and {server} adds every column last and moves none. "
        "Nothing was written.",
        hint="column_order = false, in the settings of the environment with this database",
    )


def _inside_views(schema: str) -> UsageError:
    return UsageError(
        f"The search path of this URL begins with {schema}, which shows the tables to programs of "
        "one version: goofer works on the tables themselves. Nothing was written.",
        hint="leave the search path out of the URL in goofer's settings",
    )


def _without_search_path(server: str) -> UsageError:
    return UsageError(
        f"versioned_views is set, and programs on {server} choose no schema by a search path: only "
        "those on PostgreSQL do. Nothing was written.",
        hint="versioned_views = false, in the settings of the environment with this database",
    )


def _with_left_out(desired: Schema, current: Schema) -> Schema:
    """Return `desired` with the tables, as they are, that the entities say are not managed."""
    wanted = desired.by_name
    left_out = {one.name for one in desired.unmanaged if one.name not in wanted}
    kept = (table for table in current.tables if table.name in left_out)
    return replace(desired, tables=(*desired.tables, *kept))
