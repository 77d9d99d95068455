"""LT: the one writer of SQLite, and who waits for it."""

from __future__ import annotations

import re

from goofer_py.hazards.action import Action, CreateIndex, Harmless, Transaction, WriteRows
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, SQLITE, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline

_WRITES_FIRST = re.compile(r"\A\s*BEGIN\s+(?:IMMEDIATE|EXCLUSIVE)\b", re.IGNORECASE)


@hazard(
    Rule(
        id="LT113",
        title="Other writers wait, and fail with SQLITE_BUSY in the end",
        severity=INFO,
        databases=SQLITE,
        lock="RESERVED",
        duration=Duration.BUILD,
        blocks="all writes to the database",
        why="SQLite has one writer for the whole file. Others wait as long as their busy_timeout"
        " says, without one not at all, and then fail; a transaction that has read before it writes"
        " fails at once.",
        instead="Give programs a busy_timeout and let them try again, begin with BEGIN IMMEDIATE,"
        " and write many rows in batches.",
    ),
    CreateIndex,
    WriteRows,
    Transaction,
)
def one_writer(
    action: CreateIndex | WriteRows | Transaction, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find what writes for as long as a table is large, and BEGIN before a read."""
    if isinstance(action, Transaction):
        return _reads_first(action, seen)
    if isinstance(action, WriteRows) and (
        action.verb not in ("UPDATE", "DELETE") or action.where or action.limited
    ):
        return None
    size = facts.size(action.table)
    if size is not None and facts.is_small(size):
        return None
    what = "until the index is built" if isinstance(action, CreateIndex) else "until all is written"
    rows = "" if size is None else f" from {size.rows:,} rows or more"
    grave = None if size is None else WARNING
    return Hit(f"Nobody else writes to the database {what}{rows}", severity=grave)


def _reads_first(action: Transaction, seen: Timeline) -> Hit | None:
    if action.verb != "begin" or _WRITES_FIRST.match(seen.step.text):
        return None
    steps = seen.unit.steps
    behind = (one for step in steps[steps.index(seen.step) + 1 :] for one in step.actions)
    first = next(behind, None)
    if not _is_read(first):
        return None
    return Hit(
        "What is written behind the first read fails at once when another program writes meanwhile",
        severity=WARNING,
        instead="BEGIN IMMEDIATE.",
    )


def _is_read(action: Action | None) -> bool:
    return isinstance(action, Harmless) and action.verb in ("select", "values")
