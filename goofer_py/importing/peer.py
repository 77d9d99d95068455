"""What goofer has to know about another program, and which ones it knows."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from goofer_py.importing.model import Done, Found, Place
from goofer_py.stores.store import Session

NAMES = ("alembic", "dbmate", "django", "flyway", "golang-migrate", "goose", "sql-migrate", "yoyo")
"""The programs whose migrations can be taken over."""


class Peer(Protocol):
    """Another program: reads its files and its history; runs none of its migrations."""

    TABLE: str
    """Its table, unless it is told another name."""

    def read(self, place: Place) -> Found:
        """Return all migrations there in the program's own order; raises FileError."""

    def applied(self, session: Session, table: str, found: Found) -> Sequence[Done]:
        """Return what its history says is applied, in the order in which it was.

        `table` is quoted. Raises DirtyOrDrifted when something stopped halfway.
        """


def peer(name: str) -> Peer:
    """Return the program of a name in NAMES."""
    module = import_module(f"goofer_py.importing.{name.replace('-', '_')}")
    return cast("Peer", module)
