"""What `info={"goofer": {...}}` of a table or column says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa

from goofer_py.diff.hints import Hints, Origin
from goofer_py.entities.reading.said import KEY, said_by
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError
from goofer_py.schema import Name

_TABLE_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "schema_renamed_from": str,
    "renamed_from": str,
    "manage": bool,
    "options": dict,
    "owner": str,
    "partition_of": str,
    "bound": str,
    "partitions": (dict, str),
}
_TEXT_KEYS = ("renamed_from", "fill", "using", "back")
_PART_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "manage": bool,
    "comment": str,
    "index_comment": str,
    "options": dict,
    "enforced": bool,
    "no_inherit": bool,
    "period": bool,
    "without_overlaps": bool,
    "lengths": dict,
    "descending": (list, tuple),
}
_ORIGIN_KEYS = ("moved_from", "split_from", "merged_from")
_COLUMN_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "manage": bool,
    "renamed_from": str,
    "fill": str,
    "using": str,
    "back": (str, dict),
    "moved_from": str,
    "moved_by": dict,
    "split_from": str,
    "merged_from": (list, tuple),
    "renamed_values": dict,
    "options": dict,
}


def said_of_table(table: sa.Table) -> dict[str, Any]:
    """Return what is said of `table`; an EntityError when it is nothing that can be said."""
    return _said(table, _TABLE_KEYS, table.fullname)


def is_managed(table: sa.Table) -> bool:
    """Whether goofer is to create and change `table`."""
    return bool(said_of_table(table).get("manage", True))


def is_managed_part(part: sa.Column[Any] | sa.Index | sa.Constraint, table: sa.Table) -> bool:
    """Whether goofer is to create and change a column, index or constraint of `table`."""
    if said_by(part) == {}:
        return True
    keys = _COLUMN_KEYS if isinstance(part, sa.Column) else _PART_KEYS
    return bool(_said(part, keys, f"{table.fullname}.{part.name}").get("manage", True))


def read_hints(tables: Iterable[sa.Table], target: Target) -> Hints:
    """Return the hints that `tables` and their columns carry.

    A column that must have a value and has none from the server is filled, unless it is said
    otherwise, with the value that the application gives it by default.
    """
    return Hints.of(said for table in tables for said in _hints(table, target))


_Said = dict[tuple[Name, str], str]


def _hints(table: sa.Table, target: Target) -> Iterator[Hints]:
    name = target.table_name(table)
    if said_by(table) != {}:
        yield Hints(
            tables=_table_rename(table, name, target),
            namespaces=_schema_rename(table, name),
        )
    if any(map(_may_hint, table.columns)):
        yield _column_hints(table, name, target)


def _may_hint(column: sa.Column[Any]) -> bool:
    return column.default is not None or said_by(column) != {}


def _table_rename(table: sa.Table, name: Name, target: Target) -> dict[Name, Name]:
    old = said_of_table(table).get("renamed_from")
    return {} if old is None else {name: _old_name(old, name, target)}


def _schema_rename(table: sa.Table, name: Name) -> dict[str, str]:
    old = said_of_table(table).get("schema_renamed_from")
    if old is None:
        return {}
    if name.schema is None:
        raise EntityError(
            f'info["{KEY}"]["schema_renamed_from"] of {table.fullname} is {old!r}, and the table '
            "is in the default schema, which is not goofer's to rename."
        )
    return {name.schema: old}


def _column_hints(table: sa.Table, name: Name, target: Target) -> Hints:
    """Return what the columns say."""
    texts: dict[str, _Said] = {key: {} for key in _TEXT_KEYS}
    origins: dict[tuple[Name, str], Origin] = {}
    values: dict[Name, tuple[tuple[str, str], ...]] = {}
    for column in table.columns:
        place = (name, target.identifier(column.name))
        if (fill := _default_fill(column, target)) is not None:
            texts["fill"][place] = fill
        if said_by(column) != {}:
            said = _said(column, _COLUMN_KEYS, f"{table.fullname}.{column.name}")
            if (origin := _origin(said, place, table, target)) is not None:
                origins[place] = origin
            type_ = getattr(column.type, "item_type", column.type)
            if renamed := said.get("renamed_values"):
                values[_enum_name(type_, table, column, target)] = tuple(renamed.items())
            for key in _TEXT_KEYS:
                if isinstance(said.get(key), str):
                    texts[key][place] = said[key]
    return Hints(
        columns=texts["renamed_from"],
        fills=texts["fill"],
        conversions=texts["using"],
        ways_back=texts["back"],
        origins=origins,
        values=values,
    )


def _enum_name(
    type_: sa.types.TypeEngine[Any], table: sa.Table, column: sa.Column[Any], target: Target
) -> Name:
    if not isinstance(type_, sa.Enum) or type_.name is None:
        raise EntityError(
            f'info["{KEY}"]["renamed_values"] of {table.fullname}.{column.name} is about the '
            "values of an enum type, and this column has none."
        )
    return target.name(type_.name, type_.schema)


def _origin(
    said: Mapping[str, Any], place: tuple[Name, str], table: sa.Table, target: Target
) -> Origin | None:
    """Return where a column's values come from, None when nothing is said."""
    given = [key for key in _ORIGIN_KEYS if key in said]
    where = f"{table.fullname}.{place[1]}"
    if len(given) > 1:
        raise EntityError(f'info["{KEY}"] of {where}: {" and ".join(given)} exclude each other.')
    if not given:
        return None
    name, columns = place[0], [said[given[0]]]
    if given[0] == "merged_from":
        columns = list(said["merged_from"])
    elif given[0] == "moved_from":
        old, dot, column = said["moved_from"].rpartition(".")
        if not dot:
            raise EntityError(
                f'info["{KEY}"]["moved_from"] of {where} is {column!r}, and must be "table.column".'
            )
        name, columns = _old_name(old, name, target), [column]
    back = said.get("back", {})
    if isinstance(back, str):
        back = {columns[0]: back}
    key = tuple((str(old), str(new)) for new, old in said.get("moved_by", {}).items())
    return Origin(name, tuple(map(str, columns)), key, tuple(back.items()))


