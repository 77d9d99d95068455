"""Migrations for a user who may make no scratch: rules have to tell then, and it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py import View
from goofer_py.errors import ScratchRefused
from tests.generate.conftest import Workshop


@pytest.fixture
def workshop(mysql_login_url: str, tmp_path: Path) -> Workshop:
    return Workshop(mysql_login_url, tmp_path / "migrations")


def users(*columns: sa.Column[object]) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(200), nullable=False, unique=True),
        sa.Column("active", sa.Boolean, server_default=sa.true()),
        *columns,
    )
    return metadata


def write(workshop: Workshop, metadata: sa.MetaData) -> str:
    generator = workshop.generator(metadata, prove=False)
    with generator.migrator:
        draft = generator.generate()
    assert draft is not None
    return draft.up


def test_without_a_scratch_nothing_is_proved(workshop: Workshop) -> None:
    with pytest.raises(ScratchRefused, match="no scratch database") as error:
        workshop.draft(users())

    assert error.value.hint is not None
    assert error.value.hint.endswith("or go without (--no-proof)")


def test_without_a_proof_rules_tell_and_the_file_says_so(workshop: Workshop) -> None:
    up = write(workshop, users())
    workshop.migrate()

    assert "-- NOT PROVED" in up
    assert "Compared by rules" in up
    assert workshop.draft(users(), prove=False) is None

    up = write(workshop, users(sa.Column("note", sa.String(40))))
    workshop.migrate()

    assert "ADD COLUMN note varchar(40)" in up
    assert workshop.draft(users(sa.Column("note", sa.String(40))), prove=False) is None


def test_pending_migrations_have_to_run_first(workshop: Workshop) -> None:
    write(workshop, users())

    with pytest.raises(ScratchRefused, match="what pending migrations will make") as error:
        workshop.draft(users(sa.Column("note", sa.String(40))), prove=False)

    assert error.value.hint == "goofer migrate"


def test_what_is_declared_needs_a_scratch(workshop: Workshop) -> None:
    metadata = users()
    View("few", "SELECT id FROM users", metadata=metadata)

    with pytest.raises(ScratchRefused, match="No rule can say") as error:
        workshop.draft(metadata, prove=False)

    assert error.value.hint == r"GRANT ALL ON `goofer\_%`.* TO the user"
