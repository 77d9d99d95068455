"""What a check looks at the database with: nothing that it does there stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from goofer_py.checks.check import EXAMPLES, Skipped
from goofer_py.errors import ConnectionFailed, StatementFailed

if TYPE_CHECKING:
    from goofer_py.checks.checks import Checks
    from goofer_py.introspect.introspector import Introspector
    from goofer_py.schema import Name, Schema
    from goofer_py.stores.store import Row, Session

LIMIT = EXAMPLES + 1
"""How many rows are asked for: those that are shown, and one to know that there are more."""


@dataclass(frozen=True)
class Looking:
    """One look, `when` (before or after a run, or alone) and for a run in which `direction`.

    `newest` says that every migration is applied, so that all that checks name should be there.
    """

    session: Session
    checks: Checks
    when: str
    direction: str = ""
    newest: bool = False
    versions: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    check: Callable[[], None] = lambda: None
    """Raises Stopped once a signal was noted, which has ended the query that was running."""

    @cached_property
    def introspector(self) -> Introspector:
        """What reads the database."""
        from goofer_py.introspect.registry import introspector_for

        return introspector_for(self.session.dialect)

    @cached_property
    def schema(self) -> Schema:
        """The tables that the ready-made checks look at, as the database has them now."""
        from dataclasses import replace

        from goofer_py.introspect.patterns import matches
        from goofer_py.introspect.scope import Scope

        scope = self.checks.scope() if self.checks.scope is not None else Scope()
        found = scope.managed(self.introspector.read(self.session, scope))
        patterns = self.checks.tables
        kept = (one for one in found.tables if matches(patterns, (one.name.name, str(one.name))))
        return replace(found, tables=tuple(kept))

    def located(self, table: Name) -> str | None:
        """Return how a query names a table, None for one that is not there."""
        name = self.session.dialect.qualified(table)
        if self.schema.find_table(table) is not None:
            return name
        return name if self.session.locate(name) is not None else None

    def first_rows(self, query: str) -> list[Row]:
        """Return the first few rows of a query, which is not run further where that can be said.

        Raises StatementFailed, and Skipped for what is not there yet, or not any more.
        """
        bounded = f"{query}\nLIMIT {LIMIT}"
        within = f"SELECT * FROM (\n{query}\n) goofer_check\nLIMIT {LIMIT}"
        for attempt in (bounded, within):
            with suppress(StatementFailed):
                return self.rows(attempt)
            self.check()
        try:
            return self.rows(query)[:LIMIT]
        except StatementFailed as error:
            self.excuse(error)
            raise

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query; raises StatementFailed."""
        with self.undone():
            return self.session.query(query, parameters)

    def excuse(self, error: StatementFailed) -> None:
        """Raise Skipped where a table or column is not there, and need not be."""
        if not self.newest and self.session.table_types.is_absent(error):
            raise Skipped(error.server) from error

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo at the end whatever was done meanwhile."""
        self.session.begin()
        try:
            yield
        finally:
            with suppress(StatementFailed, ConnectionFailed):
                self.session.rollback()


class CheckContext:
    """What a check in Python is given; what it changes is undone."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self.when = looking.when
        """before, after or alone."""
        self.direction = looking.direction
        """Where the run goes, up or down; empty for a check that is asked alone."""
        self.versions = looking.versions
        """The versions that are about to run, or that have run."""
        self.settings = looking.settings
        """The project's settings by their names."""

    @property
    def database(self) -> str:
        """What to call the database: no secrets."""
        return self._looking.session.database

    @property
    def connection(self) -> Any:
        """The driver's own connection (PEP 249); it must be neither committed nor closed."""
        return self._looking.session.connection

    def query(self, sql: str, *parameters: object) -> list[Row]:
        """Run one statement, with `?` for parameters, and return its rows."""
        return self._looking.session.query(sql, parameters)
