"""Operations run on a real server, and what it makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from goofer_py.diff.differ import diff
from goofer_py.generate.render import Renderer
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.operations import Operation
from goofer_py.schema import Column, Name, Schema, Table, Type
from goofer_py.stores.store import Session

PEOPLE = Name("people")


def column(name: str, text: str = "integer", **facets: object) -> Column:
    """A column of a type that is no enum."""
    return replace(Column(name, Type(text)), **facets)  # type: ignore[arg-type]


def of_enum(name: str, enum: Name, suffix: str = "", **facets: object) -> Column:
    """A column of an enum type."""
    return replace(Column(name, Type(suffix, enum)), **facets)  # type: ignore[arg-type]


def table(*columns: Column, name: Name = PEOPLE, **facets: object) -> Table:
    """A table called people, unless it is another."""
    return replace(Table(name, columns), **facets)  # type: ignore[arg-type]


class Live:
    """One database, its dialect, its introspector and what renders for it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.dialect = session.dialect
        self.introspector = introspector_for(session.dialect)
        self.renderer = Renderer(session.dialect)

    def build(self, schema: Schema) -> Schema:
        """Create everything in `schema`; return it as the rules spell it."""
        schema = self.dialect.canonical(schema)
        self.run(diff(Schema(), schema), Schema())
        return schema

    def run(self, operations: Iterable[Operation], schema: Schema) -> Schema:
        """Run the operations, which start at `schema`, as one; return where they lead."""
        operations = tuple(operations)
        script = self.renderer.statements(self.dialect.lower(operations, schema))
        self.session.begin()
        self.session.run(script)
        self.session.commit()
        for operation in operations:
            schema = operation.apply(schema)
        return self.dialect.canonical(schema)

    def run_back(self, operations: Iterable[Operation], schema: Schema) -> Schema:
        """Run what undoes the operations, which led to `schema`."""
        return self.run([op.inverse() for op in reversed(tuple(operations))], schema)

    def read(self, *namespaces: str) -> Schema:
        """Return what is there."""
        return self.introspector.read(self.session, Scope(namespaces=namespaces))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Return the rows of a query, sorted."""
        return sorted(self.session.query(sql), key=repr)

    def expect(self, wanted: Schema, *namespaces: str) -> None:
        """Fail, naming the parts that differ, unless exactly `wanted` is there."""
        found = self.read(*namespaces)
        assert (parts(found) - parts(wanted), parts(wanted) - parts(found)) == (set(), set())
        assert found == wanted


def parts(schema: Schema) -> set[object]:
    """Everything in a schema, piece by piece."""
    pieces: set[object] = {*schema.enums, *schema.sequences, *schema.namespaces}
    for one in schema.tables:
        inside = (*one.columns, *one.constraints, *one.indexes, *one.options, one.comment)
        pieces.update((one.name, piece) for piece in inside)
    return pieces
