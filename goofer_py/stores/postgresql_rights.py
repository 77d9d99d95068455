"""Which rights a role lacks on PostgreSQL for what is to be touched: the server is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from goofer_py.stores.vitals import Lacking

if TYPE_CHECKING:
    from goofer_py.dialects.touching import Touch
    from goofer_py.stores.store import Session

_OWNER = (
    "SELECT c.oid::regclass::text, pg_get_userbyid(c.relowner),"
    " pg_has_role(current_user, c.relowner, 'USAGE'),"
    " pg_has_role(current_user, n.nspowner, 'USAGE')"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.oid = pg_catalog.to_regclass(?)"
)
_TYPE = (
    "SELECT t.oid::regtype::text, pg_get_userbyid(t.typowner),"
    " pg_has_role(current_user, t.typowner, 'USAGE'), false"
    " FROM pg_catalog.pg_type t WHERE t.oid = pg_catalog.to_regtype(?)"
)
_SCHEMA_OWNER = (
    "SELECT n.nspname, pg_get_userbyid(n.nspowner), pg_has_role(current_user, n.nspowner, 'USAGE'),"
    " false FROM pg_catalog.pg_namespace n WHERE n.oid = pg_catalog.to_regnamespace(?)"
)
_TABLE = (
    "SELECT c.oid::regclass::text, has_table_privilege(c.oid, {right})"
    " OR has_any_column_privilege(c.oid, {column})"
    " FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?)"
)
_SCHEMA = (
    "SELECT n.nspname, has_schema_privilege(n.oid, 'CREATE') FROM pg_catalog.pg_namespace n"
    " WHERE n.oid = coalesce(pg_catalog.to_regnamespace(?::text),"
    " pg_catalog.to_regnamespace(quote_ident(current_schema())))"
)
_DATABASE = "SELECT current_database(), has_database_privilege(current_database(), 'CREATE')"
_EXTENSION = (
    "SELECT r.rolsuper OR coalesce(bool_or(v.trusted), false) OR e.oid IS NOT NULL"
    " FROM pg_catalog.pg_roles r LEFT JOIN pg_catalog.pg_extension e ON e.extname = ?"
    " LEFT JOIN pg_catalog.pg_available_extension_versions v ON v.name = ?"
    " WHERE r.rolname = current_user GROUP BY r.rolsuper, e.oid"
)
_DML = ("select", "insert", "update", "delete", "truncate", "reference", "trigger")
_RIGHTS = {"reference": "REFERENCES"}
_BY_COLUMN = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
_OWNED = ("alter", "drop", "index", "comment")


def lacking(session: Session, touched: Sequence[Touch]) -> list[Lacking]:
    """Return each right that is missing, once; what is not there yet is its maker's own."""
    asked = dict.fromkeys((one.action, one.kind, one.name) for one in touched)
    found = dict.fromkeys(one for what in asked for one in _missing(session, *what))
    role = str(session.query("SELECT quote_ident(current_user)")[0][0]) if found else ""
    return [replace(one, remedy=f"{one.remedy}{role}") for one in found]


def _missing(session: Session, action: str, kind: str, name: tuple[str, ...]) -> Iterator[Lacking]:
    if action in _OWNED:
        yield from _not_owned(session, action, kind, name)
        if (action, kind) == ("index", "table"):
            yield from _no_room_in(session, name[:-1])
    elif kind == "extension":
        yield from _no_extension(session, name[-1])
    elif kind == "schema":
        yield from _no_schemas(session, name)
    elif action == "create":
        yield from _no_room_in(session, name[:-1])
    elif action in _DML:
        yield from _not_granted(session, _RIGHTS.get(action, action.upper()), name)


def _not_owned(
    session: Session, action: str, kind: str, name: tuple[str, ...]
) -> Iterator[Lacking]:
    queries = {"schema": _SCHEMA_OWNER, "type": _TYPE, "routine": "", "extension": ""}
    query = queries.get(kind, _OWNER)
    rows = session.query(query, [_quoted(name)]) if query else []
    for thing, owner, owns, owns_schema in rows:
        if not owns and not (action == "drop" and owns_schema):
            yield Lacking("ownership", thing, f'GRANT "{owner}" TO ')


def _no_room_in(session: Session, schema: tuple[str, ...]) -> Iterator[Lacking]:
    for name, allowed in session.query(_SCHEMA, [_quoted(schema) or None]):
        if not allowed:
            yield Lacking("CREATE", f"schema {name}", f'GRANT CREATE ON SCHEMA "{name}" TO ')


def _no_schemas(session: Session, name: tuple[str, ...]) -> Iterator[Lacking]:
    if session.query(_SCHEMA_OWNER, [_quoted(name)]):
        return
    for database, allowed in session.query(_DATABASE):
        if not allowed:
            remedy = f'GRANT CREATE ON DATABASE "{database}" TO '
            yield Lacking("CREATE", f"database {database}", remedy)


def _no_extension(session: Session, name: str) -> Iterator[Lacking]:
    for (allowed,) in session.query(_EXTENSION, [name, name]):
        if not allowed:
            made = f'a superuser: CREATE EXTENSION "{name}", instead of '
            yield Lacking("superuser", f"extension {name}", made)


def _not_granted(session: Session, right: str, name: tuple[str, ...]) -> Iterator[Lacking]:
    column = right if right in _BY_COLUMN else "SELECT"
    whole = _TABLE.format(right=f"'{right}'", column=f"'{column}'")
    if right not in _BY_COLUMN:
        whole = whole.replace(f" OR has_any_column_privilege(c.oid, '{column}')", "")
    for table, allowed in session.query(whole, [_quoted(name)]):
        if not allowed:
            yield Lacking(right, table, f"GRANT {right} ON {table} TO ")


def _quoted(name: Sequence[str]) -> str:
    return ".".join('"{}"'.format(part.replace('"', '""')) for part in name)
