"""What MODIFY and CHANGE change of a column of MySQL and MariaDB, and what its table is like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goofer_py.dialects.mysql.charsets import charset_of, most_bytes
from goofer_py.dialects.mysql.types import TypeParts, parse
from goofer_py.hazards.action import ModifyColumn, SetSetting
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.rule import MARIADB
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Column, Name, PrimaryKey, Table, Unique

_CHARSET = re.compile(r"\b(?:charset|character\s+set|collate)\s*=?\s*'?(\w+)", re.IGNORECASE)
_LISTS = ("enum", "set")
_ONE_BYTE_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Change:
    """A column before and after it is declared anew."""

    table: Table
    before: Column
    after: Column

    @property
    def types(self) -> tuple[TypeParts, TypeParts]:
        """The type before and after."""
        return parse(self.before.type.text), parse(self.after.type.text)

    @property
    def lists(self) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
        """Whether it is "enum" or "set", and its values before and after; None for other types."""
        old, new = self.types
        if old.name not in _LISTS or old.name != new.name:
            return None
        return old.name, old.values, new.values

    @property
    def retyped(self) -> bool:
        """Whether the type changes so that rows are written anew; lists of values left aside."""
        old, new = self.types
        if self.lists is not None or old == new:
            return False
        return not self._is_longer_varchar(old, new)

    def _is_longer_varchar(self, old: TypeParts, new: TypeParts) -> bool:
        """Whether a varchar grows, and its length still takes as many bytes as before."""
        if old.name != new.name or old.name != "varchar":
            return False
        shorter, longer = int(old.arguments[0]), int(new.arguments[0])
        charset = charset_in(self.before, self.table)
        widths = (1, 4) if charset is None else (most_bytes(charset),)
        sides = {
            (shorter * width > _ONE_BYTE_LENGTH, longer * width > _ONE_BYTE_LENGTH)
            for width in widths
        }
        return shorter <= longer and all(was == now for was, now in sides)

    @property
    def only_nullable(self) -> bool:
        """Whether nothing of the type changes, but that it may be NULL."""
        return self.before.nullable != self.after.nullable and not self.retyped


def change(action: ModifyColumn, seen: Timeline) -> Change | None:
    """Return what is declared anew; None when nothing is known of the column."""
    table = seen.table(action.table)
    before = seen.column(action.table, action.before)
    return None if table is None or before is None else Change(table, before, action.column)


def charset_in(column: Column, table: Table) -> str | None:
    """Return the charset that is said for a column, or for its table; None for neither."""
    said = column.collation or column.option("charset") or table.option("collation")
    if said is None and (found := _CHARSET.search(table.option("text") or "")):
        said = found[1]
    return None if said is None else charset_of(said)


def is_mariadb(facts: Facts) -> bool:
    """Whether the server is MariaDB."""
    return any(on.database == facts.database for on in MARIADB)


def setting(name: str, seen: Timeline, facts: Facts) -> str | None:
    """Return what the script set, or what the server has; None when it is not known."""
    said = [a for _, a in seen.done if isinstance(a, SetSetting) and a.name == name]
    return said[-1].value if said else facts.settings.get(name)


def indexed(table: Table, column: str) -> bool:
    """Whether a key or an index of the table holds the column."""
    keys = (one.columns for one in table.constraints if isinstance(one, PrimaryKey | Unique))
    return any(column in key for key in keys) or any(column in one.reads for one in table.indexes)


def has_fulltext(name: Name, seen: Timeline) -> bool:
    """Whether the table is known to have a FULLTEXT index."""
    table = seen.table(name)
    return table is not None and any(one.method == "fulltext" for one in table.indexes)


def is_virtual(column: Column) -> bool:
    """Whether the column is computed whenever it is read."""
    return column.computed is not None and not column.computed.stored


def table_says(name: Name, option: str, seen: Timeline) -> str:
    """Return an option of the table in lower case; empty where it is not known or not said."""
    table = seen.table(name)
    if table is None:
        return ""
    text = table.option("text") or ""
    found = re.search(rf"\b{option}\s*=?\s*'?(\w+)", text, re.IGNORECASE)
    return (found[1] if found else table.option(option) or "").lower()
