"""Views of each version: two programs that know other shapes of the same tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from goofer_py.generate.choices import Choices
from goofer_py.migrate.migrator import Migrator
from tests.generate.conftest import Workshop
from tests.generate.test_stages import people, renamed, retyped

BEFORE, AFTER = "public_20260131120001", "public_20260131120002"


@pytest.fixture
def workshop(postgresql_url: str, tmp_path: Path) -> Workshop:
    return Workshop(postgresql_url, tmp_path / "migrations")


@dataclass(frozen=True)
class Program:
    """A program of one version, at work in the schema that shows it the tables."""

    connection: psycopg.Connection[tuple[Any, ...]]

    @classmethod
    def of(cls, workshop: Workshop, schema: str) -> Program:
        """Return it as it is configured: by nothing but its search path."""
        options = f"-c search_path={schema},public"
        return cls(psycopg.connect(workshop.url, options=options, autocommit=True))

    def insert(self, **values: Any) -> None:
        names = ", ".join(values)
        marks = ", ".join("%s" for _ in values)
        statement = f"INSERT INTO people ({names}) VALUES ({marks})"
        self.connection.execute(statement.encode(), list(values.values()))

    def update(self, key: int, **values: Any) -> None:
        sets = ", ".join(f"{name} = %s" for name in values)
        statement = f"UPDATE people SET {sets} WHERE id = %s"
        self.connection.execute(statement.encode(), [*values.values(), key])

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows with every column that the program sees."""
        found = self.connection.execute("SELECT * FROM people ORDER BY id")
        names = [column.name for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found]


@dataclass(frozen=True)
class Case:
    """A change, what programs of both versions write, and what each then sees.

    The first row of `old` is there before the change, the second comes before the rows are moved,
    the third after; the row of `new` comes last. Then the old program changes the last row, and
    the new one the first. What is said of `old_sees` and `new_sees` is told of all four rows.
    """

    before: Callable[[], sa.MetaData]
    after: Callable[[], sa.MetaData]
    old: tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
    new: dict[str, Any]
    changes: tuple[dict[str, Any], dict[str, Any]]
    old_sees: tuple[dict[str, Any], ...]
    new_sees: tuple[dict[str, Any], ...]
    steps: int = 3
    settled: dict[str, Any] = field(default_factory=dict)
    """What becomes of NULL in the contraction."""
    choices: Choices = field(default_factory=Choices)
    missing: str | None = None
    """What the old program requires, and the new one does not write."""


def texts(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(50), **more)


def number(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, **more)


CASES = {
    "a column is renamed": Case(
        lambda: people(texts("email", nullable=False)),
        lambda: people(texts("mail", nullable=False, **renamed("email"))),
        ({"email": "a"}, {"email": "b"}, {"email": "c"}),
        {"mail": "d"},
        ({"email": "D"}, {"mail": "A"}),
        ({"email": "A"}, {"email": "b"}, {"email": "c"}, {"email": "D"}),
        ({"mail": "A"}, {"mail": "b"}, {"mail": "c"}, {"mail": "D"}),
    ),
    "a column is renamed and gets another default": Case(
        lambda: people(number("rank_", server_default="7")),
        lambda: people(number("grade", server_default="9", **renamed("rank_"))),
        ({}, {"rank_": 2}, {}),
        {},
        ({}, {"grade": 1}),
        ({"rank_": 1}, {"rank_": 2}, {"rank_": 7}, {"rank_": 9}),
        ({"grade": 1}, {"grade": 2}, {"grade": 7}, {"grade": 9}),
    ),
    "the type of a column changes": Case(
        lambda: retyped(sa.String(20)),
        lambda: retyped(sa.Integer),
        ({"size": "1"}, {"size": "2"}, {"size": "3"}),
        {"size": 4},
        ({"size": "40"}, {"size": 10}),
        ({"size": "10"}, {"size": "2"}, {"size": "3"}, {"size": "40"}),
        ({"size": 10}, {"size": 2}, {"size": 3}, {"size": 40}),
    ),
    "a column becomes longer": Case(
        lambda: retyped(sa.String(2)),
        lambda: retyped(sa.String(9)),
        ({"size": "a"}, {"size": "b"}, {"size": "c"}),
        {"size": "d"},
        ({"size": "D"}, {"size": "A"}),
        ({"size": "A"}, {"size": "b"}, {"size": "c"}, {"size": "D"}),
        ({"size": "A"}, {"size": "b"}, {"size": "c"}, {"size": "D"}),
    ),
    "a required column comes": Case(
        lambda: people(number("a")),
        lambda: people(number("a"), number("b", nullable=False)),
        ({"a": 1}, {"a": 2}, {"a": 3}),
        {"a": 4, "b": 4},
        ({"a": 40}, {"b": 10}),
        ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 40}),
        ({"a": 1, "b": 10}, {"a": 2, "b": 0}, {"a": 3, "b": None}, {"a": 40, "b": 4}),
        settled={"b": 0},
        choices=Choices(fills={"people.b": "0"}),
    ),
    "a column becomes required": Case(
        lambda: people(texts("note")),
        lambda: people(texts("note", nullable=False)),
        ({}, {"note": "b"}, {}),
        {"note": "d"},
        ({"note": "D"}, {"note": "A"}),
        ({"note": "A"}, {"note": "b"}, {"note": None}, {"note": "D"}),
        ({"note": "A"}, {"note": "b"}, {"note": None}, {"note": "D"}),
        settled={"note": "-"},
        choices=Choices(fills={"people.note": "'-'"}),
    ),
    "a required column goes": Case(
        lambda: people(number("a"), number("b", nullable=False)),
        lambda: people(number("a")),
        ({"a": 1, "b": 1}, {"a": 2, "b": 2}, {"a": 3, "b": 3}),
        {"a": 4},
        ({"b": 40}, {"a": 10}),
        ({"a": 10, "b": 1}, {"a": 2, "b": 2}, {"a": 3, "b": 3}, {"a": 4, "b": 40}),
        ({"a": 10}, {"a": 2}, {"a": 3}, {"a": 4}),
        2,
        choices=Choices(on_drop="discard"),
        missing="b",
    ),
    "an optional column comes": Case(
        lambda: people(number("a")),
        lambda: people(number("a"), number("b", server_default="5")),
        ({"a": 1}, {"a": 2}, {"a": 3}),
        {"a": 4, "b": 4},
        ({"a": 40}, {"b": 10}),
        ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 40}),
        ({"a": 1, "b": 10}, {"a": 2, "b": 5}, {"a": 3, "b": 5}, {"a": 40, "b": 4}),
        2,
    ),
}


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def schemas(workshop: Workshop) -> list[str]:
    found = workshop.rows(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'public_%' ORDER BY 1"
    )
    return [name for (name,) in found]


