"""What the catalogs do not tell is no file that says something else."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py.errors import EntityError
from tests.generate.conftest import Workshop


def moods(*columns: sa.Column[str]) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("moods", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
    return metadata


@pytest.mark.parametrize(
    "column",
    [
        sa.Column("mood", sa.Enum("😀", "b")),
        sa.Column("mood", sa.String(9), server_default="x😀"),
        sa.Column("mood", sa.String(9), comment="one 😀"),
    ],
    ids=["enum", "default", "comment"],
)
@pytest.mark.parametrize("there", [True, False], ids=["added", "with its table"])
def test_a_character_beyond_the_basic_plane_is_refused_where_it_would_be_lost(
    mysql_kind_url: str, tmp_path: Path, column: sa.Column[str], there: bool
) -> None:
    workshop = Workshop(mysql_kind_url, tmp_path)
    if there:
        workshop.generate(moods())
        workshop.migrate()
    with pytest.raises(EntityError, match=r"moods\.mood has 😀 in its type, default or comment"):
        workshop.generate(moods(column._copy()))
    assert (
        workshop.generate(moods(sa.Column("mood", sa.String(9), server_default="é€"))) is not None
    )
