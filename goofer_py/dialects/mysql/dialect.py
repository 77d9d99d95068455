"""MySQL 8.0 and later, MariaDB 10.6 and later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from goofer_py.dialects.mysql import (
    canonical,
    conversion,
    kept,
    lower,
    online,
    quoting,
    samples,
)
from goofer_py.dialects.mysql.capabilities import (
    OLDEST,
    OLDEST_MARIADB,
    MySQLCapabilities,
    capabilities,
)
from goofer_py.dialects.mysql.charsets import charset_of
from goofer_py.dialects.mysql.object_rules import RULES
from goofer_py.dialects.mysql.syntax import MARIADB, MYSQL
from goofer_py.dialects.mysql.table_options import gives_up_charset, new_partitions
from goofer_py.dialects.mysql.text import plain
from goofer_py.dialects.syntax import Syntax
from goofer_py.operations import Operation
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.schema import Column, Name, Schema, SchemaObject, Table, Use


@dataclass(frozen=True, slots=True)
class MySQLDialect:
    """One version of MySQL or MariaDB; implements Dialect.

    `folds_tables` says that the server keeps names of tables in lower case, which is its setting
    lower_case_table_names = 1; `collation` is the default of the database, where it is known.
    """

    version: tuple[int, ...] = OLDEST
    mariadb: bool = False
    folds_tables: bool = False
    collation: str | None = None

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
        return capabilities(self.version, mariadb=self.mariadb)

    def quote(self, name: str) -> str:
        """Return `name` as an identifier, quoted where it must be."""
        return quoting.quote(name)

    def qualified(self, name: Name) -> str:
        """Return `name` with its database, each quoted where it must be."""
        return quoting.qualified(name)

    def literal(self, text: str) -> str:
        """Return `text` as a string literal."""
        return quoting.literal(text)

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

    def as_declared(self, statement: str) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing: no kind of object belongs to the whole database."""
        return ()

    def replaceable(self, before: SchemaObject, after: SchemaObject) -> bool:
        """Whether `before` becomes `after`, and back, without being dropped."""
        return RULES.replaceable(before, after)

    def renameable(self, kind: str) -> bool:
        """Whether objects of the kind can be renamed."""
        return RULES.renameable(kind)

    def binds_late(self, kind: str) -> bool:
        """Return whether no rename changes the text of such objects."""
        return RULES.binds_late(kind)

    def blocks(self, user: SchemaObject, use: Use, operation: Operation) -> bool:
        """Whether `user` must be gone while `operation` changes what it has this `use` of."""
        return RULES.blocks(user, use, operation)

    def zero(self, column: Column, table: Table | None = None) -> str | None:  # noqa: ARG002
        """Return an empty value of the column's type."""
        return samples.zero(column)

    def sample(self, column: Column, row: int) -> str | None:
        """Return a plausible value, different for each row."""
        return samples.sample(column, row)

    def conversion(self, before: Column, after: Column) -> str | None:
        """Return the expression that converts a value, None where the server does it well."""
        return conversion.conversion(before, after)

    def misfit(self, before: Column, after: Column) -> str | None:
        """Return a condition that holds for values that do not come back from the new type."""
        return conversion.misfit(before, after)

    def kept_table(self, table: Name, version: str) -> Name:
        """Return where the rows of a dropped table are put aside."""
        return kept.kept_table(table, version)

    def kept_column(self, table: Name, column: str, version: str) -> Name:
        """Return the side table for the values of a dropped column."""
        return kept.kept_column(table, column, version)

    def plain(self, expression: str) -> str:
        """Return an expression with names in backticks only where they must be."""
        return plain(expression)

    def stated(self, alter: AlterTogether) -> str | None:
        """Return the ALGORITHM and LOCK that hold for the change, None where it copies."""
        return online.stated(alter.before, alter.operations, self.capabilities)

    def only_default(self, before: Column, after: Column) -> bool:
        """Whether nothing but the default changes, to one that ALTER COLUMN can set."""
        plain = after.default is None or not after.default.startswith("CURRENT_TIMESTAMP")
        return plain and before != after and replace(before, default=after.default) == after

    def only_counter(self, before: Column, after: Column) -> bool:
        """Whether nothing but the counter changes."""
        same = replace(before, identity=after.identity) == after
        return same and None not in (before.identity, after.identity)

    def new_partitions(self, before: str, after: str) -> str | None:
        """Return the partitions that only come behind those of `before`, None if more changes."""
        return new_partitions(before, after)

    def takes_charset_of_database(self, alter: AlterTogether) -> bool:
        """Whether the table gives up a charset of its own."""
        return any(gives_up_charset(operation) for operation in alter.operations)

    def charset_of(self, collation: str) -> str:
        """Return the charset that a collation belongs to."""
        return charset_of(collation)


def mariadb_dialect(version: tuple[int, ...] = OLDEST_MARIADB) -> MySQLDialect:
    """Return the dialect of one version of MariaDB."""
    return MySQLDialect(version, mariadb=True)
