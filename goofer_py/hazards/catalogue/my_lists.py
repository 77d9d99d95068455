"""MY: the values of enum and set columns of MySQL and MariaDB."""

from __future__ import annotations

from goofer_py.hazards.action import ModifyColumn
from goofer_py.hazards.catalogue.my_altered import change
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import Hazard, hazard
from goofer_py.hazards.rule import MYSQL_FAMILY, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline

_STEPS = {"enum": (256,), "set": (9, 17, 25, 33)}
"""From how many values on a row needs another byte for it."""


def _what(old: tuple[str, ...], new: tuple[str, ...], steps: tuple[int, ...]) -> str:
    """Return how the values change so that rows are written anew; empty where they are not."""
    kept = [value for value in new if value in old]
    if len(kept) < len(old):
        return "removed"
    if tuple(kept) != old:
        return "reordered"
    if new[: len(old)] != old:
        return "inserted"
    wider = any(len(old) < step <= len(new) for step in steps)
    return "grown" if wider else ""


def _rule(number: str, kind: str, what: str, title: str, why: str, instead: str) -> Hazard:
    def find(action: ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
        known = change(action, seen)
        lists = None if known is None else known.lists
        if lists is None or lists[0] != kind or _what(lists[1], lists[2], _STEPS[kind]) != what:
            return None
        gone = ", ".join(value for value in lists[1] if value not in lists[2])
        said = f" and {gone} goes" if gone else ""
        name = f"{action.table}.{action.column.name}"
        return Hit(f"{action.table} is copied for the values of {name}{said}")

    rule = Rule(
        id=number,
        title=title,
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why=why,
        instead=instead,
    )
    return hazard(rule, ModifyColumn)(find)


_NUMBERS = "Rows hold the number of the value and not its text, so that all are written anew."
_BITS = "Rows hold a bit for each value, so that all are written anew."
_APPEND = "Write new values behind the old ones, which is instant."
_KEEP = "Stop to use the value, and leave it in the list; or keep the values in a table."
_WIDER = "Take a table of values and a foreign key where there are so many."

enum_removed = _rule(
    "MY110",
    "enum",
    "removed",
    "A value goes from an enum",
    f"{_NUMBERS} One that is used fails it.",
    _KEEP,
)
enum_reordered = _rule(
    "MY111", "enum", "reordered", "The values of an enum change places", _NUMBERS, _APPEND
)
enum_inserted = _rule(
    "MY112", "enum", "inserted", "A value comes into the midst of an enum", _NUMBERS, _APPEND
)
enum_grown = _rule(
    "MY113",
    "enum",
    "grown",
    "An enum grows past 255 values",
    "The number of a value then takes two bytes.",
    _WIDER,
)
set_removed = _rule(
    "MY120",
    "set",
    "removed",
    "A value goes from a set",
    f"{_BITS} One that is used fails it.",
    _KEEP,
)
set_reordered = _rule(
    "MY121", "set", "reordered", "The values of a set change places", _BITS, _APPEND
)
set_inserted = _rule(
    "MY122", "set", "inserted", "A value comes into the midst of a set", _BITS, _APPEND
)
set_grown = _rule(
    "MY123",
    "set",
    "grown",
    "A set grows past 8, 16, 24 or 32 values",
    "The bits then take another byte of every row.",
    _WIDER,
)
