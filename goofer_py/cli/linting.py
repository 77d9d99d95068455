"""What `goofer lint` looks at: files, versions or all, with what is known of their database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from goofer_py.cli.lint_files import files_beside, history_of, with_history
from goofer_py.cli.run import Run
from goofer_py.config.linting import facts_of, rules_of_settings
from goofer_py.dialects import DIALECTS, get_dialect
from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import ConfigError, FileError, GooferError, UnknownVersion
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Finding
from goofer_py.hazards.knowledge import of_enums
from goofer_py.hazards.lint import Report
from goofer_py.hazards.programs import Programs
from goofer_py.hazards.rule import Severity
from goofer_py.introspect.live import look
from goofer_py.migrate.files import DOWN, PYTHON, UP
from goofer_py.migrate.linting import Asked, linted, script_reader
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.python_script import PythonScript
from goofer_py.migrate.script import SQLScript
from goofer_py.schema import Enum, Name, SchemaObject, Table
from goofer_py.stores.url import parse_url

_SQL = ".sql"
_SPOKEN = {"postgres": "postgresql"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the database before any script: nothing of it without a live one.

    `pending` are the versions that are not applied, None where nobody knows.
    """

    dialect: Dialect
    facts: Facts
    tables: Mapping[Name, Table]
    pending: tuple[str, ...] | None = None
    default_schema: str | None = None
    enums: tuple[Enum, ...] = ()
    without: str = ""
    """Why no database was looked at; empty where one was."""
    objects: tuple[SchemaObject, ...] = ()
    history: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with files as the database knows them, by their versions."""


def known(run: Run, dialect: str | None, *, offline: bool) -> Known:
    """Return what is known: of the live database where there is one that answers."""
    settings = run.settings
    if dialect is None and (kind := run.project.kind()) is not None:
        raise kind.no_dialect("SQL to look through")
    named = dialect or (settings.url and _backend(settings.url))
    if named is None:
        raise ConfigError(
            "Nobody knows for which database the migrations are: no url is given.",
            hint=f"goofer lint --dialect {'|'.join(DIALECTS)}, or --url URL",
        )
    spoken = get_dialect(named)
    facts = facts_of(settings, spoken.server)
    if offline or dialect is not None or settings.url is None or settings.many_tenants:
        return Known(spoken, facts, {}, without="no database was asked for")
    try:
        with run.project.to_read() as migrator:
            found = of_database(run, migrator)
            return replace(found, history=history_of(run, migrator))
    except GooferError as error:
        if "url" in run.flags and run.flags["url"] is not None:
            raise
        return Known(spoken, facts, {}, without=error.message)


def of_database(run: Run, migrator: Migrator) -> Known:
    """Return what the database of `migrator` says."""
    settings, session = run.settings, migrator.session
    spoken = session.dialect
    live = look(session, settings.lint_small_table_rows)
    facts = replace(
        facts_of(settings, spoken.server),
        sizes=live.sizes,
        settings=live.settings,
        open=live.open,
        broken=live.broken,
        row_versions=live.row_versions,
        free=live.free,
        behind=live.behind,
    )
    if facts.version is None:
        facts = replace(facts, version=tuple(spoken.capabilities.version))
    pending = tuple(one.version for one in migrator.pending_migrations())
    schema = run.project.read(session)
    tables = {table.name: table for table in schema.tables}
    return Known(
        spoken,
        facts,
        tables,
        pending,
        session.default_schema,
        schema.enums,
        objects=(*schema.objects, *of_enums(schema.enums)),
    )


def report(
    run: Run,
    found: Known,
    wanted: Sequence[str],
    *,
    down: bool,
    everything: bool,
    programs: Programs | None = None,
) -> Report:
    """Lint what is wanted: files and versions, or all that is pending.

    With `programs`, what the other revision lacks is looked at too, whether it is pending or not.
    Raises UnknownVersion and FileError for what is not there or cannot be read.
    """
    asked, replayed = asked_for(
        run, found, wanted, down=down, everything=everything, programs=programs
    )
    tables, objects = ({}, ()) if replayed else (found.tables, found.objects)
    reader, rules = script_reader(found.dialect), rules_of_settings(run.settings)
    beside = () if wanted else files_beside(found.history, asked, _paths(run))
    return linted(reader, asked, rules, found.facts, tables, objects, programs, beside)


def asked_for(
    run: Run,
    found: Known,
    wanted: Sequence[str],
    *,
    down: bool,
    everything: bool,
    programs: Programs | None = None,
) -> tuple[list[Asked], bool]:
    """Return the scripts in their order, and whether they begin with an empty database.

    Else they begin with what is there now.
    """
    asked = _asked(run, found, wanted, down=down, everything=everything)
    asked = [with_history(one, found.history) for one in asked]
    if programs is not None and not wanted:
        asked = [replace(one, told=one.told or _is_new(one, programs)) for one in asked]
    pending = frozenset(found.pending or ())
    done = (one for one in asked if one.told and one.version and one.version not in pending)
    if found.pending is None or any(done):
        return asked, True  # Everything is replayed from the first migration on.
    return [one for one in asked if one.told or one.version in pending], False


def _paths(run: Run) -> dict[str, str]:
    """Return the file of each version."""
    if not run.settings.directory.is_dir():
        return {}
    return {one.version: one.source for one in _of_folder(run) if one.version and not one.reverts}


def _is_new(one: Asked, programs: Programs) -> bool:
    return bool(one.version) and one.version not in programs.released and not one.reverts


def _asked(
    run: Run, found: Known, wanted: Sequence[str], *, down: bool, everything: bool
) -> list[Asked]:
    """Return the scripts of the folder, those wanted to be told of, and other files behind them."""
    versions = [one.partition("_")[0] for one in wanted if _is_version(one)]
    within = (_within(one, down=down) for one in wanted if not _is_version(one))
    files = list(chain.from_iterable(within))
    asked = list(_of_folder(run)) if run.settings.directory.is_dir() or not files else []
    names = {one.version for one in asked}
    chosen = {_one_of(version, names) for version in versions}
    if not wanted:
        chosen = names if everything or found.pending is None else {*found.pending, ""}
    paths = {Path(name).resolve(): name for name in files}
    told = []
    for one in asked:
        named = paths.pop(Path(one.source).resolve(), None) is not None
        told.append(
            replace(one, told=named or (one.version in chosen and (down or not one.reverts)))
        )
    return [*(one for one in told if one.told or not one.reverts), *map(_file, paths.values())]


def _of_folder(run: Run) -> Iterator[Asked]:
    """Yield the ways up in their order, what is repeated, and the ways down from the last on."""
    source = run.project.source()
    migrations = [source.migration(version) for version in source.names()]
    for one in migrations:
        path = _called(one.up.path)
        yield Asked(one.up, path, one.version, has_down=one.down is not None, told=False)
    for script in source.repeatables().values():
        yield Asked(script, _called(script.path), told=False)
    for one in reversed(migrations):
        if one.down is not None:
            path = _called(one.down.path)
            yield Asked(one.down, path, one.version, reverts=True, told=False)


def applied_files(run: Run, found: Known) -> frozenset[str]:
    """Return the scripts of migrations that are applied: they must stay as they are."""
    if found.pending is None or not run.settings.directory.is_dir():
        return frozenset()
    every = _of_folder(run)
    return frozenset(one.source for one in every if one.version not in (*found.pending, ""))


def _is_version(word: str) -> bool:
    """Say whether it is a version, which may have its name behind it, and no file."""
    version, _, name = word.partition("_")
    return version.isdecimal() and not (name and Path(word).exists())


def _within(name: str, *, down: bool) -> list[str]:
    """Return the file, or the scripts in the folder; with `down` those that lead back, too."""
    if not Path(name).is_dir():
        return [name]
    found = (one for one in sorted(Path(name).iterdir()) if one.name.endswith((_SQL, PYTHON)))
    return [str(one) for one in found if down or not one.name.endswith(DOWN)]


def _file(name: str) -> Asked:
    path = Path(name)
    if not path.is_file():
        raise FileError("there is no such file.", path=path, hint="goofer lint FILE or VERSION")
    if path.name.endswith(PYTHON):
        return Asked(PythonScript(path, "", "up"), name)
    reverts = path.name.endswith(DOWN)
    has_down = None
    if path.name.endswith(UP):
        has_down = path.with_name(path.name.removesuffix(UP) + DOWN).exists()
    return Asked(SQLScript(path), name, reverts=reverts, has_down=has_down)


def _one_of(version: str, names: Collection[str]) -> str:
    for name in names:
        if name and int(name) == int(version):
            return name
    raise UnknownVersion(version, sorted(filter(None, names), key=int))


def _called(path: Path | None) -> str:
    if path is None:
        return "(in memory)"
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _backend(url: str) -> str:
    backend = parse_url(url).backend
    return _SPOKEN.get(backend, backend)


def refused_by(reported: Report, fail_on: str) -> Sequence[Finding]:
    """Return the findings at or above a threshold; of "never" there are none."""
    return () if fail_on == "never" else reported.at_least(Severity[fail_on.upper()])
