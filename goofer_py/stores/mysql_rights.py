"""Which rights a user lacks on MySQL and MariaDB for what is to be touched, by its own grants."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goofer_py.errors import StatementFailed
from goofer_py.stores.vitals import Lacking

if TYPE_CHECKING:
    from goofer_py.dialects.touching import Touch
    from goofer_py.stores.store import Session

_GRANT = re.compile(
    r"GRANT (?P<rights>.+?) ON (?:(?:TABLE|FUNCTION|PROCEDURE) )?"
    r"(?P<schema>\*|`(?:[^`]|``)+`)\.(?P<table>\*|`(?:[^`]|``)+`) TO ",
    re.IGNORECASE,
)
_COLUMNS = re.compile(r"\s*\([^)]*\)")
_NEEDS = {
    ("alter", "table"): ("ALTER", "CREATE", "INSERT"),
    ("drop", "table"): ("DROP",),
    ("create", "table"): ("CREATE",),
    ("index", "table"): ("INDEX",),
    ("comment", "table"): ("ALTER",),
    ("truncate", "table"): ("DROP",),
    ("trigger", "table"): ("TRIGGER",),
    ("reference", "table"): ("REFERENCES",),
    ("create", "view"): ("CREATE VIEW",),
    ("alter", "view"): ("CREATE VIEW", "DROP"),
    ("drop", "view"): ("DROP",),
    ("create", "routine"): ("CREATE ROUTINE",),
    ("drop", "routine"): ("ALTER ROUTINE",),
    ("create", "event"): ("EVENT",),
    ("drop", "event"): ("EVENT",),
    ("create", "schema"): ("CREATE",),
    ("drop", "schema"): ("DROP",),
    ("create", "sequence"): ("CREATE",),
    ("drop", "sequence"): ("DROP",),
    **{(right, "table"): (right.upper(),) for right in ("select", "insert", "update", "delete")},
}
_ALL = "ALL PRIVILEGES"
_ANYWAY = (_ALL, "SUPER", "CONNECTION_ADMIN", "READ_ONLY ADMIN")


@dataclass(frozen=True, slots=True)
class _Grant:
    """Rights on what a pattern of schemas and a table name; "*" is any."""

    rights: frozenset[str]
    schema: str
    table: str

    def gives(self, right: str, schema: str, table: str) -> bool:
        wide = self.table in ("*", table) and (self.schema == "*" or self._fits(schema))
        return wide and (right in self.rights or _ALL in self.rights)

    def _fits(self, schema: str) -> bool:
        if schema == self.schema:
            return True
        # In grants, % and _ stand for any characters, unless a backslash is before them.
        pattern = re.sub(r"\\(.)|%|_|([*?\[])", _wild, self.schema)
        return fnmatch.fnmatchcase(schema, pattern)


def _wild(found: re.Match[str]) -> str:
    if found[1] or found[2]:
        return f"[{found[1] or found[2]}]"
    return {"%": "*", "_": "?"}[found[0]]


def lacking(session: Session, touched: Sequence[Touch]) -> list[Lacking]:
    """Return each right that is missing, once."""
    grants = _grants(session)
    here, who = session.query("SELECT DATABASE(), CURRENT_USER()")[0]
    found: dict[Lacking, None] = {}
    for one in touched:
        # What follows a FROM need be no table, as in EXTRACT(YEAR FROM day).
        if one.action == "select" and session.locate(_written(one.name)) is None:
            continue
        schema = one.name[-2] if len(one.name) > 1 else here
        table = one.name[-1]
        if one.kind == "schema":
            schema, table = one.name[-1], "*"
        for right in _NEEDS.get((one.action, one.kind), ()):
            if not any(grant.gives(right, schema, table) for grant in grants):
                remedy = f"GRANT {right} ON `{schema}`.* TO {_account(who)}"
                found[Lacking(right, f"{schema}.{table}", remedy)] = None
    return list(found)


def _written(name: Sequence[str]) -> str:
    """Return a name as `locate` reads it."""
    return ".".join('"{}"'.format(part.replace('"', '""')) for part in name[-2:])


def writes_anyway(session: Session) -> bool:
    """Say whether the user may write while the server is read-only."""
    return any(
        grant.schema == "*" and any(right in _ANYWAY for right in grant.rights)
        for grant in _grants(session)
    )


def _grants(session: Session) -> list[_Grant]:
    rows = session.query("SHOW GRANTS")
    with suppress(StatementFailed):
        role = str(session.query("SELECT CURRENT_ROLE()")[0][0] or "NONE")
        # MariaDB shows those of the role that is set by itself, and has no USING.
        if role != "NONE":
            rows = session.query(f"SHOW GRANTS FOR CURRENT_USER() USING {role}")
    return [found for (text,) in rows if (found := _read(str(text))) is not None]


def _read(text: str) -> _Grant | None:
    found = _GRANT.match(text)
    if found is None:
        return None
    rights = _COLUMNS.sub("", found["rights"]).upper().split(",")
    schema, table = _plain(found["schema"]), _plain(found["table"])
    return _Grant(frozenset(right.strip() for right in rights), schema, table)


def _plain(name: str) -> str:
    return name if name == "*" else name[1:-1].replace("``", "`")


def _account(who: str) -> str:
    user, _, host = who.rpartition("@")
    return f"'{user}'@'{host}'"
