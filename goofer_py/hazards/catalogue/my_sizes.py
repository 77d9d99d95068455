"""DD: keys and rows that are too long for MySQL and MariaDB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from goofer_py.dialects.mysql.charsets import charset_of, most_bytes
from goofer_py.dialects.mysql.types import parse
from goofer_py.hazards.action import (
    AddColumn,
    AddConstraint,
    CreateIndex,
    CreateTable,
    ModifyColumn,
    SetOption,
)
from goofer_py.hazards.catalogue.my_altered import charset_in, is_mariadb, table_says
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.knowledge import Knowledge
from goofer_py.hazards.rule import ERROR, MYSQL_FAMILY, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Column, Table

_KEY, _COMPACT_PART, _ROW = 3072, 767, 65_535
_OLD_FORMATS = ("compact", "redundant")
_WHOLE = {
    "tinyint": 1,
    "smallint": 2,
    "mediumint": 3,
    "int": 4,
    "bigint": 8,
    "float": 4,
    "double": 8,
    "date": 3,
    "time": 3,
    "year": 1,
    "datetime": 5,
    "timestamp": 4,
}
"""Bytes of types that have no length; of time with fractions it is some more."""
_POINTERS = {
    "tinytext": 9,
    "text": 10,
    "mediumtext": 11,
    "longtext": 12,
    "tinyblob": 9,
    "blob": 10,
    "mediumblob": 11,
    "longblob": 12,
    "json": 12,
    "geometry": 12,
}
"""What a value that is kept elsewhere takes of its row."""
_ONE_BYTE_LENGTH = 255


@dataclass(frozen=True, slots=True)
class _Measure:
    """The lengths of one table; `charset` is that of columns which say none."""

    table: Table
    charset: str
    compact: bool

    def key_part(self, name: str, length: int | None) -> int:
        """Return the bytes of a column in a key, or of its first `length` characters."""
        column = next((one for one in self.table.columns if one.name == name), None)
        if column is None:
            return 0
        type_ = parse(column.type.text)
        if length is None and type_.name in _POINTERS:
            return 0  # The server asks for a length, whatever it is.
        characters = int(type_.arguments[0]) if type_.name in _LONG and type_.arguments else length
        if characters is None:
            return _WHOLE.get(type_.name, 0)
        shortest = characters if length is None else min(length, characters)
        return shortest * self._width(column)

    def in_row(self, column: Column) -> int:
        """Return the most bytes that a column takes of its row."""
        type_ = parse(column.type.text)
        if type_.name in _POINTERS:
            return _POINTERS[type_.name]
        if type_.name not in _LONG or not type_.arguments:
            return _WHOLE.get(type_.name, 0)
        most = int(type_.arguments[0]) * self._width(column)
        varies = type_.name.startswith("var")
        return most + (0 if not varies else 1 if most <= _ONE_BYTE_LENGTH else 2)

    def _width(self, column: Column) -> int:
        if parse(column.type.text).name in ("binary", "varbinary", *_POINTERS) and not _is_text(
            column
        ):
            return 1
        return most_bytes(charset_in(column, self.table) or self.charset)


_LONG = ("char", "varchar", "binary", "varbinary")


def _is_text(column: Column) -> bool:
    return parse(column.type.text).name.endswith(("char", "text"))


@hazard(
    Rule(
        id="DD113",
        title="A key or a row is longer than InnoDB takes",
        severity=ERROR,
        databases=MYSQL_FAMILY,
        why="A key has at most 3,072 bytes (a column in it 767 in the row formats COMPACT and"
        " REDUNDANT), and a row 65,535 without its texts and blobs; a character of utf8mb4 counts"
        " as four. MySQL refuses more; MariaDB cuts an index off, and keeps a unique key's hash.",
        instead="Shorten the column, take its first characters alone as the key, as column(191),"
        " or make it a text.",
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    AddColumn,
    ModifyColumn,
    AddConstraint,
    CreateIndex,
    SetOption,
)
def too_long(
    action: CreateTable | AddColumn | ModifyColumn | AddConstraint | CreateIndex | SetOption,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find what makes a key or row too long that was not before."""
    before = seen.table(action.tables[0])
    after = _after(action, before)
    if after is None:
        return None
    charset = facts.settings.get("charset")
    compact = table_says(after.name, "row_format", seen) in _OLD_FORMATS or _is_compact(after)
    lenient = is_mariadb(facts)
    known: set[_Complaint] = set()
    if before is not None:
        known |= set(_complaints(_Measure(before, charset or "utf8mb4", compact)))
    for what in _complaints(_Measure(after, charset or "utf8mb4", compact)):
        if what not in known:
            taken = what.becomes if lenient else ""
            sure = (charset or _says(after)) and not taken
            return Hit(what.text + taken, severity=None if sure else WARNING)
    return None


