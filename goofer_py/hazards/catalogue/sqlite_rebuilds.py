"""LT: tables of SQLite that are made anew by hand, and what is lost on the way."""

from __future__ import annotations

import re

from goofer_py.hazards.action import (
    Action,
    CreateIndex,
    CreateTable,
    DropTable,
    RebuildTable,
    RenameTable,
    SetSetting,
    SetTimeout,
    Transaction,
    WholeFile,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, SQLITE, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Column, Table

_GUARD = "goofer_guard"
"""What generated files call the table that looks at keys, where there are any, and at rows."""
_PRAGMA = "pragma foreign_keys"
_SETTINGS = (SetSetting, SetTimeout)
_OFF = ("0", "off", "no", "false")
_FILLS = re.compile(r"\b(?:coalesce|ifnull)\b", re.IGNORECASE)
_CLAUSES = re.compile(r"\b(strict|without\s+rowid)\b", re.IGNORECASE)
_CAST = re.compile(r"\bcast\s*\(\s*[\"`]?(\w+)")
_AFFINITIES = (
    ("integer", ("int",)),
    ("text", ("char", "clob", "text")),
    ("blob", ("blob",)),
    ("real", ("real", "floa", "doub")),
)
"""What decides in the name of a type, in this order."""
_TAKING_AWAY = ("CASCADE", "SET NULL", "SET DEFAULT")


def _successor(action: DropTable, seen: Timeline) -> tuple[Table, Table] | None:
    """Return the table that goes and the one that takes its name; None where it is not known."""
    old = seen.table(action.table)
    renamed = (one for one in seen.after(RenameTable) if isinstance(one, RenameTable))
    names = (one.table for one in renamed if one.after == action.table)
    new = next((seen.table(name) for name in names), None)
    return None if old is None or new is None else (old, new)


def _both(old: Table, new: Table) -> list[tuple[Column, Column]]:
    after = {column.name: column for column in new.columns}
    return [(column, after[column.name]) for column in old.columns if column.name in after]


def _switched_off(seen: Timeline) -> bool:
    """Whether foreign keys are off here: only what is said outside of a transaction counts.

    What a file says before all else is run before its transaction begins.
    """
    off, head, inside = False, True, False
    for _, one in seen.done:
        if isinstance(one, Transaction):
            inside = one.verb == "begin"
        elif isinstance(one, SetSetting) and one.name == _PRAGMA:
            counts = not inside and (head or not seen.unit.transactional)
            off = _is_off(one) if counts else off
        head = head and isinstance(one, _SETTINGS)
    return off


def _is_off(action: Action) -> bool:
    named = isinstance(action, SetSetting) and action.name == _PRAGMA
    return named and getattr(action, "value", "") in _OFF


@hazard(
    Rule(
        id="LT101",
        title="A copy into NOT NULL fails at the first NULL",
        severity=WARNING,
        databases=SQLITE,
        why="The column may hold NULL in the old table, and may not in the new one.",
        instead="Copy COALESCE(column, value), or fill the column before.",
        only_empty=True,
    ),
    DropTable,
)
def copied_null(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that is NOT NULL in the table that takes the place."""
    known = _successor(action, seen)
    if known is None:
        return None
    stricter = [new.name for old, new in _both(*known) if old.nullable and not new.nullable]
    copies = " ".join(step.text for step, _ in seen.earlier)
    if not stricter or _FILLS.search(copies):
        return None
    return Hit(f"Rows of {action.table} without {stricter[0]} make the copy fail")


@hazard(
    Rule(
        id="LT103",
        title="A table goes to which others point with ON DELETE",
        severity=ERROR,
        databases=SQLITE,
        why="DROP TABLE deletes its rows first, and with foreign keys on this deletes or empties"
        " those of other tables, also where a new table takes the name. The commit succeeds.",
        instead="Begin the file with PRAGMA foreign_keys=OFF, and end it with PRAGMA"
        " foreign_key_check.",
        only_empty=True,
    ),
    DropTable,
)
def cascading(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a table whose rows take others with them."""
    if _switched_off(seen):
        return None
    for table, key in seen.known.referencing(action.table):
        if (key.on_delete or "").upper() in _TAKING_AWAY and table.name != action.table:
            what = "deleted" if (key.on_delete or "").upper() == "CASCADE" else "changed"
            return Hit(f"Rows of {table.name} that point at {action.table} are {what} with it")
    return None


@hazard(
    Rule(
        id="LT104",
        title="PRAGMA foreign_keys does nothing inside of a transaction",
        severity=WARNING,
        databases=SQLITE,
        why="SQLite reads it and changes nothing until the transaction has ended.",
        instead="Begin the file with the pragma: it is then run before the transaction.",
        scales=False,
        new_tables=True,
    ),
    SetSetting,
)
def pragma_ignored(action: SetSetting, seen: Timeline, facts: Facts) -> Hit | None:
    """Find the pragma in a transaction; the first and last of a file are run outside of it."""
    if action.name != _PRAGMA or not action.value or not seen.in_transaction:
        return None
    head = all(isinstance(one, _SETTINGS) for _, one in seen.done)
    end = not seen.begun and all(isinstance(one, _SETTINGS) for _, one in seen.later)
    if head or end:
        return None
    return Hit(f"foreign_keys={action.value} is read and ignored here")


@hazard(
    Rule(
        id="LT105",
        title="Deferred foreign keys do not protect rows",
        severity=ERROR,
        databases=SQLITE,
        why="PRAGMA defer_foreign_keys only moves the check to the commit: ON DELETE CASCADE takes"
        " the rows at once.",
        instead="Begin the file with PRAGMA foreign_keys=OFF.",
        scales=False,
        new_tables=True,
    ),
    SetSetting,
)
def deferred(action: SetSetting, seen: Timeline, facts: Facts) -> Hit | None:
    """Find the pragma before a table that goes."""
    if action.name != "pragma defer_foreign_keys" or action.value in _OFF:
        return None
    for one in seen.after(DropTable):
        table = one.tables[0]
        if not seen.is_new(table):
            return Hit(f"Rows that point at {table} go with it all the same", table=table)
    return None


@hazard(
    Rule(
        id="LT106",
        title="The old table is renamed away first",
        severity=ERROR,
        databases=SQLITE,
        why="The foreign keys of other tables follow it to its new name, and point at nothing when"
        " it is dropped.",
        instead="Make the new table under another name, copy, drop the old one, and rename the new"
        " one.",
        scales=False,
    ),
    RenameTable,
)
def renamed_away(action: RenameTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a table that another one is made for behind its back."""
    made = (one for one in seen.after(CreateTable) if isinstance(one, CreateTable))
    if not any(one.made.name == action.table for one in made):
        return None
    return Hit(f"Foreign keys that point at {action.table} will point at {action.after}")


@hazard(
    Rule(
        id="LT107",
        title="A table made anew loses its indexes",
        severity=WARNING,
        databases=SQLITE,
        why="DROP TABLE takes its indexes and triggers along, and nothing says so.",
        instead="Make each of them again behind the rename; copy the row of sqlite_sequence, too,"
        " when the table has AUTOINCREMENT.",
        scales=False,
    ),
    DropTable,
)
def lost_indexes(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index of the old table that nothing makes again."""
    known = _successor(action, seen)
    if known is None:
        return None
    made = {one.index.name for one in seen.after(CreateIndex) if isinstance(one, CreateIndex)}
    lost = [one.name for one in known[0].indexes if one.name not in made]
    if not lost:
        return None
    return Hit(f"{', '.join(lost)} of {action.table} will be gone")


@hazard(
    Rule(
        id="LT112",
        title="Foreign keys are switched off, and never looked at again",
        severity=WARNING,
        databases=SQLITE,
        why="What points at nothing then stays, and SQLite never tells.",
        instead="Write PRAGMA foreign_key_check before the commit.",
        scales=False,
        new_tables=True,
    ),
    WholeFile,
)
def unchecked(action: WholeFile, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a file that switches them off and does not check."""
    settings = [one for _, one in seen.done if isinstance(one, SetSetting)]
    if not any(map(_is_off, settings)):
        return None
    if any(one.name == "pragma foreign_key_check" for one in settings):
        return None
    made = [one for _, one in seen.done if isinstance(one, CreateTable)]
    if any(one.temporary and one.made.name.name == _GUARD for one in made):
        return None
    return Hit("Rows may point at nothing when this has run")


@hazard(
    Rule(
        id="LT114",
        title="A type changes, and values stay what they are",
        severity=INFO,
        databases=SQLITE,
        why="SQLite converts what looks like the new type, and keeps the rest as it is.",
        instead="Copy CAST(column AS type) and look with typeof(), or make the table STRICT.",
    ),
    DropTable,
)
def retyped(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column of another type in the table that takes the place."""
    known = _successor(action, seen)
    for old, new in _both(*known) if known is not None else ():
        if old.type != new.type:
            name = f"{action.table}.{new.name}"
            return Hit(f"{name} becomes {new.type}, and may hold what is none")
    return None


@hazard(
    Rule(
        id="LT115",
        title="A table made anew is no longer STRICT or WITHOUT ROWID",
        severity=WARNING,
        databases=SQLITE,
        why="The new table takes any value, or keeps its rows otherwise, and nothing says so.",
        instead="Begin with the text in sqlite_master, and change only what is meant.",
        scales=False,
    ),
    DropTable,
)
def lost_clauses(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what stood behind the columns of the old table and not of the new one."""
    known = _successor(action, seen)
    if known is None:
        return None
    before, after = map(_clauses, known)
    if not before - after:
        return None
    return Hit(f"{action.table} is no longer {', '.join(sorted(before - after))}")


def _clauses(table: Table) -> set[str]:
    said = " ".join(f"{name} {value}" for name, value in table.options).replace("_", " ")
    return {" ".join(found.upper().split()) for found in _CLAUSES.findall(said)}


@hazard(
    Rule(
        id="DD115",
        title="Values are converted or refused while a table is copied",
        severity=WARNING,
        databases=SQLITE,
        why="A column of numbers turns every text that looks like one into it: '007' becomes 7. It"
        " keeps the rest as text; a STRICT table refuses the rest, and the copy fails.",
        instead="Look with typeof() and a comparison first, and say in the copy what becomes of the"
        " rest: CAST(column AS type).",
        only_empty=True,
        new_tables=True,
    ),
    DropTable,
    RebuildTable,
)
def converted(action: DropTable | RebuildTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that numbers are made of, and one that is STRICT from now on."""
    if isinstance(action, RebuildTable):
        known: tuple[Table, Table] | None = (action.before, action.after)
        said = frozenset(action.filled)
    else:
        known, said = _successor(action, seen), _cast(seen)
    if known is None:
        return None
    was, becomes = map(_clauses, known)
    for old, new in _both(*known):
        if new.name in said or new.computed is not None or _numbers_rows(known[0], old):
            continue
        what = _conversion(old, new, loose="STRICT" not in was, strict="STRICT" in becomes)
        if what:
            return Hit(f"{action.table}.{new.name} {what}")
    return None


def _numbers_rows(table: Table, column: Column) -> bool:
    """Say whether it is the key that numbers the rows, and holds nothing but numbers."""
    key = table.primary_key
    return key is not None and key.columns == (column.name,) and str(column.type) == "INTEGER"


def _cast(seen: Timeline) -> frozenset[str]:
    """Return the columns that the statements before convert by CAST."""
    copies = " ".join(step.text for step, _ in seen.earlier)
    return frozenset(_CAST.findall(copies.lower()))


def _conversion(old: Column, new: Column, *, loose: bool, strict: bool) -> str:
    """Say what happens to the values of a column; nothing where they stay.

    `loose` says that the old table took anything, `strict` that the new one does not.
    """
    before, after = _affinity(str(old.type)), _affinity(str(new.type))
    changes = after not in (before, "text")
    if strict and str(new.type).upper() != "ANY" and (loose or changes):
        return f"takes nothing but {new.type} from now on: the copy fails at anything else"
    if before == "text" and after not in ("text", "blob"):
        return f"becomes {new.type}: '007' becomes 7, and what is no number stays text"
    return ""


def _affinity(declared: str) -> str:
    """Return how SQLite keeps the values of a column of that declared type."""
    name = declared.lower()
    for affinity, words in _AFFINITIES:
        if any(word in name for word in words):
            return affinity
    return "numeric" if name else "blob"
