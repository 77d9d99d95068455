"""What changes make of columns: which values no longer fit, and what operations are found for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.changes import narrowed
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.lint import Linter
from goofer_py.hazards.operations import OperationReader
from goofer_py.hazards.unit import Unit
from goofer_py.operations import AddColumn, AlterColumn, DropColumn, Operation
from goofer_py.operations.rebuild_enum import RebuildEnum
from goofer_py.operations.rebuild_table import RebuildTable
from goofer_py.schema import Column, Enum, Name, Table, Type

T = Name("users")
AGE = Column("age", Type("integer"), default="1")
MAIL = Column("mail", Type("text"))
USERS = Table(T, (AGE, MAIL))


@pytest.mark.parametrize(
    ("before", "after", "which"),
    [
        ("character varying(40)", "character varying(20)", "texts of more than 20"),
        ("character varying", "character varying(20)", "texts of more than 20"),
        ("text", "varchar(20)", "texts of more than 20"),
        ("varchar(40)", "char(20)", "texts of more than 20"),
        ("bigint", "integer", "those beyond integer"),
        ("int", "int unsigned", "negative numbers"),
        ("numeric(10,2)", "numeric(10,0)", "fractions"),
        ("numeric(10,2)", "numeric(8,2)", "numbers of more than 6 digits"),
        ("numeric", "numeric(8,2)", "numbers of more than 6 digits, or 2 behind the point"),
        ("numeric(10,2)", "integer", "fractions"),
        ("double precision", "real", "numbers of more than six digits"),
        ("timestamp with time zone", "timestamp without time zone", "the time zone"),
        ("timestamp without time zone", "date", "the time of day"),
        (
            "timestamp(6) with time zone",
            "timestamp(3) with time zone",
            "what is finer than 3 digits",
        ),
        ("datetime", "timestamp", "moments before 1970 or after 2038"),
        ("longtext", "text", "those beyond text"),
        ("character varying(20)", "character varying(40)", ""),
        ("character varying(20)", "text", ""),
        ("integer", "bigint", ""),
        ("int(11)", "int", ""),
        ("numeric(8,2)", "numeric(10,2)", ""),
        ("numeric(8,2)", "numeric", ""),
        ("text[]", "character varying(20)[]", ""),
    ],
)
def test_which_values_do_not_fit_a_type(before: str, after: str, which: str) -> None:
    assert narrowed(Type(before), Type(after)) == which


def told(database: str, *operations: Operation) -> set[str]:
    steps = OperationReader(whole_columns=False).steps(operations)
    report = Linter(hazards(), Facts(database)).lint((Unit("", steps),), {T: USERS})
    return {one.id for one in report.findings}


def rebuilt(after: Column, source: str) -> RebuildTable:
    columns = tuple(after if one.name == after.name else one for one in USERS.columns)
    sources = tuple((c.name, source if c.name == after.name else c.name) for c in columns)
    return RebuildTable(USERS, replace(USERS, columns=columns), Name("temporary"), sources)


def test_a_table_made_anew_says_what_becomes_of_its_columns() -> None:
    strict = rebuilt(replace(MAIL, nullable=False), "mail")
    assert {"DD104", "BC106"} <= told("sqlite", strict)
    assert "DD104" not in told(
        "sqlite", rebuilt(replace(MAIL, nullable=False), "coalesce(mail, 0)")
    )
    assert "BC111" in told("sqlite", rebuilt(replace(AGE, default="2"), "age"))
    assert not {"DD104", "BC106", "BC107", "BC111"} & told("sqlite", rebuilt(MAIL, "mail"))


def test_operations_on_columns_are_found_as_their_statements_are() -> None:
    narrow = AlterColumn(T, AGE, replace(AGE, type=Type("smallint")))
    assert {"DS105", "BC116"} <= told("postgresql", narrow)
    assert "DD104" in told("postgresql", AlterColumn(T, MAIL, replace(MAIL, nullable=False)))
    filled = AlterColumn(T, MAIL, replace(MAIL, nullable=False), fill="''")
    assert "DD104" not in told("postgresql", filled)
    new = Column("email", Type("text"))
    assert "DS116" in told("postgresql", AddColumn(T, new), DropColumn(T, MAIL))


def test_a_value_that_an_enum_loses_is_found() -> None:
    mood = Enum(Name("mood"), ("good", "it's bad"))
    assert "DS106" in told("postgresql", RebuildEnum(mood, replace(mood, values=("good",))))
    other = replace(mood, values=("it's bad", "good"))
    assert "DS106" not in told("postgresql", RebuildEnum(mood, other))


def test_programs_fail_though_the_values_are_put_aside() -> None:
    kept = DropColumn(T, MAIL, kept=Name("aside"))
    assert "BC104" in told("postgresql", kept)
