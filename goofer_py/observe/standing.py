"""How one database stands, for those who watch it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goofer_py.migrate.results import applied_of
from goofer_py.migrate.state import DONE

if TYPE_CHECKING:
    from goofer_py.migrate.lease_table import Held
    from goofer_py.migrate.migrator import Migrator
    from goofer_py.migrate.record import Record
    from goofer_py.migrate.status import Status


@dataclass(frozen=True, slots=True)
class Standing:
    """What a look at a database found, or why it found nothing.

    `name` is what it is called by, `database` its URL without secrets. `error` is why it could not
    be looked at, in words without secrets. `phase` is the next part of a change in steps that is
    under way. `drift` and `hazards` are None where nobody asked, and where `unseen` says by their
    names why they cannot be told. `tenants` are those of a database that has many, which has no
    other state; `unknown` says that there is no such tenant.
    """

    name: str
    database: str
    status: Status | None = None
    records: Sequence[Record] = ()
    phase: Mapping[str, Any] | None = None
    error: str | None = None
    drift: Mapping[str, Any] | None = None
    hazards: Sequence[Mapping[str, Any]] | None = None
    unseen: Mapping[str, str] = field(default_factory=dict)
    tenants: tuple[Standing, ...] | None = None
    unknown: bool = False

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why a program that needs all migrations is not to be served from it; empty if it is.

        What waits to be confirmed is no reason: it waits for the program to be there. A reason of
        one tenant is one of all.
        """
        if self.tenants is not None:
            return tuple(dict.fromkeys(why for one in self.tenants for why in one.reasons))
        if self.status is None:
            return ("away",)
        status = self.status
        pending = status.pending.keys() - set(status.waiting)
        repeatables = [name for name, state in status.repeatables if state in _TO_RUN]
        found = {
            "pending": pending or repeatables,
            "dirty": status.dirty is not None,
        }
        return tuple(reason for reason, there in found.items() if there)

    @property
    def ready(self) -> bool:
        """Whether all migrations are applied."""
        return not self.reasons

    def document(self, *, whole: bool = True) -> dict[str, Any]:
        """Return it as plain values; of many tenants, those that are not ready unless `whole`."""
        head: dict[str, Any] = {"name": self.name, "database": self.database, "ready": self.ready}
        if self.tenants is not None:
            return {**head, **_NOTHING, "away": False, "tenants": self._together(whole=whole)}
        if self.status is None:
            return {**head, **_NOTHING, "last_error": self.error, "away": True}
        return {
            **head,
            **fields(self.status, self.records, self.phase),
            "dirty": None if self.status.dirty is None else str(self.status.dirty),
            "waiting_migrations": list(self.status.waiting),
            "missing_migrations": list(self.status.missing),
            "out_of_order_migrations": list(self.status.out_of_order),
            "drift": self.drift,
            "hazards": self.hazards,
            "drift_error": self.unseen.get("drift"),
            "hazards_error": self.unseen.get("hazards"),
            "away": False,
            "tenants": None,
        }

    def _together(self, *, whole: bool) -> dict[str, Any]:
        every = self.tenants or ()
        unready = [one for one in every if not one.ready]
        listed = every if whole else unready[:_MOST_TENANTS]
        return {
            "total": len(every),
            "ready": len(every) - len(unready),
            **{why: sum(why in one.reasons for one in unready) for why in _REASONS},
            "listed": [one.short() for one in listed],
        }

    def short(self) -> dict[str, Any]:
        """Return what is told of one of many tenants."""
        status = self.status
        return {
            "name": self.name,
            "ready": self.ready,
            "reasons": self.reasons,
            "current_version": status and status.current,
            "pending": None if status is None else len(status.pending),
            "waiting": None if status is None else len(status.waiting),
            "error": self.error,
        }


_REASONS = ("pending", "dirty", "away")
_MOST_TENANTS = 20
_TO_RUN = ("pending", "changed")
_NOTHING: Mapping[str, Any] = {
    "current_version": None,
    "pending_migrations": [],
    "applied_migrations": [],
    "last_error": None,
    "phase": None,
    "lease": None,
    "dirty": None,
    "waiting_migrations": [],
    "missing_migrations": [],
    "out_of_order_migrations": [],
    "drift": None,
    "hazards": None,
    "drift_error": None,
    "hazards_error": None,
    "tenants": None,
}


def fields(
    status: Status, records: Sequence[Record], phase: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return what every form of the status has: where a database is, and what is left to do."""
    return {
        "current_version": status.current,
        "pending_migrations": list(status.pending),
        "applied_migrations": [
            {
                "version": one.version,
                "name": one.name,
                "applied_at": one.finished_at.isoformat(),
                "duration": one.duration,
            }
            for one in applied_of(records)
        ],
        "last_error": last_error(records),
        "phase": phase,
        "lease": held_fields(status.holder),
    }


def held_fields(held: Held | None) -> dict[str, object] | None:
    """Return who holds a lease as plain values."""
    if held is None:
        return None
    return {
        "name": held.holder,
        "session": held.session,
        "since": held.since.isoformat(),
        "seconds_left": held.left,
    }


def last_error(records: Sequence[Record]) -> str | None:
    """Return what the newest migration failed with; None once anything ran well after it."""
    for record in reversed(records):
        if record.status == DONE:
            return None
        if record.error:
            return record.error
    return None


def phase_of(migrator: Migrator, status: Status) -> dict[str, Any] | None:
    """Return the next part of a change in steps: version, name, phase, and whether it waits."""
    for version, name in status.pending.items():
        said = migrator.source.directives(version)
        if said.phase is not None:
            waits = version in status.waiting
            return {"version": version, "name": name, "phase": said.phase, "waiting": waits}
    return None


def look(name: str, migrator: Migrator, *, brief: bool = False) -> Standing:
    """Look at a database; a `brief` look reads no history. Raises GooferError."""
    with migrator:
        status = migrator.status()
        if brief:
            return Standing(name, migrator.database, status)
        records = migrator.history()
        phase = phase_of(migrator, status)
        return Standing(name, migrator.database, status, records, phase)
