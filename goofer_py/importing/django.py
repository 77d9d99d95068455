"""Django: migrations in Python, rendered one by one by the project's own schema editor."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from goofer_py.errors import DirtyOrDrifted, FileError
from goofer_py.importing.driven import check_dialect, told
from goofer_py.importing.folder import text_of, title
from goofer_py.importing.model import Done, Found, Imported, Part, Place
from goofer_py.importing.moments import moment
from goofer_py.stores.store import Session

TABLE = "django_migrations"

_SETTINGS = re.compile(r"""DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']""")
_NO_SQL = "-- THIS OPERATION CANNOT BE WRITTEN AS SQL"
_NOTHING = "-- nothing is to be done"
_KNOWN = {
    ("contenttypes.0002_remove_content_type_name", "down", "add_legacy_name"): (
        "UPDATE django_content_type SET name = model;"
    ),
    # Permissions of proxy models that Django made before 2.2: a new database has none.
    ("auth.0011_update_proxy_permissions", "up", "update_proxy_model_permissions"): _NOTHING,
    ("auth.0011_update_proxy_permissions", "down", "revert_proxy_model_permissions"): _NOTHING,
}
"""What the functions of Django's own migrations do, in SQL."""
_FILLED = "contenttypes"
_AFTERWARDS = (
    "Django adds the rows of content types and permissions after its own migrate, and goofer does"
    " not: emit_post_migrate_signal(0, False, 'default') of django.core.management.sql does"
)


def read(place: Place) -> Found:
    """Return the migrations of all apps in Django's order; raises FileError."""
    manage = place.folder / "manage.py"
    settings = os.environ.get("DJANGO_SETTINGS_MODULE") or _settings(manage)
    said = told(place, "django_migrations", place.folder, settings)
    hint = f"set DATABASES of {settings} to a database of that kind"
    check_dialect(place, said["dialect"], place.folder, hint)
    failed = [one for one in said["migrations"] if one["error"]]
    if failed:
        one = failed[0]
        raise FileError(
            f"{one['app']}.{one['name']} cannot be rendered on an empty database, and"
            f" what comes after it is not known: {one['error']}. Nothing was written.",
            path=place.folder,
            hint="manage.py migrate on an empty database says the same; mend it there",
        )
    migrations = tuple(map(_migration, said["migrations"]))
    return Found(migrations, notes=tuple(_notes(said)))


def applied(session: Session, table: str, found: Found) -> Sequence[Done]:
    """Return what the table lists; of what a squashed migration replaces, that one.

    Migrations of apps that the project does not have any more are left out. Raises
    DirtyOrDrifted where part of what a squashed one replaces is applied.
    """
    rows = session.query(f"SELECT app, name, applied FROM {table} ORDER BY id")
    done = {f"{app}.{name}": moment(at) for app, name, at in rows}
    for one in found.migrations:
        there = [key for key in one.replaces if key in done]
        if there and one.key not in done and len(there) < len(one.replaces):
            raise DirtyOrDrifted(
                f"{session.database} has {len(there)} of the {len(one.replaces)} migrations that"
                f" {one.key} replaces. Nothing was changed.",
                hint="go on with Django until all of them are applied: manage.py migrate",
            )
        times = [done.pop(key) for key in there]
        if times:
            done.setdefault(one.key, times[-1])
    apps = {one.key.partition(".")[0] for one in found.migrations}
    return [Done(key, at, foreign=key.partition(".")[0] not in apps) for key, at in done.items()]


def _settings(manage: Path) -> str:
    if not manage.is_file():
        raise FileError(
            "there is no manage.py. Nothing was written.",
            path=manage.parent,
            hint="name the folder of manage.py",
        )
    found = _SETTINGS.search(text_of(manage))
    if found is None:
        raise FileError(
            "it names no settings. Nothing was written.",
            path=manage,
            hint="set DJANGO_SETTINGS_MODULE",
        )
    return found[1]


def _notes(said: Mapping[str, Any]) -> list[str]:
    notes = [
        f"the app {app} has no migrations, so that its tables are not made"
        for app in said["unmigrated"]
    ]
    if any(one["app"] == _FILLED for one in said["migrations"]):
        notes.append(_AFTERWARDS)
    return notes


def _migration(one: Mapping[str, Any]) -> Imported:
    key = f"{one['app']}.{one['name']}"
    code = {way: _unknown(key, way, one["code"][way]) for way in ("up", "down")}
    in_code = tuple(way for way in ("up", "down") if code[way] and one[way] is not None)
    functions = dict.fromkeys(name for way in in_code for name in code[way])
    down = one["down"]
    return Imported(
        key=key,
        name=title(f"{one['app']}_{one['name']}"),
        origin=key,
        up=_part(key, "up", one, one["up"]),
        down=None if down is None else _part(key, "down", one, down),
        code=f"RunPython of {', '.join(functions)}" if functions else None,
        in_code=in_code,
        replaces=tuple(f"{app}.{name}" for app, name in one["replaces"]),
    )


def _unknown(key: str, way: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if (key, way, name) not in _KNOWN]


def _part(key: str, way: str, one: Mapping[str, Any], text: str) -> Part:
    names = one["code"][way]
    if not _unknown(key, way, names):
        instead = "\n".join(_KNOWN[key, way, name] for name in names) or _NOTHING
        text = text.replace(_NO_SQL, instead)
    return Part(text, ("no-transaction",) if one["alone"] else ())
