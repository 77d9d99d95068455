"""Values of enum types that take another name."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import AnswerNeeded, EntityError
from goofer_py.generate.choices import Choices
from goofer_py.registry import SchemaRegistry
from tests.generate.conftest import Workshop


@pytest.fixture
def workshop(postgresql_url: str, tmp_path: Any) -> Workshop:
    return Workshop(postgresql_url, tmp_path / "migrations")


def moods(*values: str, info: dict[str, Any] | None = None) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "people",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mood", sa.Enum(*values, name="mood"), server_default=values[0], info=info or {}),
        sa.Index("ix_mood", "mood", postgresql_where=sa.text(f"mood = '{values[0]}'::mood")),
    )
    return metadata


def begin(workshop: Workshop) -> None:
    workshop.generate(moods("sad", "ok"))
    workshop.migrate()
    workshop.run("INSERT INTO people (id) VALUES (1)")


HINT = {"goofer": {"renamed_values": {"sad": "blue"}}}


@pytest.mark.parametrize("more", [(), ("great",)], ids=["alone", "beside a new value"])
def test_a_value_is_renamed_where_a_hint_says_so(workshop: Workshop, more: tuple[str, ...]) -> None:
    begin(workshop)
    wanted = moods("blue", "ok", *more, info=HINT)
    draft = workshop.generate(wanted)
    assert "RENAME VALUE 'sad' TO 'blue'" in draft.up
    assert "RENAME VALUE 'blue' TO 'sad'" in draft.down or more
    workshop.migrate()
    assert workshop.rows("SELECT mood::text FROM people") == [("blue",)]
    assert workshop.draft(wanted) is None
    workshop.migrate("-1")
    assert workshop.rows("SELECT mood::text FROM people") == [("sad",)]


def test_one_value_in_the_place_of_another_is_a_question(workshop: Workshop) -> None:
    begin(workshop)
    with pytest.raises(AnswerNeeded) as caught:
        workshop.draft(moods("blue", "ok"))
    assert caught.value.answers == '[renames]\n"mood.sad" = "blue"\n'


@pytest.mark.parametrize(
    "choices",
    [Choices(renames={"mood.sad": "blue"}), Choices(ask_rename=lambda _: True)],
    ids=["answers", "person"],
)
def test_a_value_is_renamed_when_it_is_answered_so(workshop: Workshop, choices: Choices) -> None:
    begin(workshop)
    workshop.generate(moods("blue", "ok"), choices)
    workshop.migrate()
    assert workshop.rows("SELECT mood::text FROM people") == [("blue",)]
    assert workshop.draft(moods("blue", "ok"), Choices(renames={"mood.sad": "blue"})) is None


def test_a_value_that_is_no_rename_goes_with_its_type_made_anew(workshop: Workshop) -> None:
    begin(workshop)
    workshop.run("DELETE FROM people")
    draft = workshop.generate(moods("blue", "ok"), Choices(renames={"mood.sad": False}))
    assert "RENAME VALUE" not in draft.up
    workshop.migrate()
    assert workshop.draft(moods("blue", "ok"), Choices(renames={"mood.sad": False})) is None


def test_only_an_enum_has_values_to_rename() -> None:
    from goofer_py.dialects import get_dialect

    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("x", sa.Integer, info=HINT))
    with pytest.raises(EntityError, match=r"t\.x is about the values of an enum type"):
        SchemaRegistry(metadata).desired(get_dialect("postgresql"))
