"""Objects that the project declares by statements, as the server reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from goofer_py.errors import GenerateError, StatementFailed
from goofer_py.introspect.introspector import Scratch
from goofer_py.schema import Declared, Schema, Table
from goofer_py.schema.expression import identifiers, move_names


def named_tables(schema: Schema) -> list[Table]:
    """Return the tables whose names occur in what the project declares by statements.

    Too many, never too few: a word may mean something else.
    """
    words = {word for one in schema.declared for word in identifiers(one.statement)}
    return [table for table in schema.tables if table.name.name in words]


def make_declared(
    scratch: Scratch, declared: Iterable[Declared], places: Mapping[str, str], schema: Schema
) -> None:
    """Run the statements in the scratch, in whatever order the server takes them.

    Raises GenerateError with the server's word on the first that it never takes.
    """
    moved = _moved(places, schema)
    waiting = [replace(one, statement=move_names(one.statement, moved)) for one in declared]
    while waiting:
        refused = [(one, error) for one in waiting if (error := _refusal(scratch, one)) is not None]
        if len(refused) == len(waiting):
            raise _never(scratch, *refused[0])
        waiting = [one for one, _ in refused]


def _moved(places: Mapping[str, str], schema: Schema) -> dict[tuple[str, str], str]:
    """Return where the scratch has what is named with a schema, the default one included."""
    default = getattr(places, "default", None) or ""
    names = {table.name for table in schema.tables}
    names |= {enum.name for enum in schema.enums}
    names |= {sequence.name for sequence in schema.sequences}
    names |= {one.name for one in schema.declared if one.name is not None}
    found = {(name.schema or default, name.name) for name in names}
    return {(place, name): places[place] for place, name in found if place in places}


def _refusal(scratch: Scratch, one: Declared) -> StatementFailed | None:
    scratch.session.begin()
    try:
        scratch.session.run(one.statement)
    except StatementFailed as error:
        scratch.session.rollback()
        return error
    scratch.session.commit()
    return None


def _never(scratch: Scratch, one: Declared, error: StatementFailed) -> GenerateError:
    what = one.statement if one.name is None else f"{one.kind} {one.name}"
    place = f" of {one.origin}" if one.origin else ""
    return GenerateError(
        f"{scratch.session.database} refuses {what}{place}: {error.server}",
        hint="mend its declaration, and try again: nothing was written",
    )
