"""Changes in steps: new beside old, the rows moved, and the old gone once nobody uses it."""

from __future__ import annotations

from dataclasses import replace
from itertools import dropwhile, takewhile

from goofer_py.errors import UsageError
from goofer_py.migrate.choice import Choice, Chooser
from goofer_py.migrate.directives import PHASES
from goofer_py.migrate.sources import CombinedSource

CONTRACT = "contract"
_MEANING = {
    "migrate": "It moves rows, once every running program writes both forms.",
    CONTRACT: "It drops the old form, once no running program uses it.",
}


def within(choice: Choice, chooser: Chooser, phase: str | None) -> Choice:
    """Return as much of a choice as may run before a phase that is later than `phase`.

    Without one nothing contracts, for a program may still use what would go. Where no migration
    is applied there was no program, and nothing waits.
    """
    if phase is None and not chooser.state.applied:
        return choice
    last = PHASES.index(phase or "migrate")
    runs = tuple(takewhile(lambda version: _place(chooser, version) <= last, choice.versions))
    if len(runs) == len(choice.versions):
        return choice
    return replace(choice, versions=runs, waiting=choice.versions[len(runs) :])


def check_reached(choice: Choice, chooser: Chooser) -> None:
    """Refuse a run to a version that it would not get to; raises UsageError.

    What stopped halfway is another's to tell.
    """
    if not choice.versions and chooser.state.dirty_id is not None:
        return
    if choice.waiting and not choice.last:
        first = choice.waiting[0]
        phase = chooser.said[first].phase
        raise UsageError(
            f"{first}_{chooser.names[first]} is on the way, and waits: it is of the phase {phase}."
            f" {_MEANING[phase or CONTRACT]} Nothing was run.",
            hint=f"if that is so: --phase {phase}",
        )


def waiting(chooser: Chooser) -> tuple[str, ...]:
    """Return the pending versions that an ordinary run would leave out."""
    return _ordinary(chooser).waiting


def next_step(chooser: Chooser) -> Choice:
    """Choose what an ordinary run would take, and if that is nothing, the contract that waits.

    After that contract it goes on until the next one.
    """
    ordinary = _ordinary(chooser)
    if ordinary.versions or not ordinary.waiting:
        return ordinary

    def contracts(version: str) -> bool:
        return _place(chooser, version) == PHASES.index(CONTRACT)

    after = tuple(dropwhile(contracts, ordinary.waiting))
    waits = tuple(dropwhile(lambda version: not contracts(version), after))
    runs = ordinary.waiting[: len(ordinary.waiting) - len(waits)]
    return Choice("up", runs, last=True, waiting=waits)


def phased(source: CombinedSource) -> dict[str, tuple[str, str]]:
    """Return name and phase of the migrations that are part of a change in steps, by version."""
    said = ((version, name, source.directives(version)) for version, name in source.names().items())
    return {version: (name, one.phase) for version, name, one in said if one.phase}


def _ordinary(chooser: Chooser) -> Choice:
    return within(Choice("up", tuple(chooser.pending), last=True), chooser, None)


def _place(chooser: Chooser, version: str) -> int:
    said = chooser.said.get(version)
    return PHASES.index(said.phase) if said and said.phase else -1
