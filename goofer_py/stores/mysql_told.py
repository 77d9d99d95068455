"""What mysqldump says of where it is, with what the server knows of tables and sessions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from goofer_py.errors import StatementFailed
from goofer_py.stores.far import Far
from goofer_py.stores.mysql import MySQLStore
from goofer_py.stores.store import Session
from goofer_py.stores.tables_told import Size, Tables
from goofer_py.stores.url import DatabaseUrl

# What MySQL 8 knows of sizes may be a day old.
_ANEW = "SET SESSION information_schema_stats_expiry = 0"
_SIZES = (
    "SELECT table_name, coalesce(data_length, 0) FROM information_schema.tables"
    " WHERE table_schema = DATABASE() AND table_type NOT LIKE '%VIEW%'"
)
_OWN = (
    "SELECT id FROM information_schema.processlist WHERE db = DATABASE()"
    " AND user = SUBSTRING_INDEX(USER(), '@', 1) AND id <> CONNECTION_ID()"
)
_BY_PROGRAM = (
    "SELECT p.processlist_id FROM performance_schema.session_account_connect_attrs p"
    " JOIN performance_schema.session_account_connect_attrs n"
    " ON n.processlist_id = p.processlist_id WHERE p.attr_name = '_pid' AND p.attr_value = ?"
    " AND n.attr_name = 'program_name'"
    " AND (n.attr_value LIKE 'mysql%' OR n.attr_value LIKE 'mariadb%')"
)
_TALK = re.compile(r"-- \S")
"""What it only says when it is asked to."""
_TABLE = re.compile(r"-- Retrieving table structure for table (.*)\.\.\.$")


def told_dump(url: DatabaseUrl, path: Path, far: Far) -> Callable[[str], bool]:
    """Let `far` know of a dump that is written to `path`; return what listens to mysqldump."""
    tables = Tables(_sizes(url), lambda: path.stat().st_size)
    far.by(tables.measured, guessed=True)
    found_among(url, far)

    def heard(line: str) -> bool:
        if found := _TABLE.match(line):
            far.at = tables.begin(found[1])
        return _TALK.match(line) is not None

    return heard


def found_among(url: DatabaseUrl, far: Far) -> None:
    """Let the session of a program that is about to connect be found."""
    with closing(MySQLStore(url).connect()) as session:
        before = {int(number) for (number,) in session.query(_OWN)}
    far.process = partial(_process, before, far)


def _process(before: set[int], far: Far, session: Session) -> int | None:
    """Return the session of the program, if the server tells which; or the only one it can be."""
    with suppress(StatementFailed):
        found = session.query(_BY_PROGRAM, [str(far.program)])
        if len(found) == 1:
            return int(found[0][0])
    new = [int(number) for (number,) in session.query(_OWN) if number not in before]
    return new[0] if len(new) == 1 else None


def _sizes(url: DatabaseUrl) -> Mapping[str, Size]:
    """Return how large the tables are, as the server guesses."""
    with closing(MySQLStore(url).connect()) as session:
        with suppress(StatementFailed):
            session.execute(_ANEW)
        with suppress(StatementFailed):
            return {str(name): Size(int(size)) for name, size in session.query(_SIZES)}
    return {}
