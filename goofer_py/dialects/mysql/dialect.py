"""MySQL 8.0 and later, MariaDB 10.6 and later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from goofer_py.dialects.mysql import (
    canonical,
    charsets,
    conversion,
    copying,
    kept,
    lower,
    modes,
    online,
    quoting,
    sameness,
    samples,
    table_options,
    text,
    versioning,
)
from goofer_py.dialects.mysql.capabilities import (
    OLDEST,
    OLDEST_MARIADB,
    MySQLCapabilities,
    capabilities,
)
from goofer_py.dialects.mysql.defaults import takes_only_expressions
from goofer_py.dialects.mysql.merging import MERGING
from goofer_py.dialects.mysql.object_rules import MySQLObjectRules
from goofer_py.dialects.mysql.syntax import MARIADB, MYSQL
from goofer_py.dialects.syntax import Syntax
from goofer_py.hazards.action import Reading
from goofer_py.operations import AlterColumn, Operation
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.operations.held_tables import HeldTables
from goofer_py.operations.refuse_rows import RefuseRows
from goofer_py.schema import Column, Name, Schema, Table


@dataclass(frozen=True, slots=True)
class MySQLDialect(MySQLObjectRules):
    """One version of MySQL or MariaDB; implements Dialect.

    `folds_tables` says that the server keeps names of tables in lower case, which is its setting
    lower_case_table_names = 1; `collation` is the default of the database, where it is known.
    `modes` are those of the session's sql_mode.
    """

    version: tuple[int, ...] = OLDEST
    mariadb: bool = False
    folds_tables: bool = False
    collation: str | None = None
    modes: frozenset[str] = frozenset()

    quote = staticmethod(quoting.quote)
    qualified = staticmethod(quoting.qualified)
    literal = staticmethod(quoting.literal)
    merging = MERGING
    sample = staticmethod(samples.sample)
    misfit = staticmethod(conversion.misfit)
    conversion = staticmethod(conversion.conversion)
    kept_table = staticmethod(kept.kept_table)
    kept_column = staticmethod(kept.kept_column)
    limits_of_options = staticmethod(versioning.limits_of_options)
    differs = staticmethod(sameness.differs)
    converts_alike = staticmethod(sameness.converts_alike)

    # What only the templates of this dialect ask for.
    plain = staticmethod(text.plain)
    new_partitions = staticmethod(table_options.new_partitions)
    charset_of = staticmethod(charsets.charset_of)

    @property
    def name(self) -> str:
        """The name of the dialect and of its folder of templates, for both servers."""
        return "mysql"

    @property
    def server(self) -> str:
        """Which of the two servers it is."""
        return "mariadb" if self.mariadb else self.name

    @property
    def syntax(self) -> Syntax:
        """How its scripts are cut into statements."""
        return MARIADB if self.mariadb else MYSQL

    @property
    def capabilities(self) -> MySQLCapabilities:
        """What this version can do."""
        found = capabilities(self.version, mariadb=self.mariadb)
        return replace(
            found,
            plain_backslashes="NO_BACKSLASH_ESCAPES" in self.modes,
            real_as_float="REAL_AS_FLOAT" in self.modes,
        )

    def canonical(self, schema: Schema) -> Schema:
        """Return `schema` as the server would describe it, as far as rules can tell."""
        return canonical.canonical(
            schema,
            self.capabilities,
            folds_tables=self.folds_tables,
            collation=self.collation,
        )

    def lower(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
        """Rewrite the operations, which start at `schema`, into ones the server can execute."""
        return lower.lower(operations, schema, self.capabilities)

    def read(self, statement: str) -> Reading:
        """Return what a statement does; what is not understood is among it."""
        from goofer_py.dialects.mysql.reading import read

        return read(statement)

    def clashes(self, *_: object) -> None:
        """Return nothing: every key compares by equality."""

    def as_meant(self, schema: Schema) -> Schema:
        """Return what entities say in the sql_mode, as it is without one."""
        return modes.as_meant(schema, self.capabilities)

    def settled(self, operation: Operation, statements: str) -> str:
        """Return the statements so that backslashes escape in them."""
        return modes.settled(operation, statements, self.capabilities)

    def online(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:  # noqa: ARG002
        """Return the operations as they are: each statement says how mildly the server does it."""
        return tuple(operations)

    def copied(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
        """Return the operations, lowered, with copies of tables where writers would wait."""
        return tuple(copying.copied(operations, schema, self.capabilities))

    def held(
        self, guards: Sequence[RefuseRows], tables: Sequence[Name], operations: Sequence[Operation]
    ) -> tuple[Operation, ...]:
        """Look at the rows before anybody waits, and once more when nobody else gets at them."""
        again = (replace(guard, advice=()) for guard in guards)
        return (*guards, HeldTables(tuple(tables), (*again, *operations)))

    def rehearsed(self, statement: str) -> str:
        """Return the statement: all that there is can be tried."""
        return statement

    def as_declared(self, statement: str) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing: no kind of object belongs to the whole database."""
        return ()

    def respelled(self, before: Column, after: Column) -> str | None:
        """Return, in words, how values that survive the conversion read after the way back."""
        return conversion.respelled(before, after, self.capabilities)

    def zero(self, column: Column, table: Table | None = None) -> str | None:  # noqa: ARG002
        """Return an empty value of the column's type."""
        return samples.zero(column)

    def alters_in_place(self, change: AlterColumn, table: Table) -> bool:
        """Whether the server changes the column without a copy of the table."""
        return online.cost_of(change, table, self.capabilities) <= online.Cost.INPLACE

    def stated(self, alter: AlterTogether) -> str | None:
        """Return the ALGORITHM and LOCK that hold for the change, None where it copies."""
        return online.stated(alter.before, alter.operations, self.capabilities)

    def only_default(self, before: Column, after: Column) -> bool:
        """Whether nothing but the default changes, to one that ALTER COLUMN can set."""
        if before == after or replace(before, default=after.default) != after:
            return False
        if not self.mariadb and takes_only_expressions(after.type.text):
            # ALTER COLUMN sets neither NULL there, nor an expression that is a literal.
            return False
        return after.default is None or not after.default.startswith("CURRENT_TIMESTAMP")

    def only_counter(self, before: Column, after: Column) -> bool:
        """Whether nothing but the counter changes."""
        same = replace(before, identity=after.identity) == after
        return same and None not in (before.identity, after.identity)

    def takes_charset_of_database(self, alter: AlterTogether) -> bool:
        """Whether the table gives up a charset of its own."""
        return any(table_options.gives_up_charset(operation) for operation in alter.operations)


def mariadb_dialect(version: tuple[int, ...] = OLDEST_MARIADB) -> MySQLDialect:
    """Return the dialect of one version of MariaDB."""
    return MySQLDialect(version, mariadb=True)
