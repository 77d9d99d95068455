"""Alembic: revisions in Python, rendered one by one in its offline mode by the project's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from goofer_py.errors import FileError
from goofer_py.importing.driven import check_dialect, told
from goofer_py.importing.folder import title
from goofer_py.importing.model import Done, Found, Imported, Part, Place
from goofer_py.stores.store import Session

TABLE = "alembic_version"

_INI = "alembic.ini"


def read(place: Place) -> Found:
    """Return the revisions of a project, each after those that it needs; raises FileError.

    The folder is the one with alembic.ini, or that file.
    """
    ini = place.folder if place.folder.is_file() else place.folder / _INI
    if not ini.is_file():
        raise FileError(
            f"there is no {_INI}. Nothing was written.",
            path=place.folder,
            hint="name the folder that alembic is called in, or its settings file",
        )
    said = told(place, "alembic_revisions", ini.parent, ini.name, place.dialect or "")
    if said["calls"] != 1 or "revisions" not in said:
        raise FileError(
            f"its env.py runs migrations for {said['calls']} databases in the offline mode, and"
            " goofer can take over those of one. Nothing was written.",
            path=ini,
        )
    hint = f"set sqlalchemy.url in {ini.name}, or what env.py takes the URL from"
    check_dialect(place, said["dialect"], ini, hint)
    numbers = _numbers([one["date"] for one in said["revisions"]])
    table = f"{said['schema']}.{said['table']}" if said["schema"] else str(said["table"])
    pairs = zip(said["revisions"], numbers, strict=True)
    return Found(tuple(_migration(one, number) for one, number in pairs), table=table)


def applied(session: Session, table: str, found: Found) -> Sequence[Done]:
    """Return the revisions that the table holds, and all that they need."""
    heads = [str(row[0]) for row in session.query(f"SELECT version_num FROM {table}")]
    needs = {one.key: one.after for one in found.migrations}
    reached, waiting = set[str](), list(heads)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += needs.get(key, ())
    known = [Done(one.key) for one in found.migrations if one.key in reached]
    return [*known, *(Done(key) for key in heads if key not in needs)]


def _migration(one: Mapping[str, Any], number: str | None) -> Imported:
    up, down = one["up"], one["down"]
    # An empty error is a downgrade() that says there is none.
    if down is not None and down["error"] == "":
        down = None
    ways = {"up": up, "down": down}
    in_code = [way for way, said in ways.items() if said is not None and said["error"] is not None]
    reasons = dict.fromkeys(ways[way]["error"] or "it is not written" for way in in_code)
    parents: list[str] = one["parents"]
    return Imported(
        key=one["revision"],
        name=title(one["title"], one["revision"]),
        origin=one["file"],
        up=_part(up, parents),
        down=None if down is None else _part(down, parents),
        number=number,
        code="; ".join(reasons) or None,
        in_code=tuple(in_code),
        after=tuple(parents),
    )


def _part(said: Mapping[str, Any], parents: Sequence[str]) -> Part:
    text = str(said["text"])
    if not text.strip() and len(parents) > 1:
        text = f"-- merges {' and '.join(sorted(parents))}: nothing is to be run\n"
    return Part(text, ("no-transaction",) if said["alone"] else ())


def _numbers(dates: Sequence[str | None]) -> list[str | None]:
    """Return versions that say when each was made, and are in their order."""
    numbers: list[str | None] = []
    last: datetime | None = None
    for date in dates:
        try:
            at = datetime.fromisoformat(date or "").replace(tzinfo=None, microsecond=0)
        except ValueError:
            return [None] * len(dates)
        last = at if last is None or at > last else last + timedelta(seconds=1)
        numbers.append(last.strftime("%Y%m%d%H%M%S"))
    return numbers
