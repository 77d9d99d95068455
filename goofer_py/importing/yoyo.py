"""yoyo: SQL files and steps in Python, in the order of their dependencies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from goofer_py.importing.driven import told
from goofer_py.importing.folder import file_names, text_of, title
from goofer_py.importing.model import Done, Found, Imported, Part, Place
from goofer_py.importing.moments import moment
from goofer_py.stores.store import Session

TABLE = "_yoyo_migration"

_DATED = re.compile(r"(?P<date>[0-9]{8})_(?P<place>[0-9]{2})_[A-Za-z0-9]{5}-?(?P<name>.*)")
_COUNTED = re.compile(r"(?P<version>[0-9]+)(?P<name>.*)")
_STEPS = {"up": "apply", "down": "rollback"}


def read(place: Place) -> Found:
    """Return the migrations of a folder in yoyo's order; raises FileError."""
    file_names(place.folder)
    said = told(place, "yoyo_steps", Path.cwd(), str(place.folder))
    migrations = tuple(_migration(place.folder, one) for one in said["migrations"])
    notes = [
        f"{name}: yoyo runs it after every apply, and it is not taken over"
        for name in said["afterwards"]
    ]
    return Found(migrations, notes=tuple(notes))


def applied(session: Session, table: str, found: Found) -> Sequence[Done]:
    """Return what the table lists, in the order in which it was applied."""
    rows = session.query(f"SELECT migration_id, applied_at_utc FROM {table} ORDER BY 2")
    places = {one.key: place for place, one in enumerate(found.migrations)}
    # MariaDB keeps whole seconds: within one, the order is that of the migrations.
    listed = [(str(at), places.get(str(key), len(places)), str(key)) for key, at in rows]
    return [Done(key, moment(at)) for at, _, key in sorted(listed)]


def _migration(folder: Path, one: Mapping[str, Any]) -> Imported:
    number, name = _named(one["id"])
    directives = () if one["transaction"] else ("no-transaction",)
    up, down = _raw(folder / one["file"]) if one["raw"] else _stepped(one)
    code = {way: _code(one[way]) for way in _STEPS}
    in_code = tuple(way for way in _STEPS if code[way])
    functions = dict.fromkeys(name for way in in_code for name in code[way])
    ignores = "a step of it ignores errors, and goofer stops at them"
    return Imported(
        key=one["id"],
        name=name,
        origin=one["file"],
        up=Part(up, directives),
        down=None if down is None else Part(down, directives),
        number=number,
        code=f"a step that calls {', '.join(functions)}" if functions else None,
        in_code=in_code,
        after=tuple(one["needs"]),
        notes=(ignores,) if one["ignores"] else (),
    )


def _named(key: str) -> tuple[str | None, str]:
    """Return the version that an id begins with, and its name."""
    if dated := _DATED.fullmatch(key):
        return f"{dated['date']}{int(dated['place']):06}", title(dated["name"])
    if counted := _COUNTED.fullmatch(key):
        return counted["version"], title(counted["name"])
    return None, title(key)


def _raw(path: Path) -> tuple[str, str | None]:
    rollback = path.with_suffix(".rollback.sql")
    return text_of(path), text_of(rollback) if rollback.is_file() else None


def _stepped(one: Mapping[str, Any]) -> tuple[str, str | None]:
    up, down = (_joined(one[way]) for way in ("up", "down"))
    return up, down if any(one["down"]) or not any(one["up"]) else None


def _joined(steps: Sequence[Mapping[str, str] | None]) -> str:
    texts = (step.get("sql", "") for step in steps if step is not None)
    return "".join(f"{text.strip().removesuffix(';')};\n" for text in texts if text.strip())


def _code(steps: Sequence[Mapping[str, str] | None]) -> list[str]:
    return [step["code"] for step in steps if step is not None and "code" in step]
