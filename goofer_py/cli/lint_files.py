"""What `goofer lint` says of files as files: their names, and what the database knows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from goofer_py.cli.run import Run
from goofer_py.config.linting import rules_of_settings
from goofer_py.errors import FileError
from goofer_py.hazards.action_base import BrokenHistory, BrokenName, NoDatabase
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.lint import Linter, Report
from goofer_py.hazards.unit import Unit
from goofer_py.migrate.linting import Asked, troubled
from goofer_py.migrate.migrator import Migrator

_NO_DATABASE = "OP113"


def broken_names(run: Run) -> Sequence[FileError]:
    """Return what is wrong with the names of the files, so that goofer would run nothing."""
    return run.project.source().refusals()


def of_names(run: Run, problems: Sequence[FileError], facts: Facts) -> Report:
    """Return what the rules say of them; no file is read, since none would run."""
    units = [troubled(str(one.path), _named(one)) for one in problems]
    return Linter(rules_of_settings(run.settings), facts).lint(units)


def _named(problem: FileError) -> BrokenName:
    said = problem.message.removeprefix(f"{problem.path}: ").removesuffix(" Nothing ran.")
    return BrokenName(_capital(said).removesuffix("."), f"{_capital(problem.hint or '')}.")


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def history_of(run: Run, migrator: Migrator) -> Mapping[str, str]:
    """Return of versions what keeps `goofer migrate` from running, as the database knows them."""
    status, settings = migrator.status(check=True), run.settings
    found = dict.fromkeys(status.changed or (), "was edited after it was applied here")
    if not settings.allow_out_of_order:
        late = f"is not applied, and older than {status.current}, which is"
        found |= dict.fromkeys(status.out_of_order, late)
    for one in status.missing:
        newer = one in status.newer
        if not (settings.allow_newer if newer else settings.allow_missing):
            found[one] = f"is applied here{', newer than all files' * newer}, and no file has it"
    return found


def with_history(one: Asked, history: Mapping[str, str]) -> Asked:
    """Return a script that is told of with what the database knows of its file."""
    what = history.get(one.version) if one.told and not one.reverts else None
    return one if what is None else replace(one, troubles=(BrokenHistory(what),))


def files_beside(
    history: Mapping[str, str], asked: Sequence[Asked], paths: Mapping[str, str]
) -> tuple[Unit, ...]:
    """Return the files that the database knows otherwise, and that are not among the scripts."""
    told = {one.version for one in asked if one.troubles}
    return tuple(
        troubled(paths.get(version, version), BrokenHistory(what))
        for version, what in history.items()
        if version not in told
    )


def without_database(run: Run, why: str, facts: Facts) -> Report:
    """Return the remark that no database was looked at."""
    unit = troubled(str(run.settings.directory), NoDatabase(why))
    return Linter(rules_of_settings(run.settings), facts).lint((unit,))


def is_about_database(rule: str) -> bool:
    """Say whether it is the remark that there was none."""
    return rule == _NO_DATABASE


def joined(*reports: Report) -> Report:
    """Return several reports as one."""
    return Report(
        tuple(one for report in reports for one in report.findings),
        tuple(one for report in reports for one in report.allowed),
    )
