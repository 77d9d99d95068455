"""What a script changes about a MySQL session, set back before it leaks into the next."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from goofer_py.errors import StatementFailed
from goofer_py.stores.mysql_driver import MySQLDriver
from goofer_py.stores.store import Row

# Routines and executed comments can set anything, so whatever may be one counts.
_TOUCHES = re.compile(
    r"SET\b|USE\b|SELECT\b|WITH\b|DO\b|CALL\b|PREPARE\b|EXECUTE\b|LOCK\b|HANDLER\b|BEGIN\b|/\*"
    r"|IF\b|CASE\b|LOOP\b|WHILE\b|REPEAT\b|FOR\b|\w+\s*:"
    r"|CREATE\s+(?:OR\s+REPLACE\s+)?TEMPORARY\b",
    re.IGNORECASE,
)
# They change by themselves with every statement, or cannot be set.
_PASSING = frozenset(
    {
        *("timestamp", "rand_seed1", "rand_seed2", "last_insert_id", "identity", "insert_id"),
        *("error_count", "warning_count", "in_transaction", "last_gtid", "statement_id"),
        *("gtid_seq_no", "gtid_domain_id", "gtid_next", "pseudo_thread_id", "pseudo_slave_mode"),
        *("skip_replication", "external_user", "proxy_user", "resultset_metadata"),
    }
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Ask = Callable[[str], list[Row]]
Send = Callable[[str], object]


def touches(statement: str) -> bool:
    """Say whether `statement` may change the session."""
    return _TOUCHES.match(statement) is not None


class OwnState:
    """The state of a connection that only goofer uses: as it was right after connecting."""

    def __init__(self, driver: MySQLDriver, ask: Ask) -> None:
        self._driver = driver
        self._database = _database(ask)

    def repair(self, send: Send) -> None:
        """Set everything back; temporary tables, user variables and locks are gone too."""
        self._driver.reset()
        if self._database is not None:
            send(f"USE {_quoted(self._database)}")


class CallersState:
    """The state of a connection that belongs to the caller: as it was before the first script.

    Temporary tables and user variables are left alone: they may be the caller's.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._database = _database(ask)
        self._before = self._snapshot()

    def repair(self, send: Send) -> None:
        """Set back what is different now."""
        send("UNLOCK TABLES")
        database = _database(self._ask)
        if self._database is not None and database != self._database:
            send(f"USE {_quoted(self._database)}")
        now = self._snapshot()
        changed = [name for name, value in self._before.items() if now.get(name) != value]
        for name in sorted(changed, key=_mode_first):
            # Some depend on others and are right by then, or cannot be set at all.
            with suppress(StatementFailed):
                send(f"SET SESSION {name} = {_value(self._before[name])}")

    def _snapshot(self) -> dict[str, str]:
        rows = self._ask("SHOW SESSION VARIABLES")
        return {name: value for name, value in rows if name not in _PASSING}


def _database(ask: Ask) -> str | None:
    name = ask("SELECT DATABASE()")[0][0]
    return None if name is None else str(name)


def _quoted(name: str) -> str:
    return "`{}`".format(name.replace("`", "``"))


def _value(shown: str) -> str:
    """Return what SHOW VARIABLES gave as SET reads it, at any sql_mode."""
    if _NUMBER.fullmatch(shown):
        return shown
    return f"X'{shown.encode().hex()}'" if "\\" in shown or "'" in shown else f"'{shown}'"


def _mode_first(name: str) -> tuple[bool, str]:
    return name != "sql_mode", name
