"""The history table: what ran on a database, kept on it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goofer_py.dialects.statement import Statement
from goofer_py.errors import HistoryGone, StatementFailed, UsageError
from goofer_py.migrate.state import BASELINE, DONE, REPEATED, Dirty, State, counted, fold
from goofer_py.stores.names import parts_of

if TYPE_CHECKING:  # Reading the state needs none of them.
    from goofer_py.migrate.lease import Lease
    from goofer_py.migrate.progress import Step
    from goofer_py.migrate.record import Record
    from goofer_py.migrate.several.companion import Companions
    from goofer_py.stores.store import Bound, Session
    from goofer_py.stores.table_types import TableTypes

FORMAT = 1
"""Grows when an older goofer could misread what a newer one writes."""
TABLE = "goofer_history"

# The wide columns come last: reading the state then never touches the pages they spill to.
COLUMNS = (
    ("id", "INTEGER NOT NULL PRIMARY KEY"),
    ("format", "INTEGER NOT NULL"),
    ("version", "TEXT NOT NULL"),
    ("name", "TEXT NOT NULL"),
    ("direction", "TEXT NOT NULL"),
    ("status", "TEXT NOT NULL"),
    ("started_at", "{moment} NOT NULL"),
    ("duration_ms", "BIGINT"),
    ("checksum", "TEXT"),
    ("statements", "INTEGER NOT NULL"),
    ("total", "INTEGER NOT NULL"),
    ("goofer", "TEXT NOT NULL"),
    ("user_name", "TEXT NOT NULL"),
    ("host", "TEXT NOT NULL"),
    ("run", "INTEGER NOT NULL"),
    ("irreversible", "TEXT"),
    ("backup", "TEXT"),
    ("error", "{long_text}"),
    ("down_script", "{long_text}"),
)
_TRACE = ("trace", "TEXT")
_OF_DIRTY = (
    "id",
    "version",
    "name",
    "direction",
    "statements",
    "total",
    "checksum",
    "error",
    "trace",
)
# What went up and is done, which on most databases is all of it, is told without a word.
_DONE_UP = "CASE WHEN direction = 'up' AND status = 'done' THEN NULL ELSE {} END"
_LEAN = ", ".join(("version", "name", *map(_DONE_UP.format, ("id", "direction", "status"))))


class History:
    """The records of one database, read and added to in one session.

    A record's id is the last one's plus one, set by whoever writes it: of two runs that read the
    same state, only one can record what comes next, and the other's work is undone with it.
    """

    def __init__(self, session: Session, table: str = TABLE) -> None:
        self._session = session
        self._name = table
        self._table = session.quoted(table)
        *schemas, _ = parts_of(table)
        self._schema = schemas[-1] if schemas else None
        self._types = session.table_types
        self._listed = ", ".join(name for name, _ in COLUMNS)
        self._traces = False
        self._located = False
        self._absent = False
        """There was neither the table nor that of the lease a moment ago."""
        self.last_id = 0
        """The id of the last record that this run knows of."""
        self.run: int | None = None
        """What the records of one run have in common: the id of the first of them."""
        self.backup: str | None = None
        """The backup that was made before the run, for its records."""
        self.lease: Lease | None = None
        """What this run has to hold for its records to be committed; None without others."""
        self.companions: Companions | None = None
        """The other databases that this run holds, for migrations that change several."""

    @property
    def session(self) -> Session:
        """The session that it is read and added to in."""
        return self._session

    @property
    def name(self) -> str:
        """The table's name as it was given."""
        return self._name

    def state(self) -> State:
        """Read the state, in one query; changes nothing. Raises HistoryTooNew or HistoryGone."""
        newest = f"(SELECT max(id) FROM {self._table}), (SELECT max(format) FROM {self._table})"
        # Without the h, PostgreSQL takes the last word of a CASE for what to order by.
        found = self._read(f"SELECT {_LEAN}, {newest} FROM {self._table} h ORDER BY h.id")
        self._absent = found is None
        if found is None:
            self._refuse_if_gone()
            return State()
        *_, self.last_id, newest_format = found[0] if found else (0, FORMAT)
        self._check(newest_format)
        if any(row[2] is not None for row in found):
            rows = (
                (id_ or 0, version, name, direction or "up", status or DONE)
                for version, name, id_, direction, status, *_ in found
            )
            return replace(fold(rows), last_id=self.last_id)
        return State({row[0]: row[1] for row in found}, None, self.last_id, True)

    def dirty(self, state: State) -> Dirty | None:
        """Return what stopped halfway, None when nothing did."""
        if state.dirty_id is None:
            return None
        # A table that an older goofer made may have no traces.
        (row,) = self._session.query(f"SELECT * FROM {self._table} WHERE id = ?", [state.dirty_id])
        kept = dict(zip((name for name, _ in (*COLUMNS, _TRACE)), row, strict=False))
        stopped = Dirty(**{name: kept[name] for name in _OF_DIRTY if name in kept})
        return stopped if stopped.total else self._with_progress(stopped)

    def _with_progress(self, dirty: Dirty) -> Dirty:
        """Say of code, which has no statements, how far its steps are."""
        from goofer_py.migrate.several.attempt import progress

        steps = self.steps_of(dirty.version, dirty.direction)
        return replace(dirty, progress=progress(dirty, steps))

    def steps_of(self, version: str, direction: str) -> list[Step]:
        """Return the steps of a migration in code that were begun."""
        from goofer_py.migrate.progress import ProgressTable

        return ProgressTable(self._session, self._name, version, direction).steps()

    def records(self) -> list[Record]:
        """Return all records, the oldest first; raises HistoryTooNew."""
        rows = self._read(f"SELECT {self._listed} FROM {self._table} ORDER BY id")
        for row in rows or ():
            self._check(row[1])
        from goofer_py.migrate.record import record_of

        return [record_of(row) for row in rows or ()]

    def last_applied(self, version: str) -> Record | None:
        """Return the record of the last time that `version` went up, None without one."""
        rows = self._session.query(
            f"SELECT {self._listed} FROM {self._table} WHERE id ="
            f" (SELECT max(id) FROM {self._table}"
            " WHERE version = ? AND direction = 'up' AND status = 'done')",
            [version],
        )
        from goofer_py.migrate.record import record_of

        return record_of(rows[0]) if rows else None

    def checksums(self) -> dict[str, str]:
        """Return the checksum that each version went up with last."""
        rows = self._session.query(
            f"SELECT version, checksum FROM {self._table} WHERE direction = 'up'"
            " AND status = 'done' AND checksum IS NOT NULL ORDER BY id"
        )
        return dict(rows)

    def baseline(self) -> set[str]:
        """Return the versions that count as applied because the database was there before."""
        return self.remarks()[0]

    def remarks(self) -> tuple[set[str], dict[str, str]]:
        """Return what baseline() does, and why nothing leads back from applied versions."""
        rows = self._session.query(
            f"SELECT version, direction, error, irreversible FROM {self._table}"
            " WHERE status = 'done'"
            " AND (direction = 'down' OR error = ? OR irreversible IS NOT NULL) ORDER BY id",
            [BASELINE],
        )
        there: set[str] = set()
        reasons: dict[str, str] = {}
        for version, direction, error, irreversible in rows:
            if direction == "down":
                there.discard(version)
                reasons.pop(version, None)
            elif irreversible is not None:
                reasons[version] = irreversible
            if direction == "up" and error == BASELINE:
                there.add(version)
        return there, reasons

    def repeated(self) -> dict[str, str | None]:
        """Return the checksums that repeatable scripts ran with last, by their names."""
        rows = self._read(
            f"SELECT name, direction, checksum FROM {self._table}"
            f" WHERE version = '{REPEATED}' AND status = 'done' ORDER BY id"
        )
        found: dict[str, str | None] = {}
        for row in rows or ():
            counted(found, *row)
        return found

    def create(self, along: Sequence[str] = ()) -> bool:
        """Make the table if it is not there; with it, where that can be undone, run `along`.

        Says whether that was run.
        """
        if self._located:
            return False
        located = None if self._absent else self._session.locate(self._name)
        ran = False
        if located is None:
            if not self._absent:
                self._refuse_if_gone()
            ran = self._create(along)
            # With its schema, it is found whatever a script does to the search path.
            located = None if self._schema else self._session.locate(self._name)
        self._table = located or self._table
        self._located = True
        self._session.keep_at_hand(self._table)
        return ran

    def begin_run(self) -> None:
        """Let what is recorded from now on belong to one run."""
        self.run = self.last_id + 1

    def keep_traces(self) -> None:
        """Keep the traces of records from now on; an older goofer's table is given room for them.

        Nothing may be in a transaction. Without the right to do so, none are kept.
        """
        if self._traces:
            return
        try:
            self._session.query(f"SELECT trace FROM {self._table} WHERE 1 = 0")
        except StatementFailed:
            name, kind = _TRACE
            with suppress(StatementFailed):
                self._session.execute(f"ALTER TABLE {self._table} ADD COLUMN {name} {kind}")
                self._traces = True
            return
        self._traces = True

    def claim(self, record: Record, *, fenced: bool = False) -> Bound:
        """Return what adds `record` as the next one; `took` must follow when it is committed.

        With `fenced` it fails when the lease is lost.
        """
        id_, *rest = self._row(self.last_id + 1, record)
        format_, held = self._format() if fenced else ("?", (FORMAT,))
        marks = ", ".join(["?", format_, *"?" * len(rest)])
        listed = f"{self._listed}, trace" if self._traces else self._listed
        sql = f"INSERT INTO {self._table} ({listed}) VALUES ({marks})"
        return sql, (id_, *held, *rest)

    def finish(self) -> Sequence[Bound]:
        """Return what ends the transaction of a claim: how long it took, if the lease is held."""
        from goofer_py.stores.store import ELAPSED

        format_, held = self._format()
        sql = f"UPDATE {self._table} SET duration_ms = {ELAPSED}, format = {format_} WHERE id = ?"
        last = sql, (*held, self.last_id + 1)
        renewal = self.lease.renewal if self.lease else None
        return (renewal, last) if renewal else (last,)

    def took(self) -> None:
        """Take note that what `claim` gave is committed."""
        self.last_id += 1

    def add(self, record: Record) -> None:
        """Add a record in a transaction of its own."""
        self._session.execute(*self.claim(record, fenced=True))
        self.took()

    def moved(self) -> bool:
        """Say whether somebody else has recorded something since the state was read."""
        before = self.last_id
        try:
            return self.state().last_id != before
        except HistoryGone:
            return False
        finally:
            self.last_id = before

    def _format(self) -> Bound:
        """Return the format as an expression that fails once the lease is lost."""
        # While a script keeps tables locked, the lease's table cannot be read.
        if self.lease is None or self._session.confined:
            return "?", (FORMAT,)
        return self.lease.fence

    def _row(self, id_: int, record: Record) -> Sequence[object]:
        return (
            id_,
            record.version,
            record.name,
            record.direction,
            record.status,
            self._types.written(record.started_at),
            None if record.duration is None else round(record.duration * 1000),
            record.checksum,
            record.statements,
            record.total,
            record.goofer,
            record.user,
            record.host,
            record.run or self.run or id_,
            record.irreversible,
            record.backup or self.backup,
            record.error,
            record.down_script,
            *([record.trace] if self._traces else ()),
        )

    def _refuse_if_gone(self) -> None:
        """Raise HistoryGone where the lease's table is there, which is made after the history."""
        from goofer_py.migrate.lease_table import SUFFIX

        lease = f"{self._name}{SUFFIX}"
        # The history is looked for once more: another run may have made both a moment ago.
        if self._session.locate(lease) is None or self._session.locate(self._name) is not None:
            return
        database = self._session.database
        raise HistoryGone(
            f"The table {self._name} is gone from {database}, where {lease} still is: what ran on"
            " it is not known any more. Nothing was changed.",
            database=database,
            hint=f"bring {self._name} back from a backup; or drop {lease} too, and tell by"
            " goofer baseline VERSION what is there",
        )

    def _create(self, along: Sequence[str]) -> bool:
        """Make the table, and run `along` if that can be undone; says whether it ran."""
        if self._session.in_transaction and self._session.rules.ddl_commits:
            raise UsageError(
                f"{self._session.database} has no history yet, and making its table would commit"
                " the transaction that the given connection is in. Nothing was changed.",
                hint="Migrator.init() before the transaction",
            )
        more = () if self._session.rules.ddl_commits else along
        texts = (creation(self._table, self._types), *more)
        statements = [Statement(text, 1, 1, number) for number, text in enumerate(texts)]
        try:
            if self._schema:
                self._session.ensure_schema(self._schema)
            self._session.run_statements(statements)
        except StatementFailed as error:
            # Another run may have made it a moment ago.
            if self._session.locate(self._name) is None:
                from goofer_py.migrate.history_errors import explained

                raise explained(error, self._session.database, self._name, made=True) from None
            return False
        return bool(more)

    def _read(self, sql: str) -> list[tuple[Any, ...]] | None:
        """Return the rows of a query on the table, None when there is no table."""
        # A query that fails would end the transaction that the caller has open.
        if self._session.in_transaction and self._session.locate(self._name) is None:
            return None
        try:
            return self._session.query(sql)
        except StatementFailed:
            if self._session.locate(self._name) is None:
                return None
            # A newer goofer may have changed the columns, but never this one.
            self._check(self._newest_format())
        # Another run may have made the table after the first query.
        return self._session.query(sql)

    def _newest_format(self) -> int:
        try:
            return self._session.query(f"SELECT max(format) FROM {self._table}")[0][0] or 0
        except StatementFailed as error:
            from goofer_py.migrate.history_errors import explained

            raise explained(error, self._session.database, self._name, made=False) from None

    def _check(self, found: int) -> None:
        if found > FORMAT:
            from goofer_py.migrate.history_errors import too_new

            raise too_new(self._session.database, found, FORMAT)


def creation(table: str, types: TableTypes) -> str:
    """Return the statement that makes the history, whose quoted name is `table`."""
    columns = ",\n  ".join(f"{name} {kind}" for name, kind in (*COLUMNS, _TRACE))
    columns = columns.format(moment=types.moment, long_text=types.long_text)
    return f"CREATE TABLE {table} (\n  {columns}\n){types.options}"
