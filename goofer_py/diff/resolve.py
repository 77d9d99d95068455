"""Who says which drops and adds are renames: hints, answers, a person; never a guess."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from goofer_py.diff.candidates import (
    RenameCandidate,
    column_candidates,
    object_candidates,
    table_candidates,
    value_candidates,
)
from goofer_py.diff.hints import Hints
from goofer_py.diff.renames import renames
from goofer_py.errors import AnswerNeeded, UsageError
from goofer_py.schema import Name, Schema, Table

_K = TypeVar("_K")


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
    taken = _moved_places(hints)
    open_questions: list[RenameCandidate] = []
    moved = _renamed(current, hints)
    tables, unanswered = _ask(
        (c for c in table_candidates(moved, desired) if not _is_moved(c, taken)), resolver
    )
    open_questions += unanswered
    names = {str(t.name): t.name for t in (*moved.tables, *desired.tables)}
    hints = hints.merged(Hints(tables={names[c.after]: names[c.before] for c in tables}))
    moved = _renamed(current, hints)
    there = moved.by_name
    columns: dict[tuple[Name, str], str] = {}
    for table in desired.tables:
        if table.name in there:
            candidates = column_candidates(there[table.name], table)
            found, unanswered = _ask((c for c in candidates if not _is_moved(c, taken)), resolver)
            open_questions += unanswered
            columns |= {(table.name, c.after): c.before for c in found}
    hints = hints.merged(Hints(columns=columns))
    values, unanswered = _ask(value_candidates(moved, desired), resolver)
    open_questions += unanswered
    found_values = {c.enum: ((c.before, c.after),) for c in values if c.enum is not None}
    hints = hints.merged(Hints(values=found_values))
    if open_questions:
        raise _answer_needed(open_questions)
    return hints


def settle_objects(
    current: Schema, desired: Schema, kinds: Collection[str], resolver: RenameResolver
) -> Hints:
    """Return the renames of views, functions and the like of `kinds`, every likely one answered.

    `current` has its other new names already. Raises AnswerNeeded when one has no answer.
    """
    found, unanswered = _ask(object_candidates(current, desired, kinds), resolver)
    if unanswered:
        raise _answer_needed(unanswered)
    names = {(o.kind, str(o.name)): o.name for o in (*current.objects, *desired.objects)}
    kinds_found = [(c.kind or "", c) for c in found]
    return Hints(objects={(k, names[k, c.after]): names[k, c.before] for k, c in kinds_found})


def hints_done(current: Schema, hints: Hints) -> list[str]:
    """Return the rename hints that are done in `current` and can be removed from the entities."""
    tables = current.by_name
    done = [
        f"{new} (renamed_from {old!s})"
        for new, old in hints.tables.items()
        if new in tables and old not in tables
    ]
    objects = {(one.kind, one.name) for one in current.objects}
    done += [
        f"{kind} {new} (renamed_from {old!s})"
        for (kind, new), old in hints.objects.items()
        if (kind, new) in objects and (kind, old) not in objects
    ]
    for (table, new), column in hints.columns.items():
        there = tables.get(table)
        if there and there.find_column(new) and not there.find_column(column):
            done.append(f"{table}.{new} (renamed_from {column})")
    for (table, new), origin in hints.origins.items():
        there, source = tables.get(table), tables.get(origin.table)
        if there and there.find_column(new) and not _has_any(source, origin.columns):
            columns = ", ".join(f"{origin.table}.{column}" for column in origin.columns)
            done.append(f"{table}.{new} (values from {columns})")
    return done


def _has_any(table: Table | None, columns: Iterable[str]) -> bool:
    return table is not None and any(table.find_column(name) for name in columns)


def _renamed(current: Schema, hints: Hints) -> Schema:
    for operation in renames(current, hints):
        current = operation.apply(current)
    return current


def _refuse_impossible(current: Schema, desired: Schema, hints: Hints) -> None:
    there, wanted = current.by_name, desired.by_name
    for old, new, is_wanted in _in_the_way(hints.tables, there.keys(), wanted.keys()):
        raise _still_there("table", str(old), str(new), is_wanted)
    for table in {table for table, _ in hints.columns}:
        before = there.get(hints.tables.get(table, table)) or there.get(table)
        if before is not None and table in wanted:
            asked = {new: old for (name, new), old in hints.columns.items() if name == table}
            places = before.column_names, wanted[table].column_names
            for column, other, is_wanted in _in_the_way(asked, *places):
                old_place, place = f"{before.name}.{column}", f"{table}.{other}"
                raise _still_there("column", old_place, place, is_wanted)


def _in_the_way(
    asked: Mapping[_K, _K], there: Collection[_K], wanted: Collection[_K]
) -> Iterator[tuple[_K, _K, bool]]:
    """Yield each rename (old, new) that cannot be done, and whether the old name is still wanted.

    A name may be free because the same renames give it to, or take it from, another one.
    """
    olds = set(asked.values())
    for new, old in asked.items():
        is_done = old in asked and asked[old] not in there
        is_wanted = old in wanted and old not in asked
        is_taken = new in there and new not in olds and not is_done
        if old in there and (is_wanted or is_taken):
            yield old, new, is_wanted


def _still_there(kind: str, old: str, new: str, wanted: bool) -> UsageError:
    why = f"the entities still have {old}" if wanted else f"the database has {new} already"
    return UsageError(
        f"The {kind} {old} cannot be renamed to {new}: {why}. Nothing was written.",
        hint="remove the rename hint, or the name that is in its way",
    )


def _moved_places(hints: Hints) -> set[tuple[str | None, str]]:
    """Return what is no rename, because it is said where its values go or come from."""
    taken: set[tuple[str | None, str]] = set()
    for (table, column), origin in hints.origins.items():
        taken |= {(str(table), column), *((str(origin.table), name) for name in origin.columns)}
        if table != origin.table:
            taken |= {(None, str(table)), (None, str(origin.table))}
    return taken


def _is_moved(candidate: RenameCandidate, taken: set[tuple[str | None, str]]) -> bool:
    table = None if candidate.table is None else str(candidate.table)
    return bool({(table, candidate.before), (table, candidate.after)} & taken)


def _ask(
    candidates: Iterable[RenameCandidate], resolver: RenameResolver
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
        hint=f"goofer makemigrations --rename {_typed(f'{first.key}={first.after}')}",
    )


def _typed(text: str) -> str:
    """Return a word as a shell takes it."""
    return f'"{text}"' if " " in text else text
