"""The other databases that the migrations of a run change, held for as long as the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, UsageError
from goofer_py.migrate.history import TABLE
from goofer_py.migrate.several.companion import Companion, Companions
from goofer_py.stores.place import place
from goofer_py.stores.registry import open_store
from goofer_py.stores.url import parse_url

if TYPE_CHECKING:
    from goofer_py.migrate.lease import Lease
    from goofer_py.migrate.setting import Setting
    from goofer_py.stores.registry import Database
    from goofer_py.stores.store import Session, Store
    from goofer_py.stores.url import DatabaseUrl

Mine = Mapping[str, str]
"""What a run calls the databases that it holds, by the tokens of their leases."""
Hold = Callable[["Setting", "Store", "Session", Mine], AbstractContextManager["Lease | None"]]
"""Holds the lease of one database."""


def history_table(databases: Mapping[str, Database], name: str) -> str:
    """Return the name of the history of another database."""
    ask: Callable[[str], str] | None = getattr(databases, "history_table", None)
    return TABLE if ask is None else ask(name)


def place_of(store: Store, table: str) -> tuple[str, str]:
    """Return where a history is, by which leases are taken in the same order by every program.

    One place may have several names: that a server has two addresses, only the server knows.
    """
    if not store.contended:
        # It is part of this process, and another one each time.
        return f"{store.database} {id(store)}", table
    path = getattr(store, "path", None)
    if path is not None:
        return f"sqlite://{Path(path).resolve()}", table
    url: DatabaseUrl | None = getattr(store, "url", None)
    return place(url or parse_url(store.database)), table


@contextmanager
def held(
    setting: Setting,
    own: tuple[Store, Callable[[Mine], AbstractContextManager[Lease | None]]],
    names: Sequence[str],
    hold: Hold,
) -> Iterator[tuple[Lease | None, Companions]]:
    """Hold the leases of a run's own database and of others, taken in one order.

    Raises UsageError for a name that there is not and for two of one database, LockLost for a
    lease that cannot be had in time, and ConnectionFailed; nothing was run then.
    """
    places = _places(setting, own[0], names)
    lease: Lease | None = None
    companions, mine = Companions(), dict[str, str]()
    with ExitStack() as stack:
        for _, name, table, store in sorted(places, key=lambda one: one[0]):
            if not name:
                lease = stack.enter_context(own[1](mine))
                _remember(mine, lease, "its own")
                continue
            session = _connected(store)
            stack.callback(session.close)
            of = setting._replace(table=table, reopen=None)
            theirs = stack.enter_context(hold(of, store, session, mine))
            _remember(mine, theirs, repr(name))
            stack.enter_context(_limited(setting, session))
            companions[name] = Companion(name, session, table, theirs)
        yield lease, companions


def _remember(mine: dict[str, str], lease: Lease | None, name: str) -> None:
    if lease is not None:
        mine[lease.token] = name


@contextmanager
def _limited(setting: Setting, session: Session) -> Iterator[None]:
    """Let statements take and wait no longer than in the run's own database; set it back then."""
    limits = setting.patience.limited(session, (None, None), alone=True)
    if not (limits.before or limits.inside):
        yield
        return
    with session.preserved(_own(limits.before)):
        session.run_statements(_own(limits.inside))
        yield


def _own(statements: Sequence[str]) -> tuple[Statement, ...]:
    """Return statements of goofer's own, which stand in no script."""
    return tuple(Statement(text, 1, 1, -1 - number) for number, text in enumerate(statements))


def _places(
    setting: Setting, own: Store, names: Sequence[str]
) -> list[tuple[tuple[str, str], str, str, Store]]:
    databases = setting.databases or {}
    found = [(place_of(own, setting.table), "", setting.table, own)]
    for name in names:
        if name not in databases:
            raise _unknown(name, databases)
        store, table = open_store(databases[name]), history_table(databases, name)
        found.append((place_of(store, table), name, table, store))
    taken: dict[tuple[str, str], str] = {}
    for where, name, _, store in found:
        if where in taken:
            first = repr(taken[where]) if taken[where] else "the migration's own database"
            raise UsageError(
                f"{name!r} and {first} are the same database, {store.database}. Nothing was run.",
                hint="take the name out of databases: its own is there as the context itself",
            )
        taken[where] = name
    return found


def _unknown(name: str, databases: Mapping[str, Database]) -> UsageError:
    known = ", ".join(databases) or "none"
    return UsageError(
        f"A migration of this run changes the database {name!r}, and there is no other database of"
        f" that name; there are {known}. Nothing was run.",
        hint=f"name it in the settings file as [databases.{name}], or in Migrator(databases=...)",
    )


def _connected(store: Store) -> Session:
    try:
        session = store.connect()
    except ConnectionFailed as error:
        raise ConnectionFailed(
            f"{error.message} Nothing was run.",
            database=error.database,
            server=error.server,
            hint=error.hint,
            reason=error.reason,
        ) from error
    if session.in_transaction:
        raise UsageError(
            f"A migration of this run changes {store.database}, and the connection that was given"
            " is inside of a transaction. Nothing was run.",
            hint="give goofer the URL or the engine",
        )
    return session
