"""Views, triggers, routines, events and sequences on both servers."""

from __future__ import annotations

import itertools

import pytest

from goofer_py.diff.differ import diff
from goofer_py.schema import Name, PrimaryKey, Schema, Sequence
from tests.dialects.mysql.live import Live, column, table

PEOPLE = table(
    column("id", "bigint", nullable=False),
    column("n"),
    column("a", "varchar(20)"),
    primary_key=PrimaryKey(("id",)),
)

STATEMENTS = {
    "a view": (
        "CREATE VIEW v AS SELECT id, n FROM people",
        "CREATE VIEW v AS SELECT id, a FROM people",
    ),
    "a view with all it can have": (
        "CREATE VIEW v AS SELECT id, n FROM people",
        (
            "CREATE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW v AS SELECT id, n FROM people "
            "WHERE n > 0 WITH LOCAL CHECK OPTION"
        ),
    ),
    "a trigger": (
        "CREATE TRIGGER tr BEFORE INSERT ON people FOR EACH ROW SET NEW.n = 1",
        (
            "CREATE TRIGGER tr BEFORE UPDATE ON people FOR EACH ROW "
            "BEGIN IF NEW.n IS NULL THEN SET NEW.n = 2; END IF; END"
        ),
    ),
    "a function": (
        "CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x + 1",
        (
            "CREATE FUNCTION f(x int, y varchar(20)) RETURNS int DETERMINISTIC NO SQL "
            "COMMENT 'it''s' BEGIN DECLARE z int DEFAULT 1; SET z = x; RETURN z; END"
        ),
    ),
    "a procedure": (
        "CREATE PROCEDURE p() SELECT 1",
        (
            "CREATE PROCEDURE p(IN x int, OUT y int) MODIFIES SQL DATA SQL SECURITY INVOKER "
            "BEGIN UPDATE people SET n = x; SET y = 1; END"
        ),
    ),
    "an event": (
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM people",
        (
            "CREATE EVENT e ON SCHEDULE EVERY 2 HOUR STARTS '2030-01-01 00:00:00' "
            "ON COMPLETION PRESERVE DISABLE COMMENT 'c' DO BEGIN DELETE FROM people; SELECT 1; END"
        ),
    ),
}


def made_by(live: Live, *statements: str) -> Schema:
    """The schema of the people and what the statements make, as a scratch has it."""
    with live.introspector.scratch(live.session, ()) as scratch:
        script = live.script(diff(Schema(), live.dialect.canonical(Schema((PEOPLE,)))), Schema())
        scratch.session.run(script)
        for statement in statements:
            scratch.session.execute(statement)
        return live.dialect.canonical(scratch.read())


@pytest.mark.parametrize("case", STATEMENTS)
def test_an_object_comes_changes_and_goes(live: Live, case: str) -> None:
    first, second = (made_by(live, statement) for statement in STATEMENTS[case])
    nothing = made_by(live)
    live.build(nothing)
    for before, after in ((nothing, first), (first, second), (second, first), (first, nothing)):
        operations = diff(before, after, rules=live.dialect)
        assert operations
        live.run(operations, before)
        assert live.read().objects == after.objects
        live.expect(after)


def test_an_object_steps_aside_where_its_table_goes(live: Live) -> None:
    both = made_by(live, *(STATEMENTS[case][0] for case in ("a view", "a trigger")))
    live.run(diff(Schema(), both, rules=live.dialect), Schema())
    operations = diff(both, Schema(), rules=live.dialect)
    live.run(operations, both)
    live.expect(Schema())
    live.run_back(operations, Schema())
    live.expect(both)


def test_a_sequence_comes_changes_and_goes(live: Live) -> None:
    if not live.mariadb:
        assert not live.dialect.capabilities.sequences
        return
    name = Name("s")
    states = [
        Schema(),
        Schema(sequences=(Sequence(name),)),
        Schema(
            sequences=(Sequence(name, start=5, increment=2, maximum=100, cache=10, cycle=True),)
        ),
        Schema(sequences=(Sequence(name, increment=3),)),
    ]
    for before, after in itertools.pairwise(states):
        live.run(diff(before, after), before)
        live.expect(after)
        live.run_back(diff(before, after), after)
        live.expect(before)
        live.run(diff(before, after), before)
