"""Ends the wait for a statement, and says what the server goes on with by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any
from uuid import uuid4

from goofer_py.stores.clickhouse.quoting import text

Ask = Callable[[str], Sequence[Sequence[Any]]]


class Ended(BaseException):
    """The wait was ended; as no driver's error, nobody on the way takes it for one."""


class Waiting:
    """The statement that one session waits for; `another` opens a client beside its own."""

    def __init__(self, another: Callable[[], Any] | None) -> None:
        self._another = another
        self._query = ""
        self.sent = ""
        """The statement; nothing while none is waited for."""

    @contextmanager
    def statement(self, sql: str) -> Iterator[str]:
        """Give the id by which the server knows the statement that is sent within."""
        self._query, self.sent = str(uuid4()), sql
        try:
            yield self._query
        finally:
            self._query = self.sent = ""

    def end(self) -> None:
        """Let the server end the statement, as far as it does that, and wait for it no longer.

        Raises Ended in the main thread, where a handler of signals calls it amid the wait.
        """
        query = self._query
        if not query:
            return
        with suppress(Exception):
            self._kill(query)
        if threading.current_thread() is threading.main_thread():
            raise Ended

    def _kill(self, query: str) -> None:
        if self._another is not None:
            with closing(self._another()) as client:
                client.command(f"KILL QUERY WHERE query_id = {text(query)} ASYNC")


def mutations_left(ask: Ask, table: str) -> str:
    """Return what is to be said of the mutations of a table that are not done."""
    database, _, name = table.rpartition(".")
    place = text(database) if database else "currentDatabase()"
    found = ask(
        "SELECT mutation_id, database FROM system.mutations WHERE NOT is_done AND NOT is_killed"
        f" AND database = {place} AND table = {text(name)}"
    )
    return "".join(mutation_left(str(id_), str(where), name) for id_, where in found)


def mutation_left(id_: str, database: str, table: str) -> str:
    """Return what is to be said of a mutation that is not done."""
    where = f"database = {text(database)} AND table = {text(table)} AND mutation_id = {text(id_)}"
    return (
        f" The server goes on with mutation {id_} of {table} by itself, and the next run waits for"
        f" it: SELECT * FROM system.mutations WHERE {where} tells how far it is, and KILL MUTATION"
        f" WHERE {where} ends it."
    )


def query_left(what: str, query: str) -> str:
    """Return what is to be said of a query that goes on."""
    where = f"query_id = {text(query)}"
    return (
        f" The server goes on {what} by itself, and the next run waits for it: SELECT * FROM"
        f" system.processes WHERE {where} tells how far it is, and KILL QUERY WHERE {where} ends"
        " it."
    )
