"""An empty place on the same server, which nobody else ever sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from secrets import token_hex
from typing import Any

from goofer_py.dialects.postgresql.quoting import quote
from goofer_py.errors import ScratchRefused, StatementFailed
from goofer_py.introspect.postgresql.access_queries import initial_privileges
from goofer_py.introspect.postgresql.catalog import Catalog, Place
from goofer_py.introspect.postgresql.reading import begin_to_read, read_schema
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name, Schema
from goofer_py.stores.store import Session

_MARK = "goofer_scratch_"
_REFUSALS = ("42501", "25006")
"""insufficient_privilege, read_only_sql_transaction"""

_OWN_FIRST = (
    "SELECT set_config('search_path', concat_ws(', ', '{}',"
    " nullif(current_setting('search_path'), '')), true)"
)

_EVENT_TRIGGERS = "SELECT oid, evtname FROM pg_event_trigger ORDER BY evtname"


@dataclass(frozen=True, slots=True)
class PostgreSQLScratch:
    """Schemas made in a transaction that is never committed; implements Scratch.

    The real search path comes after the scratch's own schema, so that types and functions of
    extensions are found; what is created without a schema goes into the scratch.
    """

    session: Session
    own: str
    places: Mapping[str, str]
    default: str
    hidden: tuple[int, ...] = ()
    access: tuple[str, ...] = ()

    @property
    def default_schema(self) -> str | None:
        """The first schema of the real search path."""
        return self.default

    def namespace(self, name: str) -> str:
        """Return what the scratch calls the schema `name`."""
        return self.own if name == self.default else self.places[name]

    def read(self) -> Schema:
        """Return what the scratch holds, with names as the real database would have them."""
        path = (self.own, self.default)
        place = Place(self.own, tuple(self.places.values()), path, self.hidden)
        self.session.begin()
        try:
            scope = Scope(exclude=())
            catalog = Catalog(self.session, place, scope, self.access)
            with begin_to_read(catalog):
                found = read_schema(catalog)
        finally:
            self.session.rollback()
        # Bodies of functions say the default schema where their author did.
        real = {self.own: self.default, **{place: name for name, place in self.places.items()}}
        return _put_back(found, real)


@contextmanager
def open_scratch(
    session: Session, namespaces: tuple[str, ...], access: tuple[str, ...] = ()
) -> Iterator[PostgreSQLScratch]:
    """Make the schemas, give the scratch, and roll everything back."""
    default = session.default_schema or "public"
    own = _MARK + token_hex(6)
    places = {name: f"{own}_{number}" for number, name in enumerate(namespaces, 1)}
    session.begin()
    try:
        try:
            for schema in (own, *places.values()):
                session.execute(f"CREATE SCHEMA {schema}")
        except StatementFailed as error:
            raise _refused(session, error) from error
        session.query(_OWN_FIRST.format(own))
        if "grant" in access:
            for (privilege,) in session.query(initial_privileges(default)):
                session.execute(f"GRANT {privilege} ON SCHEMA {own} TO PUBLIC")
        staying = _without_event_triggers(session)
        yield PostgreSQLScratch(session, own, places, default, staying, access)
    finally:
        session.rollback()


def _without_event_triggers(session: Session) -> tuple[int, ...]:
    """Drop the event triggers as far as the role may: they would heed what is tried here.

    Returns the numbers of those that stay.
    """
    staying = []
    for number, name in session.query(_EVENT_TRIGGERS):
        session.begin()
        try:
            session.execute(f"DROP EVENT TRIGGER {quote(name)}")
        except StatementFailed:
            session.rollback()
            staying.append(number)
        else:
            session.commit()
    return tuple(staying)


def _refused(session: Session, error: StatementFailed) -> StatementFailed | ScratchRefused:
    if error.state not in _REFUSALS:
        return error
    return ScratchRefused(
        f"{session.database} lets this role make no scratch schema to try things in: "
        f"{error.server}. Nothing was changed.",
        database=session.database,
        server=error.server,
        hint="GRANT CREATE ON DATABASE ... TO the role, or go without (--no-proof)",
    )


def _put_back(schema: Schema, real: Mapping[str, str]) -> Schema:
    """Call every schema by its real name again, inside of expressions too."""
    marks = "|".join(sorted(real, key=len, reverse=True))
    pattern = re.compile(rf"""(["']?)({marks})(\1)""")
    doubled = re.compile(rf"""(["']?)({marks})\1, (?=(["']?)(\w+))""")

    def put(found: re.Match[str]) -> str:
        name = real[found[2]]
        return f"{found[1]}{name}{found[1]}" if found[1] else quote(name)

    def once(found: re.Match[str]) -> str:
        """Leave a schema out of a search path where its real name comes behind it."""
        return "" if found[4] == real[found[2]] else found[0]

    def spelled(text: str) -> str:
        return pattern.sub(put, doubled.sub(once, text)) if _MARK in text else text

    restored: Schema = _restored(schema, spelled, real)
    return replace(restored, namespaces=tuple(real.get(n, n) for n in schema.namespaces))


def _restored(value: Any, spelled: Callable[[str], str], real: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return spelled(value)
    if isinstance(value, Name):
        return Name(value.name, real.get(value.schema or "", value.schema))
    if isinstance(value, tuple):
        return tuple(_restored(item, spelled, real) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _restored(getattr(value, f.name), spelled, real) for f in fields(value)}
        return replace(value, **changes)
    return value
