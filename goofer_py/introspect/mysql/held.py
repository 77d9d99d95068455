"""Which tables of MySQL and MariaDB transactions of others have been using for long."""

from __future__ import annotations

from contextlib import suppress

from goofer_py.errors import StatementFailed
from goofer_py.hazards.facts import NOBODY, Open
from goofer_py.schema import Name
from goofer_py.stores.store import Session

_SHOWN = """
SELECT 1 FROM performance_schema.setup_instruments
WHERE name = 'wait/lock/metadata/sql/mdl' AND enabled = 'YES'
"""
_USED = """
SELECT m.object_name, max(timestampdiff(MICROSECOND, t.trx_started, now(6)) / 1e6)
FROM performance_schema.metadata_locks m
JOIN performance_schema.threads h ON h.thread_id = m.owner_thread_id
JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = h.processlist_id
WHERE m.object_type = 'TABLE' AND m.lock_status = 'GRANTED' AND m.object_schema = database()
  AND h.processlist_id <> connection_id()
GROUP BY 1
"""
_ANYWHERE = """
SELECT max(timestampdiff(MICROSECOND, t.trx_started, now(6)) / 1e6)
FROM information_schema.innodb_trx t
LEFT JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
WHERE t.trx_mysql_thread_id <> connection_id() AND (p.db IS NULL OR p.db = database())
"""


def mysql_open(session: Session) -> Open:
    """Return what transactions of others are open.

    Where the server does not show which tables they use, how old the oldest is; nothing where it
    shows none of them to this user.
    """
    with suppress(StatementFailed):
        if session.query(_SHOWN):
            used = {Name(str(name)): float(seconds) for name, seconds in session.query(_USED)}
            return Open(used)
    with suppress(StatementFailed):
        return Open(anywhere=float(session.query(_ANYWHERE)[0][0] or 0))
    return NOBODY
