"""Renames that are done: told by the migrations where the schemas can't."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from goofer_py.errors import UsageError
from goofer_py.generate.choices import Choices
from tests.generate.conftest import Workshop


def users(*names: str) -> sa.MetaData:
    metadata = sa.MetaData()
    columns = [sa.Column(name, sa.String(20)) for name in names]
    sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
    return metadata


def tables(first: str, second: str, *, swapped: bool = False) -> sa.MetaData:
    metadata = sa.MetaData()
    for name, other, column in ((first, second, "a"), (second, first, "b")):
        info = {"goofer": {"renamed_from": other}} if swapped else {}
        key = sa.Column("id", sa.Integer, primary_key=True)
        sa.Table(name, metadata, key, sa.Column(column, sa.Integer), info=info)
    return metadata


def test_an_answer_about_a_column_that_was_renamed_and_is_gone_is_passed_over(
    workshop: Workshop,
) -> None:
    answers = Choices(renames={"users.mail": "email"}, on_drop="discard")
    workshop.generate(users("mail", "name"))
    workshop.migrate()
    workshop.generate(users("email", "name"), answers)
    workshop.migrate()
    assert workshop.draft(users("email", "name"), answers) is None
    generator = workshop.generator(users("name"), answers)
    with generator.migrator:
        found = generator.compare()
    assert [type(op).__name__ for op in found.operations] == ["DropColumn"]
    assert found.removable_hints == ("users.mail (renamed to email, in the answers)",)


def test_an_answer_that_fits_nothing_and_was_never_done_is_an_error(workshop: Workshop) -> None:
    workshop.generate(users("mail"))
    workshop.migrate()
    with pytest.raises(UsageError, match=r"no table or column users\.male"):
        workshop.draft(users("email"), Choices(renames={"users.male": "letter"}))


def test_tables_that_swap_their_names_keep_their_counters(workshop: Workshop) -> None:
    workshop.generate(tables("one", "two"))
    workshop.migrate()
    workshop.run("INSERT INTO one (id, a) VALUES (7, 1)")
    workshop.run("INSERT INTO two (id, b) VALUES (40, 1)")
    draft = workshop.generate(tables("two", "one", swapped=True))
    assert {type(op).__name__ for op in draft.operations} == {"RenameTable"}
    workshop.migrate()
    assert workshop.draft(tables("two", "one", swapped=True)) is None


def test_tables_that_swapped_their_names_are_not_swapped_again(workshop: Workshop) -> None:
    workshop.generate(tables("one", "two"))
    workshop.migrate()
    workshop.run("INSERT INTO one (id, a) VALUES (7, 1)")
    wanted = tables("two", "one", swapped=True)
    draft = workshop.generate(wanted)
    assert sum(op.describe().startswith("rename table") for op in draft.operations) == 3
    workshop.migrate()
    assert workshop.rows("SELECT id, a FROM two") == [(7, 1)]
    assert workshop.draft(wanted) is None
