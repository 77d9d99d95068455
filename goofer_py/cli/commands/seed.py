"""goofer seed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.each import command_on_each
from goofer_py.cli.progress import Progress
from goofer_py.cli.run import Run
from goofer_py.cli.telling import Told
from goofer_py.cli.wording import count, joined
from goofer_py.errors import UsageError
from goofer_py.project import Project

if TYPE_CHECKING:
    from goofer_py.migrate.merge import Merged
    from goofer_py.seeds.results import SeedEntry, SeedRun, SeedStatus
    from goofer_py.seeds.seeder import Seeder


def _for_one(
    run: Run,  # noqa: ARG001 - as every guard is called
    names: list[str] | None,
    force: str | None,
    **_: object,
) -> None:
    """Refuse what is said of one database where all of them are meant."""
    if names or force:
        what = "A seed" if names else "--force"
        raise UsageError(f"{what} is for one database. Nothing was run.", hint="name it with --db")


@command_on_each(guard=_for_one, dry=lambda given: given["status"] or given["dry_run"])
def seed(
    run: Run,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...", help="Run only these, even if they ran before: name or version."
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Run all of them again, even those that are done.")
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Show which ran and which would run, and run nothing.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would run and change nothing.")
    ] = False,
    force: Annotated[
        str | None,
        typer.Option(
            "--force",
            metavar="DATABASE",
            help="Run them in production; give the name of the database.",
        ),
    ] = None,
    allow_pending: Annotated[
        bool, typer.Option("--allow-pending", help="Continue although migrations are pending.")
    ] = False,
    *,
    told: Told,
) -> None:
    """Fill the database with the first rows for its environment.

    A seed runs once, and again after its file was edited. Skips seeds for environments other than
    that of --env, GOOFER_ENV or APP_ENV. In production, runs none unless --force names the
    database.
    """
    if status and (names or fresh or dry_run or force):
        raise UsageError("--status stands alone.")
    if _none(run):
        return
    project = told.on(run.project) if not (status or dry_run) else Project(run.settings.untold)
    with Progress(run.output) as progress, project.seeder(progress) as seeder:
        if status:
            _show(run, seeder.status())
        elif dry_run:
            _plan(run, seeder, names or [], fresh=fresh)
        else:
            found = seeder.seed(
                *(names or ()), fresh=fresh, force=force, allow_pending=allow_pending
            )
            _report(run, found)


def _none(run: Run) -> bool:
    """Say whether one of several databases has no seeds, and nothing says that it should."""
    settings = run.settings
    if settings.database is None or "seeds" in settings.places or settings.seeds.exists():
        return False
    run.output.say(f"No seeds: there is no folder {settings.seeds}.")
    run.output.summary = "no seeds"
    return True


def _report(run: Run, found: SeedRun) -> None:
    run.output.result(
        database=found.database,
        environment=found.environment,
        skipped=found.skipped,
        seeds=[asdict(one) for one in found.seeds],
    )
    for one in found.seeds:
        if one.merged is not None:
            run.output.say(f"{one.version}_{one.name}: {_merged(one.merged)}")
    _say_skipped(run, found.skipped)
    what = f"{found.database} ({found.environment})"
    number = count(len(found.seeds), "seed")
    run.output.summary = f"ran {number}" if found.seeds else "nothing to seed"
    if not found.seeds:
        run.output.say(f"Nothing to seed: {what}.")
    else:
        run.output.say(f"Ran {number}: {what}.")


def _merged(merged: Merged) -> str:
    done = (("added", merged.added), ("changed", merged.changed), ("deleted", merged.removed))
    said = ", ".join(f"{number} {word}" for word, number in done if number)
    return f"{count(merged.rows, 'row')}: {said or 'all as they were'}"


def _show(run: Run, found: SeedStatus) -> None:
    run.output.result(
        database=found.database,
        environment=found.environment,
        skipped=[entry.title for entry in found.having("skipped")],
        seeds=[_fields(entry) for entry in found.entries],
    )
    run.output.summary = f"{len(found.having('pending', 'changed'))} to run"
    guarded = ", protected" if found.protected else ""
    run.output.say(f"Database:    {found.database}")
    run.output.say(f"Environment: {found.environment or 'unknown'}{guarded}")
    rows = [
        (one.version, one.name, one.state, f"{one.ran_at:%Y-%m-%d %H:%M:%S}" if one.ran_at else "")
        for one in found.entries
    ]
    if rows:
        run.output.table(("version", "name", "state", "ran (UTC)"), rows)
    for one in found.entries:
        for note in one.notes:
            run.output.say(f"{one.title}: {note}")


def _plan(run: Run, seeder: Seeder, names: list[str], *, fresh: bool) -> None:
    status = seeder.status()
    plan = seeder.plan(*names, fresh=fresh)
    skipped = tuple(entry.title for entry in status.having("skipped"))
    scripts = {one.version: seeder.script(one.version) for one in plan}
    run.output.result(
        database=status.database,
        environment=status.environment,
        skipped=skipped,
        seeds=[{**_fields(one), "text": scripts[one.version]} for one in plan],
    )
    run.output.summary = f"would run {count(len(plan), 'seed')}"
    _say_skipped(run, skipped)
    if not plan:
        run.output.say("Nothing to seed.")
    for one in plan:
        run.output.show(f"-- {one.path} ({one.state})\n{scripts[one.version].strip()}")
        run.output.say()


def _fields(entry: SeedEntry) -> dict[str, object]:
    return {
        "version": entry.version,
        "name": entry.name,
        "state": entry.state,
        "path": entry.path,
        "ran_at": entry.ran_at.isoformat() if entry.ran_at else None,
        "notes": entry.notes,
    }


def _say_skipped(run: Run, skipped: tuple[str, ...]) -> None:
    if skipped:
        run.output.say(f"Skipped, for other environments: {joined(list(skipped))}.")
