"""Rows that an exclusion constraint does not let be there together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from goofer_py.errors import UnsafeChange
from goofer_py.generate.choices import Choices
from tests.generate.conftest import Workshop


@pytest.fixture
def rooms(postgresql_url: str, tmp_path: Path) -> Workshop:
    workshop = Workshop(postgresql_url, tmp_path / "migrations")
    workshop.generate(bookings())
    workshop.migrate()
    workshop.run(
        "INSERT INTO bookings (id, room, during, since, until) VALUES"
        " (1, 'red', '[2030-01-01, 2030-01-05)', 1, 5),"
        " (2, 'red', '[2030-01-02, 2030-01-03)', 2, 3),"
        " (3, 'Red', '[2030-01-04, 2030-01-09)', 4, 9),"
        " (4, 'blue', '[2030-01-08, 2030-01-10)', 8, 10),"
        " (5, 'blue', NULL, 100, 100), (6, 'blue', NULL, 200, 200)"
    )
    return workshop


def bookings(*parts: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "bookings",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room", sa.Text),
        sa.Column("during", pg.TSRANGE),
        sa.Column("since", sa.Integer),
        sa.Column("until", sa.Integer),
        *parts,
    )
    return metadata


def exclusion(*elements: tuple[Any, str], **options: Any) -> pg.ExcludeConstraint:
    return pg.ExcludeConstraint(*elements, name="apart", **options)


RANGE = sa.text("int4range(since, until)")
CASES: dict[str, tuple[Callable[[], pg.ExcludeConstraint], int]] = {
    "a range": (partial(exclusion, ("during", "&&")), 3),
    "a range that is made": (partial(exclusion, (RANGE, "&&")), 3),
    "what is in parentheses": (
        partial(exclusion, (sa.text("((since + 1))"), "="), using="btree"),
        0,
    ),
    "equal values": (partial(exclusion, ("room", "="), using="hash"), 4),
    "a collation": (partial(exclusion, (sa.text('room COLLATE "C"'), "="), using="btree"), 4),
    "an operator class": (
        partial(exclusion, (sa.text("room text_pattern_ops"), "="), using="btree"),
        4,
    ),
    "an order": (partial(exclusion, (sa.text("lower(room) DESC"), "="), using="btree"), 6),
    "a condition": (partial(exclusion, ("during", "&&"), where=sa.text("id <> 2")), 2),
    "several operators": (partial(exclusion, (RANGE, "&&"), ("during", "&&")), 3),
}


@pytest.mark.parametrize("case", CASES)
def test_pairs_of_rows_that_clash_are_counted_and_found_by_the_query(
    rooms: Workshop, case: str
) -> None:
    constraint, pairs = CASES[case]
    metadata = bookings(constraint())
    if not pairs:
        rooms.generate(metadata)
        rooms.migrate()
        return
    with pytest.raises(UnsafeChange, match=f"The constraint apart of bookings .*: {pairs} ") as no:
        rooms.generate(metadata)
    (found,) = no.value.obstacles
    assert (found["kind"], found["place"]) == ("exclusion", "bookings.apart")
    assert (found["rows"], found["more"]) == (pairs, False)
    assert len(rooms.rows(str(found["query"]))) == pairs
    assert isinstance(found["examples"], list)
    assert len(found["examples"]) == min(pairs, 3)


def test_an_example_shows_both_rows(rooms: Workshop) -> None:
    rooms.run("DELETE FROM bookings WHERE id IN (3, 4)")
    with pytest.raises(UnsafeChange, match="1 pair of rows clashes") as caught:
        rooms.generate(bookings(exclusion((RANGE, "&&"))))
    (found,) = caught.value.obstacles
    assert found["examples"] == [
        "id = 1, int4range(since, until) = '[1,5)' and id = 2, int4range(since, until) = '[2,3)'"
    ]


def test_a_statement_that_corrects_the_rows_lets_the_constraint_in(rooms: Workshop) -> None:
    fixes = {"bookings.apart": "UPDATE bookings SET during = NULL WHERE id IN (1, 4)"}
    rooms.generate(bookings(exclusion(("during", "&&"))), Choices(fixes=fixes))
    rooms.migrate()
    assert rooms.rows("SELECT count(*) FROM bookings WHERE during IS NULL") == [(4,)]
    assert rooms.rows("SELECT count(*) FROM pg_constraint WHERE conname = 'apart'") == [(1,)]


def test_the_constraint_can_come_in_a_second_step(rooms: Workshop) -> None:
    metadata = bookings(sa.Column("note", sa.Text), exclusion(("during", "&&")))
    rooms.generate(metadata, Choices(two_steps=frozenset(("bookings.apart",))))
    rooms.migrate()
    rooms.run("DELETE FROM bookings WHERE id IN (1, 4)")
    rooms.generate(metadata)
    rooms.migrate()
    assert rooms.rows("SELECT count(*) FROM pg_constraint WHERE conname = 'apart'") == [(1,)]


def test_rows_that_inherit_are_not_in_the_way(rooms: Workshop) -> None:
    rooms.run(
        "CREATE TABLE others () INHERITS (bookings)",
        "UPDATE bookings SET during = NULL",
        "INSERT INTO others (id, during) VALUES (7, '[2030-01-01,)'), (8, '[2030-01-01,)')",
    )
    rooms.generate(bookings(exclusion(("during", "&&"))), Choices(on_drop="discard"))
    rooms.migrate()


def test_a_key_without_overlaps_is_looked_after_too(
    newest_postgresql_url: str, tmp_path: Path
) -> None:
    workshop = Workshop(newest_postgresql_url, tmp_path / "migrations")
    key = sa.UniqueConstraint("floor", "during", info={"goofer": {"without_overlaps": True}})
    metadata, keyed = sa.MetaData(), sa.MetaData()
    sa.Table("lets", metadata, sa.Column("floor", pg.INT4RANGE), sa.Column("during", pg.TSRANGE))
    sa.Table("lets", keyed, sa.Column("floor", pg.INT4RANGE), sa.Column("during", pg.TSRANGE), key)
    workshop.generate(metadata)
    workshop.migrate()
    workshop.run(
        "INSERT INTO lets VALUES ('[1,2)', '[2030-01-01, 2030-01-05)'),"
        " ('[1,2)', '[2030-01-02, 2030-01-03)'), ('[2,3)', '[2030-01-02, 2030-01-03)')"
    )
    with pytest.raises(UnsafeChange, match="1 pair of rows clashes"):
        workshop.generate(keyed)
    workshop.run("DELETE FROM lets WHERE upper(during) > '2030-01-04'")
    workshop.generate(keyed)
    workshop.migrate()
