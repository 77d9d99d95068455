"""Names that the server would take for one and the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from goofer_py.errors import EntityError
from goofer_py.schema import Name, Schema, Table


def refuse_collisions(
    schema: Schema, origins: Mapping[Name, str], *, names_keys: bool, by_table: bool = False
) -> None:
    """Raise an EntityError when two objects of one kind have one name.

    Tables, sequences and indexes share one room in each schema; where indexes are named
    `by_table`, those of each table have one of their own. Where the server keeps the names of
    constraints (`names_keys`), keys share it too, and a table's constraints need names apart.
    """
    _refuse(_relations(schema, origins))
    rooms = [[one] for one in schema.tables] if by_table else [list(schema.tables)]
    others = [] if by_table else list(_relations(schema, origins))
    for tables in rooms:
        _refuse([*others, *_indexes(tables, origins, names_keys)])
    for table in schema.tables:
        place = origins.get(table.name, str(table.name))
        _refuse_twice(table.column_names, f"the column of {place}")
        if names_keys:
            named = [c.name for c in table.constraints if c.name]
            _refuse_twice(named, f"a constraint of {place}")


def _relations(schema: Schema, origins: Mapping[Name, str]) -> Iterator[tuple[Name, str]]:
    for sequence in schema.sequences:
        yield sequence.name, "the sequence"
    for table in schema.tables:
        yield table.name, f"the table of {origins.get(table.name, str(table.name))}"


def _indexes(
    tables: Iterable[Table], origins: Mapping[Name, str], names_keys: bool
) -> Iterator[tuple[Name, str]]:
    for table in tables:
        place = origins.get(table.name, str(table.name))
        for index in table.indexes:
            yield table.name.renamed(index.name), f"an index of {place}"
        if names_keys:
            yield from _keys(table, place)


def _keys(table: Table, place: str) -> Iterator[tuple[Name, str]]:
    key = () if table.primary_key is None else (table.primary_key,)
    for constraint in (*key, *table.uniques):
        if constraint.name:
            yield table.name.renamed(constraint.name), f"a key of {place}"


def _refuse_twice(names: Collection[str], what: str) -> None:
    if len(set(names)) < len(names):
        _refuse((Name(name), what) for name in names)


def _refuse(named: Iterable[tuple[Name, str]]) -> None:
    seen: dict[Name, str] = {}
    for name, what in named:
        if name in seen:
            raise EntityError(
                f"The name {name} is taken twice: by {seen[name]} and by {what}.",
                hint="give one of them a name of its own; the server cuts off what is beyond "
                "its limit",
            )
        seen[name] = what
