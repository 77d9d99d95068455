"""What decides how the servers spell things, settled while a schema is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from goofer_py.introspect.mysql.catalog import is_mariadb
from goofer_py.stores.store import Session

_SETTLED = {"sql_mode": "''", "sql_quote_show_create": "1"}
# Counters would else be those of up to a day ago.
_MYSQL = {"information_schema_stats_expiry": "0"}


@contextmanager
def settled(session: Session) -> Iterator[None]:
    """Settle them for this session, and set them back at the end.

    The time zone stays: a default of a TIMESTAMP means what it means to the session.
    """
    wanted = _SETTLED if is_mariadb(session) else {**_SETTLED, **_MYSQL}
    names = ", ".join(f"@@SESSION.{name}" for name in wanted)
    before = session.query(f"SELECT {names}")[0]
    _set(session, wanted)
    try:
        yield
    finally:
        kept = (f"'{value}'" if isinstance(value, str) else str(value) for value in before)
        _set(session, dict(zip(wanted, kept, strict=True)))


def _set(session: Session, values: Mapping[str, str]) -> None:
    session.query("SET " + ", ".join(f"SESSION {name} = {value}" for name, value in values.items()))
