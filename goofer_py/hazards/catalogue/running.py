"""OP: how a migration runs."""

from __future__ import annotations

from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AddConstraint,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    ModifyColumn,
    Reindex,
    RenameColumn,
    RenameTable,
    SetTimeout,
    WholeFile,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.locks import exclusive
from goofer_py.hazards.rule import EVERY, MYSQL_FAMILY, POSTGRESQL, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Name

_LONGEST = 10_000
_METADATA = (
    *(AddColumn, DropColumn, ModifyColumn, RenameColumn, AddConstraint, DropConstraint),
    *(CreateIndex, DropIndex, DropTable, RenameTable),
)


def _locked(action: Action, facts: Facts) -> tuple[Name, ...]:
    """Return the tables whose queries wait behind this action while it waits itself."""
    if any(on.database == facts.database for on in MYSQL_FAMILY):
        return action.tables[:1] if isinstance(action, _METADATA) else ()
    return exclusive(action)[:1]


@hazard(
    Rule(
        id="OP101",
        title="Nothing limits how long a statement waits for its lock",
        severity=WARNING,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="While it waits for one long query, every later query on the table waits behind it.",
        instead="lock_timeout in the settings, which goofer tries again, or"
        " `-- goofer: lock-timeout 2s` at the top of the file.",
        aliases=("require-lock-timeout", "check_lock_timeout"),
        of_run=True,
    ),
    Action,
)
def no_lock_timeout(action: Action, seen: Timeline, facts: Facts) -> Hit | None:
    """Find the first statement of a file that waits for a strong lock without an end."""
    if seen.timeout("lock") or not _waits(action, seen, facts):
        return None
    if any(_waits(one, seen, facts) for _, one in seen.done):
        return None
    return Hit(f"This waits for {_locked(action, facts)[0]} for as long as it takes")


def _waits(action: Action, seen: Timeline, facts: Facts) -> bool:
    tables = _locked(action, facts)
    return bool(tables) and not seen.is_new(tables[0])


@hazard(
    Rule(
        id="OP102",
        title="A timeout ends an index that is built beside its table's use",
        severity=WARNING,
        databases=POSTGRESQL,
        why="CONCURRENTLY takes long and blocks nobody; ended in the middle, it leaves an invalid"
        " index behind.",
        instead="SET statement_timeout = 0 before it.",
        aliases=("require-statement-timeout",),
        scales=False,
    ),
    CreateIndex,
    Reindex,
)
def ended_build(action: CreateIndex | Reindex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CONCURRENTLY under a statement_timeout."""
    limit = seen.timeout("statement")
    if not action.concurrently or not limit:
        return None
    return Hit(f"The build is ended after {limit / 1000:g} s")


@hazard(
    Rule(
        id="OP103",
        title="A lock is waited for longer than ten seconds",
        severity=WARNING,
        databases=EVERY,
        why="So long do all queries wait that come behind.",
        instead="A few seconds, and several tries.",
        aliases=("check_lock_timeout_limit",),
        scales=False,
        new_tables=True,
    ),
    SetTimeout,
    WholeFile,
)
def long_wait(action: SetTimeout | WholeFile, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a long lock_timeout, of the script or of what it runs with."""
    if isinstance(action, SetTimeout):
        limit = action.milliseconds if action.what == "lock" else 0
    else:
        limit = _given(seen, facts)
    if limit <= _LONGEST:
        return None
    return Hit(f"Locks are waited for {limit / 1000:g} s")


def _given(seen: Timeline, facts: Facts) -> int:
    """Return the timeout of the directive or the settings, in ms; 0 where nothing waits for it."""
    if any(isinstance(one, SetTimeout) and one.what == "lock" for _, one in seen.done):
        return 0
    waits = any(_waits(one, seen, facts) for _, one in seen.done)
    return (seen.unit.lock_timeout or facts.lock_timeout or 0) if waits else 0


@hazard(
    Rule(
        id="OP108",
        title="Nothing leads back",
        severity=WARNING,
        databases=EVERY,
        why="When it goes wrong in production, somebody has to write the way back by hand.",
        instead="A down script, or `-- goofer: irreversible reason` at the top of the file.",
        aliases=("MF101P",),
        scales=False,
        new_tables=True,
    ),
    WholeFile,
)
def no_way_back(action: WholeFile, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an up script without a down script that does not say why."""
    unit = seen.unit
    if unit.has_down is not False or unit.reverts or unit.irreversible:
        return None
    return Hit("There is no down script")
