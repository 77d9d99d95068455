"""What is recorded in other databases of a migration of which nothing runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from goofer_py.migrate.record import DONE, Record, host_name, user_name
from goofer_py.migrate.several.attempt import Attempt, new_attempt
from goofer_py.migrate.several.origin import Origin
from goofer_py.migrate.several.part_book import PartBook

if TYPE_CHECKING:
    from goofer_py.migrate.setting import Setting
    from goofer_py.migrate.several.companion import Companions


def note_parts(
    companions: Companions | None,
    setting: Setting,
    database: str,
    versions: Iterable[str],
    direction: str,
    note: str,
    attempt: Attempt | None = None,
) -> None:
    """Record in all of a run's other databases that their parts count as done, or undone.

    `database` is the migrations' own, in messages.
    """
    names = setting.source.names()
    for version in versions if companions else ():
        if version not in names:
            continue
        said = getattr(setting.source.migration(version).up, "databases", ())
        origin = Origin(database, (attempt or new_attempt()).id)
        for one in (companions or {}).values():
            if one.name not in said:
                continue
            book = PartBook(one.session, one.table, origin.attempt, direction)
            book.history.lease = one.lease
            book.look()
            book.history.create()
            book.add(
                Record(
                    id=0,
                    version=version,
                    name=names[version],
                    direction=direction,
                    status=DONE,
                    started_at=setting.clock.now(),
                    user=user_name(),
                    host=host_name(),
                    error=note,
                    down_script=origin.text,
                )
            )
