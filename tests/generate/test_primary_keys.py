"""Primary keys that come, go and change, with rows and the foreign keys that point there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.generate.choices import Choices
from goofer_py.schema.expression import rename_identifiers
from tests.generate.conftest import Workshop


def pair(
    kind: Any = sa.Integer,
    key: tuple[str, ...] = ("id",),
    *,
    conversions: tuple[str, str] | None = None,
) -> sa.MetaData:
    """Declare parents, and children that point at their key."""
    metadata = sa.MetaData()
    info = {}
    if conversions:
        info = {"goofer": {"using": conversions[0], "back": conversions[1]}}
    sa.Table(
        "parents",
        metadata,
        sa.Column("id", kind, nullable=False, autoincrement=False, info=info),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint(*key, name="pk_parents") if key else sa.Index("ix", "id"),
        *(() if key == ("id",) else (sa.UniqueConstraint("id", name="uq_id"),)),
    )
    child = (
        {
            "goofer": {
                "using": rename_identifiers(conversions[0], {"id": "parent_id"}),
                "back": rename_identifiers(conversions[1], {"id": "parent_id"}),
            }
        }
        if conversions
        else {}
    )
    sa.Table(
        "children",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", kind, nullable=False, info=child),
        sa.ForeignKeyConstraint(["parent_id"], ["parents.id"], name="fk_parent"),
    )
    return metadata


UUID = "00000000-0000-0000-0000-{:012d}"
TO_UUID = {
    "postgresql": (
        "lpad(id::text, 32, '0')::uuid",
        "ltrim(replace(id::text, '-', ''), '0')::integer",
    ),
    "sqlite": ("printf('%032d', id)", "CAST(id AS INTEGER)"),
    "mysql": ("lpad(id, 32, '0')", "CAST(id AS SIGNED)"),
}

CHANGES: dict[str, Callable[[str], sa.MetaData]] = {
    "another column": lambda _: pair(key=("code",)),
    "two columns": lambda _: pair(key=("region", "code")),
    "none": lambda _: pair(key=()),
    "a larger number": lambda _: pair(sa.BigInteger),
    "a uuid": lambda dialect: pair(
        sa.Uuid(native_uuid=dialect == "postgresql"), conversions=TO_UUID[dialect]
    ),
}


def everything(workshop: Workshop) -> list[tuple[Any, ...]]:
    return workshop.rows(
        "SELECT children.id, parents.id, code FROM children JOIN parents"
        " ON parents.id = parent_id ORDER BY children.id"
    )


@pytest.mark.parametrize("change", [change for change in CHANGES if change != "a uuid"])
@pytest.mark.parametrize("direction", ["to it", "from it"])
def test_a_key_changes_with_all_that_points_there(
    workshop: Workshop, change: str, direction: str
) -> None:
    check(workshop, change, direction)


@pytest.mark.parametrize("direction", ["to it", "from it"])
def test_numbers_become_uuids_with_all_that_points_there(
    workshop: Workshop, direction: str
) -> None:
    check(workshop, "a uuid", direction)


def check(workshop: Workshop, change: str, direction: str) -> None:
    before, after = pair(), CHANGES[change](workshop.dialect)
    number = "{}"
    if direction == "from it":
        before, after = after, before
        if change == "a uuid":
            there, back = TO_UUID[workshop.dialect]
            after = pair(conversions=(back, there))
            number = f"'{UUID}'"
    workshop.generate(before)
    workshop.migrate()
    one, two = number.format(1), number.format(2)
    if change == "a uuid" and workshop.dialect != "postgresql" and direction == "from it":
        one, two = one.replace("-", ""), two.replace("-", "")
    workshop.run(
        f"INSERT INTO parents (id, code, region) VALUES ({one}, 'a', 'x'), ({two}, 'b', 'x')",
        f"INSERT INTO children (id, parent_id) VALUES (1, {two}), (2, {one}), (3, {two})",
    )
    rows = everything(workshop)
    assert [code for *_, code in rows] == ["b", "a", "b"]
    workshop.generate(after, Choices(on_drop="discard"))
    workshop.migrate()
    assert workshop.draft(after) is None
    assert [code for *_, code in everything(workshop)] == ["b", "a", "b"]
    workshop.migrate("-1")
    assert everything(workshop) == rows
    workshop.migrate()
    assert workshop.draft(after) is None
