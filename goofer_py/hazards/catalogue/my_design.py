"""SD: what tables of MySQL and MariaDB are kept in."""

from __future__ import annotations

import re

from goofer_py.hazards.action import AddColumn, CreateTable, ModifyColumn, SetDefault, SetOption
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, MYSQL_FAMILY, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Column

_ENGINE = re.compile(r"\bengine\s*=?\s*'?(\w+)", re.IGNORECASE)
_CHARSET = re.compile(r"\b(?:charset|character\s+set|collate)\s*=?\s*'?(\w+)", re.IGNORECASE)
_QUOTED = re.compile(r"\bcomment\s*=?\s*'(?:[^']|'')*'", re.IGNORECASE)
_WHOLE = ("utf8mb4", "ascii", "binary", "uca1400")
"""Charsets, and beginnings of collations, that lose nothing or are meant for codes."""


@hazard(
    Rule(
        id="SD108",
        title="A table is kept otherwise than the server would by itself",
        severity=INFO,
        databases=MYSQL_FAMILY,
        why="Engines besides InnoDB know no transactions, foreign keys or crash recovery; charsets"
        " besides utf8mb4 do not hold all characters, and join slowly with those that do; and MySQL"
        " refuses 0000-00-00 unless its sql_mode is changed.",
        instead="InnoDB, utf8mb4, and NULL for a date that is not known.",
        aliases=("lint-engine", "lint-charset", "lint-zero-date"),
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    AddColumn,
    ModifyColumn,
    SetDefault,
    SetOption,
)
def unusual(
    action: CreateTable | AddColumn | ModifyColumn | SetDefault | SetOption,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find another engine, another charset, and zero dates."""
    table, found = action.tables[0], None
    match action:
        case CreateTable():
            found = None if action.temporary else _table(action)
        case AddColumn() | ModifyColumn():
            found = _column(action.column)
        case SetDefault():
            found = _zero_date(action.column, action.default)
        case SetOption():
            found = _option(action.what, action.value)
    return None if found is None else Hit(f"{table}: {found}")


def _table(action: CreateTable) -> str | None:
    for name, value in action.made.options:
        found = _text(value) if name == "text" else _option(name, value)
        if found is not None:
            return found
    return next(filter(None, map(_column, action.made.columns)), None)


def _text(options: str) -> str | None:
    plain = _QUOTED.sub("", options)
    found = [_option("engine", one) for one in _ENGINE.findall(plain)]
    found += [_option("charset", one) for one in _CHARSET.findall(plain)]
    return next(filter(None, found), None)


def _option(what: str, value: str) -> str | None:
    if what == "engine" and value.lower() != "innodb":
        return f"the engine is {value}"
    charset = what in ("charset", "convert charset", "collation", "collate")
    if charset and value and not value.strip("'").lower().startswith((*_WHOLE, "default")):
        return f"the charset is {value}"
    return None


def _column(column: Column) -> str | None:
    charset = column.option("charset") or column.collation
    kept = None if charset is None else _option("charset", charset)
    return f"{column.name}: {kept}" if kept else _zero_date(column.name, column.default)


def _zero_date(column: str, default: str | None) -> str | None:
    zero = (default or "").strip("'\"").startswith("0000-00-00")
    return f"{column} is {default} by default" if zero else None
