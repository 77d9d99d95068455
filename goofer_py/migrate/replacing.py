"""A run in a database in which squashed migrations take the place of many."""

from __future__ import annotations

from dataclasses import replace

from goofer_py.errors import DirtyOrDrifted, FileError
from goofer_py.migrate.choice import Chooser
from goofer_py.migrate.history import History
from goofer_py.migrate.record import Record, host_name, user_name
from goofer_py.migrate.setting import Setting
from goofer_py.migrate.state import BASELINE, DONE, REPLACED, STANDS_FOR


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


def record_squashed(history: History, chooser: Chooser, setting: Setting) -> None:
    """Add to the history that the squashed migrations are applied, and the many are not.

    No script is run. All of it is committed, or nothing.
    """
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
            note = f"{STANDS_FOR} {len(one.ran)} that ran: nothing was run"
            # What was there before any migration ran stays so, under whatever name.
            note = BASELINE if before.intersection(one.ran) else note
            checksum = migration.up.checksum()
            history.add(replace(blank, checksum=checksum, down_script=down, error=note))
        session.commit()
    except BaseException:
        session.rollback()
        raise
