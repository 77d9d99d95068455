"""The refusal of a change that goofer cannot make in steps."""

from __future__ import annotations

from goofer_py.errors import GenerateError
from goofer_py.schema import Name


def refused(why: str, table: Name | None) -> GenerateError:
    """Return the error that says why."""
    where = "" if table is None else f" of {table}"
    return GenerateError(
        f"This change{where} cannot be made in steps: {why}. Nothing was written.",
        hint="change one thing at a time, or let programs stop: goofer makemigrations --no-online",
    )
