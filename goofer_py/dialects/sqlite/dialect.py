"""The SQLite dialect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from goofer_py.dialects.dialect import Capabilities
from goofer_py.dialects.sqlite import (
    canonical,
    conversion,
    expression,
    kept,
    lower,
    native,
    options,
    quoting,
    samples,
)
from goofer_py.dialects.sqlite.capabilities import OLDEST, abilities_of, capabilities_of
from goofer_py.dialects.sqlite.merging import MERGING
from goofer_py.dialects.sqlite.object_rules import SQLiteObjectRules
from goofer_py.dialects.sqlite.rowid import DESCENDING_KEY, numbers_rows
from goofer_py.dialects.sqlite.syntax import SQLITE
from goofer_py.dialects.sqlite.tokens import unquoted
from goofer_py.dialects.syntax import Syntax
from goofer_py.hazards.action import Reading
from goofer_py.operations import AlterColumn, Operation
from goofer_py.operations.refuse_rows import RefuseRows
from goofer_py.schema import Column, Constraint, Name, Schema, Table


class SQLiteDialect(SQLiteObjectRules):
    """SQLite at one version of the library."""

    quote = staticmethod(quoting.quote)
    qualified = staticmethod(quoting.qualified)
    literal = staticmethod(quoting.literal)
    merging = MERGING
    canonical = staticmethod(canonical.canonical)
    sample = staticmethod(samples.sample)
    misfit = staticmethod(conversion.misfit)
    respelled = staticmethod(conversion.respelled)
    conversion = staticmethod(conversion.conversion)
    kept_table = staticmethod(kept.kept_table)
    kept_column = staticmethod(kept.kept_column)
    limits_of_options = staticmethod(options.limits_of_options)

    # What only the templates of this dialect ask for, here and below.
    default_clause = staticmethod(expression.default_clause)
    not_null = staticmethod(options.not_null)
    key_columns = staticmethod(options.key_columns)
    counts_rows = staticmethod(kept.counts_rows)
    needs_update = staticmethod(native.needs_update)

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

    def read(self, statement: str) -> Reading:
        """Return what a statement does; what is not understood is among it."""
        from goofer_py.dialects.sqlite.reading import read

        return read(statement)

    def clashes(self, *_: object) -> None:
        """Return nothing: every key compares by equality."""

    def as_meant(self, schema: Schema) -> Schema:
        """Return `schema`: no setting changes how it is read."""
        return schema

    def settled(self, operation: Operation, statements: str) -> str:  # noqa: ARG002
        """Return `statements`: no setting changes what they mean."""
        return statements

    def lower(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
        """Rewrite `operations`, which start at `schema`, into ones this version can execute."""
        return lower.lower(operations, schema, self.abilities)

    def alters_in_place(self, change: AlterColumn, table: Table) -> bool:  # noqa: ARG002
        """Return True: others wait for any writer, and there is nothing milder than to be one."""
        return True

    def online(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:  # noqa: ARG002
        """Return the operations as they are: there is one writer in any case."""
        return tuple(operations)

    def copied(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:  # noqa: ARG002
        """Return the operations as they are: no table is changed through a copy."""
        return tuple(operations)

    def held(
        self,
        guards: Sequence[RefuseRows],
        tables: Sequence[Name],  # noqa: ARG002
        operations: Sequence[Operation],
    ) -> tuple[Operation, ...]:
        """Return all of it: the transaction that it is in keeps others from writing."""
        return (*guards, *operations)

    def differs(self, column: Column, one: str, other: str, given: Column | None = None) -> str:  # noqa: ARG002
        """Return a condition that goes by what is stored, whatever the collation."""
        return f"{one} COLLATE BINARY IS NOT {other}"

    def converts_alike(self, one: Column, other: Column) -> bool:  # noqa: ARG002
        """Return True: no setting changes what a value becomes."""
        return True

    def rehearsed(self, statement: str) -> str:
        """Return the statement: all that there is can be tried."""
        return statement

    def as_declared(self, statement: str) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing: no kind of object belongs to the whole database."""
        return ()

    def zero(self, column: Column, table: Table | None = None) -> str | None:
        """Return an SQL expression for an empty value, None for what numbers its table's rows."""
        numbers = table is not None and numbers_rows(table) == column.name
        return None if numbers else samples.zero(column)

    # What only the templates of this dialect ask for.

    def has_inline_key(self, table: Table, column: Column) -> bool:
        """Whether the primary key is said in the column's own definition, as it was or must be."""
        key = table.primary_key
        if key is None or key.columns != (column.name,):
            return False
        implied = options.IMPLIED in column.options and numbers_rows(table) == column.name
        return implied or column.identity is not None or table.has_option(DESCENDING_KEY)

    def table_constraints(self, table: Table) -> tuple[Constraint, ...]:
        """Return the constraints that are said behind the columns."""
        inline = any(self.has_inline_key(table, column) for column in table.columns)
        return table.constraints[1:] if inline else table.constraints

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
