"""Primary keys that change in steps, with all that points at them, while programs go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import GenerateError, StatementFailed
from goofer_py.generate.choices import Choices
from goofer_py.migrate.migrator import Migrator
from tests.generate.conftest import Workshop
from tests.generate.test_primary_keys import pair
from tests.generate.test_stages import phases

Make = Callable[[Any], sa.MetaData]


@pytest.fixture
def postgresql(postgresql_url: str, tmp_path: Path) -> Workshop:
    return Workshop(postgresql_url, tmp_path / "migrations")


def numbered(*numbering: Any) -> Make:
    """Declare parents that number themselves, and children that point at them."""

    def made(kind: Any) -> sa.MetaData:
        metadata = sa.MetaData()
        key = sa.Column("id", kind, *numbering, primary_key=True)
        sa.Table("parents", metadata, key, sa.Column("name", sa.String(20)))
        sa.Table(
            "children",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("parent_id", kind, nullable=False, index=True),
            sa.ForeignKeyConstraint(
                ["parent_id"], ["parents.id"], name="fk_parent", ondelete="CASCADE"
            ),
        )
        return metadata

    return made


def nested(kind: Any) -> sa.MetaData:
    """Declare parents that point at parents, and children with keys that have theirs in them."""
    metadata = sa.MetaData()
    sa.Table(
        "parents",
        metadata,
        sa.Column("id", kind, primary_key=True),
        sa.Column("name", sa.String(20)),
        sa.Column("above", kind, sa.ForeignKey("parents.id")),
    )
    sa.Table(
        "children",
        metadata,
        sa.Column("parent_id", kind, sa.ForeignKey("parents.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False, server_default="1"),
    )
    sa.Table(
        "toys",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", kind, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id", "place"], ["children.parent_id", "children.place"], name="fk_child"
        ),
    )
    return metadata


def natural() -> sa.MetaData:
    """Declare parents with a code for their key, and children that tell it."""
    metadata = sa.MetaData()
    sa.Table(
        "parents",
        metadata,
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("name", sa.String(20)),
    )
    sa.Table(
        "children",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_code", sa.String(20), sa.ForeignKey("parents.code"), nullable=False),
    )
    return metadata


def surrogate() -> sa.MetaData:
    """Declare the same with numbers for keys, which children tell as well."""
    metadata = sa.MetaData()
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    sa.Table(
        "parents",
        metadata,
        sa.Column("id", kind, sa.Identity(always=True), primary_key=True),
        sa.Column("code", sa.String(20), nullable=False, unique=True),
        sa.Column("name", sa.String(20)),
    )
    sa.Table(
        "children",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_code", sa.String(20), sa.ForeignKey("parents.code"), nullable=False),
        sa.Column("parent_id", kind, sa.ForeignKey("parents.id", name="fk_parent"), index=True),
    )
    return metadata


RETYPED: dict[str, Make] = {
    "a sequence": numbered(),
    "an identity that takes no other number": numbered(sa.Identity(always=True)),
    "keys of keys": nested,
}


@dataclass
class Program:
    """What a program of any version does: the columns are called the same in all of them."""

    workshop: Workshop

    def work(self, name: str) -> int:
        """Add a parent and a child, look both up, and return the number of the parent."""
        with Migrator(self.workshop.url, self.workshop.directory) as migrator:
            ask = migrator.session.query
            ((key,),) = ask(f"INSERT INTO parents (name) VALUES ('{name}') RETURNING id")
            ask(f"INSERT INTO children (parent_id) VALUES ({key}) RETURNING parent_id")
            found = ask(
                f"SELECT name FROM parents JOIN children ON parent_id = parents.id"
                f" WHERE parents.id = {key}"
            )
        assert found == [(name,)]
        return int(key)

    def everything(self) -> list[tuple[Any, ...]]:
        """Return each parent that has a child."""
        return self.workshop.rows(
            "SELECT parents.id, name FROM parents JOIN children ON parent_id = parents.id"
            " ORDER BY parents.id"
        )


@pytest.mark.postgresql
@pytest.mark.parametrize("made", RETYPED.values(), ids=RETYPED)
def test_a_key_gets_a_wider_type_with_all_that_points_at_it(
    postgresql: Workshop, made: Make
) -> None:
    workshop, program = postgresql, Program(postgresql)
    workshop.generate(made(sa.Integer))
    workshop.migrate()
    assert [program.work(name) for name in ("a", "b", "c")] == [1, 2, 3]
    workshop.run("DELETE FROM children WHERE parent_id = 3", "DELETE FROM parents WHERE id = 3")

    workshop.generate(made(sa.BigInteger), online=True)
    assert phases(workshop) == ("expand", "migrate", "contract")
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.up(phase="expand")
    assert program.work("expanded") == 4  # 3 is not given again
    workshop.migrate()
    assert program.work("migrated") == 5
    workshop.run(
        "DELETE FROM children WHERE parent_id = 2",
        "UPDATE children SET parent_id = 2 WHERE parent_id = 1",
        "DELETE FROM parents WHERE id = 1",
    )
    workshop.go_on()
    assert program.work("contracted") == 6
    assert workshop.draft(made(sa.BigInteger)) is None
    assert sequences(workshop) == ["parents_id_seq"]
    with pytest.raises(StatementFailed, match="violates foreign key"):
        workshop.run("INSERT INTO children (parent_id) VALUES (3000000000)")

    rows = program.everything()
    for step, number in (("contract", 7), ("migrate", 8), ("expand", 9)):
        with Migrator(workshop.url, workshop.directory) as migrator:
            migrator.down(1)
        assert program.everything() == rows, step
        assert program.work(step) == number
        rows = program.everything()
    workshop.forget_pending()
    assert workshop.draft(made(sa.Integer)) is None
    assert sequences(workshop) == ["parents_id_seq"]


def sequences(workshop: Workshop) -> list[str]:
    return [
        name
        for (name,) in workshop.rows(
            "SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE 'parents%'"
        )
    ]


OTHER: dict[str, tuple[Callable[[], sa.MetaData], Callable[[], sa.MetaData], tuple[str, ...]]] = {
    "two columns": (pair, lambda: pair(key=("region", "code")), ("expand", "migrate", "contract")),
    "a column that was unique": (lambda: pair(key=("code",)), pair, ("migrate", "contract")),
}


@pytest.mark.parametrize("change", OTHER)
def test_another_key_takes_over_while_both_are_unique(workshop: Workshop, change: str) -> None:
    before, after, steps = OTHER[change]
    workshop.generate(before())
    workshop.migrate()
    add = "INSERT INTO parents (id, code, region) VALUES "
    workshop.run(f"{add} (1, 'a', 'x'), (2, 'b', 'x')", child(1, 2))

    workshop.generate(after(), online=True)
    rebuilt = workshop.dialect == "sqlite"
    wanted = tuple(step for step in steps if not (rebuilt and step == "migrate"))
    assert phases(workshop) == wanted
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.up(phase="expand")
    workshop.run(f"{add} (3, 'c', 'x')", child(2, 3))
    workshop.migrate()
    refused = [f"{add} (1, 'd', 'x')"] + ([] if rebuilt else [f"{add} (4, 'a', 'x')"])
    for statement in refused:
        with pytest.raises(StatementFailed, match=r"(?i)unique|duplicate"):
            workshop.run(statement)
    workshop.run(f"{add} (4, 'd', 'x')", child(3, 4))
    workshop.go_on()
    assert workshop.draft(after()) is None
    refused = [f"{add} (1, 'e', 'x')", *([f"{add} (5, 'd', 'x')"] if "two" in change else [])]
    for statement in refused:
        with pytest.raises(StatementFailed, match=r"(?i)unique|duplicate"):
            workshop.run(statement)
    if not rebuilt:
        with pytest.raises(StatementFailed, match=r"(?i)foreign key"):
            workshop.run(child(4, 99))

    rows = children(workshop)
    assert rows == [(1, "b"), (2, "c"), (3, "d")]
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(len(wanted))
    assert children(workshop) == rows
    workshop.forget_pending()
    assert workshop.draft(before()) is None


def child(number: int, parent: int) -> str:
    return f"INSERT INTO children (id, parent_id) VALUES ({number}, {parent})"


def children(workshop: Workshop) -> list[tuple[Any, ...]]:
    return workshop.rows(
        "SELECT children.id, code FROM children JOIN parents ON parents.id = parent_id"
        " ORDER BY children.id"
    )


JOINED = {"children.parent_id": "(SELECT id FROM parents WHERE code = parent_code)"}


def test_numbers_become_the_key_beside_what_was(workshop: Workshop) -> None:
    workshop.generate(natural())
    workshop.migrate()
    workshop.run("INSERT INTO parents (code) VALUES ('a'), ('b')", coded(1, "b"))
    choices = Choices(fills=JOINED)
    if workshop.dialect == "sqlite":
        # The rows have these numbers already, and the key takes their place.
        choices = Choices(fills={**JOINED, "parents.id": "rowid"})
    if workshop.dialect == "mysql":
        with pytest.raises(GenerateError, match="keeps everybody from writing to parents"):
            workshop.generate(surrogate(), choices, online=True)
        return

    workshop.generate(surrogate(), choices, online=True)
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.up(phase="expand")
    workshop.run("INSERT INTO parents (code) VALUES ('c')", coded(2, "c"))
    workshop.migrate()
    workshop.run("INSERT INTO parents (code) VALUES ('old')", coded(3, "old"))
    ((key,),) = workshop.rows("INSERT INTO parents (code) VALUES ('new') RETURNING id")
    workshop.run(
        f"INSERT INTO children (id, parent_code, parent_id) VALUES (4, 'new', {key})",
        "UPDATE parents SET name = 'by the old key' WHERE code = 'old'",
        f"UPDATE parents SET name = 'by the new key' WHERE id = {key}",
    )
    workshop.go_on()
    assert workshop.draft(surrogate()) is None
    numbers = [number for (number,) in workshop.rows("SELECT id FROM parents ORDER BY id")]
    assert numbers == [1, 2, 3, 4, 5]
    ((next_key,),) = workshop.rows("INSERT INTO parents (code) VALUES ('later') RETURNING id")
    assert next_key == 6

    rows = workshop.rows("SELECT code, name FROM parents ORDER BY code")
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(len(phases(workshop)))
    assert workshop.rows("SELECT code, name FROM parents ORDER BY code") == rows
    workshop.forget_pending()
    assert workshop.draft(natural()) is None


def coded(number: int, code: str) -> str:
    return f"INSERT INTO children (id, parent_code) VALUES ({number}, '{code}')"


def without_code() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "parents",
        metadata,
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("name", sa.String(20)),
    )
    sa.Table("children", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return metadata


@pytest.mark.postgresql
def test_a_key_that_goes_with_its_column_is_refused(postgresql: Workshop) -> None:
    postgresql.generate(natural())
    postgresql.migrate()

    with pytest.raises(GenerateError, match="drop it in a change of its own after this one"):
        postgresql.generate(without_code(), Choices(on_drop="discard"), online=True)

    assert phases(postgresql) == ()


@pytest.mark.mysql
def test_a_key_of_another_type_is_refused_where_the_table_is_copied(
    mysql_url: str, tmp_path: Path
) -> None:
    workshop = Workshop(mysql_url, tmp_path / "migrations")
    workshop.generate(numbered()(sa.Integer))
    workshop.migrate()

    with pytest.raises(GenerateError, match=r"copies the table .* while nobody can write to it"):
        workshop.generate(numbered()(sa.BigInteger), online=True)

    assert phases(workshop) == ()
