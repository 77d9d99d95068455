"""How large tables of PostgreSQL are, by its statistics."""

from __future__ import annotations

from collections.abc import Mapping

from goofer_py.hazards.facts import Size
from goofer_py.schema import Name
from goofer_py.stores.store import Session

# A table without a page is surely empty; every other figure is an estimate.
_QUERY = """
SELECT CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname END, c.relname,
       CASE WHEN c.relkind <> 'p' AND pg_relation_size(c.oid) = 0 THEN 0
            WHEN c.reltuples >= 0 THEN greatest(c.reltuples, s.n_live_tup, 1)::bigint
            WHEN c.relkind <> 'p' THEN nullif(s.n_live_tup, 0) END,
       w.bytes, w.data
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid,
LATERAL (
  SELECT pg_total_relation_size(c.oid) AS bytes, pg_table_size(c.oid) AS data
  WHERE c.relkind <> 'p'
  UNION ALL
  SELECT sum(pg_total_relation_size(relid)), sum(pg_table_size(relid))
  FROM pg_partition_tree(c.oid) HAVING c.relkind = 'p'
) w
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""


def postgresql_sizes(session: Session, small_rows: int) -> Mapping[Name, Size]:  # noqa: ARG001
    """Return the tables whose size is known."""
    return {
        Name(name, schema): Size(int(rows), int(size), int(data))
        for schema, name, rows, size, data in session.query(_QUERY)
        if rows is not None
    }
