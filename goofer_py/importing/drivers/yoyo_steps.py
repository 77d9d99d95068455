"""Reads the steps of a folder of yoyo's migrations, in yoyo's order.

Called as `yoyo_steps.py FOLDER OUTPUT`. No step is run. Writes a JSON object to the file OUTPUT.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yoyo import read_migrations
from yoyo.migrations import StepGroup, topological_sort


def main(folder: str, output: str) -> None:
    """Write what the migrations of a folder run."""
    found = read_migrations(folder)
    told = {
        "migrations": [_described(one) for one in topological_sort(found)],
        "afterwards": sorted(Path(one.path).name for one in found.post_apply),
    }
    Path(output).write_text(json.dumps(told), encoding="utf-8")


def _described(migration: Any) -> dict[str, Any]:
    migration.load()
    steps = (
        [] if migration.is_raw_sql() else [one for step in migration.steps for one in _flat(step)]
    )
    return {
        "id": migration.id,
        "file": Path(migration.path).name,
        "raw": migration.is_raw_sql(),
        "needs": sorted(one.id for one in migration.depends),
        "transaction": bool(migration.use_transactions),
        "ignores": any(ignores for _, _, ignores in steps),
        "up": [_told(apply) for apply, _, _ in steps],
        "down": [_told(rollback) for _, rollback, _ in reversed(steps)],
    }


def _flat(step: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield what a step applies and rolls back, and which errors it ignores, groups taken apart."""
    inner = getattr(step, "step", step)
    if isinstance(inner, StepGroup):
        for one in inner.steps:
            yield from _flat(one)
    else:
        yield inner._apply, inner._rollback, getattr(step, "ignore_errors", None)


def _told(what: Any) -> dict[str, str] | None:
    if not what:
        return None
    if isinstance(what, str):
        return {"sql": what}
    return {"code": str(getattr(what, "__name__", type(what).__name__))}


if __name__ == "__main__":
    main(*sys.argv[1:])
