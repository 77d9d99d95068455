"""The introspector: a live database as a schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name, Schema, Table
from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class Behind:
    """A counter that gives a number which a row has already, or one below it."""

    table: Name
    column: str
    largest: int
    upcoming: int


class Introspector(Protocol):
    """Reads databases of one dialect. Changes nothing, except in a scratch that it made itself."""

    def read(self, session: Session, scope: Scope) -> Schema:
        """Return what the database has within `scope`, canonical, in few bulk queries."""

    def ahead(
        self, session: Session, scope: Scope
    ) -> AbstractContextManager[Callable[[Scope], Schema]]:
        """Give what reads, for a scope that is most likely `scope`: the server may begin on it.

        The session can't be used for anything else before it has read.
        """

    def schemas(self, session: Session) -> tuple[str, ...]:
        """Return the schemas that belong to this database besides the default one, by name."""

    def shapes(self, session: Session) -> tuple[str, ...]:
        """Return the schemas that show the default one as programs of a version know it.

        The default one itself is among them where it is such a schema.
        """

    def inserted(self, session: Session, table: Table) -> str | None:
        """Return the statement that inserts the rows that `table` has; None without any."""

    def counters(self, session: Session) -> tuple[str, ...]:
        """Return what sets counters that rows do not move by themselves to where they are."""

    def behind(self, session: Session, schema: Schema) -> Sequence[Behind]:
        """Return the counters of the tables of `schema` that are not ahead of their columns."""

    def managing(self, kinds: Collection[str]) -> Introspector:
        """Return what also reads those of `kinds` that are left alone unless they are managed."""

    def with_hidden(self, session: Session, schema: Schema, tables: Collection[Name]) -> Schema:
        """Return `schema` with what no comparison sees and changes of `tables` have to heed.

        It is for `Dialect.lower` alone.
        """

    def scratch(
        self, session: Session, namespaces: tuple[str, ...]
    ) -> AbstractContextManager[Scratch]:
        """Open an empty scratch beside the database; it is gone when the context ends."""


class Scratch(Protocol):
    """An empty place on (or like) the same server, where nothing can reach the real tables."""

    @property
    def session(self) -> Session:
        """Statements with unqualified names run here touch only the scratch."""

    @property
    def default_schema(self) -> str | None:
        """The real name of the default schema; None where texts that say it cannot be moved."""

    def namespace(self, name: str) -> str:
        """Return what the scratch calls the schema `name`."""

    def read(self) -> Schema:
        """Return what the scratch holds, with names as the real database would have them."""
