"""Rows merged into a table by a key: those that are there are changed, the others are added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from goofer_py.errors import ConnectionFailed, StatementFailed

if TYPE_CHECKING:
    from goofer_py.schema import Column, Table
    from goofer_py.stores.store import Row as Values
    from goofer_py.stores.store import Session

Existing = Literal["update", "keep"]

_MOST_VALUES = 900
"""How many parameters a statement has; every database takes so many."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Row:
    """Values by column, and the number that messages call the row by: a line, or its place."""

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did; `rows` is how many were given."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0


class RowRefused(Exception):
    """Rows cannot be merged; `number` is that of the row, None when it is about all of them."""

    def __init__(self, message: str, number: int | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.number = number
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Target:
    """The table that rows are merged into.

    `key` says which rows are the same; the primary key does without it. With `existing` "keep",
    rows that are there stay as they are. With `remove`, rows that are not given are deleted.
    """

    table: str
    key: tuple[str, ...] = ()
    existing: Existing = "update"
    remove: bool = False


def merge(
    session: Session,
    target: Target,
    rows: Iterable[Row],
    check: Callable[[], None] = lambda: None,
) -> Merged:
    """Merge rows into a table, in the transaction that is open; raises RowRefused.

    `check` is called now and then: what it raises ends the merge.

    A row that is there and would not change is not touched, so that no trigger sees it. A column
    that a row does not have stays as it is, or gets its default.
    """
    merging = _Merge(session, target, _table(session, target.table), check)
    try:
        for row in rows:
            merging.take(row)
        return merging.finish()
    finally:
        with suppress(StatementFailed, ConnectionFailed):
            merging.clear()


def _table(session: Session, name: str) -> Table:
    from goofer_py.introspect.registry import introspector_for
    from goofer_py.introspect.scope import Scope

    schema, _, bare = name.rpartition(".")
    scope = Scope((schema,) if schema else (), include=(name,), exclude=())
    found = introspector_for(session.dialect).read(session, scope).tables
    wanted = [one for one in found if one.name.name == bare and (one.name.schema or "") == schema]
    if not wanted:
        raise RowRefused(f"there is no table {name} in {session.database}.", hint="goofer migrate")
    return wanted[0]


@dataclass(slots=True)
class _Stage:
    """A temporary table for rows that have the same columns, and the rows on their way there."""

    name: str
    columns: tuple[Column, ...]
    waiting: list[tuple[int, Values]] = field(default_factory=list)

    @property
    def most(self) -> int:
        return max(1, _MOST_VALUES // (len(self.columns) + 1))


class _Merge:
    def __init__(
        self, session: Session, target: Target, table: Table, check: Callable[[], None]
    ) -> None:
        self._session = session
        self._check = check
        self._target = target
        self._columns = {column.name: column for column in table.columns}
        self._dialect = session.dialect
        self._merging = session.dialect.merging
        self._table = ".".join(map(self._dialect.quote, target.table.split(".")))
        primary = table.primary_key.columns if table.primary_key else ()
        self._key = target.key or primary
        self._stages: dict[tuple[str, ...], _Stage] = {}
        self._rows = 0
        self._check_key()

    def _check_key(self) -> None:
        if not self._key:
            raise RowRefused(
                f"the table {self._target.table} has no primary key, so nothing says which rows"
                " are the same.",
                hint="name the columns of a key",
            )
        for name in self._key:
            self._column(name, None)

    def _column(self, name: str, number: int | None) -> Column:
        column = self._columns.get(name)
        if column is None:
            near = get_close_matches(name, self._columns, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(self._columns)}"
            message = f"the table {self._target.table} has no column {name!r}."
            raise RowRefused(message, number, hint)
        if column.computed is not None:
            message = f"{self._target.table}.{name} is computed by the database."
            raise RowRefused(message, number, f"leave out {name}")
        return column

    def take(self, row: Row) -> None:
        """Take a row to its stage."""
        names = tuple(sorted(row.values))
        stage = self._stages.get(names) or self._begun(names, row.number)
        for name in self._key:
            if row.values[name] is None:
                raise RowRefused(f"{name} is NULL, and the key of the row.", row.number)
        stage.waiting.append((row.number, self._bound(stage, row)))
        self._rows += 1
        if len(stage.waiting) >= stage.most:
            self._send(stage)

    def _bound(self, stage: _Stage, row: Row) -> Values:
        bound: list[object] = [row.number]
        for column in stage.columns:
            try:
                bound.append(self._merging.written(column, row.values[column.name]))
            except ValueError as error:
                raise RowRefused(f"{column.name}: {error}.", row.number) from None
        return tuple(bound)

    def _begun(self, names: tuple[str, ...], number: int) -> _Stage:
        columns = tuple(self._column(name, number) for name in names)
        missing = [name for name in self._key if name not in names]
        if missing:
            message = f"a row has no {' and no '.join(missing)}, by which rows are told apart."
            raise RowRefused(message, number)
        stage = _Stage(self._merging.stage.format(number=len(self._stages) + 1), columns)
        listed = ", ".join(self._quoted(columns))
        query = f"SELECT 0 AS goofer_row, {listed} FROM {self._table} WHERE 1 = 0"
        self._session.execute(self._merging.create.format(stage=stage.name, query=query))
        self._stages[names] = stage
        return stage

    def _send(self, stage: _Stage) -> None:
        waiting, stage.waiting = stage.waiting, []
        if not waiting:
            return
        self._check()
        self._session.begin()
        try:
            self._insert(stage, [values for _, values in waiting])
        except StatementFailed as error:
            self._session.rollback()
            raise self._culprit(stage, waiting, error) from None
        self._session.commit()

    def _insert(self, stage: _Stage, rows: Sequence[Values]) -> None:
        marks = f"({', '.join('?' * (len(stage.columns) + 1))})"
        values = [value for row in rows for value in row]
        names = ", ".join(["goofer_row", *self._quoted(stage.columns)])
        given = ", ".join([marks] * len(rows))
        self._session.execute(f"INSERT INTO {stage.name} ({names}) VALUES {given}", values)

    def _culprit(
        self, stage: _Stage, waiting: Sequence[tuple[int, Values]], error: StatementFailed
    ) -> RowRefused | StatementFailed:
        """Return the error for the row that was refused, found by trying one after the other."""
        for number, values in waiting:
            self._session.begin()
            try:
                self._insert(stage, [values])
            except StatementFailed as refused:
                return RowRefused(refused.server, number)
            finally:
                self._session.rollback()
        return error

    def finish(self) -> Merged:
        """Merge what is staged into the table."""
        stages = self._stages.values()
        for stage in stages:
            self._send(stage)
        self._check()
        self._refuse_twins()
        removed = self._remove() if self._target.remove else 0
        changed = sum(map(self._update, stages)) if self._target.existing == "update" else 0
        added = sum(map(self._add, stages))
        if added:
            self._catch_up()
        return Merged(self._rows, added, changed, removed)

    def clear(self) -> None:
        """Drop the temporary tables."""
        for stage in self._stages.values():
            self._session.execute(self._merging.drop.format(stage=stage.name))
        self._stages.clear()

    def _refuse_twins(self) -> None:
        if not self._stages:
            return
        key = ", ".join(map(self._dialect.quote, self._key))
        union = " UNION ALL ".join(
            f"SELECT goofer_row, {key} FROM {stage.name}" for stage in self._stages.values()
        )
        twins = self._session.query(
            f"SELECT {key}, min(goofer_row), max(goofer_row) FROM ({union}) AS given"
            f" GROUP BY {key} HAVING count(*) > 1 ORDER BY max(goofer_row) LIMIT {_SHOWN}"
        )
        if twins:
            *values, first, last = twins[0]
            said = ", ".join(f"{n} {v}" for n, v in zip(self._key, values, strict=True))
            raise RowRefused(f"the key {said} is there twice, first at {first}.", last)

    def _remove(self) -> int:
        missing = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {stage.name} AS s WHERE {self._match(self._table)})"
            for stage in self._stages.values()
        )
        if not missing:
            message = f"there are no rows, so all of {self._target.table} would be deleted."
            raise RowRefused(message, hint=f"to delete them: DELETE FROM {self._target.table}")
        return self._session.execute(f"DELETE FROM {self._table} WHERE {missing}")

    def _update(self, stage: _Stage) -> int:
        others = [column for column in stage.columns if column.name not in self._key]
        names = self._quoted(others)
        if not names:
            return 0
        differs = self._merging.differs
        return self._session.execute(
            self._merging.update.format(
                table=self._table,
                stage=stage.name,
                sets=", ".join(f"{self._merging.target}{name} = s.{name}" for name in names),
                match=self._match("t"),
                differs=" OR ".join(differs.format(a=f"t.{name}", b=f"s.{name}") for name in names),
            )
        )

    def _add(self, stage: _Stage) -> int:
        names = self._quoted(stage.columns)
        always = any(one.identity and one.identity.kind == "always" for one in stage.columns)
        return self._session.execute(
            f"INSERT INTO {self._table} ({', '.join(names)})"
            f"{self._merging.overriding if always else ''}"
            f" SELECT {', '.join(f's.{name}' for name in names)} FROM {stage.name} AS s"
            f" WHERE NOT EXISTS (SELECT 1 FROM {self._table} AS t WHERE {self._match('t')})"
            " ORDER BY s.goofer_row"
        )

    def _catch_up(self) -> None:
        """Let the server's own numbers go on behind those that were given."""
        if self._merging.catch_up is None:
            return
        given = {name for names in self._stages for name in names}
        for name in sorted(given):
            if self._columns[name].identity is not None:
                self._session.query(self._merging.catch_up(self._table, self._dialect.quote(name)))

    def _match(self, table: str) -> str:
        names = map(self._dialect.quote, self._key)
        return " AND ".join(f"{table}.{name} = s.{name}" for name in names)

    def _quoted(self, columns: Iterable[Column]) -> list[str]:
        return [self._dialect.quote(column.name) for column in columns]
