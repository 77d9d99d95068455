"""What is seen of work that takes long, in words."""

from __future__ import annotations

from datetime import UTC

from goofer_py.cli.wording import duration, size
from goofer_py.events import Blocker, StatementBlocked, StatementFreed, WorkSeen


def work_title(event: WorkSeen) -> str:
    """Return what is worked on: CREATE INDEX on orders: building index."""
    what = " ".join(filter(None, (event.what, event.on)))
    return ": ".join(filter(None, (what, event.phase)))


def work_measure(event: WorkSeen) -> str:
    """Say how far a part is, and how fast it goes: 45 %, 1.2 GB of 2.7 GB, 80.0 MB/s.

    What is guessed is about 45 % of 2.7 GB.
    """
    share = f"{min(event.done / event.total, 1):.0%}".replace("%", " %") if event.total else ""
    if not event.unit or not (event.done or event.total):
        return share
    far = _number(event.done, event.unit, alone=not event.total)
    if event.guessed and event.total:
        share, far = f"about {share} of {_number(event.total, event.unit, alone=True)}", ""
    elif event.total:
        far += f" of {_number(event.total, event.unit, alone=True)}"
    speed = f"{_number(event.rate, event.unit, alone=True)}/s" if event.rate >= 1 else ""
    return ", ".join(filter(None, (share, far, speed)))


def work_line(event: WorkSeen) -> str:
    """Say what is worked on, how far it is, and how long it will still take."""
    title = f"{event.version} {work_title(event)}".strip()
    left = f"about {duration(event.left)} left" if event.left is not None else ""
    said = filter(None, (work_measure(event), left, f"running for {duration(event.seconds)}"))
    return f"{title}: {', '.join(said)}"


def blocked_line(event: StatementBlocked) -> str:
    """Say what a statement waits for, and for whom."""
    who = "; ".join(_blocker(one) for one in event.by)
    told = f", which is held up by {who}" if who else ", and the server does not tell for whom"
    hint = f"; it would after: {event.hint}" if event.hint else ""
    return f"{event.version or 'it'} waits for {event.lock}{told}{hint}"


def freed_line(event: StatementFreed) -> str:
    """Say that a statement waits no more."""
    return f"{event.version or 'it'} goes on after it waited for {duration(event.seconds)}"


def _blocker(one: Blocker) -> str:
    who = f"process {one.id} of {one.user}" if one.id else one.user
    doing = "idle, last" if one.idle else "running"
    query = f"{doing}: {one.query}" if one.query else ""
    since = f"since {one.since.astimezone(UTC):%H:%M:%S} UTC" if one.since else ""
    about = ", ".join(filter(None, (since, query)))
    return f"{who} ({about})" if about else who


def _number(value: float, unit: str, *, alone: bool) -> str:
    if unit == "bytes":
        return size(value)
    return f"{value:,.0f} {unit}" if alone else f"{value:,.0f}"
