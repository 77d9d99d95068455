"""A script made ready for one session."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, DirtyOrDrifted, LockLost, StatementFailed
from goofer_py.migrate.context import Context, Remembered
from goofer_py.migrate.interruption import Stopped
from goofer_py.migrate.neighbours import Neighbours
from goofer_py.migrate.outline import Outline
from goofer_py.migrate.patience import Patience
from goofer_py.stores.fault import ScriptFailed
from goofer_py.stores.limits import NO_LIMITS, Limits
from goofer_py.stores.store import ELAPSED, Bound, Session

if TYPE_CHECKING:
    from goofer_py.stores.registry import Database


class Work(Protocol):
    """What is run for one migration in one direction; it was looked through, nothing ran yet."""

    @property
    def checksum(self) -> str | None:
        """The checksum of the script; None for code."""

    @property
    def text(self) -> str | None:
        """The script's text; None for code, and for a file too large to be held in memory."""

    @property
    def total(self) -> int:
        """How many statements there are; 0 for code."""

    @property
    def alone(self) -> bool:
        """Whether it runs outside of a transaction, statement by statement."""

    def perform(self, session: Session, first: Bound, last: Sequence[Bound]) -> None:
        """Run all of it with its record in one transaction; raises ScriptFailed."""

    def statements(self) -> Iterable[Statement]:
        """Give the statements one by one, for a run outside of a transaction."""

    @property
    def settings(self) -> tuple[Statement, ...]:
        """What runs before the transaction, and is set back at the end."""

    @property
    def closing(self) -> tuple[Statement, ...]:
        """What runs after the transaction."""

    @property
    def limiting(self) -> tuple[Statement, ...]:
        """What runs before the statements, outside of a transaction, and is set back at the end."""

    @property
    def lacking(self) -> str:
        """What was asked for and this database cannot do."""

    @property
    def irreversible(self) -> str | None:
        """Why nothing leads back; None when something may."""

    def within(self, session: Session, patience: Patience) -> Work:
        """Return the same, with the limits of a run for what it does not say itself."""

    @property
    def preserving(self) -> bool:
        """Whether whatever it changes about the session has to be looked for and set back."""


@contextmanager
def enveloped(session: Session, works: Sequence[Work]) -> Iterator[None]:
    """Run what the works want before and after their transaction, and set it back at the end."""
    settings = [statement for work in works for statement in work.settings]
    closing = [statement for work in works for statement in work.closing]
    preserving = any(work.preserving for work in works)
    if not (settings or closing or preserving):
        yield
        return
    with session.preserved(() if preserving and not settings else settings):
        yield
        session.run_statements(closing)


@dataclass(frozen=True, slots=True)
class SQLWork:
    """The statements of an SQL script; `each` begins anew with every call."""

    each: Callable[[], Iterable[Statement]]
    outline: Outline
    checksum: str
    text: str | None = None
    alone: bool = False
    limits: Limits = NO_LIMITS
    irreversible: str | None = None
    own_limits: tuple[int | None, int | None] = (None, None)
    """How long, in ms, its statements may take and wait, where it says so itself."""

    def within(self, session: Session, patience: Patience) -> SQLWork:
        """Return the same, with the limits of a run for what it does not say itself."""
        limits = patience.limited(session, self.own_limits, alone=self.alone)
        return replace(self, limits=limits)

    @property
    def total(self) -> int:
        """How many statements run."""
        return self.outline.total if self.alone else self.outline.body

    def statements(self) -> Iterable[Statement]:
        """Give all statements, those about the transaction included."""
        return self.each()

    def perform(self, session: Session, first: Bound, last: Sequence[Bound]) -> None:
        """Run all of it with its record in one transaction; raises ScriptFailed."""
        session.perform(self._body(), first, last, self.outline.opening)

    @property
    def settings(self) -> tuple[Statement, ...]:
        """What runs before the transaction, and is set back at the end."""
        return (*_own(self.limits.before), *self.outline.settings)

    @property
    def limiting(self) -> tuple[Statement, ...]:
        """What limits how long the statements take."""
        return _own((*self.limits.before, *self.limits.inside))

    @property
    def lacking(self) -> str:
        """What was asked for and this database cannot do."""
        return self.limits.lacking

    @property
    def closing(self) -> tuple[Statement, ...]:
        """What runs after the transaction."""
        return self.outline.closing

    @property
    def preserving(self) -> bool:
        """Outside of a transaction, the statements themselves set what they want."""
        return self.alone

    def run(self, session: Session) -> None:
        """Run all of it without a record: in a transaction, or alone, statement by statement."""
        if self.alone:
            session.run_statements((*self.limiting, *self.each()))
            return
        session.begin()
        try:
            session.run_statements(self._body())
            session.commit()
        except BaseException:
            with suppress(StatementFailed, ConnectionFailed):
                session.rollback()
            raise

    def _body(self) -> Iterable[Statement]:
        outside, limits = self.outline.outside, self.limits.inside
        if not outside and not limits:
            return self.each()
        body = (statement for statement in self.each() if statement.offset not in outside)
        return chain(_own(limits), body)


