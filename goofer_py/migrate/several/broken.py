"""Going back from a migration over several databases that stopped halfway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goofer_py.migrate.several.attempt import attempt_in

if TYPE_CHECKING:
    from goofer_py.migrate.choice import Chooser
    from goofer_py.migrate.history import History
    from goofer_py.migrate.state import Dirty


def can_go_back(dirty: Dirty | None) -> bool:
    """Say whether what is done of it can be taken back, as the books say where it is."""
    return dirty is not None and attempt_in(dirty.trace) is not None


def note(chooser: Chooser, history: History) -> None:
    """Let a run down begin with what stopped halfway, if that can be taken back."""
    dirty = history.dirty(chooser.state)
    if dirty is not None and can_go_back(dirty) and dirty.version not in chooser.state.applied:
        chooser.broken = dirty.version
