"""One schema of a database as a store of its own: where programs keep each tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from goofer_py.errors import UsageError
from goofer_py.stores.registry import store_for
from goofer_py.stores.store import Store
from goofer_py.stores.url import DatabaseUrl


def in_schema(
    url: DatabaseUrl, schema: str, more: Sequence[str] = (), *, create: bool = False
) -> tuple[Store, str | None]:
    """Return a store for one schema in the database of `url`.

    What scripts name without a schema is in it, or else in `more`. With `create` the first change
    makes it. Returns the schema as well where tables can be named with it, None where it is a
    database of its own. Raises UsageError where there are no schemas.
    """
    if url.backend in ("postgresql", "postgres"):
        from goofer_py.stores.postgresql_schema import PostgreSQLSchema

        return PostgreSQLSchema(url, schema, more, create=create), schema
    if url.backend in ("mysql", "mariadb"):
        from goofer_py.stores.mysql import MySQLStore
        from goofer_py.stores.mysql_schema import MySQLSchema

        own = replace(url, database=schema)
        return (MySQLSchema(own, schema, MySQLStore(url)) if create else MySQLStore(own)), None
    raise UsageError(
        f"{store_for(url).database} has no schemas, so there is no schema {schema!r} in it.",
        hint='give each tenant a file: url = "sqlite:///tenants/{tenant}.db" under [tenants]',
    )
