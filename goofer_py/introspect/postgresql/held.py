"""Which tables of PostgreSQL transactions of others have been using for long."""

from __future__ import annotations

from goofer_py.hazards.facts import Open
from goofer_py.schema import Name
from goofer_py.stores.store import Session

_QUERY = """
SELECT CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname END, c.relname,
       max(extract(epoch FROM clock_timestamp() - a.xact_start))::float8,
       max(extract(epoch FROM clock_timestamp() - a.xact_start))
         FILTER (WHERE l.mode NOT IN ('AccessShareLock', 'RowShareLock'))::float8
FROM pg_locks l
JOIN pg_stat_activity a ON a.pid = l.pid
JOIN pg_class c ON c.oid = l.relation
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE l.locktype = 'relation' AND l.granted AND a.pid <> pg_backend_pid()
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_'
GROUP BY 1, 2
"""


_SNAPSHOT = """
SELECT max(extract(epoch FROM clock_timestamp() - xact_start))::float8
FROM pg_stat_activity
WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid() AND datname = current_database()
  AND backend_type = 'client backend'
"""


def postgresql_open(session: Session) -> Open:
    """Return what transactions of others are open.

    Of sessions of other roles, only a role that may see them is told.
    """
    used, written = {}, {}
    for schema, name, seconds, writing in session.query(_QUERY):
        if seconds is not None:
            used[Name(name, schema)] = float(seconds)
        if writing is not None:
            written[Name(name, schema)] = float(writing)
    (snapshot,) = session.query(_SNAPSHOT)[0]
    return Open(used, written, float(snapshot or 0))