def left(workshop: Workshop, metadata: sa.MetaData) -> list[str]:
    """Return what is between the database and the entities."""
    generator = workshop.generator(metadata, online=True, versioned_views=True)
    with generator.migrator:
        return [one.describe() for one in generator.compare().operations]


def numbered(rows: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    return [{"id": key, **row} for key, row in enumerate(rows, 1)]


def test_each_program_sees_its_own_shape_through_all_phases_and_back(
    workshop: Workshop, case: Case
) -> None:
    workshop.generate(case.before())
    workshop.migrate()
    with closing(psycopg.connect(workshop.url, autocommit=True)) as first:
        Program(first).insert(id=1, **case.old[0])
    workshop.generate(case.after(), case.choices, online=True, versioned_views=True)
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.up(phase="expand")
    assert schemas(workshop) == [BEFORE, AFTER]
    old, new = Program.of(workshop, BEFORE), Program.of(workshop, AFTER)
    with old.connection, new.connection:
        old.insert(id=2, **case.old[1])
        workshop.migrate()
        old.insert(id=3, **case.old[2])
        new.insert(id=4, **case.new)
        if case.changes[0]:
            old.update(4, **case.changes[0])
        new.update(1, **case.changes[1])
        assert old.rows() == numbered(case.old_sees)
        assert new.rows() == numbered(case.new_sees)
        assert left(workshop, case.after()) == []

        workshop.go_on()

        settled = [
            {
                name: case.settled.get(name) if value is None else value
                for name, value in row.items()
            }
            for row in case.new_sees
        ]
        assert new.rows() == numbered(tuple(settled))
        assert schemas(workshop) == [AFTER]
        assert left(workshop, case.after()) == []
        go_back(workshop, case, old, new)


def go_back(workshop: Workshop, case: Case, old: Program, new: Program) -> None:
    """Revert one phase after the other; both programs work until theirs is gone."""
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(1)
        assert schemas(workshop) == [BEFORE, AFTER]
        old.insert(id=5, **case.old[1])
        new.insert(id=6, **case.new)
        assert [row["id"] for row in old.rows()] == [row["id"] for row in new.rows()]
        assert {*old.rows()[0]} == {*case.old_sees[0], "id"}
        migrator.down(case.steps - 2)
        old.insert(id=7, **case.old[1])
        new.insert(id=8, **case.new)
        for key in (6, 8) if case.missing else ():
            old.update(key, **{str(case.missing): 0})
        migrator.down(1)
    assert schemas(workshop) == []
    workshop.forget_pending()
    assert left(workshop, case.before()) == []
    # The tables are there without the views, too: the search path goes on to them.
    assert [row["id"] for row in old.rows()] == [1, 2, 3, 4, 5, 6, 7, 8]
