"""What statements of SQLite do."""

from __future__ import annotations

from goofer_py.dialects.ddl.statements import read as read_ddl
from goofer_py.dialects.ddl.words import Manner
from goofer_py.dialects.sqlite.types import type_text
from goofer_py.hazards.action import Reading

_MANNER = Manner(type_text, default_schema="main")


def read(statement: str) -> Reading:
    """Return what a statement does; what is not understood is among it."""
    return read_ddl(statement, _MANNER)
