"""Answers about renames, as people write them down, read as hints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from goofer_py.diff.hints import Hints
from goofer_py.errors import UsageError
from goofer_py.schema import Name, Schema


def answered_hints(answers: Mapping[str, str], current: Schema, desired: Schema) -> Hints:
    """Return answers such as {"users.mail": "email", "people": "users"} as hints.

    Keys name what is there now; a column's key may name its table by the new or the old name.
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
            columns.update(_column_answer(key, value, current, desired, renamed))
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
    key: str, value: str, current: Schema, desired: Schema, renamed: Mapping[Name, Name]
) -> dict[tuple[Name, str], str]:
    places = [(table, renamed.get(table.name, table.name)) for table in current.tables]
    # A name that passes from one table to another is that of the one that has it now.
    for named in ([(table, table.name) for table, _ in places], places):
        for (table, new), (_, name) in zip(places, named, strict=True):
            for column in table.column_names:
                if key == f"{name}.{column}":
                    return {(new, value): column}
    if any(_names(t.name, t.column_names, key, value) for t in desired.tables):
        return {}
    raise UsageError(
        f"There is no table or column {key} to rename to {value}.", hint=_hint(key, current)
    )


def _hint(key: str, current: Schema) -> str:
    known = [str(table.name) for table in current.tables]
    known += [f"{table.name}.{name}" for table in current.tables for name in table.column_names]
    # A column alone is meant where its table was left out.
    near = [one for one in known if one.endswith(f".{key}")]
    near = near or get_close_matches(key, known, n=1)
    if near:
        return f"did you mean {near[0]!r}? An answer that is done can go"
    return "name what the database has, as table or table.column; an answer that is done can go"


def _names(table: Name, columns: Iterable[str], key: str, value: str) -> bool:
    return str(table) == value or (key.startswith(f"{table}.") and value in columns)
