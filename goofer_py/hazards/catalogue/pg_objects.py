"""PG4: types, views and maintenance of PostgreSQL."""

from __future__ import annotations

from goofer_py.hazards.action import (
    AddEnumValue,
    AlterObject,
    CreateObject,
    DropObject,
    LockTable,
    Maintain,
    Refresh,
)
from goofer_py.hazards.catalogue.pg_types import has_constraint
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, POSTGRESQL, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="PG410",
        title="A table is written anew while nobody can use it",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of the table",
        why="VACUUM FULL and CLUSTER copy all rows and build all indexes anew, under one lock.",
        instead="Use pg_repack, or REPACK (CONCURRENTLY) from PostgreSQL 19; a plain VACUUM keeps"
        " the space for new rows, and stops nobody.",
        aliases=("prefer-repack",),
    ),
    Maintain,
)
def written_anew(action: Maintain, seen: Timeline, facts: Facts) -> Hit | None:
    """Find VACUUM FULL and CLUSTER."""
    if action.verb not in ("VACUUM FULL", "CLUSTER"):
        return None
    if action.table is None:
        return Hit(f"All queries wait while {action.verb} writes table by table anew")
    return Hit(f"All queries on {action.table} wait while it is written anew")


@hazard(
    Rule(
        id="PG411",
        title="A materialized view is filled while nobody can read it",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads of the materialized view",
        why="Its query runs under an exclusive lock.",
        instead="REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on it.",
    ),
    Refresh,
)
def refresh_blocks(action: Refresh, seen: Timeline, facts: Facts) -> Hit | None:
    """Find REFRESH MATERIALIZED VIEW without CONCURRENTLY."""
    made = (one for one in seen.before(CreateObject) if isinstance(one, CreateObject))
    if action.concurrently or any(one.name == action.table for one in made):
        return None
    return Hit(f"All queries on {action.table} wait until it is filled again")


@hazard(
    Rule(
        id="PG412",
        title="A view is replaced under an exclusive lock",
        severity=INFO,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="queries on the view",
        why="The lock is short, but it waits for every query on the view, and all later ones wait"
        " behind it.",
        instead="Set a lock_timeout of some seconds at most, and try again when it is over.",
        scales=False,
    ),
    CreateObject,
)
def view_replaced(action: CreateObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CREATE OR REPLACE VIEW where no lock_timeout is set."""
    if action.kind != "view" or not action.replace or seen.timeout("lock") is not None:
        return None
    return Hit(f"All queries on {action.name} wait while it is replaced", table=action.name)


@hazard(
    Rule(
        id="PG413",
        title="A value of an enum is used in the transaction that adds it",
        severity=ERROR,
        databases=POSTGRESQL,
        why="The server refuses to use it before the transaction has ended; and before PostgreSQL"
        " 12, to add it inside of one.",
        instead="Put ADD VALUE into a migration of its own.",
        scales=False,
        new_tables=True,
    ),
    AddEnumValue,
)
def used_at_once(action: AddEnumValue, seen: Timeline, facts: Facts) -> Hit | None:
    """Find ADD VALUE that is used behind, or that an old server refuses in a transaction."""
    made = (one for one in seen.before(CreateObject) if isinstance(one, CreateObject))
    if not seen.in_transaction or any(one.name == action.enum for one in made):
        return None
    if facts.before(12):
        return Hit(f"ADD VALUE '{action.value}' is refused inside of a transaction")
    quoted = "'" + action.value.replace("'", "''") + "'"
    if not any(quoted in step.text for step, _ in seen.later):
        return None
    return Hit(f"The value {quoted} of {action.enum} is used before the transaction ends")


@hazard(
    Rule(
        id="PG414",
        title="A value of an enum is added without its place",
        severity=INFO,
        databases=POSTGRESQL,
        why="It comes last, and ORDER BY, < and > follow the order of the values.",
        instead="Write BEFORE or AFTER another value.",
        aliases=("require-enum-value-ordering",),
        scales=False,
    ),
    AddEnumValue,
)
def without_place(action: AddEnumValue, seen: Timeline, facts: Facts) -> Hit | None:
    """Find ADD VALUE without BEFORE and AFTER."""
    if action.placed:
        return None
    return Hit(f"'{action.value}' is the last value of {action.enum} from now on")


@hazard(
    Rule(
        id="PG415",
        title="A domain has a constraint",
        severity=INFO,
        databases=POSTGRESQL,
        why="To change it later, all rows of all tables with such a column are looked at.",
        instead="Give the tables a CHECK each, which can be changed one by one.",
        aliases=("ban-create-domain-with-constraint",),
        scales=False,
    ),
    CreateObject,
)
def constrained_domain(action: CreateObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CREATE DOMAIN with CHECK or NOT NULL."""
    if action.kind != "domain" or not has_constraint(action):
        return None
    return Hit(f"The constraint of {action.name} holds for every table that uses it")


@hazard(
    Rule(
        id="PG416",
        title="An extension is updated or dropped",
        severity=WARNING,
        databases=POSTGRESQL,
        why="Its script may change or drop anything that tables and functions use; the server says"
        " little of it before.",
        instead="Read the notes of the version, try it on a copy, and make it the last step.",
        aliases=("UPGRADING_EXTENSION_VERSION",),
        scales=False,
    ),
    AlterObject,
    DropObject,
)
def extension_changes(action: AlterObject | DropObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find ALTER EXTENSION ... UPDATE and DROP EXTENSION."""
    if action.kind != "extension":
        return None
    if isinstance(action, DropObject):
        return Hit(f"What uses the extension {action.name} fails, or goes with it")
    return Hit(f"The extension {action.name} changes what it has made")


_PLAIN = ("sql", "internal", "c")


@hazard(
    Rule(
        id="PG417",
        title="The body of a function is replaced, and nothing has looked into it",
        severity=INFO,
        databases=POSTGRESQL,
        why="The server keeps such a body as text: a column that is not there shows when it runs.",
        instead="Try it with plpgsql_check, or call it in a test.",
        aliases=("HAS_UNTRACKABLE_DEPENDENCIES",),
        scales=False,
    ),
    CreateObject,
)
def unread_body(action: CreateObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CREATE OR REPLACE of a function in a language that the server does not read."""
    language = (action.detail("language") or "sql").lower()
    if action.kind not in ("function", "procedure") or not action.replace or language in _PLAIN:
        return None
    return Hit(f"Nothing has looked into the new body of {action.name}, which is {language}")


_STRONG = {
    "SHARE": "Writes to",
    "SHARE ROW EXCLUSIVE": "Writes to",
    "EXCLUSIVE": "Writes to",
    "ACCESS EXCLUSIVE": "All queries on",
}


@hazard(
    Rule(
        id="PG418",
        title="A table is locked by hand",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table, until the transaction ends",
        why="The lock is held to the end of the transaction, whatever comes behind it.",
        instead="Let each statement take the lock that it needs, with a lock_timeout; or name a"
        " weaker mode.",
    ),
    LockTable,
)
def locked_by_hand(action: LockTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find LOCK TABLE in a mode that stops others."""
    waits = _STRONG.get(action.mode)
    if waits is None:
        return None
    names = ", ".join(map(str, action.locked))
    return Hit(f"{waits} {names} wait until the transaction ends ({action.mode})")
