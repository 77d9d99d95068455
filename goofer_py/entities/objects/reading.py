"""Views, functions and the like that are declared beside the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from goofer_py.entities.objects.declaration import Declaration
from goofer_py.entities.objects.files import declared_in_files
from goofer_py.entities.objects.header import Header, read_header
from goofer_py.entities.objects.statement import one_statement
from goofer_py.entities.reading.desired import Desired
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError
from goofer_py.schema import Declared, Schema

_RELATIONS = frozenset(("view", "materialized view", "table", "sequence"))


def with_objects(
    desired: Desired, declarations: Iterable[Declaration], files: Iterable[Path], target: Target
) -> Desired:
    """Return `desired` with what `declarations` and the `files` in folders want besides.

    Raises EntityError for what is declared twice and not alike, or by the name of a table.
    """
    wanted = [one for one in declarations if one.is_for(target)]
    found = [one for each in wanted for one in _declared(each, target)]
    found += declared_in_files(files, target)
    kept = tuple(_once(found, desired, target))
    schema = replace(desired.schema, declared=tuple(o for o in kept if o.kind != "schema"))
    return replace(desired, schema=_with_namespaces(schema, kept))


def _declared(declaration: Declaration, target: Target) -> Iterator[Declared]:
    for one in declaration.declared(target):
        one_statement(one.statement, one.origin, target)
        yield one


def _once(found: list[Declared], desired: Desired, target: Target) -> Iterator[Declared]:
    """Yield each declaration once, also if it is there several times in the same words."""
    seen: dict[object, Declared] = {}
    for one in found:
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
    return replace(schema, namespaces=tuple(sorted({*schema.namespaces, *said})))
