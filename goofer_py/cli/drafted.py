"""What `makemigrations` has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import ChangesFound
from goofer_py.generate.draft import Draft
from goofer_py.generate.generator import Comparison
from goofer_py.generate.header import BY_RULES
from goofer_py.operations import Operation

_NOTHING = "Nothing to do: database and migrations hold all that the entities say."


def report_check(run: Run, found: Comparison) -> None:
    """Say that nothing differs; raise ChangesFound when something does."""
    changes = described(found.operations)
    if found.by_rules:
        run.output.warn(BY_RULES)
    hints = list(found.removable_hints)
    run.output.result(changed=bool(changes), operations=changes, removable_hints=hints)
    run.output.summary = count(len(changes), "change")
    if changes:
        lines = "\n".join(f"  - {change}" for change in changes)
        raise ChangesFound(
            f"{count(len(changes), 'change')} without a migration:\n{lines}",
            hint="goofer makemigrations",
        )
    run.output.say(_NOTHING)


def report_missing(run: Run, missing: Mapping[str, str]) -> None:
    """Warn of applied migrations without files: what they made looks like something to drop."""
    if not missing:
        return
    titles = ", ".join(f"{version}_{name}" for version, name in missing.items())
    one = len(missing) == 1
    run.output.warn(
        f"{titles} {'is' if one else 'are'} applied, and {'its' if one else 'their'} files are "
        f"gone: what {'it' if one else 'they'} made, and the entities don't have, will be dropped. "
        "Get the files, as from the branch they were written on, or goofer rollback "
        f"{'it' if one else 'them'} first"
    )


def report_draft(run: Run, draft: Draft | None, found: Comparison, *, written: bool) -> None:
    """Say what the migration is and does; show its scripts when it was not written."""
    if draft is None:
        run.output.result(
            changed=False, operations=[], files=[], removable_hints=list(found.removable_hints)
        )
        run.output.summary = "nothing to do"
        run.output.say(_NOTHING)
    else:
        _report_drafted(run, draft, written=written)
    if found.by_rules:
        run.output.warn(BY_RULES)
    for hint in found.removable_hints:
        run.output.warn(f"the hint of {hint} is done and can be removed")


def _report_drafted(run: Run, draft: Draft, *, written: bool) -> None:
    files = draft.paths(run.settings.directory) if written else ()
    run.output.result(**_fields(draft, files), up=draft.up, down=draft.down)
    run.output.summary = f"{'wrote' if written else 'would write'} {draft.version}_{draft.name}"
    if written:
        _say_written(run, draft, files)
    else:
        run.output.show(f"{draft.up}\n{draft.down}".rstrip())


def described(operations: Sequence[Operation]) -> list[str]:
    """Return what each operation does."""
    return [operation.describe() for operation in operations]


def _fields(draft: Draft, files: Sequence[Path]) -> dict[str, Any]:
    return {
        "changed": True,
        "version": draft.version,
        "name": draft.name,
        "files": list(files),
        "operations": described(draft.operations),
        "proved": draft.proof is not None,
        "proof_notes": list(draft.proof.notes) if draft.proof else [],
        "way_back": list(draft.way_back),
        "removable_hints": list(draft.removable_hints),
    }


def _say_written(run: Run, draft: Draft, files: Sequence[Path]) -> None:
    proved = "proved" if draft.proof is not None else "NOT proved"
    run.output.say(f"Wrote {files[0]} and .down.sql ({proved})")
    for change in described(draft.operations):
        run.output.say(f"  - {change}")
    for limit in draft.way_back:
        run.output.say(f"  way back: {limit}")
    run.output.say("Next: goofer migrate")
