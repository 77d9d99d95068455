"""What is declared and the database has not, though no migration that is written could make it."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.errors import UnsafeChange
from goofer_py.schema import Declared, Schema, Unmanaged


def check_made(declared: Iterable[Declared], made: Schema, current: Schema) -> None:
    """Raise UnsafeChange for what the statements `made` that is left alone, and not there yet.

    Such as a virtual table: what else is declared may write to it, and would fail.
    """
    places = {one.name.name: one for one in declared if one.name is not None}
    there = {(one.kind, one.name.name) for one in current.unmanaged}
    for one in made.unmanaged:
        said = places.get(one.name.name)
        if said is not None and one.definition and (one.kind, one.name.name) not in there:
            raise _unmade(one, said)


def _unmade(one: Unmanaged, said: Declared) -> UnsafeChange:
    return UnsafeChange(
        f"{said.origin}: the {one.kind} {one.name} is declared, and the database has none. goofer "
        f"leaves every {one.kind} alone, so no migration of it can be written. Nothing was "
        "written.\nMake it in a migration of its own, apply that, and try again:\n"
        f"{said.statement.rstrip().rstrip(';')};",
        hint=f"goofer create make_{one.name.name}",
    )
