"""Values that move: a column to another table, one into several, several into one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from tests.generate.conftest import Workshop

BIO, AVATAR, SITE = "bio", "avatar_url", "website"
PROFILE = (BIO, AVATAR, SITE)


def users(metadata: sa.MetaData, *extra: Any) -> None:
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("email", sa.String(255), nullable=False, unique=True),
        *extra,
    )


def with_profile_in_users(*, hints: bool = False, required: bool = False) -> sa.MetaData:
    metadata = sa.MetaData()
    users(
        metadata,
        *(
            sa.Column(
                name,
                sa.String(255),
                nullable=not required,
                info={"goofer": {"moved_from": f"profiles.{name}", "fill": "''"}} if hints else {},
            )
            for name in PROFILE
        ),
    )
    return metadata


def with_profiles(*, hints: bool = True, created: bool = True) -> sa.MetaData:
    metadata = sa.MetaData()
    users(metadata)
    when = [sa.Column("created_at", sa.DateTime, server_default=sa.func.now())]
    sa.Table(
        "profiles",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.ForeignKey("users.id"), nullable=False, unique=True),
        *(
            sa.Column(
                name,
                sa.String(255),
                info={"goofer": {"moved_from": f"users.{name}"}} if hints else {},
            )
            for name in PROFILE
        ),
        *(when if created else ()),
    )
    return metadata


USERS = "SELECT id, name, bio, avatar_url, website FROM users ORDER BY id"
PROFILES = "SELECT user_id, bio, avatar_url, website FROM profiles ORDER BY user_id"


def fill_users(workshop: Workshop) -> list[tuple[Any, ...]]:
    workshop.run(
        "INSERT INTO users (id, name, email, bio, avatar_url, website) VALUES"
        " (1, 'Ada', 'a@x', 'counts', NULL, 'https://ada'), (2, 'Bob', 'b@x', NULL, NULL, NULL),"
        " (3, 'Cyd', 'c@x', NULL, 'cyd.png', NULL)"
    )
    return workshop.rows(USERS)


def test_a_table_is_split_in_two_with_its_rows_and_put_together_again(workshop: Workshop) -> None:
    workshop.generate(with_profile_in_users())
    workshop.migrate()
    before = fill_users(workshop)
    draft = workshop.generate(with_profiles())
    assert draft.proof is not None
    workshop.migrate()
    assert workshop.rows(PROFILES) == [
        (1, "counts", None, "https://ada"),
        (3, None, "cyd.png", None),
    ]
    assert workshop.draft(with_profiles()) is None
    workshop.migrate("-1")
    assert workshop.rows(USERS) == before
    workshop.migrate()
    assert len(workshop.rows(PROFILES)) == 2
