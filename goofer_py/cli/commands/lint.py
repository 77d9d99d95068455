"""goofer lint."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run
from goofer_py.errors import HazardsFound, UsageError

if TYPE_CHECKING:
    from goofer_py.cli.linting import Known
    from goofer_py.hazards.lint import Report
    from goofer_py.hazards.programs import Programs


class Format(Enum):
    """How hazards are written."""

    TEXT = "text"
    SARIF = "sarif"
    GITHUB = "github"


class FailOn(Enum):
    """From which hazards on the command fails."""

    NEVER = "never"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Options:
    """What to look at, and how to say what is found."""

    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILES|VERSIONS]...",
            help="Which migrations; default: the pending ones, or all if no database answers.",
        ),
    ] = None
    everything: Annotated[
        bool, typer.Option("--all", help="Check all migrations, also applied ones.")
    ] = False
    down: Annotated[bool, typer.Option("--down", help="Also check the down scripts.")] = False
    dialect: Annotated[
        str | None,
        typer.Option(
            "--dialect",
            metavar="NAME",
            help="The kind of database that the scripts are for; uses no live one.",
        ),
    ] = None
    offline: Annotated[
        bool, typer.Option("--offline", help="Check only the files, without a database.")
    ] = False
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            "--fail-on",
            metavar="SEVERITY",
            help="Fail from this severity on: info, warning, error or never.",
        ),
    ] = None
    form: Annotated[
        Format,
        typer.Option(
            "--format", metavar="FORMAT", help="The output format: text, sarif or github."
        ),
    ] = Format.TEXT
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            metavar="URL",
            help="Also run them on a copy of the definitions in the database URL, and show"
            " what they lock.",
        ),
    ] = None
    fix: Annotated[
        bool, typer.Option("--fix", help="Write the safe form into the files, where one is known.")
    ] = False
    compatible_with: Annotated[
        str | None,
        typer.Option(
            "--compatible-with",
            metavar="REVISION",
            help="Find what breaks the program of that git revision, such as origin/main.",
        ),
    ] = None
    rules: Annotated[bool, typer.Option("--rules", help="List the rules instead.")] = False


@command
def lint(run: Run, options: Options) -> None:
    """Say what migrations would lock, rewrite, break or lose.

    Runs none of them in the database. If a database is configured and answers, takes its version,
    its tables and their sizes into account; otherwise only the files. To allow a hazard, write
    `-- goofer: allow PG101 reason` above the statement.
    """
    from goofer_py.cli.lint_files import broken_names, joined, of_names, without_database
    from goofer_py.cli.linting import known, report
    from goofer_py.hazards.lint import Report

    if options.rules:
        _list_rules(run)
        return
    if options.form is not Format.TEXT and run.output.as_json:
        raise UsageError("--format and --json exclude each other. Nothing was done.")
    if options.measure is not None:
        from goofer_py.cli.measuring import on_measured

        without = options.offline or options.dialect is not None
        run = on_measured(run, options.measure, without=without)
    run.output.result(fixed=[], measured=[])
    if problems := broken_names(run):
        facts = known(run, options.dialect, offline=True).facts
        _end(run, of_names(run, problems, facts), options)
        return
    found = known(run, options.dialect, offline=options.offline)
    thin = Report()
    if found.without and not options.offline and options.dialect is None:
        thin = without_database(run, found.without, found.facts)
    wanted = options.wanted or ()
    programs = _programs(run, found, options.compatible_with)
    look = partial(report, run, found, wanted, down=options.down, everything=options.everything)
    reported = look(programs=programs)
    if options.fix:
        _fix(run, found, reported)
        reported = look(programs=programs)
    if options.measure is not None:
        reported = _measured(run, found, reported, options, programs)
    _end(run, joined(thin, reported), options)


def _end(run: Run, reported: Report, options: Options) -> None:
    """Tell what was found, and fail where it is too much."""
    _tell(run, reported, options.form)
    _judge(run, reported, options.fail_on)


def _programs(run: Run, found: Known, revision: str | None) -> Programs | None:
    if revision is None:
        return None
    from goofer_py.cli.revision import programs

    return programs(run, revision, found.dialect, found.default_schema, found.enums)


def _fix(run: Run, found: Known, report: Report) -> None:
    from goofer_py.cli.lint_fix import fix
    from goofer_py.cli.lint_text import place
    from goofer_py.cli.linting import applied_files
    from goofer_py.migrate.linting import script_reader

    fixed = fix(report, script_reader(found.dialect), applied_files(run, found))
    for one in fixed:
        what = f"left, because {one.why}" if one.why else "rewritten"
        run.output.say(f"{place(one.finding)}: {one.finding.id} {what}.")
    run.output.result(
        fixed=[
            {
                "rule": one.finding.id,
                "file": one.finding.source,
                "line": one.finding.step.line,
                "why_not": one.why or None,
            }
            for one in fixed
        ]
    )


def _measured(
    run: Run, found: Known, reported: Report, options: Options, programs: Programs | None
) -> Report:
    """Return the report as a server does it, and tell of each statement what it did."""
    from goofer_py.cli.linting import asked_for
    from goofer_py.cli.measuring import fields, measured, told

    wanted, down, everything = options.wanted or (), options.down, options.everything
    asked = asked_for(run, found, wanted, down=down, everything=everything, programs=programs)
    reported, every = measured(run, found, reported, *asked)
    run.output.result(measured=[fields(one) for one in every])
    if options.form is Format.TEXT and every:
        run.output.show(f"{told(every)}\n")
    return reported


def _list_rules(run: Run) -> None:
    from goofer_py.hazards.catalogue import hazards

    rules = [one.rule for one in hazards()]
    run.output.result(
        rules=[
            {
                "rule": rule.id,
                "severity": rule.severity.word,
                "title": rule.title,
                "databases": [str(on) for on in rule.databases],
                "aliases": list(rule.aliases),
            }
            for rule in rules
        ]
    )
    rows = [(rule.id, rule.severity.word, rule.title) for rule in rules]
    run.output.table(("rule", "severity", "what"), rows)


def _tell(run: Run, report: Report, form: Format) -> None:
    from goofer_py.cli.lint_files import is_about_database
    from goofer_py.cli.lint_formats import github, report_fields, sarif
    from goofer_py.cli.lint_text import summary, told

    for one in report.findings:
        if is_about_database(one.id):
            run.output.warn(f"{one.message[:1].lower()}{one.message[1:]} ({one.id})")
    run.output.result(**report_fields(report))
    run.output.summary = summary(report.findings)
    if form is Format.SARIF:
        run.output.show(sarif(report))
    elif form is Format.GITHUB:
        if report.findings:
            run.output.show(github(report.findings))
    else:
        for one in report.findings:
            if not is_about_database(one.id):
                run.output.show(f"{told(one)}\n")
        allowed = f", {len(report.allowed)} allowed" if report.allowed else ""
        run.output.say(f"{run.output.summary[:1].upper()}{run.output.summary[1:]}{allowed}.")


def _judge(run: Run, report: Report, fail_on: FailOn | None) -> None:
    """Raise HazardsFound where there is one at or above the threshold."""
    from goofer_py.cli.lint_text import place, summary
    from goofer_py.cli.linting import refused_by

    chosen = fail_on.value if fail_on else run.settings.lint_fail_on or "error"
    refused = refused_by(report, chosen)
    if refused:
        raise HazardsFound(
            f"{summary(refused).capitalize()} at or above {chosen!r}.",
            rules=sorted({one.id for one in refused}),
            findings=[f"{place(one)}: {one.id}: {one.message}" for one in refused],
            hint="-- goofer: allow RULE reason, above the statement, for what has to be",
        )
