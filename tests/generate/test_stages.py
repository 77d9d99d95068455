"""Changes in steps: what programs of both versions write while they run side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import GenerateError
from goofer_py.generate.choices import Choices
from goofer_py.migrate.migrator import Migrator
from tests.generate.conftest import Workshop

HINTS = "goofer"


def people(*columns: sa.Column[Any], **more: Any) -> sa.MetaData:
    """Declare a table with other columns than its key."""
    metadata = sa.MetaData()
    parts = more.get("parts", ())
    sa.Table("people", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns, *parts)
    return metadata


def renamed(old: str) -> dict[str, Any]:
    return {"info": {HINTS: {"renamed_from": old}}}


@dataclass(frozen=True)
class Case:
    """A change, and what each version of a program writes.

    `old` and `new` are a column and the values of rows in it: of the row that was there, of one
    that the old version wrote before the rows were moved, and after; or those that the new wrote.
    `found` are all of these in the column of `new` at the end.
    """

    before: Callable[[], sa.MetaData]
    after: Callable[[], sa.MetaData]
    old: tuple[str, tuple[str, str, str]]
    new: tuple[str, str]
    found: tuple[Any, ...]
    steps: tuple[str, ...] = ("expand", "migrate", "contract")
    choices: Choices = field(default_factory=Choices)


def mail(**more: Any) -> sa.MetaData:
    return people(sa.Column("email", sa.String(50), nullable=False, **more))


def mailed(**more: Any) -> sa.MetaData:
    return people(sa.Column("mail", sa.String(50), nullable=False, **more, **renamed("email")))


def numbered(name: str, **more: Any) -> sa.MetaData:
    check = sa.CheckConstraint(f"{name} > 0", name="ck_number")
    return people(sa.Column(name, sa.Integer, **more), parts=[check])


TEXTS = ("'a'", "'b'", "'c'")
NUMBERS = ("1", "2", "3")
CASES = {
    "a column is renamed": Case(
        mail, mailed, ("email", TEXTS), ("mail", "'d'"), ("a", "b", "c", "d")
    ),
    "a column with an index is renamed": Case(
        lambda: mail(index=True),
        lambda: mailed(index=True),
        ("email", TEXTS),
        ("mail", "'d'"),
        ("a", "b", "c", "d"),
    ),
    "a unique column is renamed": Case(
        lambda: mail(unique=True),
        lambda: mailed(unique=True),
        ("email", TEXTS),
        ("mail", "'d'"),
        ("a", "b", "c", "d"),
    ),
    "an optional column with a check is renamed": Case(
        lambda: numbered("age"),
        lambda: numbered("years", **renamed("age")),
        ("age", ("1", "NULL", "3")),
        ("years", "4"),
        (1, None, 3, 4),
    ),
    "a column with a default is renamed": Case(
        lambda: numbered("rank_", server_default="7", nullable=False),
        lambda: numbered("grade", server_default="7", nullable=False, **renamed("rank_")),
        ("rank_", NUMBERS),
        ("grade", "4"),
        (1, 2, 3, 4),
    ),
    "a column is renamed and becomes longer": Case(
        mail,
        lambda: people(sa.Column("mail", sa.String(90), nullable=False, **renamed("email"))),
        ("email", TEXTS),
        ("mail", "'d'"),
        ("a", "b", "c", "d"),
    ),
    "a column becomes required": Case(
        lambda: people(sa.Column("note", sa.String(50))),
        lambda: people(sa.Column("note", sa.String(50), nullable=False)),
        ("note", ("NULL", "'b'", "NULL")),
        ("note", "'d'"),
        ("-", "b", "-", "d"),
        ("migrate", "contract"),
        Choices(fills={"people.note": "'-'"}),
    ),
    "a required column comes": Case(
        lambda: people(sa.Column("a", sa.Integer)),
        lambda: people(sa.Column("a", sa.Integer), sa.Column("b", sa.Integer, nullable=False)),
        ("a", NUMBERS),
        ("b", "4"),
        (0, 0, 0, 4),
        choices=Choices(fills={"people.b": "0"}),
    ),
    "a required column goes": Case(
        lambda: people(sa.Column("a", sa.Integer), sa.Column("b", sa.Integer, nullable=False)),
        lambda: people(sa.Column("a", sa.Integer)),
        ("b", NUMBERS),
        ("a", "4"),
        (None, None, None, 4),
        ("expand", "contract"),
        Choices(on_drop="discard"),
    ),
}


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def begin(workshop: Workshop, case: Case) -> None:
    """Make the old form, with one row, and write the change."""
    workshop.generate(case.before())
    workshop.migrate()
    write(workshop, 1, case.old[0], case.old[1][0])
    workshop.generate(case.after(), case.choices, online=True)


def write(workshop: Workshop, key: int, column: str, value: str) -> None:
    workshop.run(f"INSERT INTO people (id, {column}) VALUES ({key}, {value})")


def phases(workshop: Workshop) -> tuple[str, ...]:
    found = (path.name.split(".")[1] for path in sorted(workshop.directory.iterdir()))
    return tuple(dict.fromkeys(one for one in found if one in ("expand", "migrate", "contract")))


def through_all_steps(workshop: Workshop, case: Case) -> None:
    """Go to the last step while both versions write."""
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.up(phase="expand")
    write(workshop, 2, case.old[0], case.old[1][1])
    workshop.migrate()
    write(workshop, 3, case.old[0], case.old[1][2])
    write(workshop, 4, *case.new)
    workshop.go_on()


def test_what_both_versions_wrote_is_in_the_new_form_and_in_the_old_one_again(
    workshop: Workshop, case: Case
) -> None:
    begin(workshop, case)
    assert phases(workshop) == case.steps
    through_all_steps(workshop, case)
    found = workshop.rows(f"SELECT {case.new[0]} FROM people ORDER BY id")
    assert tuple(value for (value,) in found) == case.found
    assert workshop.draft(case.after()) is None

    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(len(case.steps))

    workshop.forget_pending()
    assert workshop.draft(case.before()) is None
    assert [key for (key,) in workshop.rows("SELECT id FROM people ORDER BY id")] == [1, 2, 3, 4]
    if case.steps[0] == "expand" and case.old[0] != case.new[0] and not case.choices.on_drop:
        (wrote,) = workshop.rows(f"SELECT {case.old[0]} FROM people WHERE id = 3")[0]
        assert str(wrote) == case.old[1][2].strip("'")


def test_updates_of_either_version_reach_the_other(workshop: Workshop) -> None:
    begin(workshop, CASES["a column is renamed"])
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.up(phase="expand")
    workshop.run("UPDATE people SET email = 'not moved yet' WHERE id = 1")
    workshop.migrate()
    write(workshop, 2, "email", "'old'")
    write(workshop, 3, "mail", "'new'")
    workshop.run("UPDATE people SET email = 'old wrote' WHERE id = 3")
    workshop.run("UPDATE people SET mail = 'new wrote' WHERE id = 2")

    assert workshop.rows("SELECT email, mail FROM people ORDER BY id") == [
        ("not moved yet", "not moved yet"),
        ("new wrote", "new wrote"),
        ("old wrote", "old wrote"),
    ]


def retyped(kind: Any, **hints: str) -> sa.MetaData:
    return people(sa.Column("size", kind, info={HINTS: hints} if hints else {}))


def test_a_type_that_takes_a_copy_changes_beside_the_old_one(workshop: Workshop) -> None:
    workshop.generate(retyped(sa.String(20)))
    workshop.migrate()
    workshop.run("INSERT INTO people VALUES (1, '10'), (2, '20')")

    workshop.generate(retyped(sa.Integer), online=True)

    if workshop.dialect == "sqlite":
        # There is one writer, who makes the table anew: nothing is gained by steps.
        assert phases(workshop) == ()
        return
    assert phases(workshop) == ("expand", "migrate", "contract")
    workshop.migrate()
    workshop.run("INSERT INTO people (id, size) VALUES (3, '30')")
    workshop.run("UPDATE people SET size = '11' WHERE id = 1")
    workshop.go_on()
    assert workshop.rows("SELECT size FROM people ORDER BY id") == [(11,), (20,), (30,)]
    assert workshop.draft(retyped(sa.Integer)) is None


def test_a_type_that_leaves_the_rows_alone_is_one_migration(workshop: Workshop) -> None:
    workshop.generate(retyped(sa.String(20)))
    workshop.migrate()

    draft = workshop.generate(retyped(sa.String(30)), online=True)

    assert draft.phase is None
    assert draft.following == ()


def test_pending_steps_count_as_done(workshop: Workshop) -> None:
    begin(workshop, CASES["a column with an index is renamed"])

    assert workshop.draft(mailed(index=True)) is None


def in_key() -> tuple[sa.MetaData, sa.MetaData]:
    def made(name: str, **more: Any) -> sa.MetaData:
        metadata = sa.MetaData()
        sa.Table("people", metadata, sa.Column(name, sa.Integer, primary_key=True, **more))
        return metadata

    return made("id", autoincrement=False), made("number", autoincrement=False, **renamed("id"))


def without_key() -> tuple[sa.MetaData, sa.MetaData]:
    def made(name: str, **more: Any) -> sa.MetaData:
        metadata = sa.MetaData()
        sa.Table("people", metadata, sa.Column(name, sa.Integer, **more))
        return metadata

    return made("a"), made("b", **renamed("a"))


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (in_key, "people.id is part of the primary key"),
        (without_key, "people has no primary key to move its rows by"),
    ],
)
def test_what_cannot_be_made_in_steps_is_said_and_nothing_written(
    workshop: Workshop, pair: Callable[[], tuple[sa.MetaData, sa.MetaData]], why: str
) -> None:
    before, after = pair()
    workshop.generate(before)
    workshop.migrate()
    files = sorted(workshop.directory.iterdir())

    with pytest.raises(GenerateError) as raised:
        workshop.generate(after, online=True)

    assert f"cannot be made in steps: {why}" in str(raised.value)
    assert "goofer makemigrations --no-online" in str(raised.value.hint)
    assert sorted(workshop.directory.iterdir()) == files


def test_a_change_of_no_more_than_the_letter_case_reaches_the_other_form(
    workshop: Workshop,
) -> None:
    begin(workshop, CASES["a column is renamed"])
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.up()
    workshop.run("UPDATE people SET email = 'A' WHERE id = 1")
    assert workshop.rows("SELECT email, mail FROM people") == [("A", "A")]
    workshop.run("UPDATE people SET mail = 'a' WHERE id = 1")
    assert workshop.rows("SELECT email, mail FROM people") == [("a", "a")]
