"""What modules declare: by goofer's own declarations, and by the models of the driver."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from goofer_py.errors import EntityError
from goofer_py.stores.cassandra.entities import MARK, Index, Keyspace, Table, Type, View

Thing = Keyspace | Type | Table | View
_MODELS = "cassandra.cqlengine.models"
_WORDS: Mapping[type, str] = {Keyspace: "keyspace", Type: "type", Table: "table", View: "view"}


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared, each by name."""

    keyspaces: Mapping[str, Keyspace] = field(default_factory=dict)
    types: Mapping[str, Type] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Say whether anything is."""
        return bool(self.keyspaces or self.types or self.tables or self.views)


def declared_in(modules: Iterable[ModuleType]) -> Declared:
    """Return what modules declare; raises EntityError for a name that is there twice."""
    found: dict[tuple[type, str], Thing] = {}
    seen: set[int] = set()
    for value in (value for module in modules for value in vars(module).values()):
        if id(value) in seen:
            continue
        seen.add(id(value))
        for one in _things(value):
            _add(found, one)

    def of(kind: type) -> dict[str, Any]:
        return {name: found[what, name] for what, name in sorted(found, key=str) if what is kind}

    return Declared(of(Keyspace), of(Type), of(Table), of(View))


def _add(found: dict[tuple[type, str], Thing], one: Thing) -> None:
    key = (type(one), one.name)
    before = found.setdefault(key, one)
    if before == one:
        return
    if not isinstance(before, Table) or not isinstance(one, Table) or not _share(before, one):
        raise EntityError(f"The {_WORDS[type(one)]} {one.name} is declared twice.")
    # Models of one table each know the columns of their own, beside those of all.
    columns = {**before.columns, **one.columns}
    indexes = (*before.indexes, *(new for new in one.indexes if new not in before.indexes))
    found[key] = replace(before, columns=columns, indexes=indexes)


def _share(one: Table, other: Table) -> bool:
    """Say whether two models are of one table, as those of the driver may be."""
    keys = {(tuple(found.partition), tuple(found.clustering)) for found in (one, other)}
    same = one.columns.keys() & other.columns.keys()
    alike = all(one.columns[name] == other.columns[name] for name in same)
    return one.shared and other.shared and len(keys) == 1 and alike


def _things(value: Any) -> Iterator[Thing]:
    """Yield what a value of a module declares, with the types that its columns have."""
    if isinstance(value, (Keyspace, Type, Table, View)):
        yield value
    if not isinstance(value, type):
        return
    if (own := vars(value).get(MARK)) is not None:
        yield own
    if _MODELS in sys.modules:
        yield from _of_the_driver(value)


def _of_the_driver(cls: Any) -> Iterator[Thing]:
    from cassandra.cqlengine.columns import resolve_udts
    from cassandra.cqlengine.models import BaseModel
    from cassandra.cqlengine.usertype import BaseUserType

    types: list[Any] = []
    if issubclass(cls, BaseUserType) and cls._fields:
        types.append(cls)
    elif issubclass(cls, BaseModel) and not getattr(cls, "__abstract__", True):
        yield _table(cls)
        for column in cls._columns.values():
            resolve_udts(column, types)
    for one in types:
        fields = {column.db_field_name: column.db_type for column in one._fields.values()}
        yield Type(one.type_name(), fields)
        for column in one._fields.values():
            inner: list[Any] = []
            resolve_udts(column, inner)
            yield from (found for each in inner for found in _of_the_driver(each))


def _table(model: Any) -> Table:
    columns = {one.db_field_name: one for one in model._columns.values()}
    clustering = [
        f"{'-' if (one.clustering_order or '').lower() == 'desc' else ''}{one.db_field_name}"
        for one in model._clustering_keys.values()
    ]
    return Table(
        model._raw_column_family_name(),
        {name: one.db_type for name, one in columns.items()},
        [one.db_field_name for one in model._partition_keys.values()],
        clustering,
        [name for name, one in columns.items() if one.static],
        [Index(name) for name, one in columns.items() if one.index],
        dict(model.__options__ or {}),
        keyspace=model.__keyspace__,
        shared=model._is_polymorphic,
    )
