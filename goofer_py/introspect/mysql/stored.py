"""What InnoDB keeps of the tables of a database: another number is another file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from goofer_py.errors import ScratchRefused, StatementFailed
from goofer_py.schema import Name
from goofer_py.stores.store import Session

_TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
"""
_INDEXES = """
SELECT DISTINCT table_name, index_name FROM information_schema.statistics
WHERE table_schema = DATABASE()
"""
_FILES = "SELECT table_id, name FROM information_schema.{} WHERE name LIKE CONCAT(?, '/%')"
_CODED = re.compile(r"@([0-9a-f]{4})")
_NO_PROCESS = 1227


@dataclass(frozen=True, slots=True)
class Stored:
    """The tables that are there, with their indexes, and the files of those of InnoDB by number."""

    tables: frozenset[str]
    indexes: frozenset[tuple[str, str]]
    files: Mapping[int, str]

    def rewritten(self, after: Stored) -> frozenset[Name]:
        """Return the tables that are still there by then, and of which no file is."""
        kept = {self.files[number] for number in self.files if number in after.files}
        mine = frozenset(self.files.values()) & after.tables
        return frozenset(map(Name, mine - kept))

    def built(self, after: Stored, again: Collection[str | None]) -> Mapping[Name, frozenset[Name]]:
        """Return the indexes that were made by then on tables that are as they were, with these.

        They are new, or their names are among those made `again`.
        """
        kept = {
            after.files[number]: name
            for number, name in self.files.items()
            if number in after.files
        }
        made = ((kept[table], index) for table, index in sorted(after.indexes) if table in kept)
        return {
            Name(index): frozenset((Name(table),))
            for table, index in made
            if (table, index) not in self.indexes or index in again
        }


def stored(session: Session, *, mariadb: bool) -> Stored:
    """Look at the database of the session; raises ScratchRefused without the right to."""
    own = [str(session.query("SELECT DATABASE()")[0][0])]
    there = frozenset(str(row[0]) for row in session.query(_TABLES))
    indexes = frozenset((str(table), str(index)) for table, index in session.query(_INDEXES))
    try:
        view = "innodb_sys_tables" if mariadb else "innodb_tables"
        rows = session.query(_FILES.format(view), own)
    except StatementFailed as error:
        raise _refused(session, error) from error
    names = {int(number): _table(str(name)) for number, name in rows}
    return Stored(there, indexes, {number: one for number, one in names.items() if one in there})


def _table(name: str) -> str:
    """Return the table of a file, which is called database/table, with partitions behind a #."""
    own = name.partition("/")[2].partition("#")[0]
    return _CODED.sub(lambda code: chr(int(code[1], 16)), own)


def _refused(session: Session, error: StatementFailed) -> StatementFailed | ScratchRefused:
    if getattr(error, "number", None) != _NO_PROCESS:
        return error
    return ScratchRefused(
        f"{session.database} lets this user not see which tables are written anew:"
        f" {error.server}. Nothing was changed.",
        database=session.database,
        server=error.server,
        hint="GRANT PROCESS ON *.* TO the user",
    )
