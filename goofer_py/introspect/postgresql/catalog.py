"""The catalogs of one database, as far as one reading looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from goofer_py.dialects.postgresql.capabilities import PostgreSQLCapabilities, capabilities
from goofer_py.dialects.postgresql.quoting import literal, quote
from goofer_py.introspect.postgresql import queries
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name
from goofer_py.stores.store import Row, Session

_SETTINGS = {
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "jit": "off",
    "quote_all_identifiers": "off",
    "xmlbinary": "base64",
}
"""What decides how the server spells expressions, and what only costs time on small queries."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading looks: the default schema, other schemas, and how names are resolved.

    `hidden` are the numbers of event triggers, which are in no schema, that are not looked at.
    """

    default: str
    others: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()


@dataclass(slots=True)
class Numbers:
    """What the numbers in the catalog stand for."""

    namespaces: dict[int, str | None] = field(default_factory=dict)
    enums: dict[int, Name] = field(default_factory=dict)
    columns: dict[int, dict[int, str]] = field(default_factory=dict)

    def name(self, namespace: int, name: str) -> Name:
        """Return the name of an object in one of the schemas that are read."""
        return Name(name, self.namespaces[namespace])


class Catalog:
    """Asks one session, inside the transaction that it is in."""

    def __init__(
        self, session: Session, place: Place, scope: Scope, access: tuple[str, ...] = ()
    ) -> None:
        self.session = session
        self.place = place
        self.scope = scope
        self.access = access
        self.numbers = Numbers()
        self._in = ""
        self._answers: Iterator[tuple[str, list[Row]]] = iter(())
        self._early: dict[str, list[Row]] = {}

    @property
    def capabilities(self) -> PostgreSQLCapabilities:
        """What this server's catalogs have."""
        return capabilities(self.session.dialect.capabilities.version)

    @property
    def default_schemas(self) -> tuple[str, ...]:
        """The schemas in which names need no schema."""
        return (self.place.default, *self.place.path)

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The other schemas that are looked at and there."""
        there = {*self.numbers.namespaces.values()}
        return tuple(name for name in self.place.others if name in there)

    @contextmanager
    def ahead(self, wanted: Sequence[str]) -> Iterator[None]:
        """Let the server work on `queries` that `rows` will give; spelling is settled before.

        Nothing else can be asked within the context before the first `rows`.
        """
        self._settle()
        with self.session.ahead([self._spelled(query) for query in wanted]) as answers:
            self._answers = zip(wanted, answers, strict=True)
            yield

    def _settle(self) -> None:
        """Make spelling deterministic for this transaction, and find the schemas."""
        path = ", ".join(map(quote, self.place.path or (self.place.default,)))
        settings = {"search_path": path, **_SETTINGS}
        calls = (f"set_config({literal(k)}, {literal(v)}, true)" for k, v in settings.items())
        self.session.query(f"SELECT {', '.join(calls)}")
        names = ", ".join(map(literal, (self.place.default, *self.place.others)))
        rows = self.session.query(queries.NAMESPACES.format(names=names))
        default = self.place.default
        self.numbers.namespaces = {oid: None if name == default else name for oid, name in rows}
        self._in = ", ".join(str(oid) for oid, _ in rows) or "0"

    def rows(self, query: str) -> list[Row]:
        """Return what one of `queries` gives for the schemas that are read."""
        self._early.update(self._answers)
        rows = self._early.pop(query, None)
        return self.session.query(self._spelled(query)) if rows is None else rows

    def _spelled(self, query: str) -> str:
        has = self.capabilities
        compression = "nullif(a.attcompression::text, '')" if has.column_compression else "NULL"
        return query.format(
            namespaces=self._in,
            hidden=", ".join(map(str, self.place.hidden)) or "0",
            nulls="x.indnullsnotdistinct" if has.nulls_not_distinct else "false",
            set_columns="k.confdelsetcols" if has.foreign_keys_set_columns else "NULL",
            enforced="k.conenforced" if has.constraint_flags else "true",
            compression=compression,
            period="k.conperiod" if has.constraint_flags else "false",
        )

    @cached_property
    def collations(self) -> dict[int, str]:
        """The names of all collations by number; asked for only where one is not the default."""
        return dict(self.session.query(queries.COLLATIONS))
