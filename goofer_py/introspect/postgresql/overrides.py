"""What tables say themselves of columns that they have from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from goofer_py.introspect.postgresql.columns import ColumnReader, column_options
from goofer_py.introspect.postgresql.relations import Relation
from goofer_py.schema import Name, Override
from goofer_py.schema.override import COMMENT, DEFAULT, LOCAL, NOT_NULL, Facets, override
from goofer_py.stores.store import Row

_LOCAL = 17
"""The place in a row that says whether the table has the column of its own too."""


def read_overrides(
    reader: ColumnReader, relations: Iterable[Relation]
) -> dict[int, tuple[Override, ...]]:
    """Return the overrides by table; the columns must have been read before."""
    if not reader.inherited:
        return {}
    relations = list(relations)
    numbers = {one.name: one.number for one in relations}
    found = {}
    for one in relations:
        if one.kind is None and one.number in reader.inherited:
            parents = _parents(one, numbers)
            found[one.number] = tuple(sorted(_of_table(one.number, parents, reader)))
    return found


def _parents(one: Relation, numbers: Mapping[Name, int]) -> list[int]:
    names = one.inherits if one.partition_of is None else (one.partition_of,)
    return [numbers[name] for name in names]


def _of_table(table: int, parents: list[int], reader: ColumnReader) -> Iterator[Override]:
    for row in reader.inherited[table]:
        above = [
            reader.rows[parent, row[2]] for parent in parents if (parent, row[2]) in reader.rows
        ]
        if above:
            yield from _of_column(row, above, reader)


def _of_column(row: Row, above: list[Row], reader: ColumnReader) -> Iterator[Override]:
    column, first = row[2], above[0]
    inherited: Facets = dict(column_options(first))
    own: Facets = dict(column_options(row))
    inherited[NOT_NULL] = "" if any(parent[5] for parent in above) else None
    own[NOT_NULL] = "" if row[5] else None
    # An expression is of the column wherever it is, and what numbers rows is not inherited.
    if row[7] is None and row[8] is None and first[8] is None:
        inherited[DEFAULT], own[DEFAULT] = first[6], row[6]
    own[COMMENT] = row[11]
    own[LOCAL] = "" if row[_LOCAL] else None
    for facet in inherited.keys() | own.keys():
        if inherited.get(facet) != (said := own.get(facet)):
            if facet == DEFAULT and said is not None:
                said = reader.default_of(row)
            yield override(column, facet, said)
