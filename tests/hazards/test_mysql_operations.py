"""What the rules of MySQL and MariaDB say of operations, which have no text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.lint import Linter
from goofer_py.hazards.operations import OperationReader
from goofer_py.hazards.unit import Unit
from goofer_py.operations import AddColumn, AlterColumn, AlterTable, Operation
from goofer_py.schema import Column, Identity, Name, Table, Type

USERS = Name("users")
ID = Column("id", Type("int"), nullable=False)
NAME = Column("name", Type("varchar(20)"))
MOOD = Column("mood", Type("enum('a','b')"))
TABLE = Table(USERS, (ID, NAME, MOOD))
NUMBERS = replace(TABLE, columns=(ID,))


def _options(name: str, before: str, after: str) -> AlterTable:
    pairs = [((name, value),) if value else () for value in (before, after)]
    return AlterTable(USERS, (None, None), (pairs[0], pairs[1]))


def _altered(before: Column, after: Column) -> AlterColumn:
    return AlterColumn(USERS, before, after)


@pytest.mark.parametrize("database", ["mysql", "mariadb"])
@pytest.mark.parametrize(
    ("operation", "table", "expected"),
    [
        (_options("collation", "latin1_bin", "utf8mb4_bin"), TABLE, {"MY136"}),
        (_options("collation", "latin1_bin", "utf8mb4_bin"), NUMBERS, set()),
        (_options("engine", "MyISAM", ""), TABLE, {"MY138"}),
        (_options("partition", "PARTITION BY HASH (id)", ""), TABLE, {"MY139"}),
        (_altered(ID, replace(ID, type=Type("bigint"))), TABLE, {"MY130"}),
        (_altered(ID, replace(ID, identity=Identity("autoincrement"))), TABLE, {"MY157"}),
        (_altered(NAME, replace(NAME, nullable=False)), TABLE, {"MY147"}),
        (_altered(MOOD, replace(MOOD, type=Type("enum('a','c')"))), TABLE, {"MY110"}),
        (_altered(MOOD, replace(MOOD, type=Type("enum('a','b','c')"))), TABLE, set()),
        (AddColumn(USERS, Column("age", Type("int"), nullable=False)), TABLE, {"MY101"}),
        (AddColumn(USERS, Column("age", Type("int"))), TABLE, set()),
    ],
)
def test_an_operation_is_told_of_as_its_statement_is(
    operation: Operation, table: Table, expected: set[str], database: str
) -> None:
    steps = OperationReader(whole_columns=True).steps([operation])
    linter = Linter(hazards(), Facts(database))
    report = linter.lint([Unit("changes", steps)], {USERS: table})
    assert {one.id for one in report.findings if one.id.startswith("MY")} == expected
