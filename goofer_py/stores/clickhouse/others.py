"""What a server goes on with when the client is gone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from goofer_py.stores.clickhouse.cluster import everywhere
from goofer_py.stores.clickhouse.ending import mutation_left, query_left
from goofer_py.stores.clickhouse.quoting import text
from goofer_py.stores.clickhouse.trace import table_of
from goofer_py.stores.others import AtWork, NoOthers

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement


_INSERT = re.compile(r"INSERT\b", re.IGNORECASE)


class Asked(Protocol):
    """A session, as far as this needs it."""

    def ask(self, sql: str) -> Sequence[Sequence[Any]]:
        """Run a query of goofer's own and return its rows."""


class ClickHouseOthers(NoOthers):
    """What one session can find out about the others."""

    def __init__(self, session: Asked, cluster: str = "") -> None:
        self._session = session
        self._cluster = cluster

    def running(self, statement: Statement) -> Sequence[AtWork]:
        """Return the queries with that statement, and unfinished mutations of its table."""
        sent = everywhere(statement.text, self._cluster)
        # A server shows an INSERT without its rows, and takes no literal of any length.
        found = self._session.ask(
            "SELECT cityHash64(query_id) % 9223372036854775807, query_id, query"
            " FROM system.processes WHERE query_id != queryID() AND user = currentUser()"
        )
        queries = [
            AtWork(int(id_), f"query {name}", query_left("with the statement", name))
            for id_, name, query in found
            if _is(sent, query)
        ]
        return [*queries, *self._mutations(statement)]

    def _mutations(self, statement: Statement) -> list[AtWork]:
        table = table_of(statement.text)
        if table is None:
            return []
        database, name = table
        place = text(database) if database else "currentDatabase()"
        found = self._session.ask(
            "SELECT mutation_id, database FROM system.mutations WHERE NOT is_done AND NOT is_killed"
            f" AND database = {place} AND table = {text(name)} AND latest_fail_reason = ''"
        )
        return [
            AtWork(at, f"mutation {id_} of {name}", mutation_left(id_, where, name))
            for at, (id_, where) in enumerate(found)
        ]


def _is(sent: str, shown: str) -> bool:
    shown = shown.strip()
    begun = _INSERT.match(shown) is not None and sent.startswith(shown)
    return begun or sent == shown
