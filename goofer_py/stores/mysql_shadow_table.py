"""The table that is changed through a copy, and what is done to it with care."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from goofer_py.errors import UsageError
from goofer_py.stores import mysql_shadow_text as text
from goofer_py.stores.mysql_shadow_form import (
    Form,
    Reference,
    UserTrigger,
    form_of,
    references,
    triggers_of,
)
from goofer_py.stores.mysql_shadow_text import Names, Place
from goofer_py.stores.names import parts_of
from goofer_py.stores.store import Session

if TYPE_CHECKING:
    from goofer_py.stores.mysql_version import ServerVersion
    from goofer_py.stores.store import Row
    from goofer_py.stores.url import DatabaseUrl

ROW_WAIT = 2
"""How long a lock is waited for, in seconds: whoever comes after waits too."""
COPYING_MODE = "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES"
"""What is there is copied as it is, and what does not fit is refused."""
_ITS_WAY = "let programs stop, and change it as it is: ALTER TABLE"


class Asked(Session, Protocol):
    """A session that knows which of the two servers it is on."""

    @property
    def server(self) -> ServerVersion:
        """Which of the two servers this is, and its version."""

    url: DatabaseUrl | None


class ShadowTable:
    """One table on one session; all that waits for a lock on it waits for a moment only."""

    def __init__(self, session: Asked, table: str) -> None:
        self.session = session
        self.table = table
        *schema, name = parts_of(table)
        located = session.locate(table)
        if located is None:
            place = schema[-1] if schema else str(session.query("SELECT DATABASE()")[0][0])
            self.names = Names((place, name))
        else:
            found_schema, found = located[1:-1].split("`.`")
            self.names = Names((found_schema.replace("``", "`"), found.replace("``", "`")))

    def query(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        """Return the rows of a query."""
        return self.session.query(sql, parameters)

    def form_of(self, place: Place) -> Form | None:
        """Return how a table is, None when it is not there."""
        return form_of(self.query, place)

    def form(self, place: Place) -> Form:
        """Return how a table is; raises UsageError when it is not there."""
        form = self.form_of(place)
        if form is None:
            raise self.refused(f"there is no table {'.'.join(place)}", "goofer status")
        return form

    def incoming(self) -> list[Reference]:
        """Return the foreign keys that point at the table."""
        return references(self.query, self.names.table, incoming=True)

    def triggers(self, place: Place, name: str | None = None) -> list[UserTrigger]:
        """Return the triggers of others on a table."""
        found = triggers_of(self.query, place)
        own = self.names.triggers
        return [one for one in found if one.name not in own and name in (None, one.name)]

    def made(self, one: UserTrigger, name: str, table: Place, *, guarded: bool) -> None:
        """Make a trigger as it was, under a name, on a table."""
        made = text.create_trigger(one, self.names.table[0], name, table, guarded=guarded)
        with self.in_mode(one.mode), self.patient():
            self.session.execute(made)

    @contextmanager
    def in_mode(self, mode: str = COPYING_MODE) -> Iterator[None]:
        """Make triggers in a mode, which they keep, and wait for locks only for a moment."""
        ((before,),) = self.query("SELECT @@sql_mode", ())
        self.session.execute("SET sql_mode = ?", [mode])
        try:
            with self.patient():
                yield
        finally:
            self.session.execute("SET sql_mode = ?", [before])

    @contextmanager
    def unchecked(self) -> Iterator[None]:
        """Let foreign keys be added without a look at the rows, which were looked at before."""
        self.session.execute("SET @goofer_checks = @@foreign_key_checks, foreign_key_checks = 0")
        try:
            yield
        finally:
            self.session.execute("SET foreign_key_checks = @goofer_checks")

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Wait for locks on tables only for a moment, as others wait behind it."""
        ((before,),) = self.query("SELECT @@lock_wait_timeout", ())
        self.session.execute("SET lock_wait_timeout = ?", [min(int(before), ROW_WAIT)])
        try:
            yield
        finally:
            self.session.execute("SET lock_wait_timeout = ?", [before])

    def refused(self, why: str, hint: str = _ITS_WAY) -> UsageError:
        """Return the error for a table that cannot be changed so."""
        return UsageError(
            f"{self.table} cannot be changed through a copy: {why}. Nothing was changed.",
            hint=hint,
        )
