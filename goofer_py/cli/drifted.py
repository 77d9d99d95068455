"""What `goofer drift` found, as programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goofer_py.schema.document import written

if TYPE_CHECKING:
    from goofer_py.cli.run import Run
    from goofer_py.generate.drift import Drift


def drift_of(run: Run) -> tuple[Drift, str]:
    """Return what differs in the database, and what it is called, whatever kind of store it is."""
    if (kind := run.project.kind()) is None:
        return run.project.drift()
    from goofer_py.cli.native_schema import drift as of_a_store

    return of_a_store(run, kind)


def drift_fields(found: Drift) -> dict[str, Any]:
    """Return what differs, and what could not be compared."""
    return {
        "drifted": bool(found.discrepancies),
        "applied": len(found.applied),
        "differences": [
            {
                "state": one.state,
                "kind": one.piece.kind,
                "name": one.piece.name,
                "expected": written(one.expected),
                "found": written(one.found),
                "version": one.migration,
                "migration": found.applied.get(one.migration or ""),
            }
            for one in found.discrepancies
        ],
        "not_compared": list(found.limits),
    }
