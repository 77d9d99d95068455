"""Counters of MySQL and MariaDB that are behind the columns that they number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goofer_py.introspect.introspector import Behind
from goofer_py.schema import Schema
from goofer_py.stores.store import Session

_NUMBERED = """
SELECT column_name, column_type FROM information_schema.columns
WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND extra LIKE '%auto_increment%'
"""
# Statistics keep an older number for a day; what makes the table has the one that counts.
_UPCOMING = re.compile(r"^\) .*?\bAUTO_INCREMENT=(\d+)", re.MULTILINE)


_BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}


def behind(session: Session, schema: Schema) -> list[Behind]:
    """Return the AUTO_INCREMENT counters that give a number which a row has already."""
    return list(_behind(session, schema))


def _behind(session: Session, schema: Schema) -> Iterator[Behind]:
    dialect = session.dialect
    for table in schema.tables:
        name = table.name
        for column, kind in session.query(_NUMBERED, [name.schema, name.name]):
            (_, statement, *_), *_ = session.query(f"SHOW CREATE TABLE {dialect.qualified(name)}")
            found = _UPCOMING.search(str(statement))
            # MariaDB tells a number beyond the last that the column can hold.
            upcoming = min(int(found[1]) if found else 1, _limit(str(kind)))
            ((largest,),) = session.query(
                f"SELECT max({dialect.quote(str(column))}) FROM {dialect.qualified(name)}"
            )
            if largest is not None and largest >= upcoming:
                yield Behind(name, str(column), int(largest), upcoming)


def _limit(kind: str) -> int:
    """Return the largest number that a column of a type can hold."""
    bits = _BITS.get(re.split(r"[ (]", kind.lower())[0], 64)
    return int(2 ** (bits if "unsigned" in kind.lower() else bits - 1)) - 1
