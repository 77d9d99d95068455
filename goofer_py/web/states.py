"""How a database stands, in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from goofer_py.web.shown import count, moment, visible

if TYPE_CHECKING:
    from goofer_py.migrate.status import Status
    from goofer_py.observe.standing import Standing


KINDS = (
    ("dirty", "stopped halfway"),
    ("wrong", "not as it was"),
    ("away", "out of reach"),
    ("pending", "pending"),
    ("waiting", "waits for you"),
    ("running", "at work"),
    ("ready", "up to date"),
)
"""The kinds of lines in words, the worst first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A database on the first page. `kind` is one of a few words that a style goes by.

    `state` says it in words; numbers are None where nobody knows them.
    """

    name: str
    database: str
    kind: str
    state: str
    current: str = ""
    title: str = ""
    applied: int | None = None
    pending: int | None = None
    waiting: int | None = None
    note: str = ""

    def document(self) -> dict[str, Any]:
        """Return it as plain values, with text as it is shown."""
        return {
            name: visible(value) if isinstance(value, str) else value
            for name, value in asdict(self).items()
        }


def unknown(name: str) -> Line:
    """Return what is said of a database before it has answered."""
    return Line(name, "", "looking", "looking…")


def line_of(found: Standing) -> Line:
    """Return what a look found, in one line."""
    status = found.status
    if found.tenants is not None:
        return _together(found, found.tenants)
    if status is None:
        return Line(found.name, found.database, "away", "out of reach", note=found.error or "")
    kind, state, note = _state(status)
    current = status.current or ""
    return Line(
        found.name,
        found.database,
        kind,
        state,
        current,
        status.applied.get(current, ""),
        len(status.applied),
        len(status.pending),
        len(status.waiting),
        note,
    )


def _together(found: Standing, tenants: Sequence[Standing]) -> Line:
    """Return how all tenants stand: as the worst of them, and how many stand in which way."""
    counts = Counter(line_of(one).kind for one in tenants)
    kind = next((kind for kind, _ in KINDS if counts[kind]), "ready")
    state = f"{counts['ready']:,} of {count(len(tenants), 'tenant')} up to date"
    others = (f"{counts[one]:,} {word}" for one, word in KINDS if counts[one] and one != "ready")
    return Line(found.name, found.database, kind, state, note=" · ".join(others))


def _state(status: Status) -> tuple[str, str, str]:
    if status.holder is not None:
        note = f"{status.holder.holder}, since {moment(status.holder.since)}"
        if status.dirty is not None:
            # Whoever is at work on it has not stopped.
            far = str(status.dirty).removeprefix("dirty ")
            note = f"{status.dirty.version}_{status.dirty.name} {far}; {note}"
        return "running", "at work", note
    if (dirty := status.dirty) is not None:
        why = f": {dirty.error}" if dirty.error else ""
        return "dirty", "stopped halfway", f"{dirty.version}_{dirty.name} is {dirty}{why}"
    if status.wrong:
        gone = count(len(status.wrong), "applied file")
        return "wrong", "not as it was", f"{gone} gone or edited"
    due = len(status.pending) - len(status.waiting)
    to_run = sum(state in ("pending", "changed") for _, state in status.repeatables)
    if due or to_run:
        return "pending", f"{due + to_run:,} pending", ""
    if status.waiting:
        return "waiting", "waits for you", f"{count(len(status.waiting), 'migration')} to confirm"
    return "ready", "up to date", ""
