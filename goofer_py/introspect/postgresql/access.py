"""Owners and grants, read where they are managed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from goofer_py.introspect.postgresql import access_queries as queries
from goofer_py.introspect.postgresql.catalog import Catalog
from goofer_py.schema import Name, SchemaObject, Use
from goofer_py.schema.access import SCHEMA
from goofer_py.stores.store import Row

_NOTHING: frozenset[str] = frozenset()
_EXECUTE, _USAGE = frozenset(("EXECUTE",)), frozenset(("USAGE",))
_BY_DEFAULT: Mapping[str, frozenset[str]] = {
    "function": _EXECUTE,
    "procedure": _EXECUTE,
    "aggregate": _EXECUTE,
    "enum": _USAGE,
    "domain": _USAGE,
    "composite type": _USAGE,
    "range type": _USAGE,
}
"""What everybody may do with what is new."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """What something is granted on, or what somebody owns."""

    kind: str
    name: Name
    arguments: str | None
    column: str | None
    of_table: Name | None

    @property
    def signature(self) -> str:
        """What tells it from other things of the same name."""
        arguments = "" if self.arguments is None else f"({self.arguments})"
        column = "" if self.column is None else f" column {self.column}"
        return f"{self.kind}{arguments}{column}"

    @property
    def uses(self) -> tuple[Use, ...]:
        """The thing, and the table that it belongs to."""
        own = Use(self.kind, self.name, self.column, self.arguments)
        return (own,) if self.of_table is None else (own, Use("table", self.of_table))

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """What its statements call it."""
        given = (("on", self.kind), ("arguments", self.arguments), ("column", self.column))
        return tuple((name, value) for name, value in given if value is not None)


@dataclass(slots=True)
class _Held:
    """What one role may do with a thing, and what it may hand on besides."""

    privileges: set[str] = field(default_factory=set)
    grantable: set[str] = field(default_factory=set)


def queries_on_access(kinds: Collection[str]) -> tuple[str, ...]:
    """Return what `read_access` asks when these of owners and grants are managed."""
    asked = {"owner": queries.OWNERS, "grant": queries.GRANTS}
    return tuple(query for kind, query in asked.items() if kind in kinds)


def read_access(catalog: Catalog) -> tuple[SchemaObject, ...]:
    """Return the owners and grants of all that is within the scope, those that are managed."""
    found: list[SchemaObject] = []
    if "owner" in catalog.access:
        found += _owners(catalog)
    if "grant" in catalog.access:
        found += _grants(catalog)
    return tuple(found)


def _owners(catalog: Catalog) -> Iterator[SchemaObject]:
    for row in catalog.rows(queries.OWNERS):
        if (thing := _thing(row, catalog)) is not None:
            yield SchemaObject(
                "owner",
                Name("owner"),
                table=thing.name,
                signature=thing.signature,
                details=(*thing.details, ("role", row[7])),
                uses=thing.uses,
            )


def _grants(catalog: Catalog) -> Iterator[SchemaObject]:
    first = catalog.default_schemas[-1]
    at_first = {row[0] for row in catalog.session.query(queries.initial_privileges(first))}
    things: dict[_Thing, dict[str, _Held]] = {}
    for row in catalog.rows(queries.GRANTS):
        if (thing := _thing(row, catalog)) is not None:
            roles = things.setdefault(thing, defaultdict(_Held))
            _hold(roles, *row[7:])
    for thing, roles in things.items():
        usual = _usual(thing, frozenset(at_first))
        if usual:
            roles["public"]  # who may do nothing any more is told too
        for role in sorted(roles):
            yield from _granted(thing, role, roles[role], usual if role == "public" else _NOTHING)


def _hold(roles: dict[str, _Held], role: str | None, privilege: str, grantable: bool) -> None:
    if role is not None:
        held = roles[role]
        (held.grantable if grantable else held.privileges).add(privilege)


def _usual(thing: _Thing, at_first: frozenset[str]) -> frozenset[str]:
    if thing.kind == SCHEMA:
        return at_first if thing.name.schema is None else _NOTHING
    return _BY_DEFAULT.get(thing.kind, _NOTHING)


def _granted(
    thing: _Thing, role: str, held: _Held, usual: frozenset[str]
) -> Iterator[SchemaObject]:
    """Yield the grant, unless it is what the role has of a new thing anyway."""
    if held.privileges == usual and not held.grantable:
        return
    texts = {"privileges": held.privileges, "grantable": held.grantable, "usual": usual}
    told = ((name, ", ".join(sorted(words))) for name, words in texts.items() if words)
    yield SchemaObject(
        "grant",
        Name(role),
        table=thing.name,
        signature=thing.signature,
        details=(*thing.details, *told),
        uses=thing.uses,
    )


def _thing(row: Row, catalog: Catalog) -> _Thing | None:
    """Return what the row is about, None for what is not looked at."""
    kind, namespace, name, arguments, column, table_namespace, table = row[:7]
    named = catalog.numbers.name(namespace, name)
    is_part = table_namespace in catalog.numbers.namespaces
    of_table = catalog.numbers.name(table_namespace, table) if is_part else None
    if kind != SCHEMA and not catalog.scope.covers(of_table or named):
        return None
    return _Thing(kind, named, arguments, column, of_table)
