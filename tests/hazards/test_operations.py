"""Operations and the SQL that says the same are the same to the rules."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import replace

import pytest

import goofer_py.operations
from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from goofer_py.generate.render import Renderer
from goofer_py.hazards import action as a
from goofer_py.hazards.operations import _READERS, OperationReader
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    RenameColumn,
    RenameIndex,
    RenameTable,
)
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.operations.copy_table import CopyTable
from goofer_py.operations.rebuild_table import RebuildTable
from goofer_py.operations.shape import CreateShape, DropShape, SeenColumn, SeenTable, Shape
from goofer_py.operations.side_table import PutAside
from goofer_py.operations.validate_constraint import ValidateConstraint
from goofer_py.schema import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Table,
    Type,
    Unique,
)

T = Name("users")
TEXT = Column("email", Type("text"))
NUMBER = Column("age", Type("integer"))
CHECK = Check("age > 0", "grown", columns=("age",))
KEY = ForeignKey(("team",), Name("teams"), ("id",), "by_team")
INDEX = Index("by_email", (IndexPart("email"),), method="btree")
PAIRS: tuple[tuple[Operation, str], ...] = (
    (
        CreateTable(Table(T, (replace(NUMBER, nullable=False),), PrimaryKey(("age",)))),
        "CREATE TABLE users (age integer, PRIMARY KEY (age))",
    ),
    (DropTable(Table(T)), "DROP TABLE users"),
    (RenameTable(T, Name("people")), "ALTER TABLE users RENAME TO people"),
    (AddColumn(T, TEXT), "ALTER TABLE users ADD COLUMN email text"),
    (
        AddColumn(T, Column("seen", Type("date"), False, default="now()")),
        "ALTER TABLE users ADD COLUMN seen date NOT NULL DEFAULT now()",
    ),
    (DropColumn(T, TEXT), "ALTER TABLE users DROP COLUMN email"),
    (RenameColumn(T, "mail", "email"), "ALTER TABLE users RENAME COLUMN mail TO email"),
    (
        AlterColumn(T, NUMBER, replace(NUMBER, type=Type("bigint"))),
        "ALTER TABLE users ALTER COLUMN age TYPE bigint",
    ),
    (
        AlterColumn(T, NUMBER, replace(NUMBER, nullable=False)),
        "ALTER TABLE users ALTER COLUMN age SET NOT NULL",
    ),
    (
        AlterColumn(T, replace(NUMBER, default="5"), NUMBER),
        "ALTER TABLE users ALTER COLUMN age DROP DEFAULT",
    ),
    (AddConstraint(T, CHECK), "ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0)"),
    (
        AddConstraint(T, replace(CHECK, validated=False)),
        "ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0) NOT VALID",
    ),
    (
        AddConstraint(T, KEY),
        "ALTER TABLE users ADD CONSTRAINT by_team FOREIGN KEY (team) REFERENCES teams (id)",
    ),
    (
        AddConstraint(T, Unique(("email",), "one")),
        "ALTER TABLE users ADD CONSTRAINT one UNIQUE (email)",
    ),
    (
        ValidateConstraint(T, replace(CHECK, validated=False), CHECK),
        "ALTER TABLE users VALIDATE CONSTRAINT grown",
    ),
    (CreateIndex(T, INDEX), "CREATE INDEX by_email ON users (email)"),
)


@pytest.mark.parametrize("made", [CreateShape, DropShape])
def test_views_of_a_version_are_the_actions_of_their_statements(made: type[Operation]) -> None:
    seen = SeenTable(T.name, T, (SeenColumn("mail", "email", "'none'"), SeenColumn("age", "age")))
    operation = made(Shape("app_1", "app", (seen,)))  # type: ignore[call-arg]
    dialect = get_dialect("postgresql")

    statements = split(Renderer(dialect).operation(operation), dialect.syntax)

    read = [action for one in statements for action in dialect.read(one.text).actions]
    assert not [one for one in read if isinstance(one, a.Unread)]
    told = [one for one in read if isinstance(one, a.CreateObject | a.DropObject | a.ChangeAccess)]
    assert list(OperationReader(whole_columns=False).actions(operation)) == told


@pytest.mark.parametrize(("operation", "sql"), PAIRS, ids=[sql for _, sql in PAIRS])
def test_an_operation_and_its_statement_are_one_action(operation: Operation, sql: str) -> None:
    read = get_dialect("postgresql").read(sql).actions
    assert tuple(OperationReader(whole_columns=False).actions(operation)) == read


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        (DropIndex(T, INDEX), a.DropIndex(T, Name("by_email"))),
        (RenameIndex(T, "one", "two"), a.RenameIndex(T, Name("one"), "two")),
        (DropConstraint(T, CHECK), a.DropConstraint(T, "grown", "check")),
        (DropTable(Table(T), Name("kept")), a.DropTable(T, kept=True)),
    ],
    ids=["drop index", "rename index", "drop constraint", "keep rows"],
)
def test_an_operation_knows_more_than_its_statement(operation: Operation, action: a.Action) -> None:
    assert tuple(OperationReader(whole_columns=False).actions(operation)) == (action,)


def test_a_column_is_changed_as_a_whole_where_the_server_wants_that() -> None:
    after = replace(NUMBER, type=Type("bigint"), nullable=False)
    found = OperationReader(whole_columns=True).actions(AlterColumn(T, NUMBER, after))
    assert tuple(found) == (a.ModifyColumn(T, "age", after),)


def test_a_change_in_a_copy_keeps_nobody_waiting_but_a_column_is_gone() -> None:
    after = replace(NUMBER, type=Type("bigint"))
    alter = AlterTogether(
        Table(T, (NUMBER, TEXT)), (AlterColumn(T, NUMBER, after), DropColumn(T, TEXT))
    )
    found = tuple(OperationReader(whole_columns=True).actions(CopyTable(alter)))
    assert found == (a.DropColumn(T, "email"), a.Harmless("in a copy"))


def test_every_kind_of_operation_is_known() -> None:
    path = goofer_py.operations.__path__
    names = (one.name for one in pkgutil.iter_modules(path, "goofer_py.operations."))
    modules = list(map(importlib.import_module, names))
    kinds = {
        one
        for module in modules
        for _, one in inspect.getmembers(module, inspect.isclass)
        if one.__module__ == module.__name__ and hasattr(one, "apply") and hasattr(one, "inverse")
    }
    nested = {
        "Guarded",
        "Combined",
        "AlterTogether",
        "MoveWhole",
        "Unchecked",
        "DropAside",
        "AlterInherited",
        "HeldTables",
        "NameTaken",
        "SecondName",
        "CopyTable",
    }
    special = {"RebuildTable", "AlterColumn", "Operation"}
    unknown = {one.__name__ for one in kinds - set(_READERS)} - nested - special
    assert not unknown


def _rebuilt(sources: tuple[tuple[str, str], ...]) -> RebuildTable:
    before = Table(T, (NUMBER, TEXT, Column("name", Type("text"))))
    return RebuildTable(before, Table(T, (NUMBER,)), Name("temporary"), sources)


def test_a_table_made_anew_says_whose_values_nothing_takes_over() -> None:
    operation = _rebuilt((("age", "length(name)"),))
    (action,) = OperationReader(whole_columns=False).actions(operation)
    assert isinstance(action, a.RebuildTable)
    assert action.lost == ("email",)


def test_what_is_put_aside_first_is_not_lost() -> None:
    aside = PutAside(T, Table(Name("aside")), (("email", "email"),))
    steps = OperationReader(whole_columns=False).steps((aside, _rebuilt((("age", "age"),))))
    (action,) = steps[1].actions
    assert isinstance(action, a.RebuildTable)
    assert action.lost == ()
