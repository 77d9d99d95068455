"""How a database stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from goofer_py.migrate.choice import Chooser
from goofer_py.migrate.state import Dirty


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """One migration and how it stands: applied, pending, out of order, missing or dirty."""

    version: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Status:
    """How a database stands; each mapping gives names by version, in the order of the versions.

    `missing` are applied and no longer in the source; `out_of_order` are the pending ones that
    are older than `current`, the newest applied one.
    """

    database: str
    current: str | None = None
    applied: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    out_of_order: tuple[str, ...] = ()
    dirty: Dirty | None = None

    def entries(self, *, everything: bool = True) -> Iterator[StatusEntry]:
        """Yield every migration with its state, in the order of the versions.

        Without `everything`, those are left out that are applied and as they should be.
        """
        both = {**(self.applied if everything else self.missing), **self.pending}
        if self.dirty is not None:
            both.setdefault(self.dirty.version, self.dirty.name)
        for version in sorted(both, key=int):
            yield StatusEntry(version, both[version], self._state(version))

    def _state(self, version: str) -> str:
        if self.dirty is not None and self.dirty.version == version:
            return "dirty"
        if version in self.missing:
            return "missing"
        if version in self.applied:
            return "applied"
        return "out of order" if version in self.out_of_order else "pending"


def status_of(database: str, chooser: Chooser, dirty: Dirty | None) -> Status:
    """Return how a database stands whose state a chooser knows."""
    names, applied = chooser.names, chooser.state.applied
    return Status(
        database,
        chooser.current,
        {version: applied[version] for version in chooser.applied},
        {version: names[version] for version in chooser.pending},
        {version: name for version, name in applied.items() if version not in names},
        tuple(chooser.out_of_order),
        dirty,
    )
