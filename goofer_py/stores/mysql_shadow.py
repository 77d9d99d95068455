"""A table on MySQL or MariaDB that is changed through a copy, kept up by triggers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from goofer_py.errors import UsageError
from goofer_py.stores import mysql_shadow_text as text
from goofer_py.stores.mysql_shadow_form import (
    Form,
    FormColumn,
    Reference,
    UserTrigger,
    checks_of,
    form_of,
    references,
    triggers_of,
)
from goofer_py.stores.mysql_shadow_text import Names, Pairs, Place, full, quote
from goofer_py.stores.names import parts_of
from goofer_py.stores.store import Session

if TYPE_CHECKING:
    from goofer_py.stores.mysql_version import ServerVersion
    from goofer_py.stores.store import Bound, Row

_WAIT = 2
"""How long a lock is waited for, in seconds: whoever comes after waits too."""
_MODE = "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES"
"""What is there is copied as it is, and what does not fit is refused."""
_DROPPED = re.compile(r"\b(DROP\s+(?:FOREIGN\s+KEY|CONSTRAINT)\s+)`?(\w+)`?", re.IGNORECASE)
_BESIDE = re.compile(r"_.+_goofer")
_OF_DATABASE = "@@collation_database"
_PASSIVE = ("RESTRICT", "NO ACTION")
_ITS_WAY = "let programs stop, and change it as it is: ALTER TABLE"


class Asked(Session, Protocol):
    """A session that knows which of the two servers it is on."""

    @property
    def server(self) -> ServerVersion:
        """Which of the two servers this is, and its version."""


class MySQLShadow:
    """Implements Shadow, by statements that any user can give who may change the table.

    `alter` is what follows the name of the table in ALTER TABLE; `renamed` says which of its
    columns get another name by it.
    """

    def __init__(
        self, session: Asked, table: str, alter: str, renamed: Mapping[str, str] | None = None
    ) -> None:
        self._session = session
        self.table = table
        self._alter = _settled(session, alter.strip().rstrip(";"))
        self._renamed = dict(renamed or {})
        self._pairs: Pairs | None = None
        self._before: Row | None = None
        *schema, name = parts_of(table)
        located = session.locate(table)
        if located is None:
            place = schema[-1] if schema else str(session.query("SELECT DATABASE()")[0][0])
            self._names = Names((place, name))
        else:
            found_schema, found = located[1:-1].split("`.`")
            self._names = Names((found_schema.replace("``", "`"), found.replace("``", "`")))

    @property
    def statement(self) -> str:
        """The ALTER TABLE that changes the table itself."""
        return f"ALTER TABLE {self._session.quoted(self.table)} {self._alter}"

    @property
    def left(self) -> str:
        """What stays of an unfinished copy."""
        return f"The copy {self._names.new[1]} and the triggers that keep it up"

    @property
    def there(self) -> bool:
        """Whether there is a copy that has not taken the table's place."""
        return self._form_of(self._names.new) is not None

    @property
    def key(self) -> tuple[str, ...]:
        """The columns in whose order rows are copied."""
        return self._known.key.columns

    @property
    def _known(self) -> Pairs:
        if self._pairs is None:
            self._pairs = self._paired_up()
        return self._pairs

    # -- before ----------------------------------------------------------------------------

    def check(self) -> None:
        """Raise UsageError for a table that cannot be changed through a copy."""
        place = self._names.table
        form = self._form(place)
        if form.engine.lower() != "innodb":
            raise self._refused(f"its engine is {form.engine}, which has no transactions")
        if not form.keys:
            raise self._refused(
                "it has no primary key, and no unique key without NULL, to tell its rows apart",
                "add a primary key first",
            )
        if self._form_of(self._names.old) is not None:
            old = full(self._names.old)
            raise self._refused(
                f"{old} holds what an earlier change put aside",
                f"look at it, then: DROP TABLE {old}",
            )
        for one in self._incoming():
            if (one.schema, one.table) == place:
                raise self._refused(f"its foreign key {one.name} points at itself")
            if one.on_update not in _PASSIVE:
                raise self._refused(
                    f"the foreign key {one.name} of {one.table} follows it"
                    f" (ON UPDATE {one.on_update})"
                )
        if not self._session.server.mariadb and (named := self._named_checks()):
            raise self._refused(
                f"a copy would lose the name of its check {named[0]}, which no other may have"
            )

    def _named_checks(self) -> list[str]:
        made = re.compile(re.escape(self._names.table[1]) + r"_chk_\d+")
        return [one for one in checks_of(self._query, self._names.table) if not made.fullmatch(one)]

    def prepare(self) -> None:
        """Make the empty copy, and the triggers that let every write reach it."""
        self.abandon()
        names, execute = self._names, self._session.execute
        execute(f"CREATE TABLE {full(names.new)} LIKE {full(names.table)}")
        outgoing = references(self._query, names.table, incoming=False)
        with self._unchecked():
            for one in outgoing:
                execute(text.add_reference(one, names.new, names.beside(one.name), one.target))
        execute(f"ALTER TABLE {full(names.new)} {self._as_copied({r.name for r in outgoing})}")
        before = self._form(names.table)
        if before.counter is not None and self._form(names.new).counter is not None:
            execute(f"ALTER TABLE {full(names.new)} AUTO_INCREMENT = {before.counter}")
        self.ready()
        self._check_references()
        with self._in_mode():
            pairs = self._known
            execute(pairs.delete_trigger())
            execute(pairs.update_trigger())
            execute(pairs.insert_trigger())

    def _as_copied(self, foreign: set[str]) -> str:
        """Return what is changed, with the names that the copy's foreign keys have meanwhile."""

        def beside(found: re.Match[str]) -> str:
            name = found[2] if found[2] not in foreign else self._names.beside(found[2])
            return f"{found[1]}{quote(name)}"

        return _DROPPED.sub(beside, self._alter)

    def _check_references(self) -> None:
        """Refuse another type of a column that foreign keys point at, before rows are copied."""
        old, new = self._form(self._names.table), self._form(self._names.new)
        for one in references(self._query, self._names.new, incoming=False):
            if one.target == self._names.table:
                self.abandon()
                raise self._refused(f"its foreign key {one.name} points at itself")
        for one in self._incoming():
            for name in one.targets:
                here, there = old.column(name), self._paired(new, name)
                if there is None or (here.type, here.collation) != (there.type, there.collation):
                    self.abandon()
                    who = f"the foreign key {one.name} of {one.table}"
                    raise self._refused(
                        f"{who} points at {name}, which changes",
                        f"drop {one.name} first, change {one.table} too, and add it again",
                    )

    def ready(self) -> None:
        """Find out which columns of the table and of its copy belong together."""
        self._pairs = self._paired_up()

    def _paired_up(self) -> Pairs:
        old, new = self._form(self._names.table), self._form(self._names.new)
        columns = []
        for column in old.columns:
            beside = self._paired(new, column.name)
            if beside is not None and not beside.computed:
                columns.append((column, beside))
        for key in old.keys:
            pairs = [(old.column(name), self._paired(new, name)) for name in key.columns]
            whole = [(one, other) for one, other in pairs if other is not None]
            there = {one.name.lower() for _, one in whole}
            unique = ({name.lower() for name in one.columns} for one in new.keys)
            if len(whole) == len(pairs) and there in unique:
                guarded = bool(self._triggers(self._names.table))
                return Pairs(self._names, tuple(columns), key, tuple(whole), guarded)
        raise self._refused(
            "no key that tells its rows apart is there before and after",
            "add the new key in a change of its own, and drop the old one after it",
        )

    def _paired(self, new: Form, name: str) -> FormColumn | None:
        wanted = self._renamed.get(name, name).lower()
        return next((one for one in new.columns if one.name.lower() == wanted), None)

    # -- rows ------------------------------------------------------------------------------

    def tuned(self, *, begin: bool) -> None:
        """Set isolation, mode and limits for copying, or back to what they were."""
        execute, mariadb = self._session.execute, self._session.server.mariadb
        level = "@@tx_isolation" if mariadb else "@@transaction_isolation"
        if begin:
            seen = f"SELECT @@sql_mode, @@innodb_lock_wait_timeout, {level}, @@binlog_format"
            mode, wait, isolation, log = self._query(seen, ())[0]
            self._before = (mode, wait, isolation)
            execute("SET sql_mode = ?, innodb_lock_wait_timeout = ?", [_MODE, _WAIT])
            if log != "STATEMENT":
                # Locks on the gaps between rows would keep inserts waiting.
                execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            execute(text.REPLAYING[0])
        elif self._before is not None:
            mode, wait, isolation = self._before
            self._before = None
            execute(text.REPLAYING[1])
            execute("SET sql_mode = ?, innodb_lock_wait_timeout = ?", [mode, wait])
            level = str(isolation).replace("-", " ")
            execute(f"SET SESSION TRANSACTION ISOLATION LEVEL {level}")

    def about(self) -> int:
        """Return about how many rows the table has, as the server estimates it."""
        return self._form(self._names.table).rows

    def page(self, condition: str, size: int, *, lock: bool) -> str:
        """Return the query for the next keys; with a `lock` nobody can change their rows then."""
        return self._known.page(condition, size, lock=lock)

    def copy(self, between: Bound) -> Bound:
        """Return the statement that copies the rows between two keys."""
        return self._known.copy(between)

    def compare(self, between: Bound) -> Bound:
        """Return the query for how many of the rows between two keys are not the same."""
        return self._known.compare(between)

    def counts(self) -> tuple[int, int]:
        """Return how many rows the table and the copy have."""
        ((old, new),) = self._query(self._known.counts(), ())
        return int(old), int(new)

    # -- after -----------------------------------------------------------------------------

    def swap(self) -> None:
        """Let the copy take the place of the table by one RENAME TABLE."""
        names, execute = self._names, self._session.execute
        if self._form_of(names.new) is None and self._form_of(names.old) is not None:
            return
        self._query(f"ANALYZE TABLE {full(names.new)}", ())
        self._point_at_copy()
        for one in self._triggers(names.table):
            if not self._triggers(names.new, names.beside(one.name)):
                self._made(one, names.beside(one.name), names.new, guarded=True)
        table, new, old = full(names.table), full(names.new), full(names.old)
        with self._patient():
            execute(f"RENAME TABLE {table} TO {old}, {new} TO {table}")

    def settle(self) -> None:
        """Give foreign keys and triggers their names back, and drop the old table."""
        names = self._names
        self._drop_triggers()
        incoming = references(self._query, names.old, incoming=True)
        outgoing = references(self._query, names.old, incoming=False)
        for one in (*incoming, *outgoing):
            with self._patient():
                self._session.execute(text.drop_reference((one.schema, one.table), one.name))
        self._rename_references([one.name for one in (*incoming, *outgoing)])
        self._give_triggers_back()
        with self._unchecked():
            self._session.execute(f"DROP TABLE IF EXISTS {full(names.old)}")

    def _rename_references(self, known: Sequence[str]) -> None:
        """Give the foreign keys of the new table, and those that point at it, their names."""
        names = self._names
        own = references(self._query, names.table, incoming=False)
        whole = {names.beside(name): name for name in known}
        for one in (*own, *references(self._query, names.table, incoming=True)):
            if not _BESIDE.fullmatch(one.name):
                continue
            place, name = (one.schema, one.table), whole.get(one.name, one.name[1:-7])
            with self._unchecked(), self._patient():
                self._session.execute(text.add_reference(one, place, name, one.target))
                self._session.execute(text.drop_reference(place, one.name))

    def _point_at_copy(self) -> None:
        """Let foreign keys that point at the table point at its copy as well."""
        names = self._names
        there = {one.name for one in references(self._query, names.new, incoming=True)}
        for one in self._incoming():
            beside = names.beside(one.name)
            if beside not in there:
                made = text.add_reference(one, (one.schema, one.table), beside, names.new)
                with self._unchecked(), self._patient():
                    self._session.execute(made)

    def _give_triggers_back(self) -> None:
        """Put triggers as they were in the place of those that left repeated writes alone."""
        names, execute = self._names, self._session.execute
        schema = quote(names.table[0])
        for beside in self._triggers(names.table):
            one = text.unguarded(beside)
            if one is None:
                continue
            execute(f"DROP TRIGGER IF EXISTS {schema}.{quote(one.name)}")
            with self._patient():
                execute(f"LOCK TABLES {full(names.table)} WRITE")
            try:
                self._made(one, one.name, names.table, guarded=False)
                execute(f"DROP TRIGGER {schema}.{quote(beside.name)}")
            finally:
                execute("UNLOCK TABLES")

    def abandon(self) -> None:
        """Drop the copy, its triggers and the foreign keys that point at it."""
        self._drop_triggers()
        for one in references(self._query, self._names.new, incoming=True):
            with self._patient():
                self._session.execute(text.drop_reference((one.schema, one.table), one.name))
        with self._unchecked():
            self._session.execute(f"DROP TABLE IF EXISTS {full(self._names.new)}")

    def _drop_triggers(self) -> None:
        for name in self._names.triggers:
            with self._patient():
                schema = quote(self._names.table[0])
                self._session.execute(f"DROP TRIGGER IF EXISTS {schema}.{quote(name)}")

    # -- what it works with ----------------------------------------------------------------

    def _query(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        return self._session.query(sql, parameters)

    def _form_of(self, place: Place) -> Form | None:
        return form_of(self._query, place)

    def _form(self, place: Place) -> Form:
        form = self._form_of(place)
        if form is None:
            raise self._refused(f"there is no table {'.'.join(place)}", "goofer status")
        return form

    def _incoming(self) -> list[Reference]:
        return references(self._query, self._names.table, incoming=True)

    def _triggers(self, place: Place, name: str | None = None) -> list[UserTrigger]:
        """Return the triggers of others on a table."""
        found = triggers_of(self._query, place)
        own = self._names.triggers
        return [one for one in found if one.name not in own and name in (None, one.name)]

    def _made(self, one: UserTrigger, name: str, table: Place, *, guarded: bool) -> None:
        made = text.create_trigger(one, self._names.table[0], name, table, guarded=guarded)
        with self._in_mode(one.mode), self._patient():
            self._session.execute(made)

    @contextmanager
    def _in_mode(self, mode: str = _MODE) -> Iterator[None]:
        """Make triggers in a mode, which they keep, and wait for locks only for a moment."""
        ((before,),) = self._query("SELECT @@sql_mode", ())
        self._session.execute("SET sql_mode = ?", [mode])
        try:
            with self._patient():
                yield
        finally:
            self._session.execute("SET sql_mode = ?", [before])

    @contextmanager
    def _unchecked(self) -> Iterator[None]:
        """Let foreign keys be added without a look at the rows, which were looked at before."""
        self._session.execute("SET @goofer_checks = @@foreign_key_checks, foreign_key_checks = 0")
        try:
            yield
        finally:
            self._session.execute("SET foreign_key_checks = @goofer_checks")

    @contextmanager
    def _patient(self) -> Iterator[None]:
        """Wait for locks on tables only for a moment, as others wait behind it."""
        ((before,),) = self._query("SELECT @@lock_wait_timeout", ())
        self._session.execute("SET lock_wait_timeout = ?", [min(int(before), _WAIT)])
        try:
            yield
        finally:
            self._session.execute("SET lock_wait_timeout = ?", [before])

    def _refused(self, why: str, hint: str = _ITS_WAY) -> UsageError:
        return UsageError(
            f"{self.table} cannot be changed through a copy: {why}. Nothing was changed.",
            hint=hint,
        )


def _settled(session: Session, alter: str) -> str:
    """Return what is changed, with the collation of the database where it is asked for."""
    if _OF_DATABASE not in alter:
        return alter
    return alter.replace(_OF_DATABASE, str(session.query(f"SELECT {_OF_DATABASE}")[0][0]))
