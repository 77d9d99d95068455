"""What pages show of a database's migrations, read for one page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from goofer_py.cli.records import last_of_each_run
from goofer_py.errors import FileError, UnknownVersion
from goofer_py.migrate.files import PYTHON
from goofer_py.migrate.phases import phased
from goofer_py.migrate.spelled import spelled
from goofer_py.project import Project
from goofer_py.web.highlight import MOST, highlighted, plain

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.diagram.picture import Picture
    from goofer_py.migrate.record import Record
    from goofer_py.migrate.script import Script
    from goofer_py.migrate.status import Status, StatusEntry

PAGE = 100
"""How many rows a page has at most."""
_SQL = ".sql"


@dataclass(frozen=True, slots=True)
class Text:
    """One script as a page shows it; `cut` is how many characters of it are left out."""

    html: Markup
    path: str
    lines: int
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Detail:
    """One migration: its scripts, as far as there are any, and what became of it here."""

    version: str
    name: str
    up: Text | None
    down: Text | None
    kept: bool
    """Whether the way down is what the history keeps, and no file."""
    notes: tuple[str, ...]
    records: tuple[Record, ...]
    drawable: bool = False
    """Whether it can be tried for a picture of what it changes."""

    @property
    def title(self) -> str:
        """The version and the name, as file names start."""
        return f"{self.version}_{self.name}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a longer list: `total` rows are there on `pages` pages, of which this is one."""

    rows: Sequence[StatusEntry]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Ran:
    """A page of what ran; `older` is the id from which the next page goes on, None at the end."""

    records: Sequence[Record]
    older: int | None


def listed(status: Status, words: str, state: str, page: int) -> Listed:
    """Return a page of the migrations, the newest first, that fit what is searched for."""
    wanted = words.lower().split()
    found = [
        one
        for one in status.entries(everything=True)
        if (not state or one.state == state)
        and all(word in f"{one.version}_{one.name}".lower() for word in wanted)
    ]
    found.reverse()
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    return Listed(found[(page - 1) * PAGE : page * PAGE], len(found), page, pages)


def states_of(status: Status) -> list[str]:
    """Return the states that its migrations have."""
    return sorted({one.state for one in status.entries(everything=True)})


def newest(settings: Settings, before: int | None) -> Ran:
    """Return a page of what ran, the newest first, of the records older than the id `before`.

    Where each statement commits by itself, the history has a record of each: they are one run.
    """
    with Project(settings.untold).migrator() as migrator:
        read = migrator.latest_records(PAGE + 1, before)
        split = migrator.records_of(read[0].version) if read and before is not None else []
    page = read[:PAGE]
    known = {one.id for one in page}
    runs = last_of_each_run([*reversed(page), *(one for one in split if one.id > page[0].id)])
    shown = [one for one in reversed(runs) if one.id in known]
    return Ran(shown, page[-1].id if len(read) > PAGE else None)


def records_of(settings: Settings, version: str) -> list[Record]:
    """Return what became of one migration on one database, the oldest first."""
    with Project(settings.untold).migrator() as migrator:
        return migrator.records_of(version)


def detail(settings: Settings, version: str) -> Detail:
    """Return what files and history say of a migration; raises UnknownVersion."""
    project = Project(settings.untold)
    source = project.source()
    names = source.names() if source.is_there else {}
    version = spelled(version, names) or version
    with project.migrator() as migrator:
        records = migrator.records_of(version)
    if version not in names:
        return _gone(version, records, list(names))
    migration = source.migration(version)
    down = None if migration.down is None else text_of(migration.down)
    kept = None if down else _kept(records)
    notes = source.directives(version).notes()
    return Detail(
        version,
        migration.name,
        text_of(migration.up),
        down or kept,
        kept is not None,
        notes,
        tuple(last_of_each_run(records)),
        project.kind() is None,
    )


def _gone(version: str, records: list[Record], known: list[str]) -> Detail:
    if not records:
        raise UnknownVersion(version, sorted(known, key=int))
    kept, runs = _kept(records), tuple(last_of_each_run(records))
    return Detail(version, records[-1].name, None, kept, kept is not None, (), runs)


