"""A table on MySQL or MariaDB that is changed through a copy, kept up by triggers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, StatementFailed
from goofer_py.stores import mysql_shadow_text as text
from goofer_py.stores.mysql_shadow_form import (
    Form,
    FormColumn,
    checks_of,
    references,
    triggers_of,
)
from goofer_py.stores.mysql_shadow_table import COPYING_MODE, ROW_WAIT, Asked, ShadowTable
from goofer_py.stores.mysql_shadow_text import Pairs, full, quote
from goofer_py.stores.store import Session

if TYPE_CHECKING:
    from goofer_py.stores.store import Bound, Row

_DROPPED = re.compile(r"\b(DROP\s+(?:FOREIGN\s+KEY|CONSTRAINT)\s+)`?(\w+)`?", re.IGNORECASE)
_RENAMED = re.compile(
    r"\b(?:RENAME\s+COLUMN\s+`?(\w+)`?\s+TO|CHANGE\s+(?:COLUMN\s+)?`?(\w+)`?)\s+`?(\w+)`?",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"_.+_goofer")
_OF_DATABASE = "@@collation_database"
_PASSIVE = ("RESTRICT", "NO ACTION")


class MySQLShadow(ShadowTable):
    """Implements Shadow, by statements that any user can give who may change the table.

    `alter` is what follows the name of the table in ALTER TABLE; `renamed` says which of its
    columns get another name by it.
    """

    def __init__(
        self, session: Asked, table: str, alter: str, renamed: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(session, table)
        self._alter = _settled(session, alter.strip().rstrip(";"))
        found = ((a or b, after) for a, b, after in _RENAMED.findall(self._alter))
        self._renamed = {**dict(found), **(renamed or {})}
        self._pairs: Pairs | None = None
        self._before: Row | None = None

    @property
    def statement(self) -> str:
        """The ALTER TABLE that changes the table itself."""
        return f"ALTER TABLE {self.session.quoted(self.table)} {self._alter}"

    @property
    def left(self) -> str:
        """What stays of an unfinished copy."""
        return f"The copy {self.names.new[1]} and the triggers that keep it up"

    @property
    def there(self) -> bool:
        """Whether there is a copy that has not taken the table's place."""
        return self.form_of(self.names.new) is not None

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
        place = self.names.table
        form = self.form(place)
        if form.kind != "BASE TABLE":
            raise self.refused(f"it is no plain table ({form.kind})")
        if form.engine.lower() != "innodb":
            raise self.refused(f"its engine is {form.engine}, which has no transactions")
        if not form.keys:
            raise self.refused(
                "it has no primary key, and no unique key without NULL, to tell its rows apart",
                "add a primary key first",
            )
        if self.form_of(self.names.old) is not None:
            old = full(self.names.old)
            raise self.refused(
                f"{old} holds what an earlier change put aside",
                f"look at it, then: DROP TABLE {old}",
            )
        for one in self.incoming():
            if (one.schema, one.table) == place:
                raise self.refused(f"its foreign key {one.name} points at itself")
            if one.on_update not in _PASSIVE:
                raise self.refused(
                    f"the foreign key {one.name} of {one.table} follows it"
                    f" (ON UPDATE {one.on_update})"
                )
        if not self.session.server.mariadb and (named := self._named_checks()):
            raise self.refused(
                f"a copy would lose the name of its check {named[0]}, which no other may have"
            )

    def _named_checks(self) -> list[str]:
        made = re.compile(re.escape(self.names.table[1]) + r"_chk_\d+")
        return [one for one in checks_of(self.query, self.names.table) if not made.fullmatch(one)]

    def prepare(self) -> None:
        """Make the empty copy, and the triggers that let every write reach it."""
        self.abandon()
        names, execute = self.names, self.session.execute
        execute(f"CREATE TABLE {full(names.new)} LIKE {full(names.table)}")
        outgoing = references(self.query, names.table, incoming=False)
        with self.unchecked():
            for one in outgoing:
                execute(text.add_reference(one, names.new, names.beside(one.name), one.target))
        execute(f"ALTER TABLE {full(names.new)} {self._as_copied({r.name for r in outgoing})}")
        before = self.form(names.table)
        if before.counter is not None and self.form(names.new).counter is not None:
            execute(f"ALTER TABLE {full(names.new)} AUTO_INCREMENT = {before.counter}")
        self.ready()
        self._check_references()
        with self.in_mode():
            pairs = self._known
            execute(pairs.delete_trigger())
            execute(pairs.update_trigger())
            execute(pairs.insert_trigger())

    def _as_copied(self, foreign: set[str]) -> str:
        """Return what is changed, with the names that the copy's foreign keys have meanwhile."""

        def beside(found: re.Match[str]) -> str:
            name = found[2] if found[2] not in foreign else self.names.beside(found[2])
            return f"{found[1]}{quote(name)}"

        return _DROPPED.sub(beside, self._alter)

    def _check_references(self) -> None:
        """Refuse another type of a column that foreign keys point at, before rows are copied."""
        old, new = self.form(self.names.table), self.form(self.names.new)
        for one in references(self.query, self.names.new, incoming=False):
            if one.target == self.names.table:
                self.abandon()
                raise self.refused(f"its foreign key {one.name} points at itself")
        for one in self.incoming():
            for name in one.targets:
                here, there = old.column(name), self._paired(new, name)
                if there is None or (here.type, here.collation) != (there.type, there.collation):
                    self.abandon()
                    who = f"the foreign key {one.name} of {one.table}"
                    raise self.refused(
                        f"{who} points at {name}, which changes",
                        f"drop {one.name} first, change {one.table} too, and add it again",
                    )

    def ready(self) -> None:
        """Find out which columns of the table and of its copy belong together."""
        self._pairs = self._paired_up()

    def _paired_up(self) -> Pairs:
        old, new = self.form(self.names.table), self.form(self.names.new)
        columns = []
        for column in old.columns:
            beside = self._paired(new, column.name)
            if beside is not None and not beside.computed:
                columns.append((column, beside))
            if beside is None and not self._drops(column.name):
                raise self.refused(
                    f"nothing says what becomes of its column {column.name}",
                    f'renamed={{"{column.name}": "..."}}, if it gets another name',
                )
        for key in old.keys:
            pairs = [(old.column(name), self._paired(new, name)) for name in key.columns]
            whole = [(one, other) for one, other in pairs if other is not None]
            there = {one.name.lower() for _, one in whole}
            unique = ({name.lower() for name in one.columns} for one in new.keys)
            if len(whole) == len(pairs) and there in unique:
                guarded = bool(self.triggers(self.names.table))
                return Pairs(self.names, tuple(columns), key, tuple(whole), guarded)
        raise self.refused(
            "no key that tells its rows apart is there before and after",
            "add the new key in a change of its own, and drop the old one after it",
        )

    def _drops(self, column: str) -> bool:
        """Say whether the change drops a column."""
        how = rf"\bDROP\s+(?:COLUMN\s+)?(?:IF\s+EXISTS\s+)?`?{re.escape(column)}`?(?!\w)"
        return re.search(how, self._alter, re.IGNORECASE) is not None

    def _paired(self, new: Form, name: str) -> FormColumn | None:
        wanted = self._renamed.get(name, name).lower()
        return next((one for one in new.columns if one.name.lower() == wanted), None)

    # -- rows ------------------------------------------------------------------------------

    def tuned(self, *, begin: bool) -> None:
        """Set isolation, mode and limits for copying, or back to what they were."""
        execute, mariadb = self.session.execute, self.session.server.mariadb
        level = "@@tx_isolation" if mariadb else "@@transaction_isolation"
        if begin:
            seen = f"SELECT @@sql_mode, @@innodb_lock_wait_timeout, {level}, @@binlog_format"
            mode, wait, isolation, log = self.query(seen, ())[0]
            self._before = (mode, wait, isolation)
            execute("SET sql_mode = ?, innodb_lock_wait_timeout = ?", [COPYING_MODE, ROW_WAIT])
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

    def by_tool(
        self, tool: str, pace: tuple[float, float, float | None], check: Callable[[], None]
    ) -> None:
        """Let a program change the table, after what an earlier one left was taken away."""
        from goofer_py.stores.mysql_online_tools import Order, run

        names, renames = self.names, bool(self._renamed)
        self.form(names.table)
        self._take_away_what_tools_left()
        seconds, lag, load = pace
        order = Order(*names.table, names.new[1], self._alter, renames, seconds, lag, load)
        try:
            run(tool, order, self.session.url, check)
        except BaseException:
            with suppress(StatementFailed, ConnectionFailed):
                self._take_away_what_tools_left()
            raise

    def _take_away_what_tools_left(self) -> None:
        """Drop a copy that was begun, and the triggers that kept it up."""
        for place in (self.names.table, self.names.old):
            for one in triggers_of(self.query, place):
                if one.name.startswith("pt_osc_"):
                    with self.patient():
                        schema = quote(place[0])
                        self.session.execute(f"DROP TRIGGER {schema}.{quote(one.name)}")
        self.abandon()

    def fingerprint(self) -> str:
        """Return what is another text once the table was changed: its columns and its parts."""
        shown = self.query(f"SHOW CREATE TABLE {full(self.names.table)}", ())[0][1]
        return sha256(re.sub(r" AUTO_INCREMENT=\d+", "", str(shown)).encode()).hexdigest()[:16]

    def about(self) -> int:
        """Return about how many rows the table has, as the server estimates it."""
        return self.form(self.names.table).rows

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
        ((old, new),) = self.query(self._known.counts(), ())
        return int(old), int(new)

    # -- after -----------------------------------------------------------------------------

    def swap(self) -> None:
        """Let the copy take the place of the table by one RENAME TABLE."""
        names, execute = self.names, self.session.execute
        if self.form_of(names.new) is None and self.form_of(names.old) is not None:
            return
        self.query(f"ANALYZE TABLE {full(names.new)}", ())
        self._point_at_copy()
        for one in self.triggers(names.table):
            if not self.triggers(names.new, names.beside(one.name)):
                self.made(one, names.beside(one.name), names.new, guarded=True)
        table, new, old = full(names.table), full(names.new), full(names.old)
        with self.patient():
            execute(f"RENAME TABLE {table} TO {old}, {new} TO {table}")

    def settle(self) -> None:
        """Give foreign keys and triggers their names back, and drop the old table."""
        names = self.names
        self._drop_triggers()
        incoming = references(self.query, names.old, incoming=True)
        outgoing = references(self.query, names.old, incoming=False)
        for one in (*incoming, *outgoing):
            with self.patient():
                self.session.execute(text.drop_reference((one.schema, one.table), one.name))
        self._rename_references([one.name for one in (*incoming, *outgoing)])
        self._give_triggers_back()
        with self.unchecked():
            self.session.execute(f"DROP TABLE IF EXISTS {full(names.old)}")

    def _rename_references(self, known: Sequence[str]) -> None:
        """Give the foreign keys of the new table, and those that point at it, their names."""
        names = self.names
        own = references(self.query, names.table, incoming=False)
        whole = {names.beside(name): name for name in known}
        for one in (*own, *references(self.query, names.table, incoming=True)):
            if not _BESIDE.fullmatch(one.name):
                continue
            place, name = (one.schema, one.table), whole.get(one.name, one.name[1:-7])
            with self.unchecked(), self.patient():
                self.session.execute(text.add_reference(one, place, name, one.target))
                self.session.execute(text.drop_reference(place, one.name))

    def _point_at_copy(self) -> None:
        """Let foreign keys that point at the table point at its copy as well."""
        names = self.names
        there = {one.name for one in references(self.query, names.new, incoming=True)}
        for one in self.incoming():
            beside = names.beside(one.name)
            if beside not in there:
                made = text.add_reference(one, (one.schema, one.table), beside, names.new)
                with self.unchecked(), self.patient():
                    self.session.execute(made)

    def _give_triggers_back(self) -> None:
        """Put triggers as they were in the place of those that left repeated writes alone."""
        names, execute = self.names, self.session.execute
        schema = quote(names.table[0])
        for beside in self.triggers(names.table):
            one = text.unguarded(beside)
            if one is None:
                continue
            execute(f"DROP TRIGGER IF EXISTS {schema}.{quote(one.name)}")
            with self.patient():
                execute(f"LOCK TABLES {full(names.table)} WRITE")
            try:
                self.made(one, one.name, names.table, guarded=False)
                execute(f"DROP TRIGGER {schema}.{quote(beside.name)}")
            finally:
                execute("UNLOCK TABLES")

    def abandon(self) -> None:
        """Drop the copy, its triggers and the foreign keys that point at it."""
        self._drop_triggers()
        for one in references(self.query, self.names.new, incoming=True):
            with self.patient():
                self.session.execute(text.drop_reference((one.schema, one.table), one.name))
        with self.unchecked():
            self.session.execute(f"DROP TABLE IF EXISTS {full(self.names.new)}")

    def _drop_triggers(self) -> None:
        for name in self.names.triggers:
            with self.patient():
                schema = quote(self.names.table[0])
                self.session.execute(f"DROP TRIGGER IF EXISTS {schema}.{quote(name)}")


def _settled(session: Session, alter: str) -> str:
    """Return what is changed, with the collation of the database where it is asked for."""
    if _OF_DATABASE not in alter:
        return alter
    return alter.replace(_OF_DATABASE, str(session.query(f"SELECT {_OF_DATABASE}")[0][0]))
