"""A migration by its version, with the script that a run needs."""

from __future__ import annotations

from collections.abc import Mapping

from goofer_py.errors import FileError, UnknownVersion
from goofer_py.migrate.history import History
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.script import TextScript
from goofer_py.migrate.sources import MigrationSource


def find(
    version: str,
    direction: str,
    source: MigrationSource,
    names: Mapping[str, str],
    history: History | None,
) -> Migration:
    """Return a migration; what leads back comes from the history when the source lacks it.

    Raises FileError when nothing leads back, UnknownVersion when nothing leads there.
    """
    known = source.migration(version) if version in names else None
    if direction == "up":
        if known is None:
            raise UnknownVersion(version, list(names))
        return known
    if known is not None and known.down is not None:
        return known
    record = history.last_applied(version) if history else None
    if record is not None and record.down_script is not None:
        script = TextScript(record.down_script)
        return Migration(version, record.name, known.up if known else script, script)
    if known is not None:
        known.script(direction)
    raise FileError(
        f"the migration {version} is not there any more, and the history does not have what leads"
        " back. Nothing was run.",
        hint=f"bring the files {version}_* back",
    )
