"""Operations rewritten into what the server can execute, in an order in which it can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.errors import GenerateError
from goofer_py.generate.render import Renderer
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterEnum,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    RenameTable,
)
from goofer_py.operations.access import GiveBackAccess, NoteAccess
from goofer_py.operations.rebuild_enum import RebuildEnum
from goofer_py.operations.shape import CreateShape, SeenColumn, SeenTable, Shape
from goofer_py.schema import (
    Check,
    Computed,
    Enum,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    Schema,
)
from tests.dialects.postgresql.live import PEOPLE, column, of_enum, table

MOOD = Name("mood")
OLD = Enum(MOOD, ("sad", "ok"))
NEW = Enum(MOOD, ("sad", "ok", "happy"))
LESS = Enum(MOOD, ("ok",))
M = of_enum("m", MOOD)
CHECK = Check("m <> 'sad'::mood", "m_check", columns=("m",))
SCHEMA = Schema((table(M, checks=(CHECK,)),), (OLD,))


def lower(*operations: Operation, schema: Schema = SCHEMA) -> tuple[Operation, ...]:
    found = get_dialect("postgresql", (15,)).lower(operations, schema)
    return tuple(one for one in found if not isinstance(one, NoteAccess | GiveBackAccess))


def kinds(operations: tuple[Operation, ...]) -> list[type]:
    return [type(operation) for operation in operations]


@pytest.mark.parametrize(
    "operation",
    [
        RenameTable(PEOPLE, Name("men")),
        AddColumn(PEOPLE, column("a")),
        DropTable(table(M)),
        AlterEnum(OLD, NEW),
        AlterEnum(OLD, replace(OLD, comment="c")),
        AlterEnum(OLD, Enum(MOOD, ("low", "ok")), renamed=(("sad", "low"),)),
        AlterColumn(PEOPLE, column("a"), column("a", "bigint")),
        AlterColumn(PEOPLE, column("a", "text"), column("a"), using="length(a)"),
    ],
)
def test_what_the_server_can_do_stays(operation: Operation) -> None:
    assert lower(operation) == (operation,)


def test_conversion_is_written_down_where_the_server_needs_it() -> None:
    change = AlterColumn(PEOPLE, column("a", "text"), column("a"))

    assert lower(change) == (replace(change, using="a::integer"),)


def test_other_computation_is_another_column() -> None:
    before, after = (column("a", computed=Computed(text)) for text in ("b + 1", "b + 2"))

    assert lower(AlterColumn(PEOPLE, before, after)) == (
        DropColumn(PEOPLE, before),
        AddColumn(PEOPLE, after),
    )


def test_constraints_that_are_not_validated_come_after_the_table() -> None:
    loose = Check("a > 0", "loose", validated=False)
    people = table(column("a"), checks=(loose,))

    assert lower(CreateTable(people), schema=Schema()) == (
        CreateTable(replace(people, checks=())),
        AddConstraint(PEOPLE, loose),
    )


def test_serial_that_may_be_null_is_told_so_afterwards() -> None:
    serial = column("a", identity=Identity("serial"))

    created, altered = lower(CreateTable(table(serial)), schema=Schema())

    assert altered == AlterColumn(PEOPLE, replace(serial, nullable=False), serial)
    assert created == CreateTable(table(replace(serial, nullable=False)))


def test_kept_table_lets_go_of_others_and_takes_hold_again() -> None:
    key = ForeignKey(("a",), Name("p"), ("id",), "f")
    kept = Name("people", "goofer_kept_1")
    people, bare = table(column("a"), foreign_keys=(key,)), table(column("a"))
    drop = DropTable(people, kept)

    assert lower(drop, schema=Schema((people,))) == (
        DropConstraint(PEOPLE, key),
        DropTable(bare, kept),
    )
    assert lower(drop.inverse(), schema=Schema()) == (
        CreateTable(bare, kept),
        AddConstraint(PEOPLE, key),
    )


@pytest.mark.parametrize(
    "user",
    [
        AlterColumn(PEOPLE, M, replace(M, default="'happy'")),
        AddColumn(PEOPLE, of_enum("n", MOOD, default="'happy'")),
        AddColumn(PEOPLE, of_enum("n", MOOD, nullable=False), fill="'happy'"),
        AddColumn(PEOPLE, of_enum("n", MOOD, "[]", default="'{ok,happy}'")),
        AddConstraint(PEOPLE, Check("m <> 'happy'::mood", "c")),
        CreateIndex(PEOPLE, Index("i", (IndexPart("m"),), where="m = 'happy'::mood")),
        CreateTable(table(of_enum("m", MOOD, default="'happy'"), name=Name("other"))),
    ],
)
def test_new_value_that_is_used_at_once_makes_a_new_type(user: Operation) -> None:
    lowered = lower(AlterEnum(OLD, NEW), user)

    assert kinds(lowered) == [DropConstraint, RebuildEnum, AddConstraint, type(user)]


@pytest.mark.parametrize(
    "other",
    [
        DropConstraint(PEOPLE, Check("m <> 'happy'::mood", "c")),
        AddColumn(PEOPLE, column("t", "text", comment="'happy'")),
        AddColumn(PEOPLE, column("t", "text", default="'unhappy'")),
    ],
)
def test_value_that_is_not_used_is_added_in_place(other: Operation) -> None:
    schema = SCHEMA.map_table(PEOPLE, lambda t: t.with_constraint(Check("m <> 'happy'::mood", "c")))

    assert set(kinds(lower(AlterEnum(OLD, NEW), other, schema=schema))) == {AlterEnum, type(other)}


def test_value_is_there_before_what_uses_it_also_on_the_way_back() -> None:
    up: list[Operation] = [AlterEnum(OLD, LESS), DropConstraint(PEOPLE, CHECK)]
    after = up[1].apply(up[0].apply(SCHEMA))

    down = lower(*(op.inverse() for op in reversed(up)), schema=after)

    assert kinds(down) == [RebuildEnum, AddConstraint]


def test_what_goes_anyway_is_not_made_again() -> None:
    check = DropConstraint(PEOPLE, CHECK)
    other = AlterColumn(PEOPLE, column("t"), column("t", "bigint"))
    schema = SCHEMA.map_table(PEOPLE, lambda t: t.with_column(column("t")))

    assert kinds(lower(AlterEnum(OLD, LESS), check)) == [DropConstraint, RebuildEnum]
    assert kinds(lower(AlterEnum(OLD, LESS), other, check, schema=schema)) == [
        DropConstraint,
        RebuildEnum,
        AlterColumn,
    ]


def test_table_that_goes_is_gone_before_its_types_change() -> None:
    drop = DropTable(SCHEMA.tables[0])

    assert lower(AlterEnum(OLD, LESS), drop) == (drop, RebuildEnum(OLD, LESS))


def test_default_that_goes_with_its_value_is_left_out_until_another_is_set() -> None:
    sad = replace(M, default="'sad'")
    schema = Schema((table(sad),), (OLD,))

    (rebuild,) = lower(AlterEnum(OLD, LESS), schema=schema)

    assert isinstance(rebuild, RebuildEnum)
    assert rebuild.columns == ((PEOPLE, ((sad, M),)),)


def test_everything_on_the_columns_steps_aside_and_comes_back() -> None:
    late = column("late", "boolean", computed=Computed("m > 'sad'::mood"))
    key = ForeignKey(("m",), PEOPLE, ("m",), "f")
    people = table(
        M,
        late,
        checks=(CHECK, Check("late", "late_check")),
        indexes=(Index("i", (IndexPart("late"),)), Index("plain", (IndexPart("m"),))),
        foreign_keys=(key,),
    )

    lowered = lower(AlterEnum(OLD, LESS), schema=Schema((people,), (OLD,)))

    assert kinds(lowered) == [
        *(DropIndex, DropConstraint, DropConstraint, DropConstraint, DropColumn, RebuildEnum),
        *(AddColumn, AddConstraint, AddConstraint, CreateIndex, AddConstraint),
    ]
    assert lowered[-1] == AddConstraint(PEOPLE, key)
    assert Index("plain", (IndexPart("m"),)) not in [getattr(op, "index", None) for op in lowered]


def test_rebuild_and_its_inverse_undo_each_other() -> None:
    rebuild = RebuildEnum(
        OLD, LESS, ((PEOPLE, ((replace(M, default="'sad'"), M),)),), (("a", "b"),)
    )

    assert rebuild.inverse().inverse() == rebuild
    assert rebuild.inverse().apply(rebuild.apply(SCHEMA)) == SCHEMA
    assert rebuild.describe() == "make enum mood anew (ok)"


@pytest.mark.parametrize(("version", "heeds_callers"), [((14,), False), ((15,), True)])
def test_views_show_no_row_that_a_table_hides(
    version: tuple[int, ...], heeds_callers: bool
) -> None:
    guarded = replace(table(M), options=(("row_security", "enabled"),))
    shape = Shape("public_1", "public", (SeenTable(PEOPLE.name, PEOPLE, (SeenColumn("m", "m"),)),))
    dialect = get_dialect("postgresql", version)

    assert dialect.lower([CreateShape(shape)], SCHEMA) == (CreateShape(shape),)
    said = Renderer(dialect).operation(CreateShape(shape))
    assert (" WITH (security_invoker = true) AS\n" in said) == heeds_callers
    if heeds_callers:
        assert dialect.lower([CreateShape(shape)], Schema((guarded,))) == (CreateShape(shape),)
    else:
        with pytest.raises(GenerateError, match="would show all rows of people"):
            dialect.lower([CreateShape(shape)], Schema((guarded,)))
