"""Records of the history, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from goofer_py.cli.wording import duration
from goofer_py.migrate.record import DONE, Record
from goofer_py.migrate.state import BASELINE, FAKED, REPLACED, TAKEN_OVER

COLUMNS = ("started (UTC)", "outcome", "version", "name", "took", "by")


def last_of_each_run(records: Sequence[Record]) -> list[Record]:
    """Return what came of each run of a migration, without the records of its progress before."""
    last = {(one.version, one.name, one.direction, one.started_at): one for one in records}
    return sorted(last.values(), key=lambda one: one.id)


def record_row(record: Record, of: str = "") -> tuple[str, ...]:
    """Return the cells of a record in a listing; `of` is whose migration it is a part of."""
    return (
        f"{record.started_at:%Y-%m-%d %H:%M:%S}",
        outcome(record),
        record.version,
        f"{record.name} (part of {of})" if of else record.name,
        "" if record.duration is None else duration(record.duration),
        f"{record.user}@{record.host}",
    )


def outcome(record: Record) -> str:
    """Return what came of it in a word or two: applied, baseline, up failed, down dirty."""
    if record.error == BASELINE:
        return "baseline"
    if record.status == DONE and (record.error or "").startswith(REPLACED):
        return "replaced"
    if record.status == DONE and record.error == FAKED:
        return "reverted (fake)" if record.direction == "down" else "applied (fake)"
    if record.status == DONE and (record.error or "").startswith(TAKEN_OVER):
        return "taken over"
    if record.status == DONE:
        return "reverted" if record.direction == "down" else "applied"
    return f"{record.direction} {record.status}"


def record_fields(record: Record) -> dict[str, Any]:
    """Return a record as --json shows it; times in ISO 8601 with their zone."""
    return {
        "version": record.version,
        "name": record.name,
        "direction": record.direction,
        "status": record.status,
        "started_at": record.started_at.isoformat(),
        "duration": record.duration,
        "checksum": record.checksum,
        "statements": record.statements,
        "total": record.total,
        "goofer": record.goofer,
        "user": record.user,
        "host": record.host,
        "run": record.run,
        "backup": record.backup,
        "irreversible": record.irreversible,
        "error": record.error,
    }