def _kept(records: Iterable[Record]) -> Text | None:
    found = [one.down_script for one in records if one.down_script is not None]
    return as_text(found[-1], "in the history", sql=True) if found else None


def text_of(script: Script) -> Text:
    """Return a script as a page shows it; raises FileError."""
    path = script.path
    if path is None or path.suffix != PYTHON:
        return as_text(script.text, called(path), sql=path is None or path.suffix == _SQL)
    return as_text(_code(path), called(path), sql=False)


def called(path: Path | None) -> str:
    """Return how a file is called by who works in this folder; nothing for none."""
    if path is None:
        return ""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def whole(settings: Settings, version: str, direction: str) -> str:
    """Return all of a script; raises UnknownVersion and FileError."""
    source = Project(settings.untold).source()
    names = source.names() if source.is_there else {}
    if version not in names:
        raise UnknownVersion(version, sorted(names, key=int))
    script = source.migration(version).script(direction)
    code = script.path is not None and script.path.suffix == PYTHON
    return _code(script.path) if script.path is not None and code else script.text


def _code(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise FileError(f"the file cannot be read: {why}.", path=path) from None


def as_text(text: str, path: str, *, sql: bool) -> Text:
    """Return a text as a page shows it, its beginning where it is very long."""
    part = text[:MOST]
    html = highlighted(part) if sql else plain(part)
    return Text(html, path, len(text.splitlines()), len(text) - len(part))


def hazards(settings: Settings, version: str) -> list[dict[str, Any]]:
    """Return what `goofer lint` says of one migration, with what the database tells."""
    from goofer_py.cli.lint_formats import fields
    from goofer_py.cli.linting import known, report

    run = quiet_run(settings)
    found = known(run, None, offline=False)
    reported = report(run, found, [version], down=False, everything=False)
    return [fields(one) for one in reported.findings]


def changed(settings: Settings, version: str) -> tuple[object, ...]:
    """Return what changes when the way up of a migration does; nothing where it has none."""
    source = Project(settings).source()
    if not source.is_there or version not in source.names():
        return ()
    path = source.migration(version).up.path
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return ()
    return () if found is None else (found.st_mtime_ns, found.st_size)


def drift(settings: Settings) -> dict[str, Any]:
    """Return what `goofer drift` finds; raises what keeps it from that."""
    from goofer_py.observe.configured import drift_of

    return drift_of(settings)


def quiet_run(settings: Settings) -> Any:
    """Return what a command would work with that writes nothing."""
    from goofer_py.cli.output import Output
    from goofer_py.cli.run import Run

    return Run(Output("serve", as_json=True, quiet=True), None, {}, chosen=settings.untold)


def phases(settings: Settings) -> list[tuple[str, str, str]]:
    """Return version, name and phase of all that is part of a change in steps, the newest first."""
    with Project(settings.untold).migrator() as migrator:
        found = phased(migrator.source)
    return [(version, name, phase) for version, (name, phase) in reversed(found.items())]


def picture(settings: Settings) -> Picture:
    """Return the picture of what the database has; raises StoreError where it is not there."""
    from goofer_py.diagram.reading import picture_of

    project = Project(settings.untold)
    if (kind := project.kind()) is not None:
        raise kind.no_sql("tables to draw")
    with project.session() as session:
        schema = session.dialect.canonical(project.read(session))
        return picture_of(schema, session.database)


def drawn(settings: Settings) -> dict[str, str]:
    """Return the parts of the page with the picture of what the database has."""
    from goofer_py.cli.pictured import shortened
    from goofer_py.diagram.html import page_parts

    whole = picture(settings)
    return page_parts(shortened(whole, None), whole)


def change(settings: Settings, version: str) -> dict[str, str]:
    """Return the parts of the page with what a migration adds, changes and drops.

    There are none where it touches no table. Raises what keeps it from being tried.
    """
    from goofer_py.cli import pictured
    from goofer_py.diagram.html import page_parts

    whole = pictured.drawn(quiet_run(settings), live=False, migration=version)
    whole = pictured.chosen(whole, [], None)
    return page_parts(pictured.shortened(whole, None), whole) if whole.boxes else {}
