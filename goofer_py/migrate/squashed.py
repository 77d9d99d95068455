"""Migrations that stand for many others, in a database that ran the many.

A squashed migration has the version of the last that it replaces, and another name. A database in
which all of the many ran has the squashed one; the history says so from the next run on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goofer_py.migrate.state import State

if TYPE_CHECKING:
    from goofer_py.migrate.directives import Directives


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


def _listed(versions: tuple[str, ...], most: int = 5) -> str:
    more = len(versions) - most
    return ", ".join(versions[:most]) + (f" and {more} more" if more > 0 else "")
