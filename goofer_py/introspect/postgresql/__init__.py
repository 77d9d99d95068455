"""PostgreSQL databases read from their catalogs."""

from goofer_py.introspect.postgresql.introspector import PostgreSQLIntrospector

__all__ = ["PostgreSQLIntrospector"]
