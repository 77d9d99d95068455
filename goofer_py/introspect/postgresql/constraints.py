"""The constraints of all tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from goofer_py.dialects.postgresql.exclusions import elements_of
from goofer_py.dialects.postgresql.options import Options
from goofer_py.dialects.postgresql.quoting import quote
from goofer_py.dialects.postgresql.text import printed
from goofer_py.introspect.postgresql.catalog import Catalog
from goofer_py.introspect.postgresql.indexes import index_options
from goofer_py.schema import Check, Exclusion, ForeignKey, Name, PrimaryKey, Unique
from goofer_py.stores.store import Row

_ACTIONS = {"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_MATCHES = {"f": "FULL", "p": "PARTIAL"}
_NULLS, _ENFORCED, _PERIOD, _COMMENT, _DEFINITION, _PARAMETERS = 21, 22, 23, 24, 25, 28
"""Places in a row."""


@dataclass(slots=True)
class Constraints:
    """The constraints of one table."""

    primary_key: PrimaryKey | None = None
    uniques: list[Unique] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)


def read_constraints(rows: Iterable[Row], catalog: Catalog) -> dict[int, Constraints]:
    """Return the constraints by table; the columns must have been read before."""
    found: dict[int, Constraints] = {}
    for row in rows:
        table, _, kind = row[:3]
        names = catalog.numbers.columns.get(table)
        if names is None:
            continue
        of_table = found.get(table)
        if of_table is None:
            of_table = found[table] = Constraints()
        if kind == "f":
            of_table.foreign_keys.append(_foreign_key(row, names, catalog))
        elif kind == "c":
            of_table.checks.append(_check(row, names))
        elif kind == "u":
            of_table.uniques.append(_unique(row, names))
        elif kind == "x":
            of_table.exclusions.append(_exclusion(row, names))
        else:
            of_table.primary_key = _primary_key(row, names)
    return found


def _primary_key(row: Row, names: dict[int, str]) -> PrimaryKey:
    _, name, _, columns, deferrable, deferred = row[:6]
    return PrimaryKey(
        tuple(names[number] for number in columns),
        name,
        deferrable,
        deferred,
        _included(row, names),
        without_overlaps=row[_PERIOD],
        comment=row[_COMMENT],
        options=_index_options(row),
        index_comment=row[-1],
    )


def _unique(row: Row, names: dict[int, str]) -> Unique:
    _, name, _, columns, deferrable, deferred = row[:6]
    return Unique(
        tuple(names[number] for number in columns),
        name,
        deferrable,
        deferred,
        row[_NULLS],
        _included(row, names),
        without_overlaps=row[_PERIOD],
        comment=row[_COMMENT],
        options=_index_options(row),
        index_comment=row[-1],
    )


def _exclusion(row: Row, names: dict[int, str]) -> Exclusion:
    _, name, _, columns, deferrable, deferred = row[:6]
    definition, method, predicate = row[_DEFINITION:_PARAMETERS]
    return Exclusion(
        elements_of(definition),
        name,
        method,
        None if predicate is None else printed(predicate),
        _included(row, names),
        deferrable,
        deferred,
        tuple(names[number] for number in columns or () if number > 0),
        comment=row[_COMMENT],
        options=_index_options(row),
        index_comment=row[-1],
    )


def _index_options(row: Row) -> Options:
    parameters, tablespace = row[_PARAMETERS : _PARAMETERS + 2]
    return index_options(parameters or (), tablespace)


def _included(row: Row, names: dict[int, str]) -> tuple[str, ...]:
    keys, count = row[19:21]
    return () if keys is None else tuple(names[int(key)] for key in keys.split()[count:])


def _check(row: Row, names: dict[int, str]) -> Check:
    _, name, _, columns, _, _, validated, no_inherit, expression = row[:9]
    read = tuple(names[number] for number in columns or () if number > 0)
    enforced = row[_ENFORCED]
    return Check(
        printed(expression),
        name,
        # The server says of what it does not enforce that it is not validated either.
        validated or not enforced,
        enforced,
        no_inherit,
        read,
        comment=row[_COMMENT],
    )


def _foreign_key(row: Row, names: dict[int, str], catalog: Catalog) -> ForeignKey:
    _, name, _, columns, deferrable, deferred, validated = row[:7]
    table, target, space_number, space, target_columns, target_names = row[9:15]
    on_delete, on_update, match, set_columns = row[15:19]
    if target_names is None:
        there = catalog.numbers.columns[table]
        target_names = [there[number] for number in target_columns]
    action = _ACTIONS.get(on_delete)
    if set_columns:
        action = f"{action} ({', '.join(quote(names[number]) for number in set_columns)})"
    return ForeignKey(
        tuple(names[number] for number in columns),
        Name(target, catalog.numbers.namespaces.get(space_number, space)),
        tuple(target_names),
        name,
        action,
        _ACTIONS.get(on_update),
        _MATCHES.get(match),
        deferrable,
        deferred,
        validated or not row[_ENFORCED],
        row[_ENFORCED],
        period=row[_PERIOD],
        comment=row[_COMMENT],
    )
