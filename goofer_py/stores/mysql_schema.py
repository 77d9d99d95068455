"""A database that is made on a MySQL or MariaDB server when it is needed."""

from __future__ import annotations

from goofer_py.errors import ConnectionFailed
from goofer_py.stores.mysql import MySQLStore
from goofer_py.stores.mysql_session import MySQLSession
from goofer_py.stores.url import DatabaseUrl


class MySQLSchema(MySQLStore):
    """A database of a MySQL or MariaDB server that is made when it is needed."""

    def __init__(self, url: DatabaseUrl, schema: str, server: MySQLStore) -> None:
        super().__init__(url)
        self._schema = schema
        self._server = server

    def exists(self) -> bool:
        """Return whether it is there."""
        session = self._server.connect()
        try:
            return session.has_schema(self._schema)
        finally:
            session.close()

    def connect(self) -> MySQLSession:
        """Open a session; makes the database if it is not there."""
        try:
            return super().connect()
        except ConnectionFailed as error:
            if error.reason != "absent":
                raise
        session = self._server.connect()
        try:
            session.ensure_schema(self._schema)
        finally:
            session.close()
        return super().connect()
