"""How a program declares its tables: on classes with annotations, or by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from goofer_py.stores.cassandra.fields import Cql, fields_of

__all__ = ["Cql", "Index", "Keyspace", "Table", "Type", "View", "table", "udt"]

C = TypeVar("C", bound=type)
Names = str | Sequence[str]
MARK = "__goofer_cassandra__"
"""The attribute of a class that has what is declared of it."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index: `target` is what stands between the parentheses, such as mail or values(tags).

    `using` is "sai", or the class of a custom index; the server names it, if nobody else does.
    """

    target: str
    name: str | None = None
    using: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keyspace:
    """A keyspace, with how its rows are replicated."""

    name: str
    replication: Mapping[str, Any]
    durable_writes: bool = True


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the keyspace's own: its fields with their types in CQL.

    `renamed` has the old names of fields by the new ones.
    """

    name: str
    fields: Mapping[str, str]
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns with their types in CQL, and the key of its rows.

    A column of `clustering` that begins with - is in descending order. `options` are those after
    WITH; of one that is not named, nothing is said. `renamed` has the old names of columns of the
    key by the new ones.
    """

    name: str
    columns: Mapping[str, str]
    partition: Names
    clustering: Names = ()
    static: Names = ()
    indexes: Sequence[Index | str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    keyspace: str | None = None
    """Where it is, if that is said; it has to be the keyspace of the URL."""
    shared: bool = False
    """Several models are of this table."""

    def __post_init__(self) -> None:
        """Take a single name for one of several."""
        for name in ("partition", "clustering", "static"):
            object.__setattr__(self, name, several(getattr(self, name)))
        made = (Index(one) if isinstance(one, str) else one for one in self.indexes)
        object.__setattr__(self, "indexes", tuple(made))


@dataclass(frozen=True, slots=True)
class View:
    """A materialized view: rows of the table `on` by another key, with all columns or some.

    Rows without a value in a column of the key are in no view; `where` can say more of them.
    """

    name: str
    on: str
    partition: Names
    clustering: Names = ()
    columns: Names = ()
    where: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take a single name for one of several."""
        for name in ("partition", "clustering", "columns"):
            object.__setattr__(self, name, several(getattr(self, name)))


def table(
    name: str,
    *,
    partition: Names,
    clustering: Names = (),
    static: Names = (),
    indexes: Sequence[Index | str] = (),
    options: Mapping[str, Any] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> Callable[[C], C]:
    """Declare that the rows of the table `name` are what a class has: a dataclass, a model."""

    def declared(cls: C) -> C:
        made = Table(
            name,
            fields_of(cls, _type_named),
            partition,
            clustering,
            static,
            indexes,
            dict(options or {}),
            dict(renamed or {}),
        )
        setattr(cls, MARK, made)
        return cls

    return declared


def udt(name: str, *, renamed: Mapping[str, str] | None = None) -> Callable[[C], C]:
    """Declare that a class is a type of the keyspace's own, which columns and fields can have."""

    def declared(cls: C) -> C:
        setattr(cls, MARK, Type(name, fields_of(cls, _type_named), dict(renamed or {})))
        return cls

    return declared


def _type_named(cls: type) -> str | None:
    """Return the name of the type that a class is declared as, if it is one."""
    found = vars(cls).get(MARK)
    return found.name if isinstance(found, Type) else None


def several(names: Names) -> tuple[str, ...]:
    """Return names, of which a single one may stand by itself."""
    return (names,) if isinstance(names, str) else tuple(names)
