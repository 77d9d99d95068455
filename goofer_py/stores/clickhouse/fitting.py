"""Statements that refuse to go on where values would not survive."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from goofer_py.stores.clickhouse.catalog import Column, Table
from goofer_py.stores.clickhouse.quoting import quoted, text

_WRAPPED = re.compile(r"(?:LowCardinality|Nullable)\((.*)\)$", re.DOTALL)
_SCALAR = re.compile(
    r"(?:U?Int\d+|Float\d+|BFloat16|Decimal|Date|Time|String|FixedString|UUID|IPv\d|Bool|Enum)"
)
_OPAQUE = re.compile(r"AggregateFunction|JSON|Object|Dynamic|Variant|Nothing")
"""Types whose values cannot be compared."""
_INTEGER = re.compile(r"(U?)Int(\d+)$")
_TEXT = "String"


def bare(type_: str) -> str:
    """Return a type without LowCardinality and Nullable."""
    while found := _WRAPPED.match(type_):
        type_ = found[1]
    return type_


def is_nullable(type_: str) -> bool:
    """Say whether a type has NULL."""
    return (
        "Nullable(" in type_[: len("LowCardinality(Nullable(")]
        and _SCALAR.match(bare(type_)) is not None
    )


def changed_types(
    before: Table, after: Table, renames: Mapping[str, str]
) -> Iterator[tuple[Column, Column]]:
    """Yield the columns whose values become those of another type, as they are and will be."""
    for new in after.columns:
        old = before.column(renames.get(new.name, new.name)) or before.column(new.name)
        if old is not None and old.holds and new.holds and old.type != new.type:
            yield old, new


def refusal(table: str, old: Column, new: Column) -> list[str]:
    """Return a statement that fails where a value of `old` is none of `new`, if there may be such.

    A value is one if it reads the same after going there and back.
    """
    conditions = []
    if is_nullable(old.type) and not is_nullable(new.type):
        conditions.append(f"isNull({quoted(old.name)})")
    one, other = bare(old.type), bare(new.type)
    if not _fits(one, other) and not _OPAQUE.search(f"{one} {other}"):
        scalar = _SCALAR.match(one) and _SCALAR.match(other)
        misfit = _misfit if scalar else _misfit_within
        conditions.append(misfit(quoted(old.name), one, other))
    if not conditions or not old.holds:
        return []
    said = text(f"values of {table}.{old.name} are none of {new.type}")
    return [
        f"SELECT throwIf(count() > 0, {said}) FROM {quoted(table)}\nWHERE {' OR '.join(conditions)}"
    ]


def _misfit(name: str, old: str, new: str) -> str:
    there = f"accurateCastOrNull({name}, {text(new)})"
    back = f"accurateCastOrNull({there}, {text(old)})"
    return f"(isNotNull({name}) AND ifNull({back} != {name}, true))"


def _misfit_within(name: str, old: str, new: str) -> str:
    """Return what is true of a value of a type that has others in it."""
    return f"CAST(CAST({name}, {text(new)}), {text(old)}) != {name}"


def _fits(old: str, new: str) -> bool:
    """Say whether every value of one type is one of another."""
    if new in (old, _TEXT):
        return True
    one, other = _INTEGER.match(old), _INTEGER.match(new)
    if one is None or other is None:
        return False
    wider = int(other[2]) > int(one[2])
    return wider and (one[1] == "U" or other[1] == "")
