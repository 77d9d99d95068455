"""What watches statements on a copy, so that it is known what they do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from goofer_py.hazards.action import Step
from goofer_py.hazards.measured import Effects
from goofer_py.introspect.mysql.meter import MySQLMeter
from goofer_py.introspect.postgresql import meter as postgresql
from goofer_py.introspect.sqlite import meter as sqlite
from goofer_py.stores.store import Session, Store


class Meter(Protocol):
    """Watches one session of a database that nobody else uses."""

    def begin(self) -> None:
        """Count all that is there as what others may use: a transaction has begun."""

    def before(self, statement: str) -> None:
        """Look at what is there before a statement, in that transaction."""

    def after(self) -> Effects:
        """Return what was done since `before`, and all locks that are held on what was there."""

    def reaches_out(self) -> bool:
        """Whether the open transaction changes what is shared with other databases."""

    def reset(self) -> None:
        """Set the session's settings back, outside of a transaction."""


class CommittingMeter(Protocol):
    """Runs statements itself, in a database that nobody else uses: none can be undone."""

    def why_not(self, step: Step) -> str:
        """Return why a statement must not be run here; empty where it may be."""

    def run(self, step: Step) -> Effects:
        """Run a statement, and return what it did; raises StatementFailed."""

    def reset(self) -> None:
        """Go on as in a new session."""

    def close(self) -> None:
        """Leave nothing open."""


_METERS: dict[str, Callable[[Session], Meter]] = {
    "postgresql": postgresql.PostgreSQLMeter,
    "sqlite": sqlite.SQLiteMeter,
}
_ADOPTED = {"postgresql": postgresql.adopt_settings, "sqlite": sqlite.adopt_settings}
_PLACES = {"sqlite": sqlite.spare_file}


def adopt_settings(source: Session, copy: Session) -> None:
    """Give the database of `copy` the settings of that of `source`, for its next session."""
    adopt = _ADOPTED.get(source.dialect.name)
    if adopt is not None:
        adopt(source, copy)


def place_for(store: Store, dialect: str) -> AbstractContextManager[Store]:
    """Give an empty database like that of `store`, on which several sessions can be opened."""
    place = _PLACES.get(dialect)
    return store.spare() if place is None else place(store)


def meter_for(session: Session) -> Meter:
    """Return what watches a session where statements can be undone."""
    return _METERS[session.dialect.name](session)


def committing_meter(connect: Callable[[], Session]) -> CommittingMeter:
    """Return what runs statements where those that change the schema commit by themselves."""
    return MySQLMeter(connect)
