"""Environments in which nothing is undone before somebody has named the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goofer_py.errors import Unconfirmed, UsageError

PRODUCTION = ("production", "prod")
"""Environments that are protected without being listed."""


def is_protected(environment: str | None, protected: Sequence[str] = ()) -> bool:
    """Say whether an environment is production, or listed like it; letter case aside."""
    names = {name.lower() for name in (*PRODUCTION, *protected)}
    return environment is not None and environment.lower() in names


def plain_name(database: str) -> str:
    """Return the name of a database without its server, as whoever confirms something types it."""
    return database.rstrip("/").rpartition("/")[2] or database


def check_confirmed(
    options: Mapping[str, object] | None, database: str, what: str, confirm: str | None
) -> None:
    """Raise Unconfirmed where the database is protected and `confirm` does not name it.

    `options` are the settings, of which `environment` and `protected` count; with None for the
    latter nothing is protected, as in a database that is thrown away. `what` says in a sentence
    what would be done. A name that is not the database's is refused everywhere.
    """
    name = plain_name(database)
    if confirm is not None and confirm != name:
        raise UsageError(
            f"The database is called {name}, not {confirm}. Nothing was changed.",
            hint=f"confirm={name!r}, if that is the one",
        )
    environment, listed = (options or {}).get("environment"), (options or {}).get("protected", ())
    if confirm is not None or environment is None or listed is None:
        return
    if is_protected(str(environment), texts(listed)):
        raise Unconfirmed(
            f"{database} is {environment}, which is protected. {what} Nothing was changed.",
            hint=f"confirm={name!r} in the call",
        )


def texts(value: object) -> tuple[str, ...]:
    """Return a setting that lists names, in whatever it was given as a list."""
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()
