"""How a database stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from goofer_py.migrate.choice import Chooser
from goofer_py.migrate.state import REPEATED, Dirty

if TYPE_CHECKING:
    from goofer_py.migrate.history import History
    from goofer_py.migrate.lease_table import Held
    from goofer_py.migrate.setting import Setting
    from goofer_py.migrate.several.listing import PartState
    from goofer_py.migrate.several.stand import Stand
    from goofer_py.migrate.squashed import Squash
    from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """One migration and how it stands: its state is a word.

    It is applied, baseline, pending, waiting, out of order, skipped, changed, missing or dirty.
    `notes` is what it says about itself: why nothing leads back, which others it needs, ...
    """

    version: str
    name: str
    state: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """How a database stands; each mapping gives names by version, in the order of the versions.

    `missing` are applied and no longer in the source, and `newer` are those of them that are newer
    than all it holds; `out_of_order` are the pending ones that are older than `current`, the newest
    applied one. `changed` were edited after they were applied; None when nobody looked. `skipped`
    are for other environments than this one, `notes` what pending and skipped ones say. `baseline`
    are those of the applied that the database had before any migration ran, `irreversible` says of
    applied ones why nothing leads back. `repeatables` are the scripts that are run again when they
    change: name and state, which is "missing" of one that ran and whose file is gone.
    `partly` are squashed ones of which some that they replace ran here, and others did not.
    `holder` is the run that holds the lease now; where nothing is left to do, it is looked for only
    when everything is.
    """

    database: str
    current: str | None = None
    applied: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    out_of_order: tuple[str, ...] = ()
    dirty: Dirty | None = None
    newer: tuple[str, ...] = ()
    changed: tuple[str, ...] | None = None
    skipped: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    baseline: frozenset[str] = frozenset()
    irreversible: Mapping[str, str] = field(default_factory=dict)
    repeatables: tuple[tuple[str, str], ...] = ()
    partly: tuple[Squash, ...] = ()
    waiting: tuple[str, ...] = ()
    """Those of the pending that run once somebody confirms that no program uses the old form."""
    holder: Held | None = None
    lacks: tuple[str, ...] = ()
    """What a store without SQL cannot promise a run, in sentences."""
    parts: tuple[PartState, ...] = ()
    """What is here of other databases' migrations; looked for where there are others, or by a
    check."""
    stands: tuple[Stand, ...] = ()
    """How the other databases stand of a migration that stopped halfway."""

    def entries(self, *, everything: bool = True) -> Iterator[StatusEntry]:
        """Yield every migration with its state, in the order of the versions.

        Without `everything`, those are left out that are applied and as they should be.
        """
        shown = self.applied if everything else self.wrong
        both = {**shown, **self.pending, **self.skipped}
        if self.dirty is not None:
            both.setdefault(self.dirty.version, self.dirty.name)
        for version in sorted(both, key=int):
            notes = self.notes.get(version, ())
            if version in self.irreversible:
                notes = (*notes, f"irreversible {self.irreversible[version]}")
            yield StatusEntry(version, both[version], self._state(version), notes)
        for name, state in self.repeatables:
            if everything or state != "applied":
                yield StatusEntry(REPEATED, name, state)

    @property
    def gone(self) -> tuple[str, ...]:
        """The names of the scripts without a version that ran, and whose files are gone."""
        return tuple(name for name, state in self.repeatables if state == "missing")

    @property
    def wrong(self) -> dict[str, str]:
        """The applied ones that were edited or are gone."""
        return {**self.missing, **{one: self.applied[one] for one in self.changed or ()}}

    def _state(self, version: str) -> str:
        if self.dirty is not None and self.dirty.version == version:
            return "dirty"
        if version in self.missing:
            return "missing"
        if version in (self.changed or ()):
            return "changed"
        if version in self.applied:
            return "baseline" if version in self.baseline else "applied"
        return self._unapplied(version)

    def _unapplied(self, version: str) -> str:
        if version in self.skipped:
            return "skipped"
        if version in self.out_of_order:
            return "out of order"
        return "waiting" if version in self.waiting else "pending"


def absent(database: str, chooser: Chooser, setting: Setting) -> Status:
    """Return how a database stands that is not there yet."""
    found = status_of(database, chooser)
    notes = _of_several(found, setting) if setting.databases else found.notes
    return replace(found, notes=notes, repeatables=_repeatables(setting, None))


def _repeatables(setting: Setting, history: History | None) -> tuple[tuple[str, str], ...]:
    if not setting.source.repeatables():
        return ()
    from goofer_py.migrate.repeatable import standings

    return tuple((one.name, one.state) for one in standings(setting, history))


def _gone(setting: Setting, chooser: Chooser) -> tuple[tuple[str, str], ...]:
    if not (ran := chooser.state.repeated):
        return ()
    return tuple((name, "missing") for name in sorted(ran - setting.source.repeatables().keys()))


def looked(
    session: Session, history: History, setting: Setting, chooser: Chooser, check: bool
) -> Status:
    """Return how a database stands; with `check`, reads the files of all applied migrations."""
    dirty, changed, source = history.dirty(chooser.state), None, setting.source
    if dirty is not None:
        from goofer_py.migrate.stopped import placed

        dirty = placed(dirty, session, history, source, chooser.names)
    if check:
        from goofer_py.migrate.checks import changed_versions

        changed = tuple(changed_versions(history, source, chooser))
    there, reasons = history.remarks() if chooser.state.applied else (set(), {})
    found = status_of(session.database, chooser, dirty, changed)
    return replace(
        found,
        notes=_of_several(found, setting) if setting.databases else found.notes,
        baseline=frozenset(there),
        irreversible={one: reasons[one] for one in chooser.applied if one in reasons},
        repeatables=(*_repeatables(setting, history), *_gone(setting, chooser)),
        lacks=session.lacks,
        parts=_parts(session, setting) if check or setting.databases else (),
        stands=_stands(dirty, setting) if dirty is not None else (),
    )


def _of_several(found: Status, setting: Setting) -> dict[str, tuple[str, ...]]:
    """Return the notes, with those of pending migrations that change other databases too."""
    from goofer_py.migrate.several.names import noted

    notes = dict(found.notes)
    for version in found.pending:
        if more := noted(setting.source.migration(version).up):
            notes[version] = (*notes.get(version, ()), *more)
    return notes


def _parts(session: Session, setting: Setting) -> tuple[PartState, ...]:
    from goofer_py.migrate.several.listing import part_states

    return part_states(session, setting.table)


def _stands(dirty: Dirty, setting: Setting) -> tuple[Stand, ...]:
    """Ask the other databases how they stand, where a migration stopped that changes them too."""
    if not dirty.trace or not setting.databases or dirty.version not in setting.source.names():
        return ()
    from goofer_py.migrate.several.listing import stands_of

    return stands_of(dirty, setting.source.migration(dirty.version), setting.databases)


def status_of(
    database: str,
    chooser: Chooser,
    dirty: Dirty | None = None,
    changed: tuple[str, ...] | None = None,
) -> Status:
    """Return how a database stands whose state a chooser knows."""
    names, applied = chooser.names, chooser.state.applied
    return Status(
        database,
        chooser.current,
        {version: applied[version] for version in chooser.applied},
        {version: names[version] for version in chooser.pending},
        {version: applied[version] for version in chooser.missing},
        tuple(chooser.out_of_order),
        dirty,
        tuple(chooser.newer),
        changed,
        {version: names[version] for version in chooser.skipped},
        _notes(chooser),
        partly=chooser.partly,
        waiting=_waiting(chooser),
    )


def _waiting(chooser: Chooser) -> tuple[str, ...]:
    if not chooser.said:
        return ()
    from goofer_py.migrate.phases import waiting

    return waiting(chooser)


def _notes(chooser: Chooser) -> dict[str, tuple[str, ...]]:
    notes = {version: said.notes() for version, said in chooser.said.items()}
    for one in chooser.squashed:
        notes[one.version] = (f"stands for {len(one.ran)} that ran; the next run records it",)
    return notes
