"""Primary keys that change in steps, with all that points at them, while programs go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import StatementFailed
from goofer_py.migrate.migrator import Migrator
from tests.generate.conftest import Workshop
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
