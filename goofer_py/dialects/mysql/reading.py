"""What statements of MySQL and MariaDB do."""

from __future__ import annotations

import re

from goofer_py.dialects.ddl.statements import read as read_ddl
from goofer_py.dialects.ddl.words import Manner, NotRead
from goofer_py.dialects.mysql.types import canonical_type
from goofer_py.hazards.action import Reading, Unread

_TYPE = re.compile(
    r"(?:national |long )?\w+(?: precision| varying)?"
    r"(?:\s*\((?:'(?:[^'\\]|''|\\.)*'|[^)'])*\))?(?:\s+(?:unsigned|signed|zerofill|binary))*",
    re.IGNORECASE,
)


def _type_text(text: str) -> str:
    if not _TYPE.fullmatch(text):
        raise NotRead(f"{text} is no type that is known here")
    return canonical_type(text, False, "geometrycollection")


_BLOCK = re.compile(r"BEGIN\s+NOT\s+ATOMIC\b", re.IGNORECASE)
_MANNER = Manner(_type_text, inline_references=False)


def read(statement: str) -> Reading:
    """Return what a statement does; what is not understood is among it."""
    if _BLOCK.match(statement):
        return Reading((Unread("a block runs what only the server reads"),))
    return read_ddl(statement, _MANNER)
