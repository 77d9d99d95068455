"""Rows that an exclusion constraint does not let be there together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from goofer_py.dialects.clashes import Clashes
from goofer_py.dialects.postgresql.exclusions import split_elements
from goofer_py.dialects.postgresql.options import PARTITION_BY
from goofer_py.dialects.postgresql.quoting import qualified, quote
from goofer_py.schema import Exclusion, PrimaryKey, Table, Unique

_COPY = "pg_temp.goofer_clashing"
_NAME = r'(?:"(?:[^"]|"")*"|[^\W\d][\w$]*)'
_OPERATOR = re.compile(r"\s+WITH\s+(OPERATOR\(\S+\)|[-+*/<>=~!@#%^&|`?]+)\s*\Z", re.IGNORECASE)
_CALLED = re.compile(rf"{_NAME}(?:\.{_NAME})*\s*(?=\()")
_COLUMN = re.compile(_NAME)
_COLLATE = re.compile(rf"\s*(COLLATE\s+{_NAME}(?:\.{_NAME})?)", re.IGNORECASE)
_PIECE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[^'"()]+""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Element:
    """What is compared, what an index says of it besides, and by which operator."""

    value: str
    index: str
    operator: str


def clashes(
    table: Table, constraint: Exclusion | PrimaryKey | Unique, keys: Sequence[str]
) -> Clashes | None:
    """Return how the rows of `table` that clash are found; None where the text is beyond reading.

    `keys` (as SQL) are shown of each. Both the constraint and they are in the table's own words.
    """
    exclusion = constraint if isinstance(constraint, Exclusion) else _of_key(constraint)
    elements = [_element(text) for text in split_elements(exclusion.elements)]
    known = [one for one in elements if one is not None]
    if len(known) < len(elements):
        return None
    rows = _rows(table, exclusion, known, keys)
    compared = " AND ".join(
        f"one.value_{number} {element.operator} other.value_{number}"
        for number, element in enumerate(known, 1)
    )
    # A row of a partition clashes with rows of the same partition only: its key is compared.
    values = [f"value_{number}" for number in range(1, len(known) + 1)]
    shown = [*keys, *values]
    texts = [f"{name}::text" for name in values]
    names = (*keys, *(element.value for element in known))
    joined = "one JOIN {} AS other ON one.part = other.part AND one.at < other.at AND " + compared
    query = f"WITH found AS ({rows}) SELECT {_both(shown)} FROM found AS {joined.format('found')}"
    parts = ", ".join(f"value_{n}{element.index}" for n, element in enumerate(known, 1))
    return Clashes(
        query,
        (
            f"CREATE TEMPORARY TABLE {_COPY.removeprefix('pg_temp.')} AS {rows}",
            f"CREATE INDEX ON {_COPY} USING {exclusion.method} ({parts})",
            f"ANALYZE {_COPY}",
        ),
        f"{_COPY} AS {joined.format(_COPY)}",
        tuple(f"{side}.{name}" for side in ("one", "other") for name in (*keys, *texts)),
        names,
    )


def _both(shown: Sequence[str]) -> str:
    return ", ".join(f"{side}.{name}" for side in ("one", "other") for name in shown)


def _rows(
    table: Table, exclusion: Exclusion, elements: Sequence[_Element], keys: Sequence[str]
) -> str:
    """Return the query for the rows that the constraint is about, with what it compares."""
    values = (f"{element.value} AS value_{n}" for n, element in enumerate(elements, 1))
    only = "" if table.option(PARTITION_BY) is not None else "ONLY "
    where = "" if exclusion.where is None else f" WHERE {exclusion.where}"
    listed = ", ".join((*keys, *values))
    return (
        f"SELECT tableoid AS part, ctid AS at, {listed} FROM {only}{qualified(table.name)}{where}"
    )


def _of_key(key: PrimaryKey | Unique) -> Exclusion:
    """Return what a key WITHOUT OVERLAPS is: the last column may not overlap, the rest be equal."""
    *same, last = map(quote, key.columns)
    elements = (*(f"{name} WITH =" for name in same), f"{last} WITH &&")
    return Exclusion(", ".join(elements), key.name)


def _element(text: str) -> _Element | None:
    operator = _OPERATOR.search(text)
    if operator is None:
        return None
    text = text[: operator.start()].strip()
    end = _end_of_value(text)
    if end is None:
        return None
    collation = _COLLATE.match(text, end)
    value = text[:end] if collation is None else f"({text[:end]} {collation[1]})"
    rest = text[end:] if collation is None else text[collation.end() :]
    return _Element(value, rest, operator[1])


def _end_of_value(text: str) -> int | None:
    """Return where the column, the call or the parentheses that `text` begins with are over."""
    called = _CALLED.match(text)
    start = called.end() if called else 0
    if text[start : start + 1] != "(":
        column = _COLUMN.match(text)
        return None if column is None else column.end()
    depth = 0
    for piece in _PIECE.finditer(text, start):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if depth == 0:
            return piece.end()
    return None
