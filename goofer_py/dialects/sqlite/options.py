"""What can be said on SQLite and nowhere else, as options of a table or a column.

Of a table, besides ("strict", "") and ("without_rowid", ""): ("key_parts", "`a` COLLATE NOCASE,
`b`") for a key whose columns are compared otherwise than they are elsewhere, or descend. Of a
column: ("not_null_conflict", "IGNORE") for a conflict clause of NOT NULL, and ("not_null",
"implied") where only the key says that there is no NULL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from goofer_py.dialects.sqlite.quoting import quote
from goofer_py.dialects.sqlite.rowid import STRICT, numbers_rows
from goofer_py.dialects.sqlite.tokens import tokenize
from goofer_py.dialects.sqlite.types import collation_text
from goofer_py.operations import AlterTable
from goofer_py.schema import Column, IndexPart, PrimaryKey, Table, Unique

NOT_NULL_CONFLICT = "not_null_conflict"
IMPLIED = ("not_null", "implied")
KEY_PARTS = "key_parts"

_BACKTICKED = re.compile("`(?:[^`]|``)*`")


def limits_of_options(operation: AlterTable, table: Table) -> Iterator[str]:
    """Yield which values are not told apart by a table that is STRICT no more."""
    before, after = ((STRICT, "") in options for options in operation.options)
    for column in table.columns if before != after else ():
        if column.type.text.upper() == "ANY":
            place = f"{table.name}.{column.name}"
            yield f"{place} has values as an ordinary table holds them, '1' as 1"


def column_options(column: Column) -> tuple[tuple[str, str], ...]:
    """Return the options of a column, spelled one way, without those that change nothing."""
    conflict = (column.option(NOT_NULL_CONFLICT) or "ABORT").upper()
    implied = (IMPLIED,) if IMPLIED in column.options else ()
    said = conflict != "ABORT" and not column.nullable
    return (*implied, *(((NOT_NULL_CONFLICT, conflict),) if said else ()))


def not_null(column: Column, table: Table | None = None) -> str | None:
    """Return the words about NULL of a column of `table`; None where there are none."""
    implied = IMPLIED in column.options and table is not None
    if column.nullable or (implied and table and numbers_rows(table) == column.name):
        return None
    conflict = column.option(NOT_NULL_CONFLICT)
    return "NOT NULL" if conflict is None else f"NOT NULL ON CONFLICT {conflict}"


def with_implied(column: Column, *, required: bool, numbers: bool) -> Column:
    """Return `column` with what its primary key says of NULL, and who says it.

    It is `required` when no NULL can stand in the key; the one that `numbers` rows may leave the
    words out and PRAGMA table_info then says so.
    """
    implied = numbers and (column.nullable or IMPLIED in column.options)
    others = tuple(option for option in column.options if option != IMPLIED)
    options = (IMPLIED, *others) if implied else others
    return replace(column, nullable=column.nullable and not required, options=options)


def key_parts_option(
    parts: Iterable[IndexPart], collations: Mapping[str, str | None], *, ordered: bool
) -> tuple[str, str] | None:
    """Return the option for a key, None where it says no more than its columns' names.

    `collations` are those of the table's columns, by name in lower case. Descending parts count
    where the key is `ordered`, as rows and references are by a primary key. Names are in backticks,
    so that a renamed column is found.
    """
    parts = list(parts)
    told = any((ordered and part.descending) or _differs(part, collations) for part in parts)
    return (KEY_PARTS, ", ".join(map(_written, parts))) if told else None


def key_columns(table: Table, key: PrimaryKey | Unique) -> str:
    """Return what stands between the parentheses of a key."""
    for option, text in table.options:
        if option == KEY_PARTS and _columns_among(text) == key.columns:
            return _BACKTICKED.sub(lambda found: quote(_bare(found[0])), text)
    return ", ".join(map(quote, key.columns))


def _columns_among(text: str) -> tuple[str, ...]:
    found, wanted = [], True
    for token in tokenize(text):
        if wanted:
            found.append(token.name)
        wanted = token.text == ","
    return tuple(found)


def _bare(backticked: str) -> str:
    return backticked[1:-1].replace("``", "`")


def _differs(part: IndexPart, collations: Mapping[str, str | None]) -> bool:
    own = collations.get((part.column or "").lower())
    return part.collation is not None and collation_text(part.collation) != collation_text(own)


def _written(part: IndexPart) -> str:
    collation = f" COLLATE {part.collation.upper()}" if part.collation else ""
    name = (part.column or "").replace("`", "``")
    return f"`{name}`" + collation + (" DESC" if part.descending else "")
