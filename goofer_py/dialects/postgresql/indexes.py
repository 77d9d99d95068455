"""Indexes with every text spelled one way."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from goofer_py.dialects.postgresql.options import canonical_options
from goofer_py.dialects.postgresql.quoting import all_shortened, fold, shortened
from goofer_py.dialects.postgresql.respelled import respelled
from goofer_py.dialects.postgresql.spelling import Signature, spelled
from goofer_py.dialects.postgresql.text import is_call, single_spaced, unwrapped
from goofer_py.schema import Index, IndexPart
from goofer_py.schema.expression import identifiers

_IDENTIFIER = r'(?:"(?:[^"]|"")*"|[^\x00-@\[-\^`{-\x7f][\w$]*)'
_ORDER = re.compile(
    r"\s+(?:(?P<order>asc|desc)(?:\s+nulls\s+(?P<nulls>first|last))?"
    r"|nulls\s+(?P<alone>first|last))\s*\Z",
    re.IGNORECASE,
)
_WITH_CLASS = re.compile(rf"({_IDENTIFIER})\s+({_IDENTIFIER}(?:\.{_IDENTIFIER})?)\Z")


def canonical_index(index: Index, columns: Signature) -> Index:
    """Return the index as the server would describe it, with the columns its texts read."""
    method = index.method and index.method.strip().lower()
    parts = tuple(_canonical_part(part, columns) for part in index.parts)
    where = None if index.where is None else spelled(index.where, columns)
    return respelled(
        index,
        name=shortened(index.name),
        parts=parts,
        where=where,
        include=all_shortened(index.include),
        method=None if method == "btree" else method,
        options=canonical_options(index.options),
        comment=index.comment or None,
        columns=index.columns or columns_read(parts, where, [name for name, _ in columns]),
    )


def _canonical_part(part: IndexPart, columns: Signature) -> IndexPart:
    part = _taken_apart(part, columns)
    default_nulls = part.nulls_first is not None and part.nulls_first == part.descending
    return respelled(
        part,
        column=part.column and shortened(part.column),
        nulls_first=None if default_nulls else part.nulls_first,
        collation=None if part.collation == "default" else part.collation,
    )


def _taken_apart(part: IndexPart, columns: Signature) -> IndexPart:
    """Read what a text says of order, operator class and column, and put it where it belongs."""
    if part.expression is None:
        return part
    names = {name for name, _ in columns}
    text = single_spaced(part.expression)
    if order := _ORDER.search(text):
        nulls = order["nulls"] or order["alone"]
        part = replace(
            part,
            descending=(order["order"] or "asc").lower() == "desc",
            nulls_first=None if nulls is None else nulls.lower() == "first",
        )
        text = text[: order.start()]
    text = unwrapped(text)
    found = _WITH_CLASS.match(text)
    if found and fold(found[1]) in names and part.operator_class is None:
        part, text = replace(part, operator_class=found[2]), found[1]
    if re.fullmatch(_IDENTIFIER, text) and fold(text) in names:
        return replace(part, column=fold(text), expression=None)
    text = spelled(text, columns)
    return replace(part, expression=text if is_call(text) else f"({text})")


def columns_read(
    parts: tuple[IndexPart, ...], where: str | None, column_names: Collection[str]
) -> tuple[str, ...]:
    """Return which of the columns the expressions and the condition of an index may read."""
    texts = [part.expression for part in parts] + [where]
    words: set[str] = set()
    words.update(*(identifiers(text) for text in texts if text is not None))
    return tuple(name for name in column_names if name in words)
