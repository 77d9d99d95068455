"""Tables that change in steps: programs of both versions read and write through every phase."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import GenerateError
from goofer_py.migrate.migrator import Migrator
from tests.generate.conftest import Workshop

HINTS = "goofer"
SERVERS = ("postgresql", "mysql", "mariadb")


@pytest.fixture(params=[pytest.param(one, marks=getattr(pytest.mark, one)) for one in SERVERS])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Workshop:
    return Workshop(request.getfixturevalue(f"{request.param}_url"), tmp_path / "migrations")


def named(name: str, *, old: str | None = None, **more: Any) -> sa.MetaData:
    """Declare a table with all that goes along with a name, and one that points at it."""
    metadata = sa.MetaData()
    said = {HINTS: {"renamed_from": old}} if old else {}
    sa.Table(
        name,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(60), nullable=False, unique=True),
        sa.Column("rank_", sa.Integer, nullable=False, server_default="7", index=True),
        *more.get("columns", ()),
        info=said,
    )
    sa.Table(
        "orders",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.ForeignKey(f"{name}.id"), nullable=False),
    )
    return metadata


def use(workshop: Workshop, name: str, who: str) -> None:
    """Do all that a program does to a table, by one of its names."""
    count = workshop.rows(f"SELECT count(*) FROM {name}")[0][0]
    insert = f"INSERT INTO {name} (email) VALUES ('{who}')"
    if workshop.dialect == "mysql":
        upsert = f"{insert} ON DUPLICATE KEY UPDATE rank_ = rank_ + 1"
    else:
        upsert = f"{insert} ON CONFLICT (email) DO UPDATE SET rank_ = {name}.rank_ + 1"
    workshop.run(insert, upsert, f"INSERT INTO {name} (email) VALUES ('{who} goes')")
    ((number, rank),) = workshop.rows(f"SELECT id, rank_ FROM {name} WHERE email = '{who}'")
    assert rank == 8
    workshop.run(
        f"UPDATE {name} SET rank_ = 9 WHERE id = {number}",
        f"DELETE FROM {name} WHERE email = '{who} goes'",
        f"INSERT INTO orders (person) SELECT id FROM {name} WHERE email = '{who}'",
    )
    assert workshop.rows(f"SELECT rank_ FROM {name} WHERE id = {number}") == [(9,)]
    assert workshop.rows(f"SELECT count(*) FROM {name}") == [(count + 1,)]


def phases(workshop: Workshop) -> list[str]:
    return sorted({path.name.split(".")[1] for path in workshop.directory.glob("*.*.up.sql")})


def test_a_renamed_table_has_both_names_until_the_contraction_and_after_the_way_back(
    server: Workshop,
) -> None:
    server.generate(named("people"))
    server.migrate()
    use(server, "people", "before")
    draft = server.generate(named("persons", old="people"), online=True)
    assert [one.phase for one in draft.all] == ["expand", "contract"]
    assert all(one.proof for one in draft.all)

    server.migrate()
    use(server, "people", "old")
    use(server, "persons", "new")
    found = server.rows("SELECT id, email, rank_ FROM people ORDER BY id")
    assert server.rows("SELECT id, email, rank_ FROM persons ORDER BY id") == found
    server.go_on()
    use(server, "persons", "newer")
    assert server.draft(named("persons", old="people")) is None

    with Migrator(server.url, server.directory) as migrator:
        migrator.down(1)
    use(server, "people", "old again")
    use(server, "persons", "new still")
    with Migrator(server.url, server.directory) as migrator:
        migrator.down(1)
    use(server, "people", "alone")
    server.forget_pending()
    assert server.draft(named("people")) is None
    assert len(server.rows("SELECT id FROM people")) == len(server.rows("SELECT id FROM orders"))
