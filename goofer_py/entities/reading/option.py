"""Options of tables that SQLAlchemy passes on as they are: mysql_engine, mariadb_row_format, ..."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from goofer_py.entities.reading.target import Target

_CHARSETS = frozenset(("charset", "character_set", "default_charset", "default_character_set"))
_COLLATIONS = frozenset(("collate", "default_collate"))
_PARTITION = ("partition_by", "partitions", "subpartition_by", "subpartitions")
COUNTER = "auto_increment"
"""The option that says where a counter begins, which moves on with every row."""


def table_options(table: sa.Table, target: Target) -> tuple[tuple[str, str], ...]:
    """Return the options of a table by the dialect's words, sorted."""
    return tuple(sorted(_options(table, target)))


def _options(table: sa.Table, target: Target) -> Iterator[tuple[str, str]]:
    said = {
        key.lower().replace(" ", "_"): str(value) for key, value in target.options(table).items()
    }
    clause = [f"{key.replace('_', ' ').upper()} {said[key]}" for key in _PARTITION if key in said]
    if clause:
        yield "partition", " ".join(clause)
    for key, value in said.items():
        if key in _CHARSETS:
            yield "charset", value
        elif key in _COLLATIONS:
            yield "collation", value
        elif key not in ("comment", COUNTER, *_PARTITION):
            # What SQLAlchemy passes on as it stands may be in quotes.
            yield key, value.strip("'")
