"""The rows of MySQL's and MariaDB's tables as statements."""

from __future__ import annotations

import re

from goofer_py.dialects.mysql.quoting import quote
from goofer_py.introspect.insertion import insertion
from goofer_py.operations import CreateNamespace
from goofer_py.schema import Column, Table
from goofer_py.stores.store import Session

_BYTES = re.compile(
    r"(?:tiny|medium|long)?blob|(?:var)?binary|bit\b|geom|point|line|poly|multi", re.IGNORECASE
)


def inserted(session: Session, table: Table) -> str | None:
    """Return the statement that inserts the rows, whatever the mode for backslashes is."""
    found = insertion(session, table, _written)
    return None if found is None else session.dialect.settled(CreateNamespace(""), found)


def _written(column: Column) -> str:
    name = quote(column.name)
    if _BYTES.match(column.type.text):
        return f"IF({name} IS NULL, 'NULL', CONCAT('x''', HEX({name}), ''''))"
    return f"QUOTE({name})"
