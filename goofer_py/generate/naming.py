"""Names of generated migrations."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from goofer_py.migrate.files import file_name
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterEnum,
    AlterTable,
    CreateEnum,
    CreateIndex,
    CreateNamespace,
    CreateObject,
    CreateSequence,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropNamespace,
    DropObject,
    DropSequence,
    DropTable,
    MoveValues,
    Operation,
    RenameColumn,
    RenameIndex,
    RenameObject,
    RenameTable,
    ReplaceObject,
)
from goofer_py.operations.rename_namespace import RenameNamespace

LONGEST = 60
"""The most characters of a derived name: a listing stays readable."""


def derived_name(operations: Sequence[Operation]) -> str:
    """Return a name that says what the operations do, such as add_email_to_users."""
    parts = list(dict.fromkeys(filter(None, map(_part, operations))))
    if operations and all(isinstance(op, _CREATIONS) for op in operations) and len(parts) > 2:
        return "initial" if len(operations) > 4 else _joined(parts)
    return _joined(parts)


_CREATIONS = (
    CreateTable,
    CreateEnum,
    CreateNamespace,
    CreateSequence,
    CreateIndex,
    CreateObject,
    AddConstraint,
)


def _joined(parts: Sequence[str]) -> str:
    name = ""
    for place, part in enumerate(parts):
        longer = file_name(f"{name}_and_{part}" if name else part)
        if len(longer) > LONGEST and place:
            return f"{name}_and_more"[: LONGEST + 9]
        name = longer[:LONGEST].rstrip("_")
    return name or "change"


def _part(operation: Operation) -> str:
    told = _PARTS.get(type(operation))
    return told(operation) if told else re.sub(r"(?<!^)(?=[A-Z])", "_", type(operation).__name__)


_PARTS: dict[type, Callable[[Any], str]] = {
    CreateTable: lambda op: f"create_{op.table.name.name}",
    DropTable: lambda op: f"drop_{op.table.name.name}",
    RenameTable: lambda op: f"rename_{op.before.name}_to_{op.after.name}",
    AlterTable: lambda op: f"change_{op.table.name}",
    AddColumn: lambda op: f"add_{op.column.name}_to_{op.table.name}",
    DropColumn: lambda op: f"drop_{op.column.name}_from_{op.table.name}",
    RenameColumn: lambda op: f"rename_{op.before}_to_{op.after}_in_{op.table.name}",
    AlterColumn: lambda op: f"change_{op.after.name}_of_{op.table.name}",
    CreateIndex: lambda op: f"create_{op.index.name}",
    DropIndex: lambda op: f"drop_{op.index.name}",
    RenameIndex: lambda op: f"rename_{op.before}_to_{op.after}",
    AddConstraint: lambda op: f"add_{op.constraint.name or 'constraint'}_to_{op.table.name}",
    DropConstraint: lambda op: f"drop_{op.constraint.name or 'constraint'}_from_{op.table.name}",
    RenameNamespace: lambda op: f"rename_schema_{op.before}_to_{op.after}",
    MoveValues: lambda op: f"move_values_to_{op.moves[0].target.name}",
    CreateEnum: lambda op: f"create_{op.enum.name.name}",
    DropEnum: lambda op: f"drop_{op.enum.name.name}",
    AlterEnum: lambda op: f"change_{op.after.name.name}",
    CreateSequence: lambda op: f"create_{op.sequence.name.name}",
    DropSequence: lambda op: f"drop_{op.sequence.name.name}",
    CreateNamespace: lambda op: f"create_{op.name}",
    DropNamespace: lambda op: f"drop_{op.name}",
    CreateObject: lambda op: f"create_{op.object.name.name}",
    DropObject: lambda op: f"drop_{op.object.name.name}",
    ReplaceObject: lambda op: f"change_{op.after.name.name}",
    RenameObject: lambda op: f"rename_{op.before.name.name}_to_{op.after.name.name}",
}
