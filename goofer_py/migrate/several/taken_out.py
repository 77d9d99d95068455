"""Databases that a migration changed halfway, and that its file does not name any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from goofer_py.errors import DirtyOrDrifted
from goofer_py.migrate.several.attempt import Attempt, attempt_in
from goofer_py.migrate.several.listing import stand_of
from goofer_py.migrate.several.stand import Stand

if TYPE_CHECKING:
    from goofer_py.migrate.setting import Setting
    from goofer_py.migrate.state import Dirty
    from goofer_py.stores.registry import Database

_NOTHING = ("untouched", "undone")
"""The states of a database in which nothing of an attempt is left."""
_UNKNOWN = "the settings have no database of that name"


def check_taken_out(dirty: Dirty, setting: Setting, *, settled: bool = False) -> None:
    """Raise DirtyOrDrifted where going on would leave a part of the migration behind unsaid.

    With `settled` a person says that all of it is settled: then what cannot be asked is no
    hindrance.
    """
    attempt = attempt_in(dirty.trace)
    if attempt is None or dirty.version not in setting.source.names():
        return
    said: tuple[str, ...] = getattr(setting.source.migration(dirty.version).up, "databases", ())
    left = list(_left(attempt, dirty, said, setting.databases or {}))
    if settled:
        left = [one for one in left if one.state != "unknown"]
    if left:
        raise _refused(dirty, said, left, "goofer repair" if settled else "")


def _left(
    attempt: Attempt, dirty: Dirty, said: tuple[str, ...], databases: Mapping[str, Database]
) -> Iterator[Stand]:
    for name in attempt.names:
        if name in said:
            continue
        if name not in databases:
            yield Stand(name, name, "unknown", _UNKNOWN)
            continue
        stand = stand_of(name, databases, attempt.id, dirty.direction)
        if stand.state not in _NOTHING:
            yield stand


def _refused(dirty: Dirty, said: tuple[str, ...], left: list[Stand], again: str) -> DirtyOrDrifted:
    names = " and ".join(one.name for one in left)
    lines = "\n".join(f"    {one}" for one in left)
    tuple_ = ", ".join(f'"{one}"' for one in (*said, *(one.name for one in left)))
    tuple_ += "," * (len(said) + len(left) == 1)
    go_on = again or "goofer migrate; or take it back: goofer rollback"
    if not again and dirty.direction == "down":
        go_on = "goofer rollback"
    lost = any(one.state == "unknown" for one in left) and not again
    settle = "; or, where one is gone for good, settle all by hand: goofer repair" if lost else ""
    return DirtyOrDrifted(
        f"{dirty.version}_{dirty.name} is {dirty}, and does not name {names} any more, which a run"
        f" of it has changed, or may have. Nothing was run.\n{lines}",
        hint=f"write databases = ({tuple_}) in it again, then: {go_on}{settle}",
    )
