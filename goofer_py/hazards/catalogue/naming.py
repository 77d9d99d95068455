"""NM: names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goofer_py.hazards.action import (
    AddColumn,
    AddConstraint,
    CreateIndex,
    CreateTable,
    RenameColumn,
    RenameTable,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, EVERY, INFO, MYSQL_FAMILY, POSTGRESQL, Rule
from goofer_py.hazards.timeline import Timeline

Named = CreateTable | AddColumn | AddConstraint | CreateIndex | RenameColumn | RenameTable
_BYTES, _CHARACTERS = 63, 64


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS_OF_SQL = _words(
    """
    all and as asc between by case check collate column constraint create cross default delete
    desc distinct drop else exists foreign from group having in index inner insert into is join
    left like limit natural not null on or order outer primary references right select set table
    then to union unique update using values when where with
    """
)
"""What MySQL and MariaDB refuse as a column's name without quotes, and all but these the others."""
_TAKEN = {
    "postgresql": _words("between by delete drop exists index insert set update values"),
    "sqlite": _words("asc by column cross desc inner left like natural outer right with"),
}
_STRING = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/", re.DOTALL)
_WORD = re.compile(r'"((?:[^"]|"")+)"|([^\W\d][\w$]*)')


def _names(action: Named) -> Iterator[str]:
    match action:
        case CreateTable(made=made):
            yield made.name.name
            yield from made.column_names
            yield from (one.name for one in made.constraints if one.name)
        case AddColumn():
            yield action.column.name
        case AddConstraint():
            yield action.constraint.name or ""
        case CreateIndex():
            yield action.index.name
        case RenameColumn():
            yield action.after
        case RenameTable():
            yield action.after.name


@hazard(
    Rule(
        id="NM107",
        title="A name is longer than the server keeps",
        severity=ERROR,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="PostgreSQL cuts names at 63 bytes without a word, so that two may become one, and"
        " MySQL and MariaDB refuse more than 64 characters.",
        instead="A shorter name.",
        aliases=("identifier-too-long",),
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    AddColumn,
    AddConstraint,
    CreateIndex,
    RenameColumn,
    RenameTable,
)
def too_long(
    action: CreateTable | AddColumn | AddConstraint | CreateIndex | RenameColumn | RenameTable,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a name that is cut or refused."""
    cut = any(on.database == facts.database for on in POSTGRESQL)
    # The parser cuts names as the server does: the statement has them whole.
    names = (*_names(action), *(_written(seen.step.text) if cut else ()))
    for name in names:
        over = len(name.encode()) - _BYTES if cut else len(name) - _CHARACTERS
        if over > 0:
            return Hit(f"{name} is too long by {over}")
    return None


def _written(text: str) -> list[str]:
    return [quoted or plain for quoted, plain in _WORD.findall(_STRING.sub("", text))]


@hazard(
    Rule(
        id="NM108",
        title="A name has to be quoted wherever it is used",
        severity=INFO,
        databases=EVERY,
        why="Without quotes, PostgreSQL reads a name in lower case and finds nothing, and every"
        " server reads a word of SQL as what it says there.",
        instead="A name of small letters, digits and underlines that is no word of SQL.",
        aliases=("prefer-lower-case", "reserved-word"),
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    AddColumn,
    AddConstraint,
    CreateIndex,
    RenameColumn,
    RenameTable,
)
def needs_quotes(
    action: CreateTable | AddColumn | AddConstraint | CreateIndex | RenameColumn | RenameTable,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a name with capitals, and one that is a word of SQL."""
    folds = any(on.database == facts.database for on in POSTGRESQL)
    words = _WORDS_OF_SQL - _TAKEN.get(facts.database, frozenset())
    if isinstance(action, RenameTable) and seen.was_swapped_out(action.after):
        return None
    for name in _names(action):
        if folds and name != name.lower():
            return Hit(f'"{name}" has capitals')
        if name.lower() in words or (folds and name == "user"):
            return Hit(f"{name} is a word of SQL")
    return None
