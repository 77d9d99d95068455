"""Operations run on a real server, and what it makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from goofer_py.diff.differ import diff
from goofer_py.diff.names import adopt_names
from goofer_py.generate.render import Renderer
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.operations import Operation
from goofer_py.schema import Column, Name, Schema, Table, Type
from goofer_py.stores.store import Session

PEOPLE = Name("people")


def column(name: str, text: str = "int", **facets: object) -> Column:
    """A column of the type that is spelled so."""
    return replace(Column(name, Type(text)), **facets)  # type: ignore[arg-type]


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

    @property
    def mariadb(self) -> bool:
        """Whether the server is MariaDB."""
        return bool(getattr(self.dialect, "mariadb", False))

    def build(self, schema: Schema) -> Schema:
        """Create everything in `schema`; return what the server says is there then."""
        schema = self.dialect.canonical(schema)
        self.run(diff(Schema(), schema), Schema())
        found = self.read()
        remaining = [op.describe() for op in diff(found, schema)]
        assert remaining == []
        return found

    def spelled(self, schema: Schema) -> Schema:
        """Return `schema` as the server spells it, by a scratch."""
        wanted = self.dialect.canonical(schema)
        with self.introspector.scratch(self.session, ()) as scratch:
            script = self.script(diff(Schema(), wanted), Schema())
            scratch.session.run(script)
            return self.dialect.canonical(scratch.read())

    def script(self, operations: Iterable[Operation], schema: Schema) -> str:
        """Return the script of the operations, which start at `schema`."""
        return self.renderer.statements(self.dialect.lower(operations, schema))

    def run(self, operations: Iterable[Operation], schema: Schema) -> Schema:
        """Run the operations, which start at `schema`; return where they lead."""
        operations = tuple(operations)
        self.session.run(self.script(operations, schema))
        for operation in operations:
            schema = operation.apply(schema)
        return self.dialect.canonical(schema)

    def run_back(self, operations: Iterable[Operation], schema: Schema) -> Schema:
        """Run what undoes the operations, which led to `schema`."""
        return self.run([op.inverse() for op in reversed(tuple(operations))], schema)

    def read(self) -> Schema:
        """Return what is there."""
        scope = Scope(exclude=("goofer_*",))
        return self.dialect.canonical(self.introspector.read(self.session, scope))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Return the rows of a query, sorted."""
        return sorted(self.session.query(sql), key=repr)

    def expect(self, wanted: Schema) -> None:
        """Fail, naming the parts that differ, unless exactly `wanted` is there."""
        found = self.read()
        wanted = adopt_names(wanted, found)
        assert (parts(found) - parts(wanted), parts(wanted) - parts(found)) == (set(), set())
        assert [op.describe() for op in diff(found, wanted)] == []


def parts(schema: Schema) -> set[object]:
    """Everything in a schema, piece by piece."""
    pieces: set[object] = {*schema.enums, *schema.sequences, *schema.namespaces}
    for one in schema.tables:
        inside = (*one.columns, *one.constraints, *one.indexes, *one.options, one.comment)
        pieces.update((one.name, piece) for piece in inside)
    return pieces
