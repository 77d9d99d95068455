"""Renames that the migrations tell of, where two schemas alone can't say that they are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from goofer_py.diff.hints import Hints
from goofer_py.generate.choices import Choices
from goofer_py.schema import Schema

_K = TypeVar("_K")


class Told:
    """What up files say that they rename."""

    def __init__(self, paths: Callable[[], Iterable[Path]]) -> None:
        self._paths = paths

    @cached_property
    def _renames(self) -> list[frozenset[str]]:
        return [frozenset(_told_by(path)) for path in self._paths()]

    def has(self, what: str, before: str, after: str) -> bool:
        """Whether a file renames it; `what` is "table ", "column " and its table, or nothing."""
        return any(f"rename {what}{before} to {after}" in lines for lines in self._renames)

    def has_circle(self, what: str, pairs: Mapping[str, str]) -> bool:
        """Whether one file renames all, new names to old ones, be it by way of a third name."""
        return any(
            all(_is_told(lines, what, old, new) for new, old in pairs.items())
            for lines in self._renames
        )


def without_circles(hints: Hints, current: Schema, told: Told) -> tuple[Hints, list[str]]:
    """Return the hints without names that were swapped already, and those hints in words.

    Once two names are swapped, both are there as before.
    """
    done: list[str] = []
    there = current.by_name
    tables, columns = dict(hints.tables), dict(hints.columns)
    for circle in _circles(tables):
        pairs = {str(new): str(old) for new, old in circle.items()}
        if circle.keys() <= there.keys() and told.has_circle("table ", pairs):
            done += [f"{new} (renamed_from {old})" for new, old in pairs.items()]
            tables = {new: old for new, old in tables.items() if new not in circle}
    for table in dict.fromkeys(table for table, _ in hints.columns):
        asked = {new: old for (name, new), old in hints.columns.items() if name == table}
        for names in _circles(asked):
            known = there[table].column_names if table in there else ()
            if names.keys() <= {*known} and told.has_circle(f"column {table}.", names):
                done += [f"{table}.{new} (renamed_from {old})" for new, old in names.items()]
                gone = {(table, new) for new in names}
                columns = {key: old for key, old in columns.items() if key not in gone}
    return (replace(hints, tables=tables, columns=columns), done) if done else (hints, done)


def without_past_answers(
    choices: Choices, current: Schema, told: Told
) -> tuple[Choices, list[str]]:
    """Return the choices without renames that were done and whose old name is gone, and those."""
    there = {str(table.name) for table in current.tables}
    there |= {f"{table.name}.{name}" for table in current.tables for name in table.column_names}
    past = {
        key: value
        for key, value in choices.renames.items()
        if value is not False
        and key not in there
        and any(told.has(what, key, value) for what in ("table ", "column ", ""))
    }
    if not past:
        return choices, []
    kept = {key: value for key, value in choices.renames.items() if key not in past}
    notes = [f"{key} (renamed to {value}, in the answers)" for key, value in past.items()]
    return replace(choices, renames=kept), notes


def _circles(asked: Mapping[_K, _K]) -> Iterator[dict[_K, _K]]:
    """Yield the renames, new names to old ones, that lead back to where they start."""
    seen: set[_K] = set()
    for start in asked:
        circle: dict[_K, _K] = {}
        name = start
        while name in asked and name not in circle and name not in seen:
            circle[name] = asked[name]
            name = asked[name]
        seen |= circle.keys()
        if name == start and len(circle) > 1:
            yield circle


def _is_told(lines: frozenset[str], what: str, old: str, new: str) -> bool:
    aside = f"{old}_goofer"
    by_way = (f"rename {what}{old} to {aside}", f"rename {what}{aside} to {new}")
    return f"rename {what}{old} to {new}" in lines or lines.issuperset(by_way)


def _told_by(path: Path) -> Iterator[str]:
    """Yield the renames of one file, from the words at its top."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if not line.startswith("--"):
                return
            text = line.removeprefix("--").strip().removeprefix("- ")
            if text.startswith("rename "):
                yield text
