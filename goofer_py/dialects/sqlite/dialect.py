"""The SQLite dialect."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.dialects.dialect import Capabilities
from goofer_py.dialects.sqlite import canonical, conversion, kept, lower, options, quoting, samples
from goofer_py.dialects.sqlite.capabilities import OLDEST, abilities_of, capabilities_of
from goofer_py.dialects.sqlite.expression import default_clause
from goofer_py.dialects.sqlite.native import needs_update
from goofer_py.dialects.sqlite.object_rules import RULES
from goofer_py.dialects.sqlite.rowid import DESCENDING_KEY, numbers_rows
from goofer_py.dialects.sqlite.syntax import SQLITE
from goofer_py.dialects.sqlite.tokens import unquoted
from goofer_py.dialects.syntax import Syntax
from goofer_py.operations import AddColumn, Operation
from goofer_py.schema import (
    Column,
    Constraint,
    Name,
    PrimaryKey,
    Schema,
    SchemaObject,
    Table,
    Unique,
    Use,
)


class SQLiteDialect:
    """SQLite at one version of the library."""

    def __init__(self, version: tuple[int, ...] = OLDEST) -> None:
        self._capabilities = capabilities_of(version)
        self.abilities = abilities_of(version)
        """What this version can do that no other part of goofer asks for."""

    @property
    def name(self) -> str:
        """The dialect's name, which is also its folder under templates/."""
        return "sqlite"

    @property
    def server(self) -> str:
        """What people call the server."""
        return self.name

    @property
    def syntax(self) -> Syntax:
        """How its scripts are cut into statements."""
        return SQLITE

    @property
    def capabilities(self) -> Capabilities:
        """What this version can do."""
        return self._capabilities

    def quote(self, name: str) -> str:
        """Return `name` as an identifier, quoted when it must be."""
        return quoting.quote(name)

    def qualified(self, name: Name) -> str:
        """Return `name` with its schema, each quoted when it must be."""
        return quoting.qualified(name)

    def literal(self, text: str) -> str:
        """Return `text` as a string literal."""
        return quoting.literal(text)

    def canonical(self, schema: Schema) -> Schema:
        """Return `schema` with every text spelled one way, by rules alone."""
        return canonical.canonical(schema)

    def lower(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
        """Rewrite `operations`, which start at `schema`, into ones this version can execute."""
        return lower.lower(operations, schema, self.abilities)

    def as_declared(self, statement: str) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing: no kind of object belongs to the whole database."""
        return ()

    def replaceable(self, before: SchemaObject, after: SchemaObject) -> bool:
        """Return whether the one becomes the other without a drop."""
        return RULES.replaceable(before, after)

    def renameable(self, kind: str) -> bool:
        """Return whether objects of the kind can be renamed."""
        return RULES.renameable(kind)

    def binds_late(self, kind: str) -> bool:
        """Return whether no rename changes the text of such objects."""
        return RULES.binds_late(kind)

    def blocks(self, user: SchemaObject, use: Use, operation: Operation) -> bool:
        """Return whether `user` must be gone while `operation` changes what it uses."""
        return RULES.blocks(user, use, operation)

    def zero(self, column: Column, table: Table | None = None) -> str | None:
        """Return an SQL expression for an empty value, None for what numbers its table's rows."""
        numbers = table is not None and numbers_rows(table) == column.name
        return None if numbers else samples.zero(column)

    def sample(self, column: Column, row: int) -> str | None:
        """Return an SQL expression for a plausible value, different for each `row` >= 1."""
        return samples.sample(column, row)

    def conversion(self, before: Column, after: Column) -> str | None:
        """Return the SQL expression that turns a `before` value into an `after` one."""
        return conversion.conversion(before, after)

    def misfit(self, before: Column, after: Column) -> str | None:
        """Return an SQL condition on the column that holds for values a new type cannot hold."""
        return conversion.misfit(before, after)

    def kept_table(self, table: Name, version: str) -> Name:
        """Return where the rows of a dropped table are put aside by the migration `version`."""
        return kept.kept_table(table, version)

    def kept_column(self, table: Name, column: str, version: str) -> Name:
        """Return the side table for the values of a dropped column."""
        return kept.kept_column(table, column, version)

    # What only the templates of this dialect ask for.

    def default_clause(self, default: str) -> str:
        """Return a default as it stands after the word DEFAULT."""
        return default_clause(default)

    def not_null_conflict(self, table: Table, column: Column) -> str | None:
        """Return the word of NOT NULL ON CONFLICT, if it has one."""
        return options.not_null_conflict(table, column)

    def has_inline_key(self, table: Table, column: Column) -> bool:
        """Whether the primary key has to be said in the column's own definition."""
        key = table.primary_key
        if key is None or key.columns != (column.name,):
            return False
        return column.identity is not None or table.has_option(DESCENDING_KEY)

    def table_constraints(self, table: Table) -> tuple[Constraint, ...]:
        """Return the constraints that are said behind the columns."""
        inline = any(self.has_inline_key(table, column) for column in table.columns)
        return table.constraints[1:] if inline else table.constraints

    def key_columns(self, table: Table, key: PrimaryKey | Unique) -> str:
        """Return what stands between the parentheses of a key."""
        return options.key_columns(table, key)

    def counts_rows(self, table: Table) -> bool:
        """Whether the table has AUTOINCREMENT, and with it a counter to be kept."""
        return kept.counts_rows(table)

    def side_table(self, table: Table, name: Name) -> Table:
        """Return the table called `name` for all rows of `table`."""
        return kept.side_of_table(table, name)[0]

    def copies(self, table: Table, name: Name) -> tuple[tuple[str, str], ...]:
        """Return the columns of the side table, each with what it is in `table`."""
        return kept.side_of_table(table, name)[1]

    def copies_back(self, table: Table, name: Name) -> tuple[tuple[str, str], ...]:
        """Return the columns of `table`, each with what it is in the side table."""
        return tuple(
            (unquoted(there), quoting.quote(aside)) for aside, there in self.copies(table, name)
        )

    def needs_update(self, addition: AddColumn) -> bool:
        """Whether rows that are there get another value than the column's default."""
        return needs_update(addition)
