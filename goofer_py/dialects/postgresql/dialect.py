"""PostgreSQL 13 and later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goofer_py.dialects.postgresql import (
    canonical,
    conversion,
    extensions,
    kept,
    lower,
    quoting,
    samples,
)
from goofer_py.dialects.postgresql.capabilities import (
    OLDEST,
    PostgreSQLCapabilities,
    capabilities,
)
from goofer_py.dialects.postgresql.names import object_name
from goofer_py.dialects.postgresql.object_rules import RULES
from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.postgresql.text import is_constant
from goofer_py.dialects.syntax import Syntax
from goofer_py.operations import Operation
from goofer_py.schema import Column, Name, Schema, SchemaObject, Table, Use


@dataclass(frozen=True, slots=True)
class PostgreSQLDialect:
    """One version of PostgreSQL; implements Dialect."""

    version: tuple[int, ...] = OLDEST

    @property
    def name(self) -> str:
        """The name of the dialect and of its folder of templates."""
        return "postgresql"

    @property
    def server(self) -> str:
        """What people call the server."""
        return self.name

    @property
    def syntax(self) -> Syntax:
        """How its scripts are cut into statements."""
        return POSTGRESQL

    @property
    def capabilities(self) -> PostgreSQLCapabilities:
        """What this version can do."""
        return capabilities(self.version)

    def quote(self, name: str) -> str:
        """Return `name` as an identifier, quoted where it must be."""
        return quoting.quote(name)

    def qualified(self, name: Name) -> str:
        """Return `name` with its schema, each quoted where it must be."""
        return quoting.qualified(name)

    def literal(self, text: str) -> str:
        """Return `text` as a string literal."""
        return quoting.literal(text)

    def canonical(self, schema: Schema) -> Schema:
        """Return `schema` as the server would describe it, as far as rules can tell."""
        return canonical.canonical(schema)

    def lower(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
        """Rewrite the operations, which start at `schema`, into ones the server can execute."""
        sets = self.capabilities.sets_expressions
        return lower.lower(operations, schema, sets_expressions=sets)

    def as_declared(self, statement: str) -> tuple[str, ...]:
        """Return what gives an extension that is there its declared version and schema."""
        return extensions.as_declared(statement)

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

    def zero(
        self,
        column: Column,
        table: Table | None = None,  # noqa: ARG002 - what numbers rows is an identity here
    ) -> str | None:
        """Return an empty value of the column's type."""
        return samples.zero(column)

    def sample(self, column: Column, row: int) -> str | None:
        """Return a plausible value, different for each row."""
        return samples.sample(column, row)

    def conversion(self, before: Column, after: Column) -> str | None:
        """Return what to write after USING, None where the server assigns by itself."""
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

    def is_constant(self, expression: str) -> bool:
        """Whether the expression is the same for every row and every time."""
        return is_constant(expression)

    def serial_sequence(self, table: Name, column: str) -> Name:
        """Return what the sequence behind a serial column is called when it is new."""
        return table.renamed(object_name(table.name, column, "seq"))
