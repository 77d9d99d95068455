"""`makemigrations` and `diff` on a store without SQL that knows what a program declares there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import ChangesFound, ConfigError, DirtyOrDrifted, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goofer_py.migrate.migration import Migration
    from goofer_py.stores.kinds import StoreKind
    from goofer_py.stores.native_schema import Differing

_NOTHING = "Nothing to do: the store has all that is declared."
_LONGEST = 60


def differing(run: Run, kind: StoreKind, *, drop: bool, prove: bool) -> Differing:
    """Return what leads from the store to what the models declare.

    Raises ConfigError without models, and DirtyOrDrifted while migrations are pending or dirty:
    what they will have made is not there to be compared.
    """
    from goofer_py.entities.discover import import_modules

    compare, settings = kind.comparing(), run.settings
    if compare is None:
        raise kind.no_sql("schema to compare")
    if not settings.models:
        raise ConfigError(
            "No models are named: what is declared is not known.", hint='models = ["app.models"]'
        )
    modules = import_modules(settings.models, settings.python_path)
    with run.project.migrator() as migrator:
        status = migrator.status()
        if status.pending or status.dirty:
            raise DirtyOrDrifted(
                f"{count(len(status.pending), 'migration')} of {migrator.database} still to run:"
                " changes are looked for when all are done. Nothing was written.",
                hint="goofer migrate",
            )
        own = (run.project.history,)
        return compare(migrator.session, modules, own, drop=drop, prove=prove)


def make(run: Run, kind: StoreKind, name: str | None, given: Mapping[str, Any]) -> None:
    """Write the migration from the store to what is declared; `given` are the options by name."""
    for option, value in given.items():
        if value and option not in _KNOWN:
            raise UsageError(
                f"--{option.replace('_', '-')} says nothing about {kind.name}. Nothing was written."
            )
    prove = run.settings.proof and not given["no_proof"]
    found = differing(run, kind, drop=bool(given["discard_data"]), prove=prove)
    for one in found.unmanaged:
        run.output.say(f"not managed: {one}; --discard-data drops what nobody declares")
    for note in found.notes:
        run.output.warn(note)
    if given["check"]:
        return _check(run, found)
    if not found.operations:
        run.output.result(changed=False, operations=[], files=[], removable_hints=[])
        run.output.summary = "nothing to do"
        return run.output.say(_NOTHING)
    return _written(run, kind, name or _name(found), found, dry=bool(given["dry_run"]))


_KNOWN = ("check", "dry_run", "no_proof", "discard_data")


def show(run: Run, kind: StoreKind, *, commands: bool) -> None:
    """Show what leads from the store to what is declared."""
    found = differing(run, kind, drop=False, prove=False)
    run.output.result(
        changed=bool(found.operations),
        operations=list(found.operations),
        sql=found.up,
        unmanaged=list(found.unmanaged),
    )
    if commands:
        run.output.show(found.up.rstrip())
    elif found.operations:
        run.output.show("\n".join(found.operations))
    else:
        run.output.say("No difference.")
    for one in found.unmanaged:
        run.output.say(f"not managed: {one}")


def _check(run: Run, found: Differing) -> None:
    changes = list(found.operations)
    run.output.result(changed=bool(changes), operations=changes, removable_hints=[])
    run.output.summary = count(len(changes), "change")
    if changes:
        lines = "\n".join(f"  - {change}" for change in changes)
        raise ChangesFound(
            f"{count(len(changes), 'change')} without a migration:\n{lines}",
            hint="goofer makemigrations",
        )
    run.output.say(_NOTHING)


def _name(found: Differing) -> str:
    first, *rest = found.operations
    return f"{first}{f' and {len(rest)} more' if rest else ''}"


def _written(run: Run, kind: StoreKind, name: str, found: Differing, *, dry: bool) -> None:
    from goofer_py.clock import SystemClock
    from goofer_py.migrate.files import file_name, next_version

    source = run.project.source()
    title = file_name(name)[:_LONGEST].rstrip("_")
    version = next_version(SystemClock().now(), source.names() if source.is_there else ())
    up, down = _scripts(kind, f"{version}_{title}", found)
    fields = {
        "changed": True,
        "version": version,
        "name": title,
        "operations": list(found.operations),
        "proved": found.proved,
        "proof_notes": list(found.notes),
        "way_back": [f"{one} do not come back" for one in found.loses],
        "removable_hints": [],
        "phase": None,
        "up": up,
        "down": down,
        "code": None,
        "hazards": [],
        "following": [],
    }
    run.output.summary = f"{'would write' if dry else 'wrote'} {version}_{title}"
    if dry:
        run.output.result(**fields, files=[])
        return run.output.show(f"{up}\n{down}".rstrip())
    migration = source.write(version, title, up, down, kind.languages[0])
    files = _files(migration)
    run.output.result(**fields, files=files)
    proved = "proved" if found.proved else "NOT proved"
    run.output.say(f"Wrote {files[0]} and .down{kind.languages[0]} ({proved})")
    for change in found.operations:
        run.output.say(f"  - {change}")
    for one in found.loses:
        run.output.say(f"  way back: {one} do not come back")
    return run.output.say("Next: goofer migrate")


def _files(migration: Migration) -> list[Any]:
    scripts = (migration.up, migration.down)
    return [script.path for script in scripts if script is not None]


def _scripts(kind: StoreKind, title: str, found: Differing) -> tuple[str, str]:
    proof = "it was tried up, down and up again" if found.proved else "NOT tried"
    up, down = (
        [f"{title} ({way})", f"Made from what the models declare; {proof}."]
        for way in ("up", "down")
    )
    up += [f"goofer: loses {', '.join(found.loses)}"] if found.loses else []
    heads = ("".join(f"{kind.mark} {line}\n" for line in lines) for lines in (up, down))
    return next(heads) + found.up, next(heads) + found.down
