"""Answers about renames, as people write them down, read as hints."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from goofer_py.diff.hints import Hints
from goofer_py.errors import UsageError
from goofer_py.schema import Name, Schema

FILL = "--fill"


def answered_hints(
    answers: Mapping[str, str],
    current: Schema,
    desired: Schema,
    strict: Collection[str] = (),
) -> Hints:
    """Return answers such as {"users.mail": "email", "people": "users"} as hints.

    Keys name what is there now; a column's key may name its table by the new or the old name.
    A key that is not there is passed over where its new name is wanted, for it may be done; those
    in `strict`, and what was most likely a slip of the pen, only where the new name is there.
    Raises UsageError for an answer that fits nothing in either schema.
    """
    tables = {str(t.name): t.name for t in current.tables}
    renamed = {
        tables[key]: tables[key].renamed(_last(value, desired))
        for key, value in answers.items()
        if key in tables
    }
    columns: dict[tuple[Name, str], str] = {}
    values = _value_answers(answers, current, desired)
    of_enums = {f"{name}.{value}" for name in values for value, _ in values[name]}
    objects = _object_answers(answers, current, desired)
    for key, value in answers.items():
        if key not in tables and key not in of_enums and key not in objects:
            columns.update(_column_answer(key, value, current, desired, renamed, strict))
    new_tables = {new: old for old, new in renamed.items()}
    return Hints(tables=new_tables, columns=columns, values=values)


def _object_answers(answers: Mapping[str, str], current: Schema, desired: Schema) -> set[str]:
    """Return the keys that are about views, functions and the like: {"view few": "some"}.

    What they say counts when the likely renames are known, which takes the server's spelling.
    """
    there = {f"{one.kind} {one.name}" for one in current.objects}
    kinds = {one.kind for one in current.objects} | {one.kind or "" for one in desired.declared}
    names = there | {f"{one.kind} {one.name}" for one in desired.declared}
    done = {
        key
        for key, value in answers.items()
        for kind in kinds
        if key.startswith(f"{kind} ") and f"{kind} {value}" in names
    }
    return done | (answers.keys() & there)


def _value_answers(
    answers: Mapping[str, str], current: Schema, desired: Schema
) -> dict[Name, tuple[tuple[str, str], ...]]:
    """Return the answers that are about values of enum types: {"mood.sad": "blue"}."""
    known = {enum.name: enum.values for enum in (*desired.enums, *current.enums)}
    found = {
        name: tuple(
            (key.removeprefix(f"{name}."), value)
            for key, value in answers.items()
            if key.startswith(f"{name}.")
            and {key.removeprefix(f"{name}."), value} & {*values, *_values(desired, name)}
        )
        for name, values in known.items()
    }
    return {name: pairs for name, pairs in found.items() if pairs}


def _values(schema: Schema, name: Name) -> tuple[str, ...]:
    return next((enum.values for enum in schema.enums if enum.name == name), ())


def _last(value: str, desired: Schema) -> str:
    return next((t.name.name for t in desired.tables if str(t.name) == value), value)


def _column_answer(
    key: str,
    value: str,
    current: Schema,
    desired: Schema,
    renamed: Mapping[Name, Name],
    strict: Collection[str],
) -> dict[tuple[Name, str], str]:
    places = [(table, renamed.get(table.name, table.name)) for table in current.tables]
    # A name that passes from one table to another is that of the one that has it now.
    for named in ([(table, table.name) for table, _ in places], places):
        for (table, new), (_, name) in zip(places, named, strict=True):
            for column in table.column_names:
                if key == f"{name}.{column}":
                    return {(new, value): column}
    wanted = any(_names(t.name, t.column_names, key, value) for t in desired.tables)
    open_ = _is_open(key, value, current, desired, renamed)
    if wanted and not (open_ and (key in strict or _meant(key, current, desired))):
        return {}
    raise UsageError(
        f"There is no table or column {key} to rename to {value}.",
        hint=_hint(key, current, desired),
    )


def _is_open(
    key: str, value: str, current: Schema, desired: Schema, renamed: Mapping[Name, Name]
) -> bool:
    """Say whether the new name is not there yet, though what it stands for could be.

    Else the rename is done, or what it is about is made anew.
    """
    for table in current.tables:
        for name in (table.name, renamed.get(table.name, table.name)):
            if key.startswith(f"{name}."):
                return value not in table.column_names
    there = {str(table.name) for table in current.tables}
    gone = there - {str(table.name) for table in desired.tables}
    return "." not in key and value not in there and bool(gone - set(map(str, renamed)))


def _meant(key: str, current: Schema, desired: Schema) -> str | None:
    """Return what goes in this change and is called nearly so; of a column in the same table."""
    going = sorted(set(_places(current)) - set(_places(desired)))
    place, dot, name = key.rpartition(".")
    alike = {one.rpartition(".")[2]: one for one in going if one.startswith(f"{place}{dot}")}
    near = nearest(name, alike)
    return None if near is None else alike[near]


def _hint(key: str, current: Schema, desired: Schema) -> str:
    # A column alone is meant where its table was left out.
    every = [name for name in _places(current) if name.endswith(f".{key}")]
    near = next(iter(every), None) or _meant(key, current, desired)
    near = near or nearest(key, _places(current))
    if near is not None:
        return f"did you mean {near!r}? An answer that is done can go"
    return "name what the database has, as table or table.column; an answer that is done can go"


def _places(schema: Schema) -> list[str]:
    """Return the names of all tables and columns, as answers call them."""
    tables = [str(table.name) for table in schema.tables]
    return tables + [
        f"{table.name}.{name}" for table in schema.tables for name in table.column_names
    ]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return what was most likely meant by a name, None where nothing is near."""
    return next(iter(get_close_matches(name, list(known), n=1)), None)


def check_places(named: Iterable[tuple[str, str]], current: Schema, desired: Schema) -> None:
    """Raise UsageError for an option whose place ("table.column") is in neither schema.

    Only what fills has to be a column: of the rest the table counts, for what comes behind it may
    be a constraint's.
    """
    tables = {str(table.name) for schema in (current, desired) for table in schema.tables}
    places = [*_places(current), *_places(desired)]
    for option, place in named:
        known = place in places
        if option != FILL:
            known = known or any(place.startswith(f"{table}.") for table in tables)
        if known:
            continue
        near = nearest(place, places)
        hint = "TABLE.COLUMN, as the entities call them"
        raise UsageError(
            f"{option} {place}: there is no such column or table.",
            hint=hint if near is None else f"did you mean {near!r}?",
        )


def _names(table: Name, columns: Iterable[str], key: str, value: str) -> bool:
    return str(table) == value or (key.startswith(f"{table}.") and value in columns)
