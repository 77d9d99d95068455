"""What InnoDB leaves in a table without telling: the column of a FULLTEXT index that is gone."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace

from goofer_py.dialects.mysql.indexes import has_fulltext
from goofer_py.dialects.mysql.options import HAD_FULLTEXT
from goofer_py.errors import StatementFailed
from goofer_py.introspect.mysql.catalog import is_mariadb, quoted
from goofer_py.schema import Name, Schema, Table
from goofer_py.stores.store import Session

_COLUMN = "FTS_DOC_ID"
_MARIADB = f"""
SELECT DISTINCT SUBSTRING_INDEX(t.NAME, '#P#', 1)
FROM information_schema.INNODB_SYS_TABLES t
JOIN information_schema.INNODB_SYS_COLUMNS c USING (TABLE_ID)
WHERE c.NAME = '{_COLUMN}'
"""


def with_hidden(session: Session, schema: Schema, tables: Collection[Name]) -> Schema:
    """Return `schema` with the option HAD_FULLTEXT on those of `tables` that lost such an index.

    MariaDB tells only a user with the right PROCESS: all `tables` get the option for another one,
    which costs nothing, as MariaDB does INPLACE what it can do INSTANT in an instant.
    """
    asked = [t.name for t in schema.tables if t.name in tables and not has_fulltext(t)]
    if not asked:
        return schema
    found = _mariadb(session, asked) if is_mariadb(session) else _mysql(session, asked)
    return schema.map_tables(lambda table: _marked(table) if table.name in found else table)


def _marked(table: Table) -> Table:
    return replace(table, options=tuple(sorted((*table.options, (HAD_FULLTEXT, "")))))


def _mysql(session: Session, tables: Collection[Name]) -> set[Name]:
    found = set()
    for name in tables:
        # A table that pending migrations will make is not there.
        with suppress(StatementFailed):
            rows = session.query(f"SHOW EXTENDED COLUMNS FROM {_qualified(name)}")
            if any(row[0] == _COLUMN for row in rows):
                found.add(name)
    return found


def _mariadb(session: Session, tables: Collection[Name]) -> set[Name]:
    try:
        hidden = {row[0] for row in session.query(_MARIADB)}
    except StatementFailed:
        return set(tables)
    files = session.query(" UNION ALL ".join(map(_file, tables))) if hidden else []
    return {name for name, (file,) in zip(tables, files, strict=False) if file in hidden}


def _file(table: Name) -> str:
    """Return the query for the name that the table has within InnoDB: that of its file."""
    database = "DATABASE()" if table.schema is None else f"'{_escaped(table.schema)}'"
    parts = (_encoded(database), "'/'", _encoded(f"'{_escaped(table.name)}'"))
    return f"SELECT CONCAT({', '.join(parts)})"


def _encoded(text: str) -> str:
    return f"CONVERT(CAST(CONVERT({text} USING filename) AS BINARY) USING utf8mb4)"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''")


def _qualified(name: Name) -> str:
    parts = (name.name,) if name.schema is None else (name.schema, name.name)
    return ".".join(map(quoted, parts))
