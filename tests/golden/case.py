"""One change of one kind of object, as a readable file.

`tests/golden/<database>/<case>.sql` says what the database has before, with rows, and what is
wanted after; beside it are the two files that goofer writes for it:

    -- object: column
    -- action: rename
    -- rename: users.mail = email
    -- note: views that name the column follow
    -- before
    CREATE TABLE ...
    -- rows
    INSERT INTO ...
    -- after
    CREATE TABLE ...

`rename`, `fill`, `conversion`, `way back` may be there several times; `drop: keep` puts aside what
is dropped (else it is discarded); `manage: grant` manages what else is left alone, for the roles
`reader` and `boss`; `column order: true` compares that too; `needs: 15` is the oldest version of
the server, `schemas` names those that are looked at besides the default one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GOLDEN = Path(__file__).parent
DATABASES = ("sqlite", "postgresql", "mysql", "mariadb")
ACTIONS = ("create", "alter", "rename", "drop", "depend")
_SECTION = re.compile(r"^-- (before|rows|after)[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"^-- ([a-z ]+): *(.*)$")
_FIELDS = {"object", "action", "note", "needs", "drop", "column order", "manage", "schemas"}
_REPEATED = {"rename", "fill", "conversion", "way back", "fix"}


@dataclass(frozen=True, slots=True)
class Case:
    """What a case file says."""

    path: Path
    object: str
    action: str
    before: str
    rows: str
    after: str
    note: str = ""
    needs: tuple[int, ...] = ()
    keeps: bool = False
    in_order: bool = False
    manage: tuple[str, ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()
    schemas: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the case, which is that of the migration."""
        return self.path.stem

    @property
    def database(self) -> str:
        """Which database it is for."""
        return self.path.parent.name

    def golden(self, direction: str) -> Path:
        """Return the file that holds the script of one direction."""
        return self.path.with_suffix(f".{direction}.sql")

    def answers_of(self, kind: str) -> dict[str, str]:
        """Return the answers of one kind: rename, fill, conversion, way back or fix."""
        return {place: answer for which, place, answer in self.answers if which == kind}


def cases(database: str) -> list[Case]:
    """Return the cases of one database by name."""
    files = sorted((GOLDEN / database).glob("*.sql"))
    return [read_case(file) for file in files if not file.stem.endswith((".up", ".down"))]


def read_case(path: Path) -> Case:
    """Read one case file; ValueError for one that does not say what it has to."""
    head, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    said = list(_said(head, path))
    one = {field: value for field, value in said if field in _FIELDS}
    if one.get("action") not in ACTIONS or "object" not in one or "after" not in sections:
        raise ValueError(f"{path}: object, action (one of {ACTIONS}) and an after are needed")
    return Case(
        path,
        one["object"],
        one["action"],
        sections.get("before", "").strip(),
        sections.get("rows", "").strip(),
        sections["after"].strip(),
        note=one.get("note", ""),
        needs=tuple(map(int, one["needs"].split("."))) if "needs" in one else (),
        keeps=one.get("drop") == "keep",
        manage=tuple(one["manage"].split(", ")) if "manage" in one else (),
        in_order=one.get("column order") == "true",
        answers=tuple(_answer(field, value) for field, value in said if field in _REPEATED),
        schemas=tuple(one.get("schemas", "").split()),
    )


def _said(head: str, path: Path) -> Iterator[tuple[str, str]]:
    for line in filter(None, map(str.strip, head.splitlines())):
        match = _FIELD.match(line)
        if match is None or match[1] not in _FIELDS | _REPEATED:
            raise ValueError(f"{path}: {line!r} is not understood")
        yield match[1], match[2]


def _answer(field: str, value: str) -> tuple[str, str, str]:
    place, _, answer = value.partition(" = ")
    return field, place, answer
