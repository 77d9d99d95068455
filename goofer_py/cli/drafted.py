"""What `makemigrations` has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from goofer_py.cli.lint_formats import fields
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import ChangesFound
from goofer_py.generate.comparison import Comparison
from goofer_py.generate.draft import Draft
from goofer_py.generate.hazards import hazard_lines
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
    folder = run.settings.directory
    parts = [_fields(one, one.paths(folder) if written else ()) for one in draft.all]
    run.output.result(**parts[0], following=parts[1:])
    run.output.summary = f"{'wrote' if written else 'would write'} {draft.version}_{draft.name}"
    for one in draft.all:
        if written:
            _say_written(run, one, one.paths(folder))
        else:
            run.output.show(one.code or f"{one.up}\n{one.down}".rstrip())
    if written:
        run.output.say("Next: goofer migrate")


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
        "phase": draft.phase,
        "up": draft.up,
        "down": draft.down,
        "code": draft.code,
        "hazards": [fields(one) for one in draft.hazards],
    }


def _say_written(run: Run, draft: Draft, files: Sequence[Path]) -> None:
    proved = "proved" if draft.proof is not None else "NOT proved"
    both = " and .down.sql" if draft.code is None else ""
    run.output.say(f"Wrote {files[0]}{both} ({proved})")
    for change in described(draft.operations):
        run.output.say(f"  - {change}")
    for limit in draft.way_back:
        run.output.say(f"  way back: {limit}")
    for line in hazard_lines(draft.hazards):
        run.output.say(f"  {line}")
