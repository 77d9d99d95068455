"""What is hidden in the tables that a change touches, for who writes its statements."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.introspect.introspector import Introspector
from goofer_py.operations import Operation, RenameTable
from goofer_py.schema import Schema
from goofer_py.stores.store import Session


def heeding(
    current: Schema, operations: Iterable[Operation], introspector: Introspector, session: Session
) -> Schema:
    """Return `current` with what is hidden in the tables that change."""
    operations = tuple(operations)
    known = {table.name for table in current.tables}
    changed = {getattr(operation, "table", None) for operation in operations}
    moved = {op.before for op in operations if isinstance(op, RenameTable)}
    return introspector.with_hidden(session, current, known & {*changed, *moved})
