"""One migration, from its files and from the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goofer_py.errors import UnknownVersion
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.record import DIRTY, DONE, Record
from goofer_py.migrate.spelled import spelled
from goofer_py.project import Project


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of one migration; scripts are None where there is none."""

    version: str
    name: str
    state: str
    up: str | None
    down: str | None
    up_path: Path | None
    down_path: Path | None
    records: tuple[Record, ...]


def find_shown(project: Project, version: str) -> Shown:
    """Return what files and history say of `version`; raises UnknownVersion."""
    source = project.source()
    names = source.names() if source.is_there else {}
    records = _records(project)
    known = _known(version, {**{record.version: record.name for record in records}, **names})
    own = tuple(record for record in records if record.version == known)
    migration = source.migration(known) if known in names else None
    state = _state(own) if project.settings.url else "not looked up: no database is named"
    return _shown(known, state, migration, own)


def _records(project: Project) -> list[Record]:
    if project.settings.url is None:
        return []
    with project.migrator() as migrator:
        return [record for record in migrator.history() if record.direction != "repeat"]


def _known(version: str, names: Mapping[str, str]) -> str:
    ordered = sorted(names, key=int)
    if version == "latest" and ordered:
        return ordered[-1]
    if known := spelled(version, names):
        return known
    raise UnknownVersion(version, ordered)


def _state(records: Sequence[Record]) -> str:
    state = "pending"
    for record in records:
        if record.status == DIRTY:
            state = f"dirty ({record.direction})"
        elif record.status == DONE:
            state = "applied" if record.direction == "up" else "pending"
    return state


def _shown(
    version: str, state: str, migration: Migration | None, records: tuple[Record, ...]
) -> Shown:
    kept = next((r.down_script for r in reversed(records) if r.down_script is not None), None)
    if migration is None:
        return Shown(version, records[-1].name, state, None, kept, None, None, records)
    down = migration.down
    return Shown(
        version,
        migration.name,
        state,
        migration.up.text,
        kept if down is None else down.text,
        migration.up.path,
        None if down is None else down.path,
        records,
    )
