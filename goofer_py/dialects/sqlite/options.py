"""What a table can say on SQLite and nowhere else, as options of the table.

Besides ("strict", "") and ("without_rowid", ""): ("not_null_conflict", "name IGNORE") for a
conflict clause of NOT NULL, and ("key_parts", "a COLLATE NOCASE, b") for a key whose columns are
compared otherwise than they are elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goofer_py.dialects.sqlite.quoting import quote
from goofer_py.dialects.sqlite.tokens import tokenize
from goofer_py.dialects.sqlite.types import collation_text
from goofer_py.schema import Column, IndexPart, PrimaryKey, Table, Unique

NOT_NULL_CONFLICT = "not_null_conflict"
KEY_PARTS = "key_parts"


def not_null_option(column: str, conflict: str) -> tuple[str, str]:
    """Return the option for `column NOT NULL ON CONFLICT conflict`."""
    return NOT_NULL_CONFLICT, f"{quote(column)} {conflict}"


def not_null_conflict(table: Table, column: Column) -> str | None:
    """Return the conflict clause's word of a NOT NULL, if it has one."""
    for option, text in table.options:
        tokens = tokenize(text) if option == NOT_NULL_CONFLICT else []
        if len(tokens) == 2 and tokens[0].name == column.name:
            return tokens[1].word
    return None


def key_parts_option(
    parts: Iterable[IndexPart], collations: Mapping[str, str | None]
) -> tuple[str, str] | None:
    """Return the option for a key, None where it says no more than its columns' names.

    `collations` are those of the table's columns, by name in lower case.
    """
    parts = list(parts)
    told = [part for part in parts if part.collation is not None and _differs(part, collations)]
    return (KEY_PARTS, ", ".join(map(_written, parts))) if told else None


def key_columns(table: Table, key: PrimaryKey | Unique) -> str:
    """Return what stands between the parentheses of a key."""
    for option, text in table.options:
        if option == KEY_PARTS and _columns_among(text) == key.columns:
            return text
    return ", ".join(map(quote, key.columns))


def _columns_among(text: str) -> tuple[str, ...]:
    found, wanted = [], True
    for token in tokenize(text):
        if wanted:
            found.append(token.name)
        wanted = token.text == ","
    return tuple(found)


def _differs(part: IndexPart, collations: Mapping[str, str | None]) -> bool:
    own = collations.get((part.column or "").lower())
    return collation_text(part.collation) != collation_text(own)


def _written(part: IndexPart) -> str:
    collation = f" COLLATE {part.collation.upper()}" if part.collation else ""
    return quote(part.column or "") + collation + (" DESC" if part.descending else "")
