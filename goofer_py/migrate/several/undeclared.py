"""What is said to a migration that changes a database without saying so."""

from __future__ import annotations

from collections.abc import Sequence

from goofer_py.errors import UndeclaredDatabase


def undeclared(name: str, declared: Sequence[str] = ()) -> UndeclaredDatabase:
    """Return the error for a database that is not among those that a migration says it changes."""
    names = ", ".join(f'"{one}"' for one in (*declared, name))
    names = names if declared else f"{names},"
    return UndeclaredDatabase(
        f"This migration does not say that it changes the database {name!r}, so its run does not"
        " hold it.",
        name=name,
        hint=f"write databases = ({names}) at the top of the file, or as an attribute of the"
        " object",
    )
