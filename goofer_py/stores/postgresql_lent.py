"""Sessions on single schemas of one PostgreSQL database, over a connection that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from goofer_py.errors import StatementFailed
from goofer_py.stores.fault import Refused
from goofer_py.stores.keeping import Keeper, Kept, Strayed, once
from goofer_py.stores.leaks import OwnState, Touched
from goofer_py.stores.parameters import literal
from goofer_py.stores.postgresql_harmless import is_harmless
from goofer_py.stores.postgresql_others import PostgreSQLOthers
from goofer_py.stores.postgresql_session import PostgreSQLSession

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement
    from goofer_py.stores.psycopg3 import Psycopg3
    from goofer_py.stores.secrecy import Secrecy
    from goofer_py.stores.store import Bound

_DIVISION_BY_ZERO = "22012"
_NO_SCHEMA = "3F000"


class LentSession(PostgreSQLSession):
    """A session whose scripts find one schema, over a connection that leads to none by itself.

    The search path is that of each transaction and of nothing else, so that the connection, a
    pooler's too, never has one for somebody else to find. A script that comes out of it with
    another one is undone: `perform` raises Strayed then. `renew` opens a connection whose own
    search path it is.
    """

    def __init__(
        self,
        kept: Kept[Psycopg3],
        keeper: Keeper,
        place: tuple[str, str],
        database: str,
        secrecy: Secrecy,
        renew: Callable[[], Psycopg3],
    ) -> None:
        super().__init__(kept.driver, database, secrecy)
        schema, path = place
        kept.uses += 1
        self._kept: Kept[Psycopg3] | None = kept
        self._keeper = keeper
        self._renew = renew
        self._entering = (_located(path),)
        self._settled = _Within(path)
        self._schema = schema
        self._there = False
        self._release = self._give_back

    @property
    def lent(self) -> bool:
        """Whether others will use the connection."""
        return self._kept is not None

    @property
    def others(self) -> PostgreSQLOthers:
        """The other sessions on the server."""
        return PostgreSQLOthers(self) if self._kept is None else _Others(self, self._kept)

    def has_schema(self, name: str) -> bool:
        """Say whether there is a schema of that name; its own is looked for until it is there."""
        if name != self._schema:
            return super().has_schema(name)
        self._there = self._there or super().has_schema(name)
        return self._there

    def may_run(self, statement: Statement) -> bool:
        """Say whether the next one who uses the connection will not find a trace of it."""
        text = statement.text
        return not self.lent or once(("harmless", text), lambda: is_harmless(text))

    def make_own(self) -> bool:
        """Go over to a connection of its own; says whether it had a lent one."""
        if self._kept is None:
            return False
        driver = self._renew()
        self._give_back()
        self._kept = None
        self._driver, self._release = driver, driver.close
        self._entering, self._settled, self._schema = (), None, None
        return True

    def perform(
        self,
        statements: Iterable[Statement],
        first: Bound,
        last: Sequence[Bound],
        opening: str = "",
    ) -> None:
        """Run all of it in a transaction; raises Strayed when the script leaves the schema."""
        try:
            super().perform(statements, first, last, opening)
        except StatementFailed as error:
            if self.lent and _is_astray(error):
                raise Strayed from error
            raise

    def _give_back(self) -> None:
        """Keep the connection for the next one, as it was when it was opened."""
        kept = self._kept
        if kept is None:
            return
        if kept.worn or not kept.driver.idle:
            kept.driver.close()
            return
        try:
            kept.driver.send(["DISCARD ALL"])
        except Refused:
            kept.driver.close()
            return
        self._keeper.keep(kept)


class _Within(OwnState):
    """The state of a connection that a transaction alone leads to a schema."""

    def __init__(self, path: str) -> None:
        self._path = path

    def repair(self, touched: Touched) -> Sequence[str]:
        """Return what fails when the script left the schema, and sets back what was touched."""
        resets = super().repair(touched)
        return _check(self._path), *resets, *([_located(self._path)] if resets else ())


class _Others(PostgreSQLOthers):
    """The same for a connection that was asked before who it is."""

    def __init__(self, session: LentSession, kept: Kept[Psycopg3]) -> None:
        super().__init__(session)
        self._kept = kept

    def identity(self) -> str:
        """Return what tells the connection from all others."""
        self._kept.identity = self._kept.identity or super().identity()
        return self._kept.identity


def _located(path: str) -> str:
    """Return what sets the search path for the transaction."""
    return f"SELECT pg_catalog.set_config('search_path', {literal(path)}, true)"


def _check(path: str) -> str:
    """Return what fails unless the search path is this one."""
    return f"SELECT 1 / (pg_catalog.current_setting('search_path') = {literal(path)})::int"


def _is_astray(error: StatementFailed) -> bool:
    # Without a search path nothing can be created: the script has set it back to none.
    checked = error.state == _DIVISION_BY_ZERO and getattr(error, "at", None) is None
    return checked or error.state == _NO_SCHEMA
