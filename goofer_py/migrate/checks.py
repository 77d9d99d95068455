"""What keeps a run from starting: each check raises an error that says what, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from goofer_py.errors import DirtyOrDrifted, FileError, UsageError
from goofer_py.migrate.checksum import comparable
from goofer_py.migrate.choice import Choice, Chooser
from goofer_py.migrate.failure import listed
from goofer_py.migrate.filled import filled
from goofer_py.migrate.history import History
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.phases import waiting
from goofer_py.migrate.replacing import check_squashed
from goofer_py.migrate.script import Script, directives_of
from goofer_py.migrate.setting import UpOptions
from goofer_py.migrate.several.broken import can_go_back
from goofer_py.migrate.sources import MigrationSource
from goofer_py.migrate.state import REPEATED, Dirty, goes_on


def check_dirty(dirty: Dirty | None, choice: Choice, chooser: Chooser) -> None:
    """Refuse a run that would leave a migration behind that stopped halfway.

    A run of nothing is refused as well: it would look as if all were well.
    """
    if dirty is None or (dirty.version == REPEATED and not choice.versions):
        return
    title = f"{dirty.version}_{dirty.name}"
    again = goes_on(dirty.version, dirty.direction, waiting(chooser))
    first = choice.versions[:1] == (dirty.version,)
    if choice.direction == "down" and chooser.broken == dirty.version and first:
        return
    if dirty.direction != choice.direction:
        back = "; or take it back: goofer rollback" if can_go_back(dirty) else ""
        raise DirtyOrDrifted(
            f"{title} is {dirty}, so nothing can go {choice.direction} now. Nothing was run."
            f"{_reason(dirty)}",
            hint=f"{again}{back if dirty.direction == 'up' else ''}",
        )
    if dirty.version not in choice.versions[:1]:
        there = dirty.version in (chooser.pending if dirty.direction == "up" else chooser.applied)
        way = again if there else f"bring its script back, then: {again}"
        raise DirtyOrDrifted(
            f"{title} is {dirty}, and has to be finished first. Nothing was run.{_reason(dirty)}",
            hint=f"{way}; or settle it by hand: goofer repair",
        )


def _reason(dirty: Dirty) -> str:
    return f"\nIt stopped with: {dirty.error}" if dirty.error else ""


def check_back(migration: Migration) -> None:
    """Refuse to revert a migration that says that it cannot be."""
    scripts = (migration.up, migration.down)
    for script in scripts:
        reason = directives_of(script).irreversible if script is not None else None
        if reason is not None:
            raise FileError(
                f"{migration.title} is irreversible: {reason}. Nothing was run.",
                path=script.path if script is not None else None,
                hint="take the directive out of the file, if something leads back after all",
            )


def with_backup(error: FileError, history: History, version: str) -> FileError:
    """Return the error for what nothing leads back from, with the backup made before it, if any."""
    record = history.last_applied(version)
    if record is None or record.backup is None:
        return error
    gone = "" if Path(record.backup).exists() else ", which is not there any more"
    error.message = (
        f"{error.message} A backup was made right before it was applied: {record.backup}{gone}."
    )
    error.args = (error.message,)
    restore = f"into an empty database: goofer restore {record.backup}"
    error.hint = f"{error.hint}; or, {restore}" if error.hint else restore
    return error


def check_baseline(history: History, chooser: Chooser, choice: Choice) -> None:
    """Refuse to revert what was there before any migration ran."""
    found = history.baseline().intersection(choice.versions)
    if found:
        titles = listed([f"{one}_{chooser.state.applied[one]}" for one in sorted(found, key=int)])
        raise UsageError(
            f"In the baseline: {titles}. The database was there before, and no migration made it,"
            " so nothing leads back. Nothing was run.",
            hint="goofer rollback --fake records it as reverted, and changes nothing else",
        )


def check_needs(chooser: Chooser, choice: Choice) -> None:
    """Refuse migrations that need others which are not applied before them."""
    there = {int(version) for version in chooser.state.applied}
    for version in choice.versions:
        said = chooser.said.get(version)
        for need in said.requires if said else ():
            if int(need) not in there and not chooser.stands_in(need, there):
                raise _unmet(chooser, version, need)
        there.add(int(version))


def _unmet(chooser: Chooser, version: str, need: str) -> DirtyOrDrifted:
    names = {int(known): f"{known}_{name}" for known, name in chooser.names.items()}
    later = int(need) >= int(version)
    skipped = int(need) in map(int, chooser.skipped)
    why = "it is skipped here" if skipped else "it comes later" if later else "it is not applied"
    why = why if int(need) in names else "there is no such migration"
    return DirtyOrDrifted(
        f"{names[int(version)]} requires {names.get(int(need), need)}, and {why}. Nothing was run.",
        hint="goofer status",
    )


def check_variables(scripts: Iterable[Script]) -> None:
    """Refuse scripts with variables to be filled in that are not set."""
    for script in scripts:
        if directives_of(script).substitute:
            filled(script.text, script.path)


def check_order(chooser: Chooser, choice: Choice) -> None:
    """Refuse to apply migrations that are older than one that is applied."""
    late = [version for version in chooser.out_of_order if version in choice.versions]
    if late:
        titles = listed([f"{version}_{chooser.names[version]}" for version in late])
        raise DirtyOrDrifted(
            f"Out of order: {titles} {_be(late)} older than {chooser.current}, which is applied"
            " already. Nothing was run.",
            hint="give them newer versions, or allow it: goofer migrate --allow-out-of-order",
        )


def check_present(chooser: Chooser, options: UpOptions) -> None:
    """Refuse to go up from applied migrations whose files are gone, unless that is allowed."""
    check_squashed(chooser)
    gone = [version for version in chooser.missing if version not in chooser.newer]
    if gone and not options.get("allow_missing"):
        raise DirtyOrDrifted(
            f"Applied, and their files are gone: {_titled(chooser, gone)}. Nothing was run.",
            hint="bring the files back, or allow it: goofer migrate --allow-missing, or forget them"
            " for good: goofer repair",
        )
    if chooser.newer and not options.get("allow_newer"):
        newest = max(chooser.names, key=int, default=None)
        than = f"the newest file, {newest}" if newest else "the files: there are none"
        raise DirtyOrDrifted(
            f"The database is newer than {than}. Applied and without files:"
            f" {_titled(chooser, chooser.newer)}. Nothing was run.",
            hint="run the newer version of the program, or allow it: goofer migrate --allow-newer",
        )


def _titled(chooser: Chooser, versions: list[str]) -> str:
    return listed([f"{version}_{chooser.state.applied[version]}" for version in versions])


def check_unchanged(history: History, source: MigrationSource, chooser: Chooser) -> None:
    """Refuse to go up from applied migrations whose files were edited since."""
    changed = changed_versions(history, source, chooser)
    if changed:
        titles = listed([f"{version}_{chooser.names[version]}" for version in changed])
        raise DirtyOrDrifted(
            f"Changed since they were applied: {titles}. Nothing was run.",
            hint="bring the files back as they were and put the change into a new migration,"
            " or allow it: goofer migrate --allow-changed, or accept them for good: goofer repair",
        )


def changed_versions(history: History, source: MigrationSource, chooser: Chooser) -> list[str]:
    """Return the applied versions whose script is not what it was; reads all of their files."""
    checksums = history.checksums() if chooser.state.applied else {}
    changed = []
    squashed = {one.version for one in (*chooser.squashed, *chooser.partly)}
    for version in chooser.names:
        if version in squashed:
            continue
        stored = checksums.get(version) if version in chooser.state.applied else None
        if stored is None:
            continue
        found = source.migration(version).up.checksum()
        if found is not None and comparable(found, stored) and found != stored:
            changed.append(version)
    return changed


def _be(things: list[str]) -> str:
    return "is" if len(things) == 1 else "are"
