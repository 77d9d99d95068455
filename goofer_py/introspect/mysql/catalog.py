"""The catalogs of one server, as far as one reading looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.errors import StoreError
from goofer_py.introspect.mysql import queries
from goofer_py.introspect.mysql.text import plain, tidied, unescaped
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name
from goofer_py.stores.store import Row, Session


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading looks: the databases that are there, and what schema each one stands for.

    `collations` are their defaults, by which tables and columns say nothing of theirs.
    """

    schemas: dict[str, str | None]
    collations: dict[str, str]


@dataclass(slots=True)
class Catalog:
    """Asks one session; what it gives is within `scope`, of the databases of `place`."""

    session: Session
    scope: Scope
    besides: tuple[str, ...] = ()
    """Databases that are not read, and whose names go without saying all the same."""
    place: Place = field(default_factory=lambda: Place({}, {}))
    _mariadb: bool | None = None
    _parsers: bool | None = None
    _by_key: set[tuple[str, str]] | None = None
    _shown: dict[Name, str] = field(default_factory=dict)

    def settle(self, default: str | None, others: tuple[str, ...]) -> tuple[str, ...]:
        """Find the databases; return those of `others` that are there."""
        home = default or self.session.query("SELECT DATABASE()")[0][0]
        if home is None:
            raise StoreError(
                f"{self.session.database} names no database to read. Nothing was changed.",
                database=self.session.database,
                hint="write it at the end of the URL: mysql://user@host/name",
            )
        schemas = {home: None, **{name: name for name in others}}
        listed = self._listed(schemas)
        rows = self.session.query(queries.DATABASES.format(schemas=listed))
        collations = {name: collation for name, collation in rows if name in schemas}
        self.place = Place({n: s for n, s in schemas.items() if n in collations}, collations)
        return tuple(name for name in others if name in collations)

    @property
    def mariadb(self) -> bool:
        """Whether the server is MariaDB."""
        if self._mariadb is None:
            self._mariadb = is_mariadb(self.session)
        return self._mariadb

    def rows(self, query: str, **parts: str) -> list[Row]:
        """Return what one of `queries` gives for the databases that are read."""
        schemas = self.place.schemas
        found = self.session.query(query.format(schemas=self._listed(schemas), **parts))
        # The catalogs may compare the names of databases without regard to case.
        return [row for row in found if row[0] in schemas]

    def name(self, database: str, name: str) -> Name:
        """Return the name of something in one of the databases that are read."""
        return Name(name, self.place.schemas[database])

    def target(self, database: str, name: str) -> Name | None:
        """Return the name of a table that may be in a database that is not read: None then."""
        return self.name(database, name) if database in self.place.schemas else None

    def expression(self, text: str) -> str:
        """Return an expression of the catalogs in one spelling, without outer parentheses."""
        shown = text if self.mariadb else unescaped(text)
        return plain(shown, self.literal, self.databases)

    def query(self, text: str) -> str:
        """Return the query of a view in one spelling."""
        return tidied(text, self.literal, self.databases)

    def literal(self, text: str) -> str:
        """Return `text` as a string literal."""
        return self.session.dialect.literal(text)

    @property
    def databases(self) -> tuple[str, ...]:
        """The databases whose names go without saying."""
        own = (name for name, schema in self.place.schemas.items() if schema is None)
        return (*own, *self.besides)

    @property
    def has_parsers(self) -> bool:
        """Whether fulltext indexes can have a parser that is not the server's own."""
        if self._parsers is None:
            self._parsers = bool(self.session.query(queries.PARSERS))
        return self._parsers

    def is_by_key(self, database: str, table: str) -> bool:
        """Whether a table of MySQL has partitions by KEY, of which its options say nothing."""
        if self._by_key is None:
            rows = [] if self.mariadb else self.rows(queries.PARTITIONED_BY_KEY)
            self._by_key = {(row[0], row[1]) for row in rows}
        return (database, table) in self._by_key

    def create_table(self, name: Name) -> str:
        """Return what SHOW CREATE TABLE says, for what no bulk query tells."""
        if name not in self._shown:
            database = next(d for d, schema in self.place.schemas.items() if schema == name.schema)
            row = self.session.query(f"SHOW CREATE TABLE {quoted(database)}.{quoted(name.name)}")[0]
            self._shown[name] = str(row[1])
        return self._shown[name]

    def _listed(self, names: Iterable[str]) -> str:
        return ", ".join(map(self.literal, names)) or "''"


def is_mariadb(session: Session) -> bool:
    """Return whether the session's server is MariaDB."""
    facts = session.dialect.capabilities
    return isinstance(facts, MySQLCapabilities) and facts.mariadb


def quoted(name: str) -> str:
    """Return `name` in backticks."""
    return "`{}`".format(name.replace("`", "``"))
