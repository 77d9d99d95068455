"""MY: what large tables of MySQL and MariaDB bring along; asked where sizes are known."""

from __future__ import annotations

from goofer_py.hazards.action import Action, AddConstraint, CreateIndex, ModifyColumn, SetOption
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, MYSQL_FAMILY, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, ForeignKey

_WRITES = ("convert charset", "engine", "force", "row_format", "partitions", "partition")


def _rows(action: Action, facts: Facts) -> int:
    """Return how many rows the table has where it is known to be large, else 0."""
    size = facts.size(action.tables[0])
    return 0 if size is None or facts.is_small(size) else size.rows


def _is_first(action: Action, seen: Timeline) -> bool:
    kinds = (CreateIndex, AddConstraint, ModifyColumn, SetOption)
    return next((one for one in seen.step.actions if isinstance(one, kinds)), None) is action


@hazard(
    Rule(
        id="MY164",
        title="Replicas fall behind while they alter a large table",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        why="A replica begins when the primary has ended, and takes as long again: whoever reads"
        " there sees old rows. MariaDB from 10.8 can begin at once (binlog_alter_two_phase).",
        instead="Watch the lag, take readers away from the replicas, or go through a copy with"
        " triggers in small batches.",
    ),
    CreateIndex,
    AddConstraint,
    ModifyColumn,
    SetOption,
)
def replicas_wait(
    action: CreateIndex | AddConstraint | ModifyColumn | SetOption, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find a change that takes as long as the table is large."""
    rows = _rows(action, facts)
    if not rows or not _is_first(action, seen):
        return None
    if isinstance(action, SetOption) and action.what not in _WRITES:
        return None
    return Hit(f"Replicas repeat the work on {rows:,} rows of {action.table} after the primary")


@hazard(
    Rule(
        id="MY165",
        title="What is written meanwhile has to fit into a log",
        severity=INFO,
        databases=MYSQL_FAMILY,
        why="An index or a rebuild that lets others write keeps their changes in a log of"
        " innodb_online_alter_log_max_size, 128 MB; when it is full, all the work is undone.",
        instead="Raise innodb_online_alter_log_max_size, or take a quiet hour.",
    ),
    CreateIndex,
    AddConstraint,
)
def log_overflows(action: CreateIndex | AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index or key that is built over many rows while others write."""
    rows = _rows(action, facts)
    if isinstance(action, AddConstraint) and isinstance(action.constraint, Check | ForeignKey):
        return None
    if isinstance(action, CreateIndex) and action.kind in ("fulltext", "spatial"):
        return None
    if not rows or not _is_first(action, seen):
        return None
    return Hit(f"Changes of {action.table} are logged while {rows:,} rows are read")