def _own(statements: tuple[str, ...]) -> tuple[Statement, ...]:
    """Return statements of goofer's own, which stand in no script."""
    return tuple(Statement(text, 1, 1, -1 - number) for number, text in enumerate(statements))


@dataclass(frozen=True, slots=True)
class CodeWork:
    """A function that is called with a Context; `alone` when it says so."""

    version: str
    function: Callable[[Context], object]
    checksum: str | None = None
    text: None = None
    total: int = 0
    alone: bool = False
    limits: Limits = NO_LIMITS
    closing: tuple[()] = ()
    lacking: str = ""
    irreversible: None = None
    preserving: bool = True
    options: Mapping[str, object] | None = None
    """The project's settings, for the context."""
    check: Callable[[], None] | None = None
    """Raises Stopped once a signal was noted."""
    databases: Mapping[str, Database] | None = None
    """The other databases, for the context."""
    declared: tuple[str, ...] = ()
    """Those of them that it says it changes."""
    parts: Mapping[str, Context] = field(default_factory=dict)
    """Their contexts, for its own."""
    begin: Callable[[], None] | None = None
    """What is called before the function, each time that it is."""
    finish: Callable[[], None] | None = None
    """What is called after it, before its own database commits."""
    changed: bool = True
    """Whether something of it may be there in its own database, on the way down."""

    def within(self, session: Session, patience: Patience) -> CodeWork:
        """Return the same, with the limits of a run."""
        limits = patience.limited(session, (None, None), alone=self.alone)
        return replace(self, limits=limits, lacking=limits.lacking)

    @property
    def settings(self) -> tuple[Statement, ...]:
        """What runs before the transaction, and is set back at the end."""
        return _own(self.limits.before)

    @property
    def limiting(self) -> tuple[Statement, ...]:
        """What limits how long the statements take."""
        return _own((*self.limits.before, *self.limits.inside))

    def statements(self) -> Iterable[Statement]:
        """Give nothing: code has no statements."""
        return ()

    def perform(self, session: Session, first: Bound, last: Sequence[Bound]) -> None:
        """Call the function, with its record in one transaction; raises CodeFailed.

        Where DDL commits by itself, the record comes last: it never tells of what did not end.
        """
        started = time.monotonic()
        late = session.rules.ddl_commits
        session.begin()
        try:
            session.run_statements(_own(self.limits.inside))
            if not late:
                _record(session, *first)
            self.call(session)
            if late:
                _record(session, *first)
            elapsed = round((time.monotonic() - started) * 1000)
            for sql, parameters in last:
                _record(session, sql.replace(ELAPSED, str(elapsed)), parameters)
            session.commit()
        except BaseException:
            with suppress(StatementFailed, ConnectionFailed):
                session.rollback()
            raise

    def call(self, session: Session, steps: Remembered | None = None) -> None:
        """Call the function; raises CodeFailed, and what ends a run as it is."""
        options = MappingProxyType(dict(self.options or {}))
        if self.begin is not None:
            self.begin()
        try:
            with Neighbours(self.databases or {}) as others:
                context = self._kind(steps)(
                    session,
                    self.version,
                    options,
                    steps,
                    self.check,
                    others,
                    self.parts,
                    self.changed,
                )
                self.function(context)
        except Stopped as error:
            error.stays = session.rules.ddl_commits and not session.in_transaction
            raise
        except (LockLost, DirtyOrDrifted):
            raise
        except Exception as error:
            if isinstance(error, ConnectionFailed) and not self._elsewhere(session, error):
                raise
            failed = CodeFailed()
            failed.stays = session.rules.ddl_commits and not session.in_transaction
            raise failed from error
        if self.finish is not None:
            self.finish()

    def _kind(self, steps: Remembered | None) -> type[Context]:
        """Return what the function is given, by whether each statement of it is remembered."""
        if not self.declared or steps is None:
            return Context
        from goofer_py.migrate.several.part_context import PartContext

        return PartContext

    def _elsewhere(self, session: Session, error: ConnectionFailed) -> bool:
        """Say whether the connection was lost that one of the other databases has."""
        return bool(self.declared) and error.database != session.database


def _record(session: Session, sql: str, parameters: Sequence[object]) -> None:
    try:
        session.execute(sql, parameters)
    except ScriptFailed as error:
        error.at, error.recording = None, True
        raise


class CodeFailed(Exception):
    """A migration's own code raised what is the cause of this."""

    stays = False
    """The transaction had ended before, by DDL that commits: not all of it can be undone."""


def stream(path: Path, session: Session) -> Iterator[Statement]:
    """Give the statements of a file that is too large to be held in memory."""
    from goofer_py.dialects.splitter import split_stream

    # As they are, line ends are part of the offsets and of quoted text.
    with path.open(encoding="utf-8", newline="") as file:
        yield from split_stream(file, session.syntax, portion=_PORTION)


_PORTION = 1 << 20
