"""The names that the server changes by itself when a table is renamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from goofer_py.operations import DropConstraint, Operation, RenameTable
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.schema import Name

_MADE = re.compile(r"_(?:ibfk|chk)_\d+\Z")


def with_server_names(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Yield the operations told what the server calls by now what it has named itself.

    What nobody named is called after the table, and keeps to that when the table is renamed.
    """
    first: dict[Name, str] = {}
    for operation in operations:
        if isinstance(operation, RenameTable):
            first[operation.after] = first.pop(operation.before, operation.before.name)
        if isinstance(operation, AlterTogether) and operation.table in first:
            yield replace(operation, called=tuple(_called(operation, first[operation.table])))
        else:
            yield operation


def _called(alter: AlterTogether, prefix: str) -> Iterator[tuple[str, str]]:
    for operation in alter.operations:
        if isinstance(operation, DropConstraint):
            name = operation.constraint.name or ""
            rest = name.removeprefix(prefix)
            if rest != name and _MADE.match(rest):
                yield name, f"{alter.table.name}{rest}"
