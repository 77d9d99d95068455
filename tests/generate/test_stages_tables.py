"""Tables that change in steps: programs of both versions read and write through every phase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.dialects import get_dialect
from goofer_py.errors import GenerateError
from goofer_py.generate.choices import Choices
from goofer_py.generate.stages.tables import RenamedTables
from goofer_py.migrate.migrator import Migrator
from goofer_py.operations import RenameTable
from goofer_py.schema import Name, Schema, Table
from goofer_py.stores.registry import open_store
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


@dataclass
class Program:
    """Does all that a program does to a table, by the name that it knows."""

    url: str
    name: str

    def work(self, who: str) -> None:
        session = open_store(self.url).connect()
        name, insert = self.name, f"INSERT INTO {self.name} (email) VALUES ('{who}')"
        if session.dialect.name == "mysql":
            upsert = f"{insert} ON DUPLICATE KEY UPDATE rank_ = rank_ + 1"
        else:
            upsert = f"{insert} ON CONFLICT (email) DO UPDATE SET rank_ = {name}.rank_ + 1"
        ((count,),) = session.query(f"SELECT count(*) FROM {name}")
        for statement in (insert, upsert, f"INSERT INTO {name} (email) VALUES ('{who} goes')"):
            session.execute(statement)
        ((number, rank),) = session.query(f"SELECT id, rank_ FROM {name} WHERE email = '{who}'")
        assert rank == 8
        session.execute(f"UPDATE {name} SET rank_ = 9 WHERE id = {number}")
        session.execute(f"DELETE FROM {name} WHERE email = '{who} goes'")
        session.execute(f"INSERT INTO orders (person) VALUES ({number})")
        assert session.query(f"SELECT rank_ FROM {name} WHERE id = {number}") == [(9,)]
        assert session.query(f"SELECT count(*) FROM {name}") == [(count + 1,)]
        session.close()


def test_a_renamed_table_has_both_names_until_the_contraction_and_after_the_way_back(
    server: Workshop,
) -> None:
    server.generate(named("people"))
    server.migrate()
    old, new = Program(server.url, "people"), Program(server.url, "persons")
    old.work("before")
    draft = server.generate(named("persons", old="people"), online=True)
    assert [one.phase for one in draft.all] == ["expand", "contract"]
    assert all(one.proof for one in draft.all)

    server.migrate()
    old.work("old")
    new.work("new")
    found = server.rows("SELECT id, email, rank_ FROM people ORDER BY id")
    assert server.rows("SELECT id, email, rank_ FROM persons ORDER BY id") == found
    server.go_on()
    new.work("newer")
    assert server.draft(named("persons", old="people")) is None

    with Migrator(server.url, server.directory) as migrator:
        migrator.down(1)
    old.work("old again")
    new.work("new still")
    with Migrator(server.url, server.directory) as migrator:
        migrator.down(1)
    old.work("alone")
    server.forget_pending()
    assert server.draft(named("people")) is None
    assert len(server.rows("SELECT id FROM people")) == len(server.rows("SELECT id FROM orders"))


@pytest.mark.postgresql
def test_the_second_name_has_the_owner_and_the_grants_of_the_table(
    postgresql_url: str, tmp_path: Path
) -> None:
    workshop = Workshop(postgresql_url, tmp_path / "migrations")
    workshop.generate(named("people"))
    workshop.migrate()
    workshop.run(
        "CREATE ROLE names_owner",
        "CREATE ROLE names_reader",
        "GRANT CREATE, USAGE ON SCHEMA public TO names_owner",
        "ALTER TABLE people OWNER TO names_owner",
        "GRANT SELECT ON people TO names_reader WITH GRANT OPTION",
        "GRANT UPDATE (email) ON people TO names_reader",
        "ALTER DEFAULT PRIVILEGES GRANT DELETE ON TABLES TO names_reader",
    )
    try:
        workshop.generate(named("persons", old="people"), online=True)
        read = (
            "SELECT pg_get_userbyid(relowner), ARRAY(SELECT unnest(relacl)::text ORDER BY 1),"
            " (SELECT attacl::text FROM pg_attribute WHERE attrelid = c.oid AND attname = 'email')"
            " FROM pg_class c WHERE relname = 'p"
        )
        wanted = workshop.rows(f"{read}eople'")
        workshop.migrate()
        assert workshop.rows(f"{read}ersons'") == wanted
        workshop.run("SET ROLE names_reader; UPDATE persons SET email = 'x'; RESET ROLE")
        workshop.go_on()
        assert workshop.rows(f"{read}ersons'") == wanted
        with Migrator(workshop.url, workshop.directory) as migrator:
            migrator.down(1)
        assert workshop.rows(f"{read}ersons'") == wanted
    finally:
        workshop.run("DROP OWNED BY names_owner, names_reader CASCADE")
        workshop.run("DROP ROLE names_owner, names_reader")


def exchanged(one: str, other: str, **info: str) -> sa.MetaData:
    metadata = sa.MetaData()
    for name in (one, other):
        said = {HINTS: {"renamed_from": info[name]}} if info else {}
        columns = (sa.Column("id", sa.Integer, primary_key=True), sa.Column(f"in_{name}", sa.Text))
        sa.Table(name, metadata, *(columns if not info else columns[:1]), info=said)
    return metadata


REFUSED: dict[str, tuple[Callable[[], sa.MetaData], Callable[[], sa.MetaData], str]] = {
    "a column that comes": (
        lambda: named("people"),
        lambda: named("persons", old="people", columns=[sa.Column("age", sa.Integer)]),
        "persons takes another name in the same change",
    ),
    "names that are exchanged": (
        lambda: exchanged("people", "staff"),
        lambda: exchanged("people", "staff", people="staff", staff="people"),
        "exchange their names",
    ),
}


@pytest.mark.postgresql
@pytest.mark.parametrize("case", REFUSED)
def test_what_would_leave_a_program_without_its_table_is_refused(
    postgresql_url: str, tmp_path: Path, case: str
) -> None:
    before, after, why = REFUSED[case]
    server = Workshop(postgresql_url, tmp_path / "migrations")
    server.generate(before())
    server.migrate()
    files = sorted(server.directory.iterdir())
    with pytest.raises(GenerateError) as raised:
        server.generate(after(), Choices(on_drop="discard"), online=True)
    assert why in str(raised.value)
    assert sorted(server.directory.iterdir()) == files


def test_sqlite_says_that_it_has_no_view_to_write_to(sqlite_url: str, tmp_path: Path) -> None:
    workshop = Workshop(sqlite_url, tmp_path / "migrations")
    workshop.generate(named("people"))
    workshop.migrate()
    with pytest.raises(GenerateError, match="sqlite has no view that programs can write to"):
        workshop.generate(named("persons", old="people"), online=True)


def test_a_view_that_would_not_heed_row_security_is_refused() -> None:
    table = Table(Name("people"), options=(("row_security", "enabled"),))
    rename = RenameTable(table.name, Name("persons"))
    RenamedTables([rename], Schema(tables=(table,)), get_dialect("postgresql", (15,)))
    with pytest.raises(GenerateError, match="would not heed the row security of people"):
        RenamedTables([rename], Schema(tables=(table,)), get_dialect("postgresql", (14,)))
