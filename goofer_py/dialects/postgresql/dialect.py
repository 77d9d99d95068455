"""PostgreSQL 13 and later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goofer_py.dialects.postgresql import (
    canonical,
    clashes,
    conversion,
    extensions,
    in_place,
    kept,
    lower,
    made_types,
    online,
    quoting,
    ranges,
    samples,
    shapes,
    text,
)
from goofer_py.dialects.postgresql.capabilities import (
    OLDEST,
    PostgreSQLCapabilities,
    capabilities,
)
from goofer_py.dialects.postgresql.merging import MERGING
from goofer_py.dialects.postgresql.names import object_name
from goofer_py.dialects.postgresql.object_rules import PostgreSQLRules
from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.syntax import Syntax
from goofer_py.hazards.action import Reading
from goofer_py.operations import Operation
from goofer_py.schema import Column, Name, Schema, Table


@dataclass(frozen=True, slots=True)
class PostgreSQLDialect(PostgreSQLRules):
    """One version of PostgreSQL; implements Dialect."""

    version: tuple[int, ...] = OLDEST

    quote = staticmethod(quoting.quote)
    qualified = staticmethod(quoting.qualified)
    literal = staticmethod(quoting.literal)
    merging = MERGING
    canonical = staticmethod(canonical.canonical)
    as_declared = staticmethod(extensions.as_declared)
    sample = staticmethod(samples.sample)
    clashes = staticmethod(clashes.clashes)
    misfit = staticmethod(conversion.misfit)
    respelled = staticmethod(conversion.respelled)
    limits_of_options = staticmethod(conversion.limits_of_options)
    conversion = staticmethod(conversion.conversion)
    kept_table = staticmethod(kept.kept_table)
    kept_column = staticmethod(kept.kept_column)
    rehearsed = staticmethod(online.rehearsed)
    held = staticmethod(online.held)
    online = staticmethod(online.online)
    differs = staticmethod(in_place.differs)
    converts_alike = staticmethod(in_place.converts_alike)
    alters_in_place = staticmethod(in_place.alters_in_place)

    # What only the templates of this dialect ask for.
    as_text = staticmethod(made_types.as_text)
    is_made = staticmethod(made_types.is_made)
    default_multirange = staticmethod(ranges.default_multirange)
    is_constant = staticmethod(text.is_constant)
    shape_mark = staticmethod(shapes.shape_mark)

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

    def read(self, statement: str) -> Reading:
        """Return what a statement does; what is not understood is among it."""
        from goofer_py.dialects.postgresql.reading.statements import read

        return read(statement)

    def as_meant(self, schema: Schema) -> Schema:
        """Return `schema`: no setting changes how it is read."""
        return schema

    def settled(self, operation: Operation, statements: str) -> str:  # noqa: ARG002
        """Return `statements`: no setting changes what they mean."""
        return statements

    def lower(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
        """Rewrite the operations, which start at `schema`, into ones the server can execute."""
        sets = self.capabilities.sets_expressions
        operations = tuple(operations)
        if not self.capabilities.views_of_invoker:
            shapes.refuse_open_views(operations, schema)
        return lower.lower(operations, schema, sets_expressions=sets)

    def copied(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:  # noqa: ARG002
        """Return the operations as they are: columns are replaced instead of tables."""
        return tuple(operations)

    def zero(
        self,
        column: Column,
        table: Table | None = None,  # noqa: ARG002 - what numbers rows is an identity here
    ) -> str | None:
        """Return an empty value of the column's type."""
        return samples.zero(column)

    def serial_sequence(self, table: Name, column: str) -> Name:
        """Return what the sequence behind a serial column is called when it is new."""
        return table.renamed(object_name(table.name, column, "seq"))
