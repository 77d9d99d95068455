"""goofer status."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goofer_py.cli.each import command_on_each
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count, joined
from goofer_py.errors import DirtyOrDrifted
from goofer_py.migrate.state import Dirty, goes_on
from goofer_py.migrate.status import Status, StatusEntry
from goofer_py.project import Project

if TYPE_CHECKING:
    from goofer_py.migrate.lease_table import Held
    from goofer_py.migrate.migrator import Migrator


@command_on_each()
def status(
    run: Run,
    everything: Annotated[
        bool, typer.Option("--all", help="List the applied migrations too.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Also read the applied files, and exit with 5 if anything is wrong.",
        ),
    ] = False,
    drift: Annotated[
        bool,
        typer.Option("--drift", help="Also report what differs from what its migrations made."),
    ] = False,
    hazards: Annotated[
        bool,
        typer.Option("--hazards", help="Also report what pending migrations would lock or lose."),
    ] = False,
) -> None:
    """Show what is applied, pending and wrong.

    Changes nothing, and creates no missing database. Exits with 5 when a migration stopped halfway;
    with --check also when applied ones were edited, are gone, or are newer than all the files.
    """
    with Project(run.settings.untold).migrator() as migrator:
        found = migrator.status(check=check)
        if run.output.as_json:
            run.output.result(**_more_fields(migrator, found))
    entries = list(found.entries(everything=everything))
    run.output.result(**_fields(found, entries))
    _show(run, found, entries)
    if drift or hazards:
        from goofer_py.cli.looked import tell_more

        tell_more(run, found, drift=drift, hazards=hazards)
    if found.dirty is not None:
        again = goes_on(found.dirty.version, found.dirty.direction, found.waiting)
        if found.stands and found.dirty.direction == "up":
            again = f"{again}; or take it back: goofer rollback"
        told = "\n".join((_told(found.dirty, found.holder), *(f"    {o}" for o in found.stands)))
        raise DirtyOrDrifted(told, hint=f"settle what stopped it, then: {again}")
    if check and found.partly:
        one = found.partly[0]
        later = int(found.current or 0) > int(one.version)
        raise DirtyOrDrifted(one.halfway, hint=one.way_on(later=later))
    if check and (found.wrong or found.gone):
        versions = sorted(found.wrong, key=int)
        wrong = [f"{version}_{found.wrong[version]}" for version in versions]
        titles = joined([*wrong, *(f"R__{name}" for name in found.gone)])
        raise DirtyOrDrifted(
            f"Applied and not as it was: {titles}.", hint="bring the files back, or: goofer repair"
        )


def _told(dirty: Dirty, holder: Held | None) -> str:
    """Say where a migration stopped, and why as far as that is known."""
    place = f" Next is {dirty.path or 'the history'}:{dirty.line}:" if dirty.statement else ""
    lines = [f"{dirty.version}_{dirty.name} is {dirty}.{place}"]
    if dirty.statement:
        lines.append(f"    {' '.join(dirty.statement.split())[:300]}")
    stopped = f"It stopped with: {dirty.error}" if dirty.error else ""
    if not stopped and holder is not None:
        stopped = f"{holder.holder} is at work on it, since {_moment(holder)}."
    lines.append(stopped or "It was ended there without a word, or still runs.")
    return "\n".join(lines)


def _moment(holder: Held) -> str:
    return f"{holder.since:%Y-%m-%d %H:%M:%S} UTC"


def _fields(found: Status, entries: list[StatusEntry]) -> dict[str, Any]:
    return {
        "database": found.database,
        "current": found.current,
        "applied": len(found.applied),
        "baseline": len(found.baseline),
        "irreversible": dict(found.irreversible),
        "repeatables": _to_run(found),
        "pending": len(found.pending),
        "missing": len(found.missing),
        "out_of_order": len(found.out_of_order),
        "newer": len(found.newer),
        "skipped": len(found.skipped),
        "waiting": len(found.waiting),
        "partly": [one.title for one in found.partly],
        "changed": None if found.changed is None else len(found.changed),
        "dirty": None if found.dirty is None else str(found.dirty),
        "stopped": None if found.dirty is None else _stopped(found.dirty),
        "lacks": list(found.lacks),
        "parts": [
            {
                "version": part.version,
                "name": part.name,
                "of": part.of,
                "state": part.state,
                "error": part.error,
            }
            for part in found.parts
        ],
        "stands": [one.fields for one in found.stands],
        "holder": None if found.holder is None else _held(found.holder),
        "migrations": [
            {"version": e.version, "name": e.name, "state": e.state, "notes": e.notes}
            for e in entries
        ],
    }


def _held(holder: Held) -> dict[str, Any] | None:
    from goofer_py.observe.standing import held_fields

    return held_fields(holder)


def _more_fields(migrator: Migrator, found: Status) -> dict[str, Any]:
    """Return what a program wants to know that watches a database."""
    from goofer_py.observe.standing import fields, phase_of

    more = fields(found, migrator.history(), phase_of(migrator, found))
    nothing = dict.fromkeys(("drift", "hazards", "drift_error", "hazards_error"))
    return {**more, **nothing}


def _to_run(found: Status) -> int:
    """Return how many repeatable scripts are new or have changed."""
    return sum(state in ("pending", "changed") for _, state in found.repeatables)


def _stopped(dirty: Dirty) -> dict[str, Any]:
    return {
        "version": dirty.version,
        "name": dirty.name,
        "direction": dirty.direction,
        "statements": dirty.statements,
        "total": dirty.total,
        "statement": dirty.statement or None,
        "path": dirty.path,
        "line": dirty.line,
        "error": dirty.error,
    }


def _way_back(found: Status) -> str:
    """Say how far back it goes."""
    version, reason = list(found.irreversible.items())[-1]
    return f"to {version}, as {version}_{found.applied[version]} is irreversible: {reason}"


def _summary(found: Status) -> str:
    pending = f"{len(found.pending)} pending" if found.pending else "nothing pending"
    return f"at {found.current or 'zero'}, {pending}"


def _show(run: Run, found: Status, entries: list[StatusEntry]) -> None:
    run.output.summary = _summary(found)
    run.output.say(f"Database: {found.database}")
    name = found.applied.get(found.current or "", "")
    before = f", {len(found.baseline)} by baseline" if found.baseline else ""
    applied = f"{found.current} {name} ({count(len(found.applied), 'migration')} applied{before})"
    run.output.say(f"Current:  {applied if found.current else 'nothing applied'}")
    waits = f", {len(found.waiting)} waiting: goofer phase" if found.waiting else ""
    run.output.say(f"Pending:  {len(found.pending) or 'nothing'}{waits}")
    for line in _more_lines(found):
        run.output.say(line)
    if entries:
        rows = [(entry.version, entry.name, entry.state) for entry in entries]
        run.output.table(("version", "name", "state"), rows)
    for entry in entries:
        for note in entry.notes:
            run.output.say(f"{entry.version}_{entry.name}: {note}")
    _warn(run, found)


def _more_lines(found: Status) -> Iterator[str]:
    """Say what most databases have nothing of."""
    if to_run := _to_run(found):
        yield f"Repeat:   {count(to_run, 'script')} to run"
    if found.irreversible:
        yield f"Way back: {_way_back(found)}"
    if found.newer:
        yield f"Newer:    {count(len(found.newer), 'migration')} than all the files"
    for sentence in found.lacks:
        yield f"Lacks:    {sentence}"
    for part in found.parts:
        yield f"Part:     {part}"
    if found.holder is not None:
        yield f"At work:  {found.holder.holder}, since {_moment(found.holder)}"


def _warn(run: Run, found: Status) -> None:
    """Tell what is not as it should be."""
    for one in found.partly:
        run.output.warn(one.halfway)
    for version, missing in found.missing.items():
        run.output.warn(f"{version}_{missing} is applied, and its files are gone")
    for name in found.gone:
        run.output.warn(f"R__{name} ran, and its file is gone: what it made stays")
    for version in found.changed or ():
        title = f"{version}_{found.applied[version]}"
        run.output.warn(f"{title} is applied, and its file was edited since")
