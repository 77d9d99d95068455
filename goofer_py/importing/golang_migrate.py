"""golang-migrate: pairs of files with a version of any digits, and one version for a database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from goofer_py.errors import DirtyOrDrifted
from goofer_py.importing.folder import file_names, refuse, text_of, title
from goofer_py.importing.model import Done, Found, Imported, Part, Place
from goofer_py.stores.store import Session

TABLE = "schema_migrations"

_FILE = re.compile(r"(?P<version>[0-9]+)_(?P<name>.*)\.(?P<way>up|down)\.(?P<kind>.*)")
_NONE = -1


def read(place: Place) -> Found:
    """Return the migrations of a folder in golang-migrate's order; raises FileError."""
    found = [match for name in file_names(place.folder) if (match := _FILE.fullmatch(name))]
    if others := [match[0] for match in found if match["kind"] != "sql"]:
        raise refuse(place.folder, "These are no SQL.", others)
    ways: dict[int, dict[str, re.Match[str]]] = {}
    for match in found:
        way = ways.setdefault(int(match["version"]), {})
        if match["way"] in way:
            both = (way[match["way"]][0], match[0])
            raise refuse(place.folder, "These have one version.", both)
        way[match["way"]] = match
    return Found(tuple(_migration(place.folder, ways[version]) for version in sorted(ways)))


def applied(session: Session, table: str, found: Found) -> Sequence[Done]:
    """Return all up to the version that the table holds; raises DirtyOrDrifted for a dirty one."""
    rows = session.query(f"SELECT version, dirty FROM {table}")
    if not rows or int(rows[0][0]) == _NONE:
        return []
    version, dirty = int(rows[0][0]), rows[0][1]
    # SQLite keeps it as it was given: as a number, or as a word.
    if dirty not in (0, False, None, "0", "false"):
        raise DirtyOrDrifted(
            f"golang-migrate says of {session.database} that version {version} is dirty: it"
            " stopped halfway. Nothing was changed.",
            hint=f"settle it with golang-migrate first, such as: migrate force {version}",
        )
    keys = [one.key for one in found.migrations if int(one.key) <= version]
    return [Done(key) for key in dict.fromkeys((*keys, str(version)))]


def _migration(folder: Path, ways: dict[str, re.Match[str]]) -> Imported:
    up, down = ways.get("up"), ways.get("down")
    first = up or ways["down"]
    return Imported(
        key=str(int(first["version"])),
        name=title(first["name"]),
        origin=first[0],
        up=Part("" if up is None else text_of(folder / up[0])),
        down=None if down is None else Part(text_of(folder / down[0])),
        number=first["version"],
        notes=() if up else ("it has no up file, so that going up does nothing",),
    )
