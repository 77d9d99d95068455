"""Migrations that stand for many others, in a database that ran the many.

A squashed migration has the version of the last that it replaces, and another name. A database in
which all of the many ran has the squashed one; the history says so from the next run on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goofer_py.errors import DirtyOrDrifted, FileError
from goofer_py.migrate.state import BASELINE, DONE, REPLACED, State

if TYPE_CHECKING:
    from goofer_py.migrate.choice import Chooser
    from goofer_py.migrate.directives import Directives
    from goofer_py.migrate.history import History
    from goofer_py.migrate.setting import Setting


@dataclass(frozen=True, slots=True)
class Squash:
    """A squashed migration: which of the many `ran` in a database, and which are `lacking`."""

    version: str
    name: str
    ran: tuple[str, ...]
    lacking: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The version and the name, as file names start."""
        return f"{self.version}_{self.name}"

    @property
    def halfway(self) -> str:
        """Say which of the many ran and which did not."""
        return (
            f"{self.title} stands for {len(self.ran) + len(self.lacking)} migrations, of which"
            f" {_listed(self.ran)} ran here and {_listed(self.lacking)} did not."
        )

    @staticmethod
    def way_on(*, later: bool) -> str:
        """Say what to type, where `later` ones ran as well."""
        flags = " --allow-newer --allow-out-of-order" if later else ""
        return (
            "run the rest from where its head says that they are:"
            f" goofer migrate --directory ARCHIVE{flags}"
        )


def squashes(
    names: Mapping[str, str], applied: Mapping[str, str], look: Callable[[str], Directives]
) -> list[Squash]:
    """Return the squashed migrations of which the database has any of the many.

    Heads are read of what is not applied, or is under another name: that of one of the many.
    """
    found = []
    for version, name in names.items():
        if applied.get(version) == name:
            continue
        said = look(version)
        if said.replaces:
            found.append(_squash(version, name, said, applied))
    return [one for one in found if one.ran]


def _squash(version: str, name: str, said: Directives, applied: Mapping[str, str]) -> Squash:
    many = dict.fromkeys((*said.replaces, version))
    ran = [one for one in many if one in applied]
    lacking = [one for one in many if one not in applied]
    # What one of the many had replaced itself: all of it is there, or nothing.
    earlier = [one for one in said.replaces_too if one in applied]
    if earlier and len(earlier) < len(said.replaces_too):
        lacking = [one for one in said.replaces_too if one not in applied] + lacking
    return Squash(version, name, (*earlier, *ran), tuple(lacking))


def with_squashed(state: State, squashed: list[Squash]) -> State:
    """Return the state in which each squashed migration is applied instead of the many.

    It takes the place of the last of them.
    """
    applied = dict(state.applied)
    for one in squashed:
        for version in one.ran:
            if version != one.version:
                del applied[version]
        applied[one.version] = one.name
    return replace(state, applied=applied)


def check_squashed(chooser: Chooser) -> None:
    """Refuse to go up where some of the many ran and others did not."""
    for version, said in chooser.said.items():
        there = [one for one in said.replaces if one in chooser.names and one != version]
        if there:
            title = f"{version}_{chooser.names[version]}"
            raise FileError(
                f"{title} replaces {', '.join(there)}, which is among the migrations as well."
                " Nothing was run.",
                hint=f"move the files of {there[0]} out of the folder",
            )
    for one in chooser.partly:
        later = int(chooser.current or 0) > int(one.version)
        raise DirtyOrDrifted(f"{one.halfway} Nothing was run.", hint=one.way_on(later=later))


def _listed(versions: tuple[str, ...], most: int = 5) -> str:
    more = len(versions) - most
    return ", ".join(versions[:most]) + (f" and {more} more" if more > 0 else "")


def record_squashed(history: History, chooser: Chooser, setting: Setting) -> None:
    """Add to the history that the squashed migrations are applied, and the many are not.

    No script is run. All of it is committed, or nothing.
    """
    from goofer_py.migrate.record import Record, host_name, user_name

    session = history.session
    history.create()
    before = history.baseline()
    session.begin()
    try:
        for one in chooser.squashed:
            migration = setting.source.migration(one.version)
            blank = Record(
                id=0,
                version=one.version,
                name=one.name,
                direction="up",
                status=DONE,
                started_at=setting.clock.now(),
                user=user_name(),
                host=host_name(),
                error=f"{REPLACED} {one.title}: nothing was run",
            )
            for version in one.ran:
                if version != one.version:
                    name = chooser.replaced_names[version]
                    history.add(replace(blank, version=version, name=name, direction="down"))
            down = migration.down.for_history() if migration.down else None
            note = f"stands for {len(one.ran)} that ran: nothing was run"
            # What was there before any migration ran stays so, under whatever name.
            note = BASELINE if before.intersection(one.ran) else note
            checksum = migration.up.checksum()
            history.add(replace(blank, checksum=checksum, down_script=down, error=note))
        session.commit()
    except BaseException:
        session.rollback()
        raise
