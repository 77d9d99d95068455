"""Who says which drops and adds are renames: hints, answers, a person; never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from goofer_py.diff.candidates import RenameCandidate, column_candidates, table_candidates
from goofer_py.diff.hints import Hints
from goofer_py.diff.renames import renames
from goofer_py.errors import AnswerNeeded, UsageError
from goofer_py.schema import Name, Schema


class RenameResolver(Protocol):
    """Answers whether a drop and an add are one rename."""

    def __call__(self, candidate: RenameCandidate) -> bool | None:
        """Return the answer, or None when there is nobody to ask."""


def settle_renames(
    current: Schema, desired: Schema, hints: Hints, resolver: RenameResolver
) -> Hints:
    """Return `hints` with every likely rename answered.

    Raises UsageError for a rename whose old name is still wanted, and AnswerNeeded, with the
    text for the answers file, when a candidate has no answer.
    """
    _refuse_impossible(current, desired, hints)
    open_questions: list[RenameCandidate] = []
    moved = _renamed(current, hints)
    tables, unanswered = _ask(table_candidates(moved, desired), resolver)
    open_questions += unanswered
    names = {str(t.name): t.name for t in (*moved.tables, *desired.tables)}
    hints = hints.merged(Hints(tables={names[c.after]: names[c.before] for c in tables}))
    moved = _renamed(current, hints)
    there = moved.by_name
    for table in desired.tables:
        if table.name in there:
            found, unanswered = _ask(column_candidates(there[table.name], table), resolver)
            open_questions += unanswered
            columns = {(table.name, c.after): c.before for c in found}
            hints = hints.merged(Hints(columns=columns))
    if open_questions:
        raise _answer_needed(open_questions)
    return hints


def hints_done(current: Schema, hints: Hints) -> list[str]:
    """Return the rename hints that are done in `current` and can be removed from the entities."""
    tables = current.by_name
    done = [
        f"{new} (renamed_from {old!s})"
        for new, old in hints.tables.items()
        if new in tables and old not in tables
    ]
    for (table, new), column in hints.columns.items():
        there = tables.get(table)
        if there and there.find_column(new) and not there.find_column(column):
            done.append(f"{table}.{new} (renamed_from {column})")
    return done


def answered_hints(answers: Mapping[str, str], current: Schema, desired: Schema) -> Hints:
    """Return answers such as {"users.mail": "email", "people": "users"} as hints.

    Keys name what is there now; a column's key may name its table by the new or the old name.
    Raises UsageError for an answer that fits nothing in either schema.
    """
    tables = {str(t.name): t.name for t in current.tables}
    renamed = {
        tables[key]: tables[key].renamed(_last(value, desired, tables[key]))
        for key, value in answers.items()
        if key in tables
    }
    columns: dict[tuple[Name, str], str] = {}
    for key, value in answers.items():
        if key not in tables:
            columns.update(_column_answer(key, value, current, desired, renamed))
    return Hints(tables={new: old for old, new in renamed.items()}, columns=columns)


def _last(value: str, desired: Schema, old: Name) -> str:
    return next((t.name.name for t in desired.tables if str(t.name) == value), value)


def _column_answer(
    key: str, value: str, current: Schema, desired: Schema, renamed: Mapping[Name, Name]
) -> dict[tuple[Name, str], str]:
    for table in current.tables:
        new = renamed.get(table.name, table.name)
        for column in table.column_names:
            if key in (f"{table.name}.{column}", f"{new}.{column}"):
                return {(new, value): column}
    if any(_names(t.name, t.column_names, key, value) for t in desired.tables):
        return {}
    raise UsageError(f"There is no table or column {key} to rename to {value}.")


def _names(table: Name, columns: Iterable[str], key: str, value: str) -> bool:
    return str(table) == value or (key.startswith(f"{table}.") and value in columns)


def _renamed(current: Schema, hints: Hints) -> Schema:
    for operation in renames(current, hints):
        current = operation.apply(current)
    return current


def _refuse_impossible(current: Schema, desired: Schema, hints: Hints) -> None:
    there, wanted = current.by_name, desired.by_name
    olds = set(hints.tables.values())
    for new, old in hints.tables.items():
        swapped = old in hints.tables and new in olds
        if old in there and (old in wanted or new in there) and not swapped:
            raise _still_there("table", str(old), str(new), old in wanted)
    for (name, new), old_column in hints.columns.items():
        before = there.get(hints.tables.get(name, name)) or there.get(name)
        after = wanted.get(name)
        if before is None or after is None or before.find_column(old_column) is None:
            continue
        chained = (name, old_column) in hints.columns
        blocked = after.find_column(old_column) is not None or before.find_column(new) is not None
        if blocked and not chained:
            still = after.find_column(old_column) is not None
            raise _still_there("column", f"{name}.{old_column}", f"{name}.{new}", still)


def _still_there(kind: str, old: str, new: str, wanted: bool) -> UsageError:
    why = f"the entities still have {old}" if wanted else f"the database has {new} already"
    return UsageError(
        f"The {kind} {old} cannot be renamed to {new}: {why}. Nothing was written.",
        hint="remove the rename hint, or the name that is in its way",
    )


def _ask(
    candidates: list[RenameCandidate], resolver: RenameResolver
) -> tuple[list[RenameCandidate], list[RenameCandidate]]:
    answers = [(candidate, resolver(candidate)) for candidate in candidates]
    return (
        [candidate for candidate, answer in answers if answer],
        [candidate for candidate, answer in answers if answer is None],
    )


def _answer_needed(candidates: list[RenameCandidate]) -> AnswerNeeded:
    lines = "\n".join(f"  {candidate}" for candidate in candidates)
    answers = "[renames]\n" + "".join(f'"{c.key}" = "{c.after}"\n' for c in candidates)
    first = candidates[0]
    return AnswerNeeded(
        f"These may be renames, or drops and adds; nothing was written:\n{lines}\n"
        "Say which in goofer.answers.toml (false for one that is no rename):\n\n" + answers,
        answers=answers,
        hint=f"goofer makemigrations --rename {first.key}={first.after}",
    )
