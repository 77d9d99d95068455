"""What pg_dump and pg_restore say of where they are, with what the server knows of tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from goofer_py.errors import StatementFailed
from goofer_py.stores.far import Far
from goofer_py.stores.postgresql import PostgreSQLStore
from goofer_py.stores.store import Session
from goofer_py.stores.tables_told import Size, Tables
from goofer_py.stores.url import DatabaseUrl

_LOCK_TIMEOUT = "SET lock_timeout = '1s'"
# To ask for the size of a table waits for who has it alone; what VACUUM counted is there anyway.
_SIZES = """
SELECT t.name, CASE WHEN t.free THEN pg_table_size(t.oid) ELSE t.pages * t.block END,
  CASE WHEN t.pages > 0 AND t.rows > 0 THEN t.rows / t.pages
    * CASE WHEN t.free THEN pg_relation_size(t.oid) / t.block ELSE t.pages END ELSE 0 END
FROM (
  SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relpages::bigint AS pages,
    c.reltuples AS rows, current_setting('block_size')::bigint AS block,
    NOT EXISTS (SELECT 1 FROM pg_catalog.pg_locks l WHERE l.relation = c.oid
      AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()) AS free
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema'
    AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid
      AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'e')
  OFFSET 0
) t
"""
_COPIED = (
    "SELECT n.nspname || '.' || c.relname, p.tuples_processed"
    " FROM pg_catalog.pg_stat_progress_copy p JOIN pg_catalog.pg_class c ON c.oid = p.relid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE p.pid = ?"
)
_COPIED_SINCE = (14,)
_TALK = re.compile(
    r"pg_(?:dump|restore): (?:last built-in|reading|identifying|finding|flagging|saving|dumping"
    r"|creating|processing|executing|connecting|implied|entering|finished|setting|disabling"
    r"|enabling|flushing|skipping) "
)
"""What they only say when they are asked to."""
_TABLE = re.compile(r'pg_dump: dumping contents of table "(.*)"$')
_ENTRY = re.compile(
    r'pg_restore: (?:processing data for|creating|executing) ([A-Za-z ]*?) ?(?:"(.*)"|(\S+))$'
)


def told_dump(url: DatabaseUrl, path: Path, far: Far) -> Callable[[str], bool]:
    """Let `far` know of a dump that is written to `path`; return what listens to pg_dump."""
    tables = Tables(_sizes(url), lambda: path.stat().st_size)
    far.by(tables.measured, guessed=True)
    far.count = partial(_count, tables)

    def heard(line: str) -> bool:
        if found := _TABLE.match(line):
            far.at = tables.begin(found[1])
        return _TALK.match(line) is not None

    return heard


def told_restore(far: Far, entries: int) -> Callable[[str], bool]:
    """Let `far` know of a dump of so many entries that comes back; return what listens."""
    came = 0

    def heard(line: str) -> bool:
        nonlocal came
        if found := _ENTRY.match(line):
            came = min(came + 1, entries)
            kind = "table data" if found[1] == "table" else found[1].lower()
            far.at = f"{kind} {found[2] or found[3]} ({came} of {entries})"
        return _TALK.match(line) is not None

    return heard


def _sizes(url: DatabaseUrl) -> Mapping[str, Size]:
    """Return how large the tables are whose rows are dumped; none where the server won't say."""
    with closing(PostgreSQLStore(url).connect()) as session, suppress(StatementFailed):
        session.execute(_LOCK_TIMEOUT)
        found = session.query(_SIZES)
        return {name: Size(int(size), round(rows)) for name, size, rows in found}
    return {}


def _count(tables: Tables, session: Session, process: int) -> None:
    if session.dialect.capabilities.version >= _COPIED_SINCE:
        for name, rows in session.query(_COPIED, [process]):
            tables.counted(name, int(rows))
