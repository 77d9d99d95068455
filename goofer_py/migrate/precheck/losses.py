"""Which of the pending migrations throw rows or values away, so that a backup is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from goofer_py.dialects.syntax import Syntax
from goofer_py.dialects.touching import Touch, touches
from goofer_py.errors import FileError
from goofer_py.migrate.blocks import statements_of
from goofer_py.migrate.results import PlannedMigration

_KEEPS = "CONSTRAINT|INDEX|KEY|PRIMARY|FOREIGN|CHECK|DEFAULT|NOT|EXPRESSION|IDENTITY"
_COLUMN = re.compile(
    rf"\A\s*ALTER\s+TABLE\b.*?\bDROP\s+(?!(?:{_KEEPS})\b)", re.IGNORECASE | re.DOTALL
)
_RENAMED = re.compile(r"\bRENAME\s+TO\s+[\"`\[]?(\w+)", re.IGNORECASE)
_LOSING = (("drop", "table"), ("drop", "schema"), ("truncate", "table"), ("delete", "table"))


def losing(planned: Sequence[PlannedMigration], syntax: Syntax, *, folds: bool) -> tuple[str, ...]:
    """Return the titles of the migrations that throw something away, as far as they can be read."""
    return tuple(one.title for one in planned if _loses(one.text, syntax, folds=folds))


def _loses(text: str, syntax: Syntax, *, folds: bool) -> bool:
    try:
        statements = [one.text for one in statements_of(text, syntax)]
    except FileError:
        return False
    made = set(_made(statements, folds=folds))
    for statement in statements:
        if _COLUMN.match(statement):
            return True
        for touch in touches(statement, folds=folds) or ():
            if (touch.action, touch.kind) in _LOSING and touch.name[-1] not in made:
                return True
    return False


def _made(statements: Sequence[str], *, folds: bool) -> Iterator[str]:
    """Yield the tables that the script makes itself, also under the name of one that it drops."""
    for statement in statements:
        yield from _RENAMED.findall(statement)
        for touch in touches(statement, folds=folds) or ():
            if _is_new(touch):
                yield touch.name[-1]


def _is_new(touch: Touch) -> bool:
    return (touch.action, touch.kind) == ("create", "table")
