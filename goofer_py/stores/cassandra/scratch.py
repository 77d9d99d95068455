"""An empty keyspace beside the real one, in which changes and migrations are tried."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from goofer_py.errors import EntityError, GooferError, ScratchRefused, StatementFailed
from goofer_py.stores.cassandra import statements as cql
from goofer_py.stores.cassandra.catalog import (
    Catalog,
    Column,
    Found,
    Options,
    Replicated,
    keyspaces,
    read,
)
from goofer_py.stores.cassandra.connection import BOOKS
from goofer_py.stores.cassandra.snapshot import making

if TYPE_CHECKING:
    from goofer_py.stores.cassandra.session import CassandraSession

_LONGEST_NAME = 48
_PROBE = "goofer"


class Scratch:
    """An empty keyspace beside the real one."""

    def __init__(self, session: CassandraSession, name: str, like: Replicated) -> None:
        self._session = session
        self._name = name
        self._like = like
        self._client: Any = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self._name

    def open(self) -> None:
        """Make it anew, with nothing in it."""
        self.drop()
        self._session.make(cql.create_keyspace(self._name, self._like))
        cluster = self._session.cluster
        self._client = self._session.guarded(lambda: cluster.connect(self._name))

    def drop(self) -> None:
        """Drop it, if it is there."""
        if self._client is not None:
            self._client.shutdown()
            self._client = None
        self._session.make(f"DROP KEYSPACE IF EXISTS {cql.named(self._name)}")

    def run(self, statements: Sequence[str]) -> None:
        """Run statements in it."""
        for one in statements:
            run = partial(self._client.execute, one, execution_profile=BOOKS)
            self._session.guarded(run)

    def make(self, catalog: Catalog, defaults: Options) -> None:
        """Make what a catalog has, but for the options that are as by `defaults`."""
        for _, statements in making(catalog, defaults):
            self.run(statements)

    def made_of(self, catalog: Catalog) -> tuple[Catalog, Options]:
        """Make what is declared; returns it as the server tells it, and the options by default.

        Raises EntityError for what the server refuses.
        """
        self.run([f"CREATE TABLE {_PROBE} (a int PRIMARY KEY)"])
        defaults = self.read().tables[_PROBE].options
        self.run([f"DROP TABLE {_PROBE}"])
        for what, statements in making(catalog, {}):
            try:
                self.run(statements)
            except StatementFailed as error:
                raise EntityError(
                    f"The server refuses the {what}: {error.server}. Nothing was written."
                ) from error
        return _as_declared(self.read(), catalog), defaults

    def read(self) -> Catalog:
        """Return what it has."""
        return read(self._session.describe, self._name)

    def replicated(self, one: Replicated) -> Replicated:
        """Return a keyspace as the server tells it; raises EntityError for one that it refuses."""
        name = f"{self._name}k"
        try:
            self._session.make(cql.create_keyspace(name, one))
        except StatementFailed as error:
            raise EntityError(
                f"The server refuses how a keyspace is replicated: {error.server}. Nothing was"
                " written."
            ) from error
        try:
            return keyspaces(self._session.describe)[name]
        finally:
            self._session.make(cql.drop_keyspace(name))


def _as_declared(found: Catalog, declared: Catalog) -> Catalog:
    """Return a catalog with columns and fields in the order of another one."""
    types = {
        name: {field: found.types[name][field] for field in fields}
        for name, fields in declared.types.items()
    }
    tables, views = (
        {name: replace(one, columns=_sorted(one, like[name])) for name, one in there.items()}
        for there, like in ((found.tables, declared.tables), (found.views, declared.views))
    )
    return Catalog(types, tables, views)


def _sorted(found: Found, like: Found) -> dict[str, Column]:
    return {name: found.columns[name] for name in {**like.columns, **found.columns}}


@contextmanager
def scratch(session: CassandraSession, like: Replicated) -> Iterator[Scratch]:
    """Give an empty keyspace, and drop it; raises ScratchRefused where the role may not."""
    suffix = f"_goofer_{secrets.token_hex(4)}"
    # The name of one more has a letter more.
    name = f"{session.keyspace[: _LONGEST_NAME - len(suffix) - 1]}{suffix}"
    empty = Scratch(session, name, like)
    try:
        try:
            empty.open()
        except StatementFailed as error:
            raise ScratchRefused(
                f"{session.database} has no empty keyspace beside it to try changes in:"
                f" {error.server}. Nothing was written.",
                database=session.database,
                hint="GRANT CREATE ON ALL KEYSPACES TO the role; what it makes it may change and"
                " drop",
            ) from error
        yield empty
    finally:
        with suppress(GooferError):
            empty.drop()
