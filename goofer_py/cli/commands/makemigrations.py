"""goofer makemigrations."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.created import create_empty
from goofer_py.cli.each import command_on_each
from goofer_py.cli.run import Run
from goofer_py.errors import UsageError

if TYPE_CHECKING:
    from goofer_py.cli.answering import Answering
    from goofer_py.config.settings import GenerateFrom
    from goofer_py.generate.keep import Fate


@dataclass(frozen=True, slots=True)
class Options:
    """What to write, and the answers that are known beforehand."""

    name: Annotated[
        str | None, typer.Argument(help="Its name; derived from the changes if not given.")
    ] = None
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 3 when there are changes.")
    ] = False
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the migration and write nothing.")
    ] = False
    empty: Annotated[
        bool, typer.Option("--empty", help="Write an empty migration to fill in by hand.")
    ] = False
    rename: Annotated[
        list[str] | None,
        typer.Option(
            "--rename",
            metavar="OLD=NEW",
            help="A rename, such as users.mail=email or people=persons; may be repeated.",
        ),
    ] = None
    fill: Annotated[
        list[str] | None,
        typer.Option(
            "--fill",
            metavar="PLACE=SQL",
            help="What existing rows get in a column, such as users.age=0; may be repeated.",
        ),
    ] = None
    fix: Annotated[
        list[str] | None,
        typer.Option(
            "--fix",
            metavar="PLACE=SQL",
            help='What deletes or corrects rows first, such as "users.by_email=DELETE FROM ...".',
        ),
    ] = None
    two_steps: Annotated[
        list[str] | None,
        typer.Option(
            "--two-steps",
            metavar="PLACE",
            help="A column or constraint, such as users.age, to enforce only in the next"
            " migration.",
        ),
    ] = None
    keep_data: Annotated[
        bool,
        typer.Option("--keep-data", help="Keep the rows of drops, so that down restores them."),
    ] = False
    discard_data: Annotated[
        bool, typer.Option("--discard-data", help="Let the rows of drops be lost.")
    ] = False
    online: Annotated[
        bool | None,
        typer.Option(
            "--online/--no-online",
            help="Split changes that running programs would not survive into steps.",
        ),
    ] = None
    versioned_views: Annotated[
        bool | None,
        typer.Option(
            "--versioned-views/--no-versioned-views",
            help="With --online: give each version of a program its own views (PostgreSQL).",
        ),
    ] = None
    no_proof: Annotated[
        bool, typer.Option("--no-proof", help="Write the migration without proving it.")
    ] = False
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="SOURCE",
            help="What to compare the entities with: database, or migrations for what they build.",
        ),
    ] = None
    save_answers: Annotated[
        bool, typer.Option("--save-answers", help="Write what you answer to the answers file.")
    ] = False

    def fate(self) -> Fate | None:
        """Return what becomes of the rows of drops; UsageError for both answers."""
        if self.keep_data and self.discard_data:
            raise UsageError("--keep-data and --discard-data exclude each other.")
        return "keep" if self.keep_data else "discard" if self.discard_data else None

    def compared(self) -> GenerateFrom | None:
        """Return what to compare with, None for what the setting says; UsageError for others."""
        match self.source:
            case None | "database" | "migrations":
                return self.source
            case _:
                raise UsageError(f"--from takes database or migrations, not {self.source!r}.")


@command_on_each(tenants=False)
def makemigrations(run: Run, options: Options) -> None:
    """Write the migration from the database to the entities.

    Pending migrations count as applied. goofer never guesses renames and what to do with dropped
    rows: it asks in a terminal, and elsewhere needs options, hints in the entities or the answers
    file. Before it writes a migration, it proves it up, down and up again on a scratch copy of
    the schema. With --from migrations it does not read the database, and only needs an empty one
    on its server: it does not find rows that stand in the way then.
    """
    from goofer_py.cli.drafted import report_check, report_draft, report_missing

    fate = options.fate()
    if options.empty:
        _write_empty(run, options.name)
        return
    if (kind := run.project.kind()) is not None and kind.compare:
        from goofer_py.cli.native_changes import make

        given = {**asdict(options), "source": options.compared()}
        make(run, kind, given.pop("name"), given)
        return
    answering = _answering(run, options, fate)
    choices = answering.without_questions() if options.check else answering.choices()
    proved, source = not options.no_proof, options.compared()
    if (source or run.settings.generate_from) != "migrations":
        run.settings.refuse_all_tenants("--tenant NAME, or --from migrations")
    project = run.project.online(wanted=options.online, views=options.versioned_views)
    with project.generator(choices, prove=proved, source=source) as generator:
        report_missing(run, generator.missing())
        found = generator.compare()
        if options.check:
            report_check(run, found)
            return
        draft = generator.draft(options.name, found)
        if options.save_answers:
            answering.save()
        if draft is not None and not options.dry_run:
            generator.write(draft)
        report_draft(run, draft, found, written=not options.dry_run)


def _answering(run: Run, options: Options, fate: Fate | None) -> Answering:
    from goofer_py.cli.answering import Answering, fills, fixes, renames, two_steps_of

    given = renames(options.rename or ()).merged(fills(options.fill or ()))
    given = given.merged(two_steps_of(options.two_steps or ())).merged(fixes(options.fix or ()))
    return Answering(run, given, fate)


def _write_empty(run: Run, name: str | None) -> None:
    if name is None:
        raise UsageError(
            "An empty migration needs a name.", hint="goofer makemigrations --empty NAME"
        )
    create_empty(run, name)