def _default_fill(column: sa.Column[Any], target: Target) -> str | None:
    """Return the default on the application's side as SQL; None for what only it can compute."""
    default: Any = column.default
    if default is None or column.nullable or column.primary_key or column.server_default:
        return None
    try:
        if default.is_scalar and isinstance(column.type, sa.JSON):
            return target.sql(sa.literal(json.dumps(default.arg)))
        if default.is_scalar:
            return target.sql(sa.literal(default.arg, column.type))
        if default.is_clause_element:
            return target.sql(default.arg)
    except Exception:  # noqa: BLE001 - types of the application run in here; no fill is no harm
        return None
    return None


def _old_name(old: str, new: Name, target: Target) -> Name:
    """Read "table" (in the same schema) or "schema.table"."""
    schema, dot, plain = old.rpartition(".")
    return target.name(plain, schema) if dot else new.renamed(old)


def _said(
    item: sa.schema.SchemaItem, keys: Mapping[str, type | tuple[type, ...]], place: str
) -> dict[str, Any]:
    said = said_by(item)
    for key, value in said.items():
        if key not in keys:
            raise _unknown_key(str(key), keys, place)
        if not isinstance(value, keys[key]):
            raise EntityError(
                f'info["{KEY}"]["{key}"] of {place} is {value!r}, and must be a {_kind(keys[key])}.'
            )
    return dict(said)


def _kind(wanted: type | tuple[type, ...]) -> str:
    kinds = wanted if isinstance(wanted, tuple) else (wanted,)
    return " or ".join(kind.__name__ for kind in kinds)


def _unknown_key(key: str, keys: Iterable[str], place: str) -> EntityError:
    near = get_close_matches(key, keys, n=1, cutoff=0.5)
    known = ", ".join(keys)
    return EntityError(
        f'info["{KEY}"] of {place} has the unknown key {key!r}; known are: {known}.',
        hint=f"did you mean {near[0]!r}?" if near else None,
    )
