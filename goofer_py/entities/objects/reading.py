"""Views, functions and the like that are declared beside the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from goofer_py.diff.hints import Hints
from goofer_py.entities.objects.attached import declared_by_sqlalchemy
from goofer_py.entities.objects.declaration import Declaration, bound_objects
from goofer_py.entities.objects.declarative_extensions import declared_in_info, view_names
from goofer_py.entities.objects.files import declared_in_files
from goofer_py.entities.objects.header import Header, read_header
from goofer_py.entities.objects.owners import owners_of_tables
from goofer_py.entities.objects.text import one_statement
from goofer_py.entities.objects.type import EnumType
from goofer_py.entities.reading.desired import Desired
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError
from goofer_py.schema import Declared, Enum, Name, Schema, Unmanaged

_RELATIONS = frozenset(("view", "materialized view", "table", "sequence"))
_LEFT_KINDS = frozenset(("publication", "subscription"))
"""What belongs to the whole database and is not read: it is reported where it is declared."""
_UNREAD = frozenset(
    (
        *("server", "foreign data wrapper", "foreign table", "conversion", "language"),
        *(f"text search {part}" for part in ("configuration", "dictionary", "parser", "template")),
    )
)
"""The same, but others of the file may need it."""
_CALLED = {"server": "foreign server"}
_LEFT = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:CREATE|ALTER|COMMENT\s+ON)\s+(?:PUBLICATION|SUBSCRIPTION)\b",
    re.IGNORECASE | re.DOTALL,
)
_OR_REPLACE = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*CREATE\s+OR\s+REPLACE\b", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Sources:
    """All places where a program declares objects: by themselves, in MetaData, in files."""

    declarations: tuple[Declaration, ...]
    metadatas: tuple[sa.MetaData, ...]
    tables: tuple[sa.Table, ...]
    files: tuple[Path, ...]


def with_objects(desired: Desired, sources: Sources, target: Target) -> Desired:
    """Return `desired` with what the `sources` want besides tables.

    Raises EntityError for what is declared twice and not alike, or by the name of a table.
    """
    desired = _without_views(desired, view_names(sources.metadatas, target))
    bound = (one for metadata in sources.metadatas for one in bound_objects(metadata))
    wanted = [one for one in dict.fromkeys((*sources.declarations, *bound)) if one.is_for(target)]
    found = list(_found(wanted, sources, target))
    declared = [one for one in found if isinstance(one, Declared)]
    kept = tuple(_once(declared, desired, target))
    schema = replace(
        desired.schema,
        declared=tuple(one for one in kept if one.kind != "schema"),
        enums=_with_enums(desired.schema, wanted, target),
        unmanaged=_left_alone(desired.schema, found),
    )
    hints = desired.hints.merged(Hints(objects=_renames(wanted, target)))
    return replace(desired, schema=_with_namespaces(schema, kept), hints=hints)


def _renames(wanted: list[Declaration], target: Target) -> dict[tuple[str, Name], Name]:
    """Return the renames that the server can do; all else that has a new name is made anew."""
    said = ((one.kind, one.renamed(target)) for one in wanted)
    return {
        (kind, names[0]): names[1]
        for kind, names in said
        if names is not None and target.dialect.renameable(kind)
    }


def _found(
    wanted: list[Declaration], sources: Sources, target: Target
) -> Iterator[Declared | Unmanaged]:
    for declaration in wanted:
        for one in declaration.declared(target):
            one_statement(one.statement, one.origin, target)
            yield one
        yield from declaration.left_alone(target)
    yield from declared_by_sqlalchemy((*sources.metadatas, *sources.tables), target)
    yield from owners_of_tables(sources.tables, target)
    for metadata in sources.metadatas:
        yield from declared_in_info(metadata, target)
    for one in declared_in_files(sources.files, target):
        if _is_of_left(one.statement):
            yield from _named_left(one)
        else:
            yield one
            if one.name is not None and one.kind in _UNREAD:
                yield Unmanaged(_CALLED.get(one.kind, one.kind), one.name)


def _is_of_left(statement: str) -> bool:
    """Whether the statement is about something of a kind that goofer leaves alone."""
    return _LEFT.match(statement) is not None


def _named_left(one: Declared) -> Iterator[Unmanaged]:
    if one.name is not None and one.kind in _LEFT_KINDS:
        yield Unmanaged(one.kind, one.name)


def _without_views(desired: Desired, views: frozenset[Name]) -> Desired:
    """Return `desired` without the tables that only map a view."""
    if views.isdisjoint(desired.origins):
        return desired
    origins = {name: origin for name, origin in desired.origins.items() if name not in views}
    return replace(desired, schema=desired.schema.only(origins), origins=origins)


def _left_alone(schema: Schema, found: list[Declared | Unmanaged]) -> tuple[Unmanaged, ...]:
    """Return what is left alone; a view or domain that is declared is not."""
    made = {(one.kind, one.name) for one in found if isinstance(one, Declared)}
    made |= {("view", name) for kind, name in made if kind == "materialized view"}
    besides = (one for one in found if isinstance(one, Unmanaged))
    left = {one for one in schema.unmanaged if (one.kind, one.name) not in made}
    return tuple(sorted({*left, *besides}, key=lambda one: (one.kind, *one.name.sort_key)))


def _with_enums(
    schema: Schema, declarations: list[Declaration], target: Target
) -> tuple[Enum, ...]:
    """Return the enums of columns and of declarations; those of both have to be alike."""
    found = {enum.name: enum for enum in schema.enums}
    for one in declarations:
        if isinstance(one, EnumType):
            enum = one.enum(target)
            if enum.values != found.get(enum.name, enum).values:
                raise one.wrong("has other values than the columns of this type say.")
            found[enum.name] = enum
    return tuple(found[name] for name in sorted(found, key=lambda name: name.sort_key))


def _once(found: list[Declared], desired: Desired, target: Target) -> Iterator[Declared]:
    """Yield each declaration once, also if it is there several times in the same words."""
    seen: dict[object, Declared] = {}
    for one in _without_replaced(found, target):
        header = read_header(one.statement, target)
        if one.name is None:
            yield one
            continue
        first = seen.setdefault(_key(one, header), one)
        if first is one:
            _refuse_name_of_table(one, desired)
            yield one
        elif first.statement.split() != one.statement.split():
            raise EntityError(
                f"The {one.kind} {one.name} is declared twice, and not alike: at {first.origin} "
                f"and at {one.origin}.",
                hint="leave one of them out, or give it another name",
            )


def _without_replaced(found: list[Declared], target: Target) -> list[Declared]:
    """Return the declarations without those that the same file says anew with OR REPLACE.

    A dump makes a view like that when something it stands on comes only behind it.
    """
    last: dict[object, int] = {}
    gone: set[int] = set()
    for place, one in enumerate(found):
        if one.name is None:
            continue
        key = (_file_of(one), _key(one, read_header(one.statement, target)))
        if key in last and _OR_REPLACE.match(one.statement):
            gone.add(last[key])
        last[key] = place
    return [one for place, one in enumerate(found) if place not in gone]


def _file_of(one: Declared) -> str:
    return one.origin.rpartition(":")[0]


def _key(one: Declared, header: Header) -> object:
    kind = "relation" if one.kind in _RELATIONS else one.kind
    return (kind, one.name, header.table, header.signature)


def _refuse_name_of_table(one: Declared, desired: Desired) -> None:
    if one.name is not None and one.kind in _RELATIONS and one.name in desired.origins:
        raise EntityError(
            f"The {one.kind} {one.name} of {one.origin} has the name of the table of "
            f"{desired.origins[one.name]}.",
            hint="give one of them another name",
        )


def _with_namespaces(schema: Schema, declared: tuple[Declared, ...]) -> Schema:
    """Return the schema with the namespaces that are declared, or that something is declared in."""
    names = [one.name for one in declared if one.name is not None]
    said = {one.name.name for one in declared if one.kind == "schema" and one.name is not None}
    said |= {name.schema for name in names if name.schema is not None}
    said |= {enum.name.schema for enum in schema.enums if enum.name.schema is not None}
    return replace(schema, namespaces=tuple(sorted({*schema.namespaces, *said})))
