"""The order in which changes are safe, forward and, reversed, backward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum, auto

from goofer_py.operations import Operation


class Phase(IntEnum):
    """When an operation runs.

    What uses something goes before the thing itself is dropped, and comes after it is made;
    names are freed before they are taken again. Read from the end, it is the order of the way
    back.
    """

    DROP_WATCH = auto()
    RENAME = auto()
    REVOKE = auto()
    DROP_OBJECT = auto()
    CREATE_NAMESPACE = auto()
    CREATE_TYPE = auto()
    CREATE_SEQUENCE = auto()
    CREATE_EARLY_OBJECT = auto()
    DROP_FOREIGN_KEY = auto()
    DROP_INDEX = auto()
    DROP_CHECK = auto()
    DROP_UNIQUE = auto()
    DROP_PRIMARY_KEY = auto()
    DROP_TABLE = auto()
    RENAME_PART = auto()
    ORDER_DROPPED = auto()
    RESET_INHERITED = auto()
    DROP_COMPUTED = auto()
    DROP_COLUMN = auto()
    ALTER_TABLE = auto()
    ALTER_COLUMN = auto()
    ADD_COLUMN = auto()
    ADD_COMPUTED = auto()
    CREATE_TABLE = auto()
    OWN_SEQUENCE = auto()
    ALTER_INHERITED = auto()
    RELAX_COLUMN = auto()
    MOVE_VALUES = auto()
    REQUIRE_COLUMN = auto()
    DROP_MOVED_COLUMN = auto()
    DROP_MOVED_TABLE = auto()
    ORDER_COLUMNS = auto()
    ADD_PRIMARY_KEY = auto()
    ADD_UNIQUE = auto()
    ADD_CHECK = auto()
    CREATE_INDEX = auto()
    ADD_FOREIGN_KEY = auto()
    JOIN_PARENT = auto()
    VALIDATE = auto()
    CREATE_OBJECT = auto()
    DROP_EARLY_OBJECT = auto()
    DROP_SEQUENCE = auto()
    DROP_TYPE = auto()
    DROP_NAMESPACE = auto()
    SET_OWNER = auto()
    GRANT = auto()
    CREATE_WATCH = auto()


Step = tuple[Phase, Operation]


def in_order(steps: Iterable[Step]) -> Iterator[Operation]:
    """Yield the operations by phase; within one phase they keep their order."""
    return (operation for _, operation in sorted(steps, key=lambda step: step[0]))
