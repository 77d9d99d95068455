"""Reversible schema changes as frozen values: `apply`, `inverse`, `describe`."""

from goofer_py.operations.column import AddColumn, AlterColumn, DropColumn, RenameColumn
from goofer_py.operations.constraint import AddConstraint, DropConstraint, RenameConstraint
from goofer_py.operations.enum import AlterEnum, CreateEnum, DropEnum
from goofer_py.operations.index import AlterIndex, CreateIndex, DropIndex, RenameIndex
from goofer_py.operations.namespace import CreateNamespace, DropNamespace
from goofer_py.operations.operation import Operation
from goofer_py.operations.sequence import AlterSequence, CreateSequence, DropSequence
from goofer_py.operations.table import AlterTable, CreateTable, DropTable, RenameTable

__all__ = [
    "AddColumn",
    "AddConstraint",
    "AlterColumn",
    "AlterEnum",
    "AlterIndex",
    "AlterSequence",
    "AlterTable",
    "CreateEnum",
    "CreateIndex",
    "CreateNamespace",
    "CreateSequence",
    "CreateTable",
    "DropColumn",
    "DropConstraint",
    "DropEnum",
    "DropIndex",
    "DropNamespace",
    "DropSequence",
    "DropTable",
    "Operation",
    "RenameColumn",
    "RenameConstraint",
    "RenameIndex",
    "RenameTable",
]
