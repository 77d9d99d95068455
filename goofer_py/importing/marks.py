"""Lines that mark a statement, where other programs have them and goofer too."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from goofer_py.errors import FileError

BEGIN = "-- goofer: statement-begin"
END = "-- goofer: statement-end"


@dataclass(frozen=True, slots=True)
class Block:
    """A marked block: the `line` of its file that it begins on, `at` which of the lines kept."""

    line: int
    at: int

    def is_one(self, text: str, dialect: str | None) -> bool:
        """Say whether goofer has to be told, too, that this is one statement.

        Other programs send a block with several as it is; goofer sends them one by one.
        """
        if not text.strip():
            return False
        if dialect is None:
            return True
        try:
            statements = list(split(text, get_dialect(dialect).syntax))
        except FileError:
            return True
        return len(statements) == 1
