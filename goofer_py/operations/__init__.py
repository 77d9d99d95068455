"""Reversible schema changes as frozen values: `apply`, `inverse`, `describe`."""

from goofer_py.operations.column import AddColumn, AlterColumn, DropColumn, RenameColumn
from goofer_py.operations.constraint import (
    AddConstraint,
    AlterConstraint,
    DropConstraint,
    RenameConstraint,
)
from goofer_py.operations.enum import AlterEnum, CreateEnum, DropEnum
from goofer_py.operations.fix_rows import FixRows
from goofer_py.operations.index import AlterIndex, CreateIndex, DropIndex, RenameIndex
from goofer_py.operations.inherited import AlterInherited
from goofer_py.operations.move_values import Move, MoveValues
from goofer_py.operations.namespace import CreateNamespace, DropNamespace
from goofer_py.operations.object import CreateObject, DropObject, RenameObject, ReplaceObject
from goofer_py.operations.operation import Operation
from goofer_py.operations.order import OrderColumns
from goofer_py.operations.sequence import AlterSequence, CreateSequence, DropSequence
from goofer_py.operations.table import AlterTable, CreateTable, DropTable, RenameTable

__all__ = [
    "AddColumn",
    "AddConstraint",
    "AlterColumn",
    "AlterConstraint",
    "AlterEnum",
    "AlterIndex",
    "AlterInherited",
    "AlterSequence",
    "AlterTable",
    "CreateEnum",
    "CreateIndex",
    "CreateNamespace",
    "CreateObject",
    "CreateSequence",
    "CreateTable",
    "DropColumn",
    "DropConstraint",
    "DropEnum",
    "DropIndex",
    "DropNamespace",
    "DropObject",
    "DropSequence",
    "DropTable",
    "FixRows",
    "Move",
    "MoveValues",
    "Operation",
    "OrderColumns",
    "RenameColumn",
    "RenameConstraint",
    "RenameIndex",
    "RenameObject",
    "RenameTable",
    "ReplaceObject",
]
