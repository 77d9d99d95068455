"""What a database has of the migrations of others, for people and programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goofer_py.errors import GooferError
from goofer_py.migrate.lease_table import PARTS
from goofer_py.migrate.record import DIRTY, DONE, Record
from goofer_py.migrate.records import history_of
from goofer_py.migrate.several.attempt import attempt_in
from goofer_py.migrate.several.holding import history_table
from goofer_py.migrate.several.origin import origin_in
from goofer_py.migrate.several.part_book import PartBook
from goofer_py.migrate.several.stand import Stand
from goofer_py.stores.registry import open_store

if TYPE_CHECKING:
    from goofer_py.migrate.migration import Migration
    from goofer_py.migrate.state import Dirty
    from goofer_py.stores.registry import Database
    from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A record of a part, and the database whose migration it is a part of, without secrets."""

    record: Record
    of: str


@dataclass(frozen=True, slots=True)
class PartState:
    """A part that is there, done or dirty, of a migration of the database `of`."""

    version: str
    name: str
    of: str
    state: str
    error: str | None = None

    def __str__(self) -> str:
        """Say it in a line."""
        why = f" ({self.error})" if self.error else ""
        return f"{self.version}_{self.name} of {self.of}: {self.state}{why}"


def part_records(session: Session, table: str) -> list[PartRecord]:
    """Return all records of parts, the oldest first."""
    book = f"{table}{PARTS}"
    # Where there are tables, most databases have none of these, and nothing is asked of it.
    if session.ledger is None and session.locate(book) is None:
        return []
    records = history_of(session, book).records()
    found = ((one, origin_in(one)) for one in records)
    return [PartRecord(one, origin.database) for one, origin in found if origin is not None]


def part_states(session: Session, table: str) -> tuple[PartState, ...]:
    """Return the parts that are there, in the order in which they came."""
    last: dict[tuple[str, str], PartRecord] = {}
    for one in part_records(session, table):
        last[one.record.version, one.of] = one
    return tuple(
        PartState(
            one.record.version,
            one.record.name,
            one.of,
            DONE if one.record.status == DONE else f"{DIRTY} ({one.record.direction})",
            None if one.record.status == DONE else one.record.error,
        )
        for one in last.values()
        if (one.record.direction, one.record.status) != ("down", DONE)
    )


def stands_of(
    dirty: Dirty, migration: Migration, databases: Mapping[str, Database]
) -> tuple[Stand, ...]:
    """Return how the others stand of a migration that stopped halfway; asks each of them."""
    attempt = attempt_in(dirty.trace)
    if attempt is None:
        return ()
    names = attempt.over(getattr(migration.up, "databases", ())).names
    return tuple(
        stand_of(name, databases, attempt.id, dirty.direction)
        for name in names
        if name in databases
    )


def stand_of(name: str, databases: Mapping[str, Database], attempt: str, direction: str) -> Stand:
    """Return how one of them stands; asks it."""
    store = open_store(databases[name])
    try:
        session = store.connect()
    except GooferError as error:
        return Stand(name, store.database, "unknown", error.message)
    try:
        book = PartBook(session, history_table(databases, name), attempt, direction)
        book.look()
        return book.stand(name)
    except GooferError as error:
        return Stand(name, store.database, "unknown", error.message)
    finally:
        session.close()
