"""SQLite databases read as schemas."""

from goofer_py.introspect.sqlite.introspector import SQLiteIntrospector

__all__ = ["SQLiteIntrospector"]
