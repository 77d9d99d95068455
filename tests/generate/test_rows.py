"""Rows that stand in the way of a change: how many, which ones, and the ways out."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.dialects import get_dialect
from goofer_py.errors import UnsafeChange
from goofer_py.generate.choices import Choices
from goofer_py.generate.obstacle import LIMIT, Obstacle, Way
from goofer_py.operations import FixRows
from tests.generate.conftest import Workshop


def shop(*parts: Any, note: sa.Column[Any] | None = None) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("shops", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table(
        "orders",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("shop_id", sa.Integer),
        sa.Column("code", sa.String(20)),
        sa.Column("total", sa.Integer),
        *parts,
    )
    return metadata


def fill(workshop: Workshop) -> None:
    workshop.generate(shop())
    workshop.migrate()
    workshop.run(
        "INSERT INTO shops (id) VALUES (1)",
        "INSERT INTO orders (id, shop_id, code, total) VALUES"
        " (1, 1, 'a', 5), (2, 9, 'a', -5), (3, 8, 'b', -6), (4, NULL, 'b', NULL),"
        " (5, 7, 'c', -7), (6, 6, NULL, -8)",
    )


CASES: dict[str, tuple[Any, str, str, int, str]] = {
    "a required column": (
        lambda: sa.Column("phone", sa.String(20), nullable=False),
        "required",
        "orders.phone",
        6,
        "id = 1",
    ),
    "a unique constraint": (
        lambda: sa.UniqueConstraint("code", name="uq_code"),
        "unique",
        "orders.uq_code",
        2,
        "code = 'a' in 2 rows",
    ),
    "a unique index": (
        lambda: sa.Index("ix_code", "code", unique=True),
        "unique",
        "orders.ix_code",
        2,
        "code = 'b' in 2 rows",
    ),
    "a check": (
        lambda: sa.CheckConstraint("total > 0", name="ck_total"),
        "check",
        "orders.ck_total",
        4,
        "id = 2, total = -5",
    ),
    "a foreign key": (
        lambda: sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shop"),
        "foreign key",
        "orders.fk_shop",
        4,
        "id = 2, shop_id = 9",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_rows_in_the_way_are_counted_and_shown_and_nothing_is_written(
    workshop: Workshop, case: str
) -> None:
    part, kind, place, rows, example = CASES[case]
    fill(workshop)
    with pytest.raises(UnsafeChange) as caught:
        workshop.generate(shop(part()))
    (found,) = caught.value.obstacles
    assert (found["kind"], found["place"], found["rows"]) == (kind, place, rows)
    assert found["more"] is False
    examples = found["examples"]
    assert isinstance(examples, list)
    assert example in examples
    assert len(examples) == min(rows, 3)
    assert str(caught.value).endswith("Nothing was written.")
    assert len(list(workshop.directory.iterdir())) == 2
    if kind != "required":
        # What finds all of them is there to be typed.
        assert len(workshop.rows(str(found["query"]))) == rows


def test_no_more_rows_are_counted_than_anybody_needs_to_know(workshop: Workshop) -> None:
    fill(workshop)
    numbers = ", ".join(f"({n}, -1)" for n in range(100, 100 + LIMIT + 50))
    workshop.run(f"INSERT INTO orders (id, total) VALUES {numbers}")
    with pytest.raises(UnsafeChange, match="not met by more than 10,000 rows") as caught:
        workshop.generate(shop(sa.CheckConstraint("total > 0", name="ck_total")))
    (found,) = caught.value.obstacles
    assert (found["rows"], found["more"]) == (LIMIT, True)


def test_long_values_are_cut(workshop: Workshop) -> None:
    workshop.generate(shop(sa.Column("note", sa.Text)))
    workshop.migrate()
    long = "x" * 5000
    workshop.run(f"INSERT INTO orders (id, note) VALUES (1, '{long}'), (2, '{long}')")
    note = sa.Column("note", sa.Text)
    with pytest.raises(UnsafeChange) as caught:
        workshop.generate(
            shop(
                note, sa.Index("ix_note", "note", unique=True, mysql_length=700, mariadb_length=700)
            )
        )
    assert len(str(caught.value)) < 1000


def test_rows_that_meet_a_constraint_are_not_in_its_way(workshop: Workshop) -> None:
    fill(workshop)
    # NULL is equal to nothing, points at nothing and breaks no check.
    workshop.run("DELETE FROM orders WHERE id IN (2, 3, 5, 6)")
    parts = (part() for name, (part, *_) in CASES.items() if name != "a required column")
    workshop.generate(shop(*parts))
    workshop.migrate()
    assert workshop.rows("SELECT count(*) FROM orders") == [(2,)]


def test_a_foreign_key_to_a_table_that_is_not_there_yet_has_rows_in_the_way(
    workshop: Workshop,
) -> None:
    fill(workshop)
    metadata = shop(sa.ForeignKeyConstraint(["shop_id"], ["owners.id"], name="fk_owner"))
    sa.Table("owners", metadata, sa.Column("id", sa.Integer, primary_key=True))
    with pytest.raises(UnsafeChange) as caught:
        workshop.generate(metadata)
    (found,) = caught.value.obstacles
    assert (found["kind"], found["place"], found["rows"]) == ("foreign key", "orders.fk_owner", 5)
    assert len(workshop.rows(str(found["query"]))) == 5


def branched() -> sa.MetaData:
    target = sa.ForeignKey("shops.id", name="fk_branch")
    return shop(sa.Column("branch", sa.Integer, target, nullable=False))


def test_a_new_column_may_be_filled_with_what_points_at_nothing(workshop: Workshop) -> None:
    fill(workshop)
    with pytest.raises(UnsafeChange) as caught:
        workshop.generate(branched(), Choices(fills={"orders.branch": "id"}))
    (found,) = caught.value.obstacles
    assert (found["kind"], found["rows"]) == ("foreign key", 5)
    workshop.generate(branched(), Choices(fills={"orders.branch": "1"}))
    workshop.migrate()
    assert workshop.rows("SELECT DISTINCT branch FROM orders") == [(1,)]


def test_a_fill_that_gives_null_is_found_before(workshop: Workshop) -> None:
    fill(workshop)
    phone = sa.Column("phone", sa.String(20), nullable=False)
    with pytest.raises(UnsafeChange, match="code gives NULL for 1 row, such as id = 6") as caught:
        workshop.generate(shop(phone), Choices(fills={"orders.phone": "code"}))
    (found,) = caught.value.obstacles
    assert (found["kind"], found["place"], found["rows"]) == ("null", "orders.phone", 1)
    assert workshop.rows(str(found["query"])) == [(6,)]


def test_a_fill_for_nulls_that_gives_null_is_found_before(workshop: Workshop) -> None:
    fill(workshop)
    metadata = shop()
    metadata.tables["orders"].c.total.nullable = False
    with pytest.raises(UnsafeChange, match="shop_id gives NULL too, such as id = 4"):
        workshop.generate(metadata, Choices(fills={"orders.total": "shop_id"}))


FIXES = {
    "a unique constraint": "DELETE FROM orders WHERE id IN (2, 4)",
    "a unique index": "UPDATE orders SET code = NULL WHERE id IN (2, 4)",
    "a check": "UPDATE orders SET total = 1 WHERE total <= 0",
    "a foreign key": "DELETE FROM orders WHERE shop_id > 1",
}


@pytest.mark.parametrize("case", FIXES)
def test_rows_are_corrected_by_a_statement_that_comes_first(workshop: Workshop, case: str) -> None:
    part, _, place, _, _ = CASES[case]
    fill(workshop)
    draft = workshop.generate(shop(part()), Choices(fixes={place: FIXES[case]}))
    assert draft is not None
    assert draft.operations[0] == FixRows(place, FIXES[case])
    assert f"{FIXES[case]};\n" in draft.up
    assert FIXES[case] not in draft.down
    assert draft.way_back == (f"rows that were deleted or changed for {place} stay so",)
    workshop.migrate()
    assert workshop.draft(shop(part())) is None


TRIED = ("sqlite", "postgresql")


def test_a_statement_that_leaves_rows_in_the_way_is_refused(workshop: Workshop) -> None:
    part, _, place, _, _ = CASES["a check"]
    fill(workshop)
    fixes = {place: "UPDATE orders SET total = 1 WHERE id = 2"}
    if workshop.dialect not in TRIED:
        draft = workshop.draft(shop(part()), Choices(fixes=fixes))
        assert draft is not None
        assert f"corrects rows for {place} was not tried on the rows" in draft.up
        return
    with pytest.raises(UnsafeChange, match=r"have run: The check ck_total .* met by 3 rows"):
        workshop.draft(shop(part()), Choices(fixes=fixes))
    assert workshop.rows("SELECT total FROM orders WHERE id = 2") == [(-5,)]


def test_a_statement_that_fails_on_the_rows_is_refused(workshop: Workshop) -> None:
    part, _, place, _, _ = CASES["a check"]
    fill(workshop)
    fixes = {place: "UPDATE orders SET id = 1, total = 1"}
    if workshop.dialect not in TRIED:
        draft = workshop.draft(shop(part()), Choices(fixes=fixes))
        assert draft is not None
        assert "was not tried on the rows" in draft.up
    else:
        with pytest.raises(UnsafeChange, match=r"corrects rows for orders\.ck_total fails on the"):
            workshop.draft(shop(part()), Choices(fixes=fixes))


def test_a_fill_that_fails_on_a_row_is_found_before(workshop: Workshop) -> None:
    fill(workshop)
    choices = Choices(fills={"orders.share": "100 / (total + 5)"})
    wanted = shop(sa.Column("share", sa.Integer))
    if workshop.dialect == "postgresql":
        with pytest.raises(UnsafeChange, match=r"orders\.share gets, fails on a row: division by"):
            workshop.draft(wanted, choices)
    else:
        # There, what is divided by zero is NULL, which the column takes.
        assert workshop.draft(wanted, choices) is not None


def test_a_statement_is_written_where_no_row_is_in_the_way_yet(workshop: Workshop) -> None:
    workshop.generate(shop())
    workshop.migrate()
    place, statement = CASES["a check"][2], FIXES["a check"]
    draft = workshop.generate(shop(CASES["a check"][0]()), Choices(fixes={place: statement}))
    assert draft is not None
    assert f"{statement};\n" in draft.up


def test_a_person_may_give_the_statement(workshop: Workshop) -> None:
    part, _, place, _, _ = CASES["a check"]
    fill(workshop)

    def answer(obstacle: Obstacle) -> Way:
        assert (obstacle.place, "fix" in obstacle.choices) == (place, True)
        return Way("fix", FIXES["a check"])

    workshop.generate(shop(part()), Choices(ask_way=answer))
    workshop.migrate()
    assert workshop.rows("SELECT min(total) FROM orders") == [(1,)]


def test_a_required_column_takes_two_steps(workshop: Workshop) -> None:
    fill(workshop)
    wanted = shop(sa.Column("phone", sa.String(20), nullable=False))
    choices = Choices(two_steps=frozenset(["orders.phone"]))
    workshop.generate(wanted, choices)
    workshop.migrate()
    with pytest.raises(UnsafeChange, match="6 rows have NULL there"):
        workshop.draft(wanted)
    workshop.run("UPDATE orders SET phone = '-'")
    workshop.generate(wanted)
    workshop.migrate()
    assert workshop.draft(wanted) is None


@pytest.mark.parametrize("case", ["a unique constraint", "a unique index"])
def test_what_is_unique_waits_for_the_rows(workshop: Workshop, case: str) -> None:
    fill(workshop)
    part, _, place, *_ = CASES[case]
    choices = Choices(two_steps=frozenset([place]))
    assert workshop.draft(shop(part()), choices) is None
    workshop.run("UPDATE orders SET code = NULL WHERE id IN (2, 3)")
    workshop.generate(shop(part()))
    workshop.migrate()
    assert workshop.draft(shop(part())) is None


@pytest.mark.parametrize(
    ("case", "repair"),
    [
        ("a check", "UPDATE orders SET total = 1 WHERE total < 0"),
        ("a foreign key", "UPDATE orders SET shop_id = NULL WHERE shop_id > 1"),
    ],
)
def test_a_constraint_is_added_for_new_rows_and_validated_later(
    workshop: Workshop, case: str, repair: str
) -> None:
    fill(workshop)
    part, _, place, *_ = CASES[case]
    if not get_dialect(workshop.dialect).capabilities.validates_later:
        with pytest.raises(UnsafeChange) as caught:
            workshop.draft(shop(part()))
        assert "--two-steps" not in str(caught.value)
        return
    first = workshop.generate(shop(part()), Choices(two_steps=frozenset([place])))
    assert "NOT VALID" in first.up
    workshop.migrate()
    workshop.run(repair)
    second = workshop.generate(shop(part()))
    assert "VALIDATE CONSTRAINT" in second.up
    assert "DROP CONSTRAINT" not in second.up
    workshop.migrate()
    assert workshop.draft(shop(part())) is None
    workshop.migrate("-1")
    workshop.migrate()
    assert workshop.draft(shop(part())) is None


def test_a_person_is_asked_for_a_way_out(workshop: Workshop) -> None:
    fill(workshop)
    asked: list[Obstacle] = []

    def answer(obstacle: Obstacle) -> Way:
        asked.append(obstacle)
        joined = "concat('+', code)" if workshop.dialect == "mysql" else "'+' || code"
        return Way("fill", joined)

    wanted = shop(sa.Column("phone", sa.String(20)))
    workshop.generate(wanted)
    workshop.migrate()
    workshop.run("UPDATE orders SET code = 'z' WHERE code IS NULL")
    required = shop(sa.Column("phone", sa.String(20), nullable=False))
    workshop.generate(required, Choices(ask_way=answer))
    assert [one.place for one in asked] == ["orders.phone"]
    assert set(asked[0].choices) == {"fill", "fix", "later"}
    workshop.migrate()
    assert workshop.rows("SELECT phone FROM orders WHERE id = 1") == [("+a",)]


def test_a_default_can_be_for_the_rows_that_are_there_alone(workshop: Workshop) -> None:
    fill(workshop)
    wanted = shop(sa.Column("phone", sa.String(20), nullable=False))
    workshop.generate(wanted, Choices(fills={"orders.phone": "'none'"}))
    workshop.migrate()
    assert workshop.rows("SELECT DISTINCT phone FROM orders") == [("none",)]
    # It is no default of the column: new rows need a value of their own.
    assert workshop.draft(wanted) is None
