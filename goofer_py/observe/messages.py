"""What is told of runs to those who are not there: in words, and as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goofer_py.errors import Declined, Unconfirmed
from goofer_py.events import (
    BACKUP,
    RESTORE,
    SEED,
    ConfirmationNeeded,
    Event,
    RunFailed,
    RunStarted,
    RunSucceeded,
    TenantsFinished,
    TenantsStarted,
)
from goofer_py.migrate.state import REPEATED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

START, SUCCESS, FAILURE, CONFIRMATION = "start", "success", "failure", "confirmation"
OCCASIONS = (START, SUCCESS, FAILURE, CONFIRMATION)
"""What can be told of."""
_NAMELESS = (BACKUP, RESTORE)
"""What has no versions."""
_DOING = {
    "up": "applies",
    "down": "reverts",
    SEED: "seeds",
    BACKUP: "is backed up",
    RESTORE: "is brought back",
}
_DONE = {
    "up": "applied",
    "down": "reverted",
    "redo": "reverted and applied",
    SEED: "ran",
    BACKUP: "backed up",
    RESTORE: "brought back",
}
_LONGEST = 2500
"""What chats show of one message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that is told: on which `occasion`, of which database, and what."""

    occasion: str
    database: str
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON for programs."""
        head = {"event": self.occasion, "database": self.database, "text": self.text}
        return head | dict(self.fields)

    def slack(self) -> dict[str, Any]:
        """Return it as chats want it that understand Slack's messages."""
        shown = self.text if len(self.text) <= _LONGEST else f"{self.text[:_LONGEST]}..."
        # Else an error could call everybody in the channel.
        for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            shown = shown.replace(sign, name)
        return {"text": shown}


def message_of(event: Event) -> Message | None:
    """Return what is told of an event; None for those of which nobody is told."""
    telling = _TELLING.get(type(event))
    return None if telling is None else telling(event)


def _started(event: RunStarted) -> Message:
    direction, versions = event.direction, event.versions
    text = f"{event.database}: {_going(direction, versions)}"
    return Message(START, event.database, text, {"direction": direction, "versions": versions})


def _waits(event: ConfirmationNeeded) -> Message:
    text = f"{event.database}: {_listed(event.waiting)} waits to be confirmed: {event.hint}"
    fields = {"waiting": event.waiting, "hint": event.hint}
    return Message(CONFIRMATION, event.database, text, fields)


def _begun_on_tenants(event: TenantsStarted) -> Message:
    doing = _DOING.get(event.direction, event.direction)
    text = f"{event.database}: {doing} what {_number(event.count, 'tenant')} lack"
    fields = {"direction": event.direction, "tenants": event.count}
    return Message(START, event.database, text, fields)


def _succeeded(event: RunSucceeded) -> Message | None:
    """Return what is told of a success: nothing where there was nothing to do."""
    if not event.versions and event.direction not in _NAMELESS:
        return None
    database, at = event.database, event.current or "zero"
    done, seconds = _DONE.get(event.direction, "ran"), f"{event.duration:.1f} s"
    if event.direction in _NAMELESS:
        text = f"{database}: {done} in {seconds}"
    elif event.direction == SEED:
        text = f"{database}: {done} {_number(len(event.versions), 'seed')} in {seconds}"
    else:
        text = f"{database}: {done} {_count(event.versions)} in {seconds}, at {at}"
    fields = {
        "direction": event.direction,
        "versions": event.versions,
        "current": event.current,
        "pending": event.pending,
        "waiting": event.waiting,
        "duration": event.duration,
    }
    return Message(SUCCESS, database, text, fields)


def _failed(event: RunFailed) -> Message | None:
    """Return what is told of a failure: nothing where somebody was asked and said no."""
    database, error = event.database, event.error
    if event.code == Declined.__name__:
        return None
    if event.code == Unconfirmed.__name__:
        text = f"{database}: waits to be confirmed. {error}"
        text += f" {event.hint}" if event.hint else ""
        return Message(CONFIRMATION, database, text, {"waiting": (), "hint": event.hint})
    what = {SEED: "seeding ", BACKUP: "the backup ", RESTORE: "the restore "}
    fields = {
        "direction": event.direction or None,
        "code": event.code,
        "error": error,
        "dirty": event.dirty,
        "hint": event.hint,
    }
    text = f"{database}: {what.get(event.direction, '')}failed. {error}"
    return Message(FAILURE, database, text, fields)


def _of_tenants(event: TenantsFinished) -> Message | None:
    """Return one message for all tenants; None where nothing ran in any, and nothing failed."""
    occasion = FAILURE if event.failed or event.left else SUCCESS
    if occasion == SUCCESS and not event.changed:
        return None
    database = event.database
    done = _DONE.get(event.direction, "ran")
    said = [f"{done} what {_number(event.changed, 'tenant')} lacked in {event.duration:.1f} s"]
    said += [f"failed: {_listed(event.failed)}"] if event.failed else []
    said += [f"not begun: {_number(len(event.left), 'tenant')}"] if event.left else []
    fields = {
        "direction": event.direction,
        "changed": event.changed,
        "unchanged": event.unchanged,
        "waiting": event.waiting,
        "failed": event.failed,
        "left": event.left,
        "duration": event.duration,
    }
    return Message(occasion, database, f"{database}: {'; '.join(said)}", fields)


def _going(direction: str, versions: tuple[str, ...]) -> str:
    doing = _DOING.get(direction, "runs")
    if direction in _NAMELESS:
        return doing
    if direction == SEED:
        return f"{doing} {_number(len(versions), 'seed')} ({_listed(versions)})"
    return f"{doing} {_count(versions)} ({_listed(versions)})"


def _count(versions: tuple[str, ...]) -> str:
    return _number(len(set(versions) - {REPEATED}) + versions.count(REPEATED), "migration")


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{', '.join(names[:5])}{more}"


_TELLING: Mapping[type[Event], Callable[[Any], Message | None]] = {
    RunStarted: _started,
    RunSucceeded: _succeeded,
    RunFailed: _failed,
    ConfirmationNeeded: _waits,
    TenantsStarted: _begun_on_tenants,
    TenantsFinished: _of_tenants,
}
TOLD: frozenset[type[Event]] = frozenset(_TELLING)
"""The kinds of events of which something is told."""
