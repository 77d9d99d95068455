"""Rows that hold a value which an enum type loses are found before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from goofer_py.errors import UnsafeChange
from goofer_py.generate.choices import Choices
from goofer_py.generate.obstacle import Obstacle, Way
from goofer_py.operations import FixRows
from tests.generate.conftest import Workshop

FIX = (
    "UPDATE people SET mood = 'ok' WHERE mood = 'sad';"
    " UPDATE people SET moods = array_remove(moods, 'sad')"
)


def people(*values: str, arrays: bool = True) -> sa.MetaData:
    metadata = sa.MetaData()
    mood: Any = sa.Enum(*values, name="mood", metadata=metadata)
    columns: list[sa.Column[Any]] = [sa.Column("moods", postgresql.ARRAY(mood))] if arrays else []
    sa.Table(
        "people",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mood", mood),
        *columns,
    )
    return metadata


@pytest.fixture
def filled(postgresql_url: str, tmp_path: Path) -> Workshop:
    workshop = Workshop(postgresql_url, tmp_path / "migrations")
    workshop.generate(people("sad", "ok"))
    workshop.migrate()
    workshop.run(
        "INSERT INTO people VALUES (1, 'sad', '{ok}'), (2, 'ok', '{ok,sad}'), (3, NULL, NULL)"
    )
    return workshop


def test_rows_with_a_value_that_goes_are_counted_in_arrays_too(filled: Workshop) -> None:
    with pytest.raises(UnsafeChange) as refused:
        filled.draft(people("ok"))

    first, second = refused.value.obstacles
    assert (first["kind"], first["place"], first["rows"]) == ("value", "mood", 1)
    assert first["examples"] == ["id = 1, mood = 'sad'"]
    assert second["rows"] == 1
    assert "The enum mood has 'sad' no more, and 1 row of people.moods holds that" in str(
        refused.value
    )
    assert '--fix "mood=<SQL>"' in str(refused.value)
    assert "[renames]" not in str(refused.value)


def test_a_value_that_comes_may_be_the_one_that_goes(filled: Workshop) -> None:
    wanted = people("ok", "blue", "grey")

    with pytest.raises(UnsafeChange, match=r'\[renames\] "mood\.sad" = "blue"'):
        filled.draft(wanted)

    draft = filled.generate(wanted, Choices(renames={"mood.sad": "blue"}))
    filled.migrate()
    assert draft is not None
    assert filled.rows("SELECT mood::text FROM people ORDER BY id") == [("blue",), ("ok",), (None,)]


def test_a_statement_moves_the_rows_to_another_value(filled: Workshop) -> None:
    draft = filled.generate(people("ok"), Choices(fixes={"mood": FIX}))

    assert draft.operations[0] == FixRows("mood", FIX)
    filled.migrate()
    assert filled.rows("SELECT mood::text, moods::text FROM people ORDER BY id") == [
        ("ok", "{ok}"),
        ("ok", "{ok}"),
        (None, None),
    ]


def test_a_person_may_give_the_statement_once(filled: Workshop) -> None:
    asked: list[str] = []

    def ask(obstacle: Obstacle) -> Way:
        asked.append(obstacle.place)
        return Way("fix", FIX)

    draft = filled.generate(people("ok"), Choices(ask_way=ask))

    assert asked == ["mood"]
    assert [op for op in draft.operations if isinstance(op, FixRows)] == [FixRows("mood", FIX)]


def test_rows_of_a_column_that_goes_are_not_in_the_way(filled: Workshop) -> None:
    filled.run("UPDATE people SET mood = 'ok'")

    assert filled.draft(people("ok", arrays=False), Choices(on_drop="discard")) is not None


def test_rows_with_other_values_are_not_in_the_way(filled: Workshop) -> None:
    filled.run("UPDATE people SET mood = NULL, moods = '{ok}'")

    assert filled.draft(people("ok")) is not None
