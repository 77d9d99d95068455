"""CREATE INDEX as SQLite keeps it, read into an index (https://www.sqlite.org/lang_createindex.html)."""

from __future__ import annotations

from goofer_py.dialects.sqlite.index_part import index_part
from goofer_py.introspect.sqlite.cursor import Cursor
from goofer_py.schema import Index


def read_index(text: str, name: str) -> Index:
    """Return the index that a CREATE INDEX statement makes, in the statement's own spelling.

    Raises Unreadable when the text is not one that SQLite would have kept.
    """
    cursor = Cursor(text)
    cursor.expect("CREATE")
    unique = cursor.accept("UNIQUE")
    cursor.expect("INDEX")
    cursor.accept("IF", "NOT", "EXISTS")
    cursor.qualified_name()
    cursor.expect("ON")
    cursor.qualified_name()
    parts = tuple(map(index_part, cursor.listed()))
    where = cursor.rest() if cursor.accept("WHERE") else None
    return Index(name, parts, unique=unique, where=where)
