"""Tables that are split and merged in steps: both versions of a program write in every phase."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import GenerateError
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.generate.conftest import Workshop

HINTS = "goofer"


def moved(place: str, **more: str) -> dict[str, Any]:
    return {"info": {HINTS: {"moved_from": place, **more}}}


def whole(*, hints: bool = False, required: bool = False, **more: Any) -> sa.MetaData:
    """Declare users with all that is known of them."""
    metadata = sa.MetaData()
    fill = {"fill": "'-'"} if required else {}
    bio = moved("profiles.bio", **fill) if hints else {}
    site = moved("profiles.site") if hints else {}
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("bio", sa.String(50), nullable=not required, **bio, **more),
        sa.Column("site", sa.String(50), nullable=True, **site),
    )
    return metadata


def parted(*, hints: bool = False, required: bool = False) -> sa.MetaData:
    """Declare users, and profiles of some of them."""
    metadata = sa.MetaData()
    fill = {"fill": "'-'"} if required else {}
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(50), nullable=False),
    )
    sa.Table(
        "profiles",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.ForeignKey("users.id"), nullable=False, unique=True),
        sa.Column(
            "bio",
            sa.String(50),
            nullable=not required,
            **(moved("users.bio", **fill) if hints else {}),
        ),
        sa.Column("site", sa.String(50), **(moved("users.site") if hints else {})),
    )
    return metadata


@pytest.fixture
def session(workshop: Workshop) -> Iterator[Session]:
    opened = open_store(workshop.url).connect()
    yield opened
    opened.close()


WHOLE = "SELECT id, bio, site FROM users ORDER BY id"
PARTED = "SELECT user_id, bio, site FROM profiles ORDER BY user_id"


def run(session: Session, *statements: str) -> None:
    for statement in statements:
        session.execute(statement)


def same(session: Session) -> list[tuple[Any, ...]]:
    """Return what both forms say of users of whom anything is known."""
    known = [row for row in session.query(WHOLE) if row[1:] != (None, None)]
    profiles = [row for row in session.query(PARTED) if row[1:] != (None, None)]
    assert profiles == known
    return known


def to_the_contraction(workshop: Workshop, session: Session, source: str, *early: str) -> None:
    """Let both versions write all that they can, before any row was moved and after."""
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.up(phase="expand")
    before = session.query(source)
    run(session, "UPDATE users SET name = 'renamed' WHERE id < 4")
    assert session.query(source) == before
    run(session, "INSERT INTO users (id, name, bio) VALUES (5, 'w', 'b5')", *early)
    workshop.migrate()
    assert same(session) == [
        (1, "b1 changed", "s1"),
        (2, None, "s2"),
        (4, "b4", "s4"),
        (5, "b5", None),
    ]
    both_write(session)


def both_write(session: Session) -> None:
    """Write what only one version knows, and see that the other one sees it."""
    run(
        session,
        # The old version, or the new one: they know users with all columns.
        "INSERT INTO users (id, name, bio, site) VALUES (6, 'w', 'b6', 's6')",
        "INSERT INTO users (id, name) VALUES (7, 'w')",
        "UPDATE users SET site = 's7' WHERE id = 7",
        "UPDATE users SET bio = NULL, site = NULL WHERE id = 5",
        "UPDATE users SET name = 'renamed' WHERE id = 1",
        # The other one.
        "INSERT INTO users (id, name) VALUES (8, 'p')",
        "INSERT INTO profiles (user_id, bio) VALUES (8, 'b8')",
        "UPDATE profiles SET bio = 'B6' WHERE user_id = 6",
        "UPDATE users SET site = 'S6' WHERE id = 6",
        "INSERT INTO users (id, name) VALUES (9, 'p')",
        "INSERT INTO profiles (user_id, site) VALUES (9, 's9')",
    )
    found = same(session)
    assert [row for row in found if row[0] > 4] == [
        (6, "B6", "S6"),
        (7, None, "s7"),
        (8, "b8", None),
        (9, None, "s9"),
    ]
    run(
        session,
        "DELETE FROM profiles WHERE user_id = 7",
        "DELETE FROM users WHERE id = 9",
        "UPDATE users SET bio = 'again' WHERE id = 7",
        "DELETE FROM profiles WHERE user_id = 7",
        "DELETE FROM users WHERE id = 7",
    )
    assert [row[0] for row in same(session) if row[0] > 4] == [6, 8]


def test_a_table_is_split_while_both_versions_write(workshop: Workshop, session: Session) -> None:
    workshop.generate(whole())
    workshop.migrate()
    run(
        session,
        "INSERT INTO users (id, name, bio, site) VALUES (1, 'a', 'b1', 's1')",
        "INSERT INTO users (id, name, site) VALUES (2, 'b', 's2')",
        "INSERT INTO users (id, name) VALUES (3, 'c')",
        "INSERT INTO users (id, name, bio) VALUES (4, 'd', 'b4')",
    )
    draft = workshop.generate(parted(hints=True), online=True)
    assert [one.phase for one in draft.all] == ["expand", "migrate", "contract"]
    assert all(one.proof for one in draft.all)

    to_the_contraction(
        workshop,
        session,
        WHOLE,
        "UPDATE users SET bio = 'b1 changed' WHERE id = 1",
        "INSERT INTO profiles (user_id, site) VALUES (4, 's4')",
    )
    known = same(session)
    workshop.go_on()
    assert [row for row in session.query(PARTED) if row[1:] != (None, None)] == known
    assert workshop.draft(parted(hints=True)) is None
    run(session, "UPDATE profiles SET bio = 'after' WHERE user_id = 8")

    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(1)
    known = same(session)
    assert (8, "after", None) in known
    run(session, "UPDATE users SET bio = 'old again' WHERE id = 8")
    assert (8, "old again", None) in same(session)
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(2)
    assert (8, "old again", None) in session.query(WHOLE)
    workshop.forget_pending()
    assert workshop.draft(whole()) is None


def test_a_table_is_merged_while_both_versions_write(workshop: Workshop, session: Session) -> None:
    workshop.generate(parted())
    workshop.migrate()
    run(
        session,
        "INSERT INTO users (id, name) VALUES (1, 'a')",
        "INSERT INTO users (id, name) VALUES (2, 'b')",
        "INSERT INTO users (id, name) VALUES (3, 'c')",
        "INSERT INTO profiles (user_id, bio, site) VALUES (1, 'b1', 's1')",
        "INSERT INTO profiles (user_id, site) VALUES (2, 's2')",
        "INSERT INTO users (id, name) VALUES (4, 'd')",
        "INSERT INTO profiles (user_id, bio) VALUES (4, 'b4')",
    )
    workshop.generate(whole(hints=True), online=True)

    to_the_contraction(
        workshop,
        session,
        PARTED,
        "UPDATE profiles SET bio = 'b1 changed' WHERE user_id = 1",
        "UPDATE users SET site = 's4' WHERE id = 4",
    )
    known = same(session)
    workshop.go_on()
    assert [row for row in session.query(WHOLE) if row[1:] != (None, None)] == known
    assert workshop.draft(whole(hints=True)) is None
    run(session, "INSERT INTO users (id, name, bio) VALUES (10, 'd', 'b10')")

    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(1)
    assert (10, "b10", None) in same(session)
    run(session, "UPDATE profiles SET bio = 'old again' WHERE user_id = 10")
    known = same(session)
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(2)
    assert [row for row in session.query(PARTED) if row[1:] != (None, None)] == known
    workshop.forget_pending()
    assert workshop.draft(parted()) is None


def test_a_required_value_moves_with_what_fills_it(workshop: Workshop, session: Session) -> None:
    workshop.generate(whole())
    workshop.migrate()
    run(
        session,
        "INSERT INTO users (id, name, bio, site) VALUES (1, 'a', NULL, 's1')",
        "INSERT INTO users (id, name, bio) VALUES (2, 'b', 'b2')",
    )
    workshop.generate(parted(hints=True, required=True), online=True)
    workshop.migrate()
    run(
        session,
        "INSERT INTO users (id, name, site) VALUES (3, 'c', 's3')",
        "INSERT INTO users (id, name) VALUES (4, 'd')",
        "INSERT INTO profiles (user_id, bio) VALUES (4, 'b4')",
        "UPDATE users SET bio = NULL WHERE id = 2",
        "UPDATE users SET name = 'z' WHERE id = 1",
    )
    assert session.query(PARTED) == [
        (1, "-", "s1"),
        (2, "-", None),
        (3, "-", "s3"),
        (4, "b4", None),
    ]
    # What fills a value is no value that somebody wrote.
    assert session.query(WHOLE)[0] == (1, None, "s1")
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(2)
    workshop.migrate()
    workshop.go_on()
    assert workshop.draft(parted(hints=True, required=True)) is None


def beside(*, moves: bool) -> sa.MetaData:
    metadata = parted()
    said = moved("users.age") if moves else {}
    place = metadata.tables["profiles" if moves else "users"]
    place.append_column(sa.Column("age", sa.Integer, **said))
    return metadata


def without_fill() -> sa.MetaData:
    metadata = parted(hints=True)
    metadata.tables["profiles"].c.bio.nullable = False
    return metadata


REFUSED: dict[str, tuple[Callable[[], sa.MetaData], Callable[[], sa.MetaData], str]] = {
    "both tables stay": (
        lambda: beside(moves=False),
        lambda: beside(moves=True),
        "profiles stays beside users, and values move",
    ),
    "a default": (
        lambda: whole(server_default="x"),
        lambda: parted(hints=True),
        "the server itself gives users.bio a value, as if a program had",
    ),
    "a value that may be missing": (
        whole,
        without_fill,
        "users.bio may be NULL, profiles.bio may not",
    ),
}


@pytest.mark.postgresql
@pytest.mark.parametrize("case", REFUSED)
def test_what_could_not_be_kept_the_same_is_refused_by_name(
    postgresql_url: str, tmp_path: Path, case: str
) -> None:
    before, after, why = REFUSED[case]
    workshop = Workshop(postgresql_url, tmp_path / "migrations")
    workshop.generate(before())
    workshop.migrate()
    files = sorted(workshop.directory.iterdir())
    with pytest.raises(GenerateError) as raised:
        workshop.generate(after(), online=True)
    assert f"cannot be made in steps: {why}" in str(raised.value)
    assert sorted(workshop.directory.iterdir()) == files


@pytest.mark.postgresql
def test_programs_with_another_search_path_write_all_the_same(
    postgresql_url: str, tmp_path: Path
) -> None:
    workshop = Workshop(postgresql_url, tmp_path / "migrations")
    workshop.generate(whole())
    workshop.migrate()
    workshop.generate(parted(hints=True), online=True)
    workshop.migrate()
    session = open_store(postgresql_url).connect()
    run(session, "SET search_path = ''", "INSERT INTO public.users VALUES (1, 'a', 'b1', NULL)")
    run(session, "UPDATE public.profiles SET site = 's1'", "DELETE FROM public.profiles")
    assert session.query("SHOW search_path") == [('""',)]
    run(session, "SET search_path = pg_catalog, public")
    assert session.query(WHOLE) == [(1, None, None)]
    session.close()
