"""Counters of PostgreSQL that are behind the columns that they number."""

from __future__ import annotations

from collections.abc import Iterator

from goofer_py.dialects.postgresql.quoting import qualified, quote
from goofer_py.introspect.introspector import Behind
from goofer_py.schema import Name, Schema
from goofer_py.stores.store import Session

# What a column owns, and what its default asks for the next number, which need not be the same.
_COUNTERS = """
SELECT tn.nspname, t.relname, a.attname, sn.nspname, s.relname
FROM (
  SELECT refobjid AS holder, refobjsubid AS place, objid AS counter
  FROM pg_depend
  WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
    AND refobjsubid > 0 AND deptype IN ('a', 'i')
  UNION
  SELECT ad.adrelid, ad.adnum, d.refobjid
  FROM pg_depend d JOIN pg_attrdef ad ON ad.oid = d.objid
  WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
) numbered
JOIN pg_class s ON s.oid = numbered.counter AND s.relkind = 'S'
JOIN pg_namespace sn ON sn.oid = s.relnamespace
JOIN pg_sequence q ON q.seqrelid = s.oid AND q.seqincrement > 0 AND NOT q.seqcycle
JOIN pg_class t ON t.oid = numbered.holder AND NOT t.relispartition
JOIN pg_namespace tn ON tn.oid = t.relnamespace
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = numbered.place
JOIN pg_type y ON y.oid = a.atttypid AND y.typcategory = 'N'
ORDER BY 1, 2, a.attnum, 4, 5
"""


def behind(session: Session, schema: Schema) -> list[Behind]:
    """Return the sequences whose next number a row of the column that they number is past."""
    return list(_behind(session, schema))


def _behind(session: Session, schema: Schema) -> Iterator[Behind]:
    wanted = {table.name for table in schema.tables}
    for table_schema, table, column, place, counter in session.query(_COUNTERS):
        own = None if table_schema == session.default_schema else table_schema
        name = Name(table, own)
        if name not in wanted:
            continue
        found = session.query(
            "SELECT largest, upcoming FROM"
            f" (SELECT max({quote(column)})::numeric AS largest"
            f" FROM {qualified(Name(table, table_schema))}) held,"
            " (SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END AS upcoming"
            f" FROM {qualified(Name(counter, place))}) following WHERE largest >= upcoming"
        )
        for largest, upcoming in found:
            yield Behind(name, column, int(largest), int(upcoming))
