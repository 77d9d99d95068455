"""Views, functions, triggers and all else that is neither table, enum nor sequence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from goofer_py.introspect.postgresql import object_queries as queries
from goofer_py.introspect.postgresql import use_queries
from goofer_py.introspect.postgresql.catalog import Catalog
from goofer_py.introspect.postgresql.left_queries import LEFT_ALONE
from goofer_py.schema import Name, SchemaObject, Unmanaged, Use
from goofer_py.schema.expression import identifiers
from goofer_py.schema.object import PARTS
from goofer_py.stores.store import Row

_OWN = frozenset(("function", "procedure"))
_MULTIRANGE = """,
        'multirange_type_name', (SELECT quote_ident(m.typname) FROM pg_type m
            WHERE m.oid = g.rngmultitypid AND m.typname <> CASE WHEN t.typname LIKE '%range%'
                THEN regexp_replace(t.typname, 'range', 'multirange')
                ELSE t.typname || '_multirange' END)"""

_WORD = r"""(?:"(?:[^"]|"")+"|[\w$]+)(?=,| FROM )"""
_COLUMNS_OF_STATISTICS = re.compile(rf"^((?:\([^)]*\) )?ON )({_WORD}(?:, {_WORD})*)")

Key = tuple[int, int]
"""A catalog and a number in it."""


@dataclass(frozen=True, slots=True)
class Objects:
    """What one reading found; what tables use is by the number of the table."""

    objects: tuple[SchemaObject, ...] = ()
    unmanaged: tuple[Unmanaged, ...] = ()
    table_uses: Mapping[int, tuple[Use, ...]] = field(default_factory=dict)


def read_objects(catalog: Catalog, others: Iterable[Use]) -> Objects:
    """Return all objects within the scope, with what they and the tables use.

    `others` are the tables, enums and sequences, which texts of functions may name. Where there
    are no objects, two small queries are asked.
    """
    rows = [row for row in _rows(catalog) if _is_covered(row, catalog)]
    unmanaged = tuple(_left_alone(catalog))
    if not rows:
        return Objects(unmanaged=unmanaged)
    uses = _uses(catalog, _noted(rows))
    found = [_object(row, catalog, uses.get((row[1], row[2]), ())) for row in rows]
    words: dict[str, list[Use]] = {}
    for use in (*others, *(one.as_use for one in found if one.kind not in PARTS)):
        words.setdefault(use.name.name, []).append(use)
    return Objects(
        tuple(_with_textual_uses(one, words) for one in found),
        unmanaged,
        _table_uses(catalog, [(row[1], row[2]) for row in rows if row[1] in (1255, 1247, 3456)]),
    )


def _rows(catalog: Catalog) -> list[Row]:
    """Return the rows of all kinds that there are: planning the rest would take its time."""
    has = catalog.capabilities
    there = catalog.rows(queries.CENSUS)[0]
    text = "UNION ALL".join(
        query for (_, query), is_there in zip(queries.OBJECTS, there, strict=True) if is_there
    )
    text = text.replace("{multirange}", _MULTIRANGE if has.multiranges else "")
    text = text.replace("{collation_locale}", has.collation_locale)
    text = text.replace("{collation_rules}", "o.collicurules" if has.collation_rules else "NULL")
    return catalog.rows(text) if text else []


def _is_covered(row: Row, catalog: Catalog) -> bool:
    kind, namespace, name, table_namespace, table = row[0], row[3], row[4], row[5], row[6]
    if namespace is None:
        return bool(kind == "extension" or catalog.scope.covers(Name(name)))
    if table is not None and kind != "statistics":
        return table_namespace in catalog.numbers.namespaces and catalog.scope.covers(
            catalog.numbers.name(table_namespace, table)
        )
    return catalog.scope.covers(catalog.numbers.name(namespace, name))


def _object(row: Row, catalog: Catalog, uses: tuple[Use, ...]) -> SchemaObject:
    kind, _, _, namespace, name, table_namespace, table, _, signature, definition = row[:10]
    details, shape, _, comment = row[10:]
    one = SchemaObject(
        kind,
        Name(name) if namespace is None else catalog.numbers.name(namespace, name),
        definition,
        None if table is None else catalog.numbers.name(table_namespace, table),
        signature,
        _pairs(details or (), catalog.default_schemas),
        comment,
        tuple(shape or ()),
    )
    one = replace(one, uses=tuple(use for use in uses if use.whole != one.as_use))
    if kind == "statistics":
        return replace(one, definition=_COLUMNS_OF_STATISTICS.sub(_by_name, one.definition))
    return _parted(one) if kind in _PARTED else one


