"""Sequences that a column owns without being numbered by them."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py.errors import EntityError
from goofer_py.schema import Name, Sequence, Use
from tests.dialects.postgresql.project import Project

PLAIN = "CREATE TABLE users (id integer PRIMARY KEY, n integer);"
OTHER = "CREATE TABLE others (id integer PRIMARY KEY, n integer);"
TICKETS = "CREATE SEQUENCE tickets;"
OWNED = "CREATE SEQUENCE tickets OWNED BY users.n;"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PLAIN, PLAIN + OWNED),
        ("", PLAIN + OWNED),
        (PLAIN + TICKETS, PLAIN + OWNED),
        (PLAIN + OTHER + OWNED, PLAIN + OTHER + "CREATE SEQUENCE tickets OWNED BY others.n;"),
        (PLAIN + OTHER + OWNED, OTHER + "CREATE SEQUENCE tickets OWNED BY others.n;"),
        (PLAIN + OWNED, TICKETS),
        (PLAIN + OWNED, PLAIN + "CREATE SEQUENCE tickets START 5 CACHE 2 OWNED BY users.id;"),
        (PLAIN + OWNED, "CREATE TABLE users (id integer PRIMARY KEY, n bigint);" + OWNED),
        (
            PLAIN + OWNED + "ALTER TABLE users ALTER n SET DEFAULT nextval('tickets') * 2;",
            "CREATE TABLE users (id integer PRIMARY KEY);",
        ),
    ],
)
def test_they_come_change_and_go(
    postgresql_url: str, tmp_path: Path, before: str, after: str
) -> None:
    project = Project(postgresql_url, tmp_path)
    project.run(before or "SELECT 1;")

    project.change(after or "SELECT 1;")


def test_they_follow_what_owns_them_to_its_new_name(postgresql_url: str, tmp_path: Path) -> None:
    project = Project(postgresql_url, tmp_path)
    project.run(PLAIN + OWNED)
    metadata = sa.MetaData()
    people = sa.Table("people", metadata, info={"goofer": {"renamed_from": "users"}})
    people.append_column(sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
    people.append_column(sa.Column("m", sa.Integer, info={"goofer": {"renamed_from": "n"}}))
    sa.Sequence("tickets", metadata=metadata).info["goofer"] = {"owned_by": people.c.m}

    draft = project.change(metadata)

    assert "SEQUENCE" not in draft.up
    owner = Use("table", Name("people"), "m")
    assert project.read().sequences == (Sequence(Name("tickets"), owned_by=owner),)


@pytest.mark.parametrize("owner", ["users.n", "public.users.n"])
def test_an_entity_says_which_column_owns_one(
    postgresql_url: str, tmp_path: Path, owner: str
) -> None:
    project = Project(postgresql_url, tmp_path)
    project.run(PLAIN + OWNED)
    metadata = sa.MetaData()
    users = sa.Table("users", metadata, sa.Column("n", sa.Integer))
    users.append_column(sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
    sa.Sequence("tickets", metadata=metadata).info["goofer"] = {"owned_by": owner}

    assert project.generate(metadata) is None


def test_an_entity_says_what_one_is_for(postgresql_url: str, tmp_path: Path) -> None:
    project = Project(postgresql_url, tmp_path)
    project.run(TICKETS)
    metadata = sa.MetaData()
    sa.Sequence("tickets", metadata=metadata).info["goofer"] = {"comment": "one for each seat"}

    draft = project.change(metadata)

    assert "COMMENT ON SEQUENCE tickets IS 'one for each seat'" in draft.up
    assert "COMMENT ON SEQUENCE tickets IS NULL" in draft.down


def test_what_is_no_column_owns_nothing(postgresql_url: str, tmp_path: Path) -> None:
    metadata = sa.MetaData()
    sa.Sequence("tickets", metadata=metadata).info["goofer"] = {"owned_by": "n"}

    with pytest.raises(EntityError, match="'n' owns it, which is no column"):
        Project(postgresql_url, tmp_path).generate(metadata)


def test_serial_column_by_whose_sequence_others_count_is_found_again(
    postgresql_url: str, tmp_path: Path
) -> None:
    project = Project(postgresql_url, tmp_path)
    metadata = sa.MetaData()
    sa.Table("orders", metadata, sa.Column("id", sa.Integer, primary_key=True))
    by_orders = sa.text("nextval('orders_id_seq')")
    sa.Table("archive", metadata, sa.Column("id", sa.BigInteger, server_default=by_orders))

    project.change(metadata)
    more = sa.Table("more", metadata, sa.Column("id", sa.BigInteger, server_default=by_orders))
    project.change(metadata)
    metadata.remove(more)
    project.change(metadata)

    project.run("INSERT INTO orders DEFAULT VALUES; INSERT INTO archive DEFAULT VALUES;")
    assert project.rows("SELECT id FROM orders UNION SELECT id FROM archive") == [(1,), (2,)]


def test_serial_column_that_create_all_makes_beside_one_that_counts_by_it_is_no_change(
    postgresql_url: str, tmp_path: Path
) -> None:
    project = Project(postgresql_url, tmp_path)
    project.run(
        "CREATE TABLE orders (id serial PRIMARY KEY);"
        "CREATE TABLE archive (id bigint DEFAULT nextval('orders_id_seq'));"
    )
    metadata = sa.MetaData()
    sa.Table("orders", metadata, sa.Column("id", sa.Integer, primary_key=True))
    by_orders = sa.text("nextval('orders_id_seq'::regclass)")
    sa.Table("archive", metadata, sa.Column("id", sa.BigInteger, server_default=by_orders))

    assert project.generate(metadata) is None
