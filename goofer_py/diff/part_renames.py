"""Names that pass from one constraint or index to another, in an order in which each is free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from goofer_py.diff.phase import Phase, Step
from goofer_py.operations import Operation, RenameConstraint, RenameIndex
from goofer_py.schema import Check, ForeignKey, Name

_Rename = RenameConstraint | RenameIndex
_Place = tuple[Name | str | None, str]


def in_free_order(steps: Iterable[Step]) -> list[Step]:
    """Return the steps with the renames of parts last in their phase, each when its name is free.

    Names that go round in a circle do so by way of one that nothing has.
    """
    steps = list(steps)
    waiting = [op for _, op in steps if isinstance(op, _Rename)]
    if len(waiting) < 2:
        return steps
    found: list[Step] = [step for step in steps if not isinstance(step[1], _Rename)]
    while waiting:
        held = [_place(op, _before(op)) for op in waiting]
        number = next((i for i, op in enumerate(waiting) if _is_free(op, held[:i], held[i:])), None)
        if number is None:
            aside, waiting[0] = _by_way_of(waiting[0])
            found.append((Phase.RENAME_PART, aside))
        else:
            found.append((Phase.RENAME_PART, waiting.pop(number)))
    return found


def _is_free(rename: _Rename, earlier: list[_Place], later: list[_Place]) -> bool:
    return _place(rename, _after(rename)) not in (*earlier, *later[1:])


def _by_way_of(rename: _Rename) -> tuple[Operation, _Rename]:
    """Return the way to a name that nothing has, and the way from there."""
    if isinstance(rename, RenameIndex):
        name = f"{rename.before}_goofer"
        return replace(rename, after=name), replace(rename, before=name)
    between = replace(rename.before, name=f"{rename.before.name}_goofer")
    return replace(rename, after=between), replace(rename, before=between)


def _before(rename: _Rename) -> str:
    return rename.before if isinstance(rename, RenameIndex) else rename.before.name or ""


def _after(rename: _Rename) -> str:
    return rename.after if isinstance(rename, RenameIndex) else rename.after.name or ""


def _place(rename: _Rename, name: str) -> _Place:
    """Return what a name has to be the only one in: the schema for what has an index."""
    by_table = isinstance(rename, RenameConstraint) and isinstance(
        rename.before, Check | ForeignKey
    )
    return (rename.table if by_table else rename.table.schema), name
