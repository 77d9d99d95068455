"""An empty database beside the real one, in which the server says what it makes of statements."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from goofer_py.errors import GooferError, ScratchRefused, StatementFailed
from goofer_py.stores.clickhouse.catalog import Catalog, Relation, Table, View, read, relation_of
from goofer_py.stores.clickhouse.quoting import quoted, text

if TYPE_CHECKING:
    from goofer_py.stores.clickhouse.session import ClickHouseSession

_LONGEST = 200
_STREAM = r"(?:Kafka|RabbitMQ|NATS|S3Queue|AzureQueue|FileLog|MaterializedPostgreSQL)"
_STREAMS = re.compile(rf"\bENGINE\s*=?\s*{_STREAM}\b", re.IGNORECASE)
_IS_STREAM = re.compile(rf"{_STREAM}$")
_TEXT = r"'(?:[^'\\]|''|\\.)*'"
_REPLICATED = re.compile(
    rf"\bReplicated(\w*MergeTree)\b(?:\s*\(\s*{_TEXT}\s*,\s*{_TEXT}\s*(?:\)|,\s*(\S)))?"
)
_QUIET = {"check_table_dependencies": 0, "max_table_size_to_drop": 0}


class Scratch:
    """An empty database, in which nothing reads messages and nothing is in Keeper.

    Tables whose engine takes messages from elsewhere are made with the engine Null, and those
    that are replicated as such that are not.
    """

    def __init__(self, session: ClickHouseSession, name: str) -> None:
        self._session = session
        self._name = name

    @property
    def clustered(self) -> bool:
        """Whether the real database is on several servers."""
        return bool(self._session.cluster)

    @property
    def replicates(self) -> bool:
        """Whether what is done in the real database is done on all servers that have it."""
        ((engine,),) = self._session.ask(
            f"SELECT engine FROM system.databases WHERE name = {text(self._session.name)}"
        )
        return engine in ("Replicated", "Shared")

    def run(self, statements: Sequence[str]) -> None:
        """Run statements in it; raises StatementFailed."""
        for statement in statements:
            self._session.tell(self._harmless(statement))

    def made(self, statements: Mapping[str, str], beside: Catalog) -> list[str]:
        """Make all that is named, whatever refers to what; returns the order in which it went.

        What is `beside` is made too, as far as it can be. Raises StatementFailed for what cannot
        be made even when all else is there.
        """
        order: list[str] = []
        extra = {name: one.creation() for name, one in beside.items() if not _only_writes(one)}
        rest = {**extra, **statements}
        while rest:
            failed: StatementFailed | None = None
            done = len(order)
            for name in tuple(rest):
                try:
                    self.run([rest[name]])
                except StatementFailed as error:
                    error.statement = rest[name]
                    failed = failed or error
                else:
                    order.append(name)
                    del rest[name]
            if failed is not None and len(order) == done:
                if rest.keys() & statements.keys():
                    raise failed
                break
        return self._after_uses(order)

    def _after_uses(self, order: Sequence[str]) -> list[str]:
        """Return names so that none comes before what it must not outlive."""
        rows = self._session.ask(
            "SELECT name, loading_dependencies_table FROM system.tables"
            f" WHERE database = {text(self._name)}"
        )
        uses = {str(name): set(map(str, used)) for name, used in rows}
        rest, ordered = list(order), list[str]()
        while rest:
            free = [one for one in rest if not uses.get(one, set()) & (set(rest) - {one})]
            ordered += free or rest
            rest = [one for one in rest if one not in ordered]
        return ordered

    def read(self, name: str | None = None) -> dict[str, Relation]:
        """Return what it has, or one thing of it."""
        return read(self._session, self._name, name)

    def drop(self, name: str) -> None:
        """Drop one thing, whatever refers to it."""
        self._session.tell(f"DROP TABLE IF EXISTS {quoted(name)}", _QUIET)

    def clear(self) -> None:
        """Drop all that it has."""
        self.gone()
        self._session.tell(f"CREATE DATABASE {quoted(self._name)}")
        self._session.client.database = self._name

    def gone(self) -> None:
        """Drop it, and have the session in its own database again."""
        self._session.client.database = self._session.name
        self._session.tell(f"DROP DATABASE IF EXISTS {quoted(self._name)}", _QUIET)

    def tamed(self, catalog: Catalog) -> dict[str, Relation]:
        """Return what things are in here."""
        return {name: tame(one) for name, one in catalog.items()}

    def spelled(self, statement: str, found: Relation) -> Relation:
        """Return what a statement makes, of which `found` was made in here."""
        if not isinstance(found, Table):
            return found
        if _STREAMS.search(statement):
            said = self._formatted(statement)
            return replace(found, clauses=said.clauses) if isinstance(said, Table) else found
        if _REPLICATED.search(statement):
            said = self._formatted(statement)
            if isinstance(said, Table) and _REPLICATED.match(said.clauses["ENGINE"]):
                engine = {"ENGINE": said.clauses["ENGINE"]}
                return replace(found, clauses={**found.clauses, **engine})
        return found

    def _harmless(self, statement: str) -> str:
        if statement.startswith("CREATE") and _STREAMS.search(statement):
            said = self._formatted(statement)
            if isinstance(said, Table) and said != tame(said):
                made = tame(said).creation()
                replaces = statement.startswith("CREATE OR REPLACE")
                return made.replace("CREATE", "CREATE OR REPLACE", 1) if replaces else made
        return alone(statement) if statement.startswith("CREATE TABLE") else statement

    def _formatted(self, statement: str) -> Relation | None:
        plain = statement.replace("CREATE OR REPLACE", "CREATE", 1)
        ((said,),) = self._session.ask(f"SELECT formatQuerySingleLine({text(plain)})")
        return relation_of(said, "", self._name, ())


def _only_writes(one: Relation) -> bool:
    """Say whether nothing can be read from a view: what it writes to is a table that is there."""
    return isinstance(one, View) and "TO" in one.clauses


def tame(one: Relation) -> Relation:
    """Return a table that takes messages, or is replicated, as one that does not."""
    if isinstance(one, Table) and _IS_STREAM.match(one.engine):
        kept = {word: one.clauses[word] for word in ("COMMENT",) if word in one.clauses}
        return replace(one, clauses={"ENGINE": "Null", **kept})
    if isinstance(one, Table) and is_replicated(one):
        engine = alone(one.clauses["ENGINE"])
        return replace(one, clauses={**one.clauses, "ENGINE": engine})
    return one


def is_replicated(one: Table) -> bool:
    """Say whether a table has replicas."""
    return _REPLICATED.match(one.clauses["ENGINE"]) is not None


def takes_messages(one: Relation) -> bool:
    """Say whether the engine of a table takes messages from elsewhere."""
    return isinstance(one, Table) and _IS_STREAM.match(one.engine) is not None


def alone(text: str) -> str:
    """Return a definition with an engine that is not replicated."""
    return _REPLICATED.sub(lambda found: found[1] + (f"({found[2]}" if found[2] else ""), text)


@contextmanager
def scratch(session: ClickHouseSession) -> Iterator[Scratch]:
    """Give an empty database, and drop it; raises ScratchRefused where the user may not.

    Meanwhile it is the session's own.
    """
    suffix = f"_goofer_{secrets.token_hex(4)}"
    name = f"{session.name[: _LONGEST - len(suffix)]}{suffix}"
    empty = Scratch(session, name)
    try:
        empty.clear()
    except StatementFailed as error:
        raise ScratchRefused(
            f"{session.database} has no empty database beside it to try changes in:"
            f" {error.server}. Nothing was written.",
            database=session.database,
            hint=f"grant the user CREATE, DROP, ALTER, SELECT, INSERT on {session.name}_goofer_*.*",
        ) from error
    try:
        yield empty
    finally:
        with suppress(GooferError):
            empty.gone()
