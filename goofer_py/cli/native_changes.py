"""`makemigrations` and `diff` on a store without SQL that knows what a program declares there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import ChangesFound, ConfigError, DirtyOrDrifted, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goofer_py.migrate.migration import Migration
    from goofer_py.migrate.migrator import Migrator
    from goofer_py.stores.kinds import StoreKind
    from goofer_py.stores.native_schema import Differing

_NOTHING = "Nothing to do: the store has all that is declared."
_LONGEST = 60


def differing(
    run: Run, kind: StoreKind, *, drop: bool, prove: bool, source: str | None = None
) -> Differing:
    """Return what leads from the store to what the models declare; what is pending counts as done.

    With the `source` "migrations" it leads from what they make in an empty store. Raises
    ConfigError without models, and DirtyOrDrifted while one is dirty, or is pending where there is
    no empty store to run it in: what it will have made is not known then.
    """
    from goofer_py.entities.discover import import_modules

    compare, settings = kind.comparing(), run.settings
    if compare is None:
        raise kind.no_sql("schema that goofer compares")
    if not settings.models:
        raise ConfigError(
            "No models are named: what is declared is not known.", hint='models = ["app.models"]'
        )
    modules, own = import_modules(settings.models, settings.python_path), (run.project.history,)
    if (source or settings.generate_from) == "migrations":
        with run.project.built() as built:
            return compare(built.session, modules, own, drop=drop, prove=prove)
    with run.project.migrator() as migrator:
        coming = _coming(run, kind, migrator)
        given = {} if coming is None else {"coming": coming}
        return compare(migrator.session, modules, own, drop=drop, prove=prove, **given)


def _coming(run: Run, kind: StoreKind, migrator: Migrator) -> Any | None:
    """Return what the store will have once all that is pending ran; None when nothing is."""
    status, schema = migrator.status(), kind.schema_of()
    if status.dirty or (status.pending and schema is None):
        raise DirtyOrDrifted(
            f"{count(len(status.pending), 'migration')} of {migrator.database} still to run:"
            " changes are looked for when all are done. Nothing was written.",
            hint="goofer migrate",
        )
    if schema is None or not status.pending:
        return None
    from goofer_py.generate.native_coming import native_coming

    return native_coming(migrator, run.project.store(), schema, run.project.history)


def make(run: Run, kind: StoreKind, name: str | None, given: Mapping[str, Any]) -> None:
    """Write the migration from the store to what is declared; `given` are the options by name."""
    for option, value in given.items():
        if value and option not in _KNOWN:
            raise UsageError(
                f"--{option.replace('_', '-')} says nothing about {kind.name}. Nothing was written."
            )
    prove = run.settings.proof and not given["no_proof"]
    drop = bool(given["discard_data"])
    found = differing(run, kind, drop=drop, prove=prove, source=given["source"])
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


_KNOWN = ("check", "dry_run", "no_proof", "discard_data", "source")


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
    text = _code(title, found)
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
        "code": text,
        "hazards": [],
        "following": [],
    }
    run.output.summary = f"{'would write' if dry else 'wrote'} {version}_{title}"
    if dry:
        run.output.result(**fields, files=[])
        return run.output.show(text or f"{up}\n{down}".rstrip())
    if text is not None:
        migration = source.write_python(version, title, text)
    else:
        migration = source.write(version, title, up, down, kind.languages[0])
    files = _files(migration)
    run.output.result(**fields, files=files)
    proved = "proved" if found.proved else "NOT proved"
    other = "" if text is not None else f" and .down{kind.languages[0]}"
    run.output.say(f"Wrote {files[0]}{other} ({proved})")
    for change in found.operations:
        run.output.say(f"  - {change}")
    for one in found.loses:
        run.output.say(f"  way back: {one} do not come back")
    return run.output.say("Next: goofer migrate")


def _files(migration: Migration) -> list[Any]:
    scripts = (migration.up, migration.down)
    return list(dict.fromkeys(script.path for script in scripts if script is not None))


def _code(title: str, found: Differing) -> str | None:
    """Return the migration in Python, where it is one."""
    if found.code is None:
        return None
    loses = f"\n\nWay back: {'; '.join(found.loses)}.\n" if found.loses else ""
    said = f"{title.replace('_', ' ').capitalize()}: made from what the models declare.{loses}"
    return f'"""{said}"""\n\n{found.code}'


def _scripts(kind: StoreKind, title: str, found: Differing) -> tuple[str, str]:
    proof = "it was tried up, down and up again" if found.proved else "NOT tried"
    up, down = (
        [f"{title} ({way})", f"Made from what the models declare; {proof}."]
        for way in ("up", "down")
    )
    up += [f"goofer: loses {', '.join(found.loses)}"] if found.loses else []
    heads = ("".join(f"{kind.mark} {line}\n" for line in lines) for lines in (up, down))
    return next(heads) + found.up, next(heads) + found.down