def _by_name(columns: re.Match[str]) -> str:
    """Return the columns by name: the server has them in the order that they have in the table."""
    return columns[1] + ", ".join(sorted(columns[2].split(", ")))


def _pairs(
    texts: Iterable[str | None], default_schemas: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Return the details: names and values come in turn, and what has no value is none.

    Nor is the schema of an extension one, where that is the default.
    """
    every = iter(texts)
    return tuple(
        (name, value)
        for name, value in zip(every, every, strict=True)
        if name is not None and value is not None
        if name != "schema" or value not in default_schemas
    )


_PARTED = {"trigger": " ON {} ", "rule": " TO {}"}


def _parted(one: SchemaObject) -> SchemaObject:
    """Part the definition where its table is named: before it stands the event."""
    event, _, rest = one.definition.partition(_PARTED[one.kind].format(one.detail("on")))
    details = tuple((name, value) for name, value in one.details if name != "on")
    return replace(one, definition=rest.strip(), details=(("event", event), *details))


def _noted(rows: Iterable[Row]) -> dict[Key, Key]:
    """Return, for everywhere that dependencies are noted, the object that they are of."""
    found: dict[Key, Key] = {}
    for row in rows:
        own = (row[1], row[2])
        found[own] = own
        for place in (row[12] or "").split():
            number, _, object_ = place.partition(":")
            found[int(number), int(object_)] = own
    return found


def _uses(catalog: Catalog, noted: Mapping[Key, Key]) -> dict[Key, tuple[Use, ...]]:
    found: dict[Key, dict[Use, None]] = {}
    for row in catalog.rows(_query(catalog, use_queries.USES, users=noted)):
        if (use := _use(row[2:], catalog)) is not None:
            found.setdefault(noted[row[0], row[1]], {})[use] = None
    return {key: tuple(uses) for key, uses in found.items()}


def _table_uses(catalog: Catalog, used: list[Key]) -> dict[int, tuple[Use, ...]]:
    if not used:
        return {}
    found: dict[int, dict[Use, None]] = {}
    for row in catalog.rows(_query(catalog, use_queries.TABLE_USES, used=used)):
        if (use := _use(row[1:], catalog)) is not None:
            found.setdefault(row[0], {})[use] = None
    return {table: tuple(uses) for table, uses in found.items()}


def _query(catalog: Catalog, query: str, **keys: Iterable[Key]) -> str:
    has = catalog.capabilities.multiranges
    of = "d.refclassid = 1247 AND g.rngmultitypid = l.oid" if has else "false"
    query = query.replace("{multirange_of}", of)
    query = query.replace("{multiranges}", use_queries.MULTIRANGES if has else "")
    for name, values in keys.items():
        query = query.replace(f"{{{name}}}", ", ".join(map(str, values)))
    return query


def _use(row: Iterable[str | int | None], catalog: Catalog) -> Use | None:
    kind, namespace, name, column, signature = row
    if kind == "extension":
        return Use("extension", Name(str(name)))
    if kind is None or namespace not in catalog.numbers.namespaces:
        return None
    whole = catalog.numbers.name(int(str(namespace)), str(name))
    return Use(
        str(kind),
        whole,
        None if column is None else str(column),
        None if signature is None else str(signature),
    )


def _with_textual_uses(one: SchemaObject, things: Mapping[str, Sequence[Use]]) -> SchemaObject:
    """Return the object with what its body names, which the server does not look into."""
    if one.kind not in _OWN:
        return one
    known = {use.whole for use in one.uses} | {one.as_use}
    words = sorted(identifiers(one.definition))
    named = (use for word in words for use in things.get(word, ()))
    found = (replace(use, textual=True) for use in named if use not in known)
    return replace(one, uses=(*one.uses, *found))


def _left_alone(catalog: Catalog) -> Iterator[Unmanaged]:
    for kind, namespace, name in catalog.rows(LEFT_ALONE):
        named = Name(name) if namespace is None else catalog.numbers.name(namespace, name)
        if catalog.scope.covers(named):
            yield Unmanaged(kind, named)
