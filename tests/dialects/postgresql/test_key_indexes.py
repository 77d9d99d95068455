"""What entities say of the indexes behind their keys."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from tests.dialects.postgresql.project import Project


def people(**said: object) -> sa.MetaData:
    metadata = sa.MetaData()
    info = {"goofer": said} if said else {}
    sa.Table(
        "people",
        metadata,
        sa.Column("id", sa.Integer),
        sa.Column("code", sa.Text),
        sa.PrimaryKeyConstraint("id", name="people_pkey", info=info),
        sa.UniqueConstraint("code", name="people_code", info=info),
    )
    sa.Table("pets", metadata, sa.Column("owner", sa.ForeignKey("people.id", name="pets_owner")))
    return metadata


def test_options_and_comments_of_key_indexes_come_and_go_without_the_keys(
    postgresql_url: str, tmp_path: Path
) -> None:
    project = Project(postgresql_url, tmp_path)
    project.change(people())
    options = {"postgresql": {"fillfactor": 70}}

    draft = project.change(people(options=options, index_comment="hot"))
    assert "CONSTRAINT" not in draft.up
    assert [key.options for key in (project.read().tables[0].primary_key,) if key] == [
        (("fillfactor", "70"),)
    ]
    assert project.read().tables[0].uniques[0].index_comment == "hot"

    draft = project.change(people())
    assert "CONSTRAINT" not in draft.up
