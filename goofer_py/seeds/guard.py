"""Where seeds are kept from running."""

from __future__ import annotations

from collections.abc import Sequence

from goofer_py.errors import Unconfirmed, UsageError
from goofer_py.migrate.guard import is_protected, plain_name


def check_environment(
    database: str, environment: str | None, protected: Sequence[str], force: str | None
) -> str:
    """Return the environment; raises UsageError where seeds may not run.

    In a protected one they run when `force` is the name of the database.
    """
    if environment is None:
        raise UsageError(
            f"Nothing says which environment {database} is, and seeds are never run in production"
            " by mistake. Nothing was run.",
            hint="goofer seed --env development, or GOOFER_ENV=development,"
            ' or environment = "development" in goofer.toml',
        )
    name = plain_name(database)
    if force is not None and force != name:
        raise UsageError(
            f"The database is called {name}, not {force}. Nothing was run.",
            hint=f"goofer seed --force {name}, if that is the one",
        )
    if is_protected(environment, protected) and force is None:
        raise Unconfirmed(
            f"{database} is {environment}, where seeds are not run. Nothing was run.",
            hint=f"if they have to be after all, name the database: goofer seed --force {name}",
        )
    return environment
