"""The catalogs of one database, as far as one reading looks."""

from __future__ import annotations

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

    @property
    def capabilities(self) -> PostgreSQLCapabilities:
        """What this server's catalogs have."""
        return capabilities(self.session.dialect.capabilities.version)

    @property
    def default_schemas(self) -> tuple[str, ...]:
        """The schemas in which names need no schema."""
        return (self.place.default, *self.place.path)

    def settle(self) -> tuple[str, ...]:
        """Make spelling deterministic for this transaction; return the other schemas there are."""
        path = ", ".join(map(quote, self.place.path or (self.place.default,)))
        settings = {"search_path": path, **_SETTINGS}
        calls = (f"set_config({literal(k)}, {literal(v)}, true)" for k, v in settings.items())
        self.session.query(f"SELECT {', '.join(calls)}")
        names = ", ".join(map(literal, (self.place.default, *self.place.others)))
        rows = self.session.query(queries.NAMESPACES.format(names=names))
        default = self.place.default
        self.numbers.namespaces = {oid: None if name == default else name for oid, name in rows}
        self._in = ", ".join(str(oid) for oid, _ in rows) or "0"
        return tuple(name for name in self.place.others if name in {row[1] for row in rows})

    def rows(self, query: str) -> list[Row]:
        """Return what one of `queries` gives for the schemas that are read."""
        has = self.capabilities
        return self.session.query(
            query.format(
                namespaces=self._in,
                hidden=", ".join(map(str, self.place.hidden)) or "0",
                nulls="x.indnullsnotdistinct" if has.nulls_not_distinct else "false",
                set_columns="k.confdelsetcols" if has.foreign_keys_set_columns else "NULL",
                enforced="k.conenforced" if has.constraint_flags else "true",
                compression="nullif(a.attcompression::text, '')"
                if has.column_compression
                else "NULL",
                period="k.conperiod" if has.constraint_flags else "false",
            )
        )

    @cached_property
    def collations(self) -> dict[int, str]:
        """The names of all collations by number; asked for only where one is not the default."""
        return dict(self.session.query(queries.COLLATIONS))