def _says(table: Table) -> bool:
    """Say whether the table or all of its texts say their charset."""
    return all(charset_in(one, table) for one in table.columns if _is_text(one))


def _is_compact(table: Table) -> bool:
    said = (table.option("text") or "").lower().replace("=", " ").split()
    return any(name in said for name in _OLD_FORMATS)


def _after(
    action: CreateTable | AddColumn | ModifyColumn | AddConstraint | CreateIndex | SetOption,
    before: Table | None,
) -> Table | None:
    """Return the table behind the action; None where it is not known."""
    if isinstance(action, CreateTable):
        return action.made
    if before is None:
        return None
    if isinstance(action, SetOption):
        return _converted(before, action.value) if action.what == "convert charset" else None
    known = Knowledge({before.name: before})
    known.take(action)
    return known.table(before.name)


def _converted(table: Table, charset: str) -> Table:
    """Return the table with all its texts in a charset."""
    name = charset_of(charset.split(maxsplit=1)[0].strip("'")) if charset.strip() else "utf8mb4"
    columns = (
        replace(one, collation=None, options=(("charset", name),)) if _is_text(one) else one
        for one in table.columns
    )
    return replace(table, columns=tuple(columns))


@dataclass(frozen=True, slots=True)
class _Complaint:
    """What is too long, and what MariaDB does instead of refusing it; empty where it does not."""

    text: str
    becomes: str = ""


def _complaints(measure: _Measure) -> Iterator[_Complaint]:
    for kind, name, parts in _keys(measure.table):
        lengths = [(column, measure.key_part(column, length)) for column, length in parts]
        whole = sum(length for _, length in lengths)
        wide = [one for one in lengths if measure.compact and one[1] > _COMPACT_PART]
        if wide:
            column, length = wide[0]
            yield _Complaint(
                f"{column} has {length:,} bytes in {kind} {name}, and this row format takes 767"
            )
        elif whole > _KEY:
            said = f"{kind} {name} of {measure.table.name}".replace("  ", " ")
            becomes = _becomes(kind, len(parts))
            yield _Complaint(f"{said} has {whole:,} bytes, and a key at most {_KEY:,}", becomes)
    row = sum(measure.in_row(one) for one in measure.table.columns)
    if row > _ROW:
        yield _Complaint(f"A row of {measure.table.name} may have {row:,} bytes, not over {_ROW:,}")


def _becomes(kind: str, columns: int) -> str:
    if kind == _UNIQUE:
        return ": it is kept as a hash, by which nothing can be sorted or looked for in part"
    return ": it is cut off there, unsaid" if kind == _INDEX and columns == 1 else ""


_PRIMARY, _UNIQUE, _INDEX = "the primary key", "the key", "the index"


def _keys(table: Table) -> Iterator[tuple[str, str, list[tuple[str, int | None]]]]:
    """Yield each key: what it is, its name, its columns, and how many characters of each."""
    if table.primary_key is not None:
        yield _PRIMARY, "", [(column, None) for column in table.primary_key.columns]
    for unique in table.uniques:
        yield _UNIQUE, unique.name or "", [(one, None) for one in unique.columns]
    for index in table.indexes:
        if index.method not in ("fulltext", "spatial"):
            parts = [(one.column, one.length) for one in index.parts if one.column is not None]
            yield (_UNIQUE if index.unique else _INDEX), index.name, parts
