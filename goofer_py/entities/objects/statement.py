"""Objects that are declared by the statement that makes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from goofer_py.dialects.declarable import Declarable
from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from goofer_py.entities.objects.declaration import Declaration
from goofer_py.entities.objects.header import read_header
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError, FileError
from goofer_py.schema import Declared

VERBS = frozenset(("CREATE", "ALTER", "COMMENT", "GRANT", "REVOKE", "DO"))
"""What a statement that declares something begins with."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Object(Declaration):
    """Whatever one CREATE statement makes, in the words of the database; also ALTER and GRANT."""

    statement: str = field(kw_only=False)

    @property
    def kind(self) -> str:
        """Nothing: the statement says it."""
        return ""

    @property
    def label(self) -> str:
        """What messages call it."""
        return "the statement " + " ".join(self.statement.split())[:60]

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:  # noqa: ARG002
        """Yield the statement as it is."""
        yield one_statement(self.statement, self.origin, target)


def one_statement(text: str, origin: str, target: Target) -> Declared:
    """Return the declaration that `text` is; raises EntityError unless it is just one."""
    found = cut(text, origin, target)
    if len(found) != 1:
        number = "no statement" if not found else f"{len(found)} statements"
        raise EntityError(
            f"{origin}: there is {number} where one is meant.",
            hint="declare one Object for each statement, or put them into a file in `objects`",
        )
    return as_declared(found[0].text, origin, target)


def cut(text: str, origin: str, target: Target) -> list[Statement]:
    """Return the statements of `text`, as the dialect cuts them; raises EntityError."""
    try:
        return list(split(text, target.dialect.syntax))
    except FileError as error:
        raise EntityError(f"{origin}: {error.message}", hint=error.hint) from None


def as_declared(statement: str, origin: str, target: Target) -> Declared:
    """Return a single statement as a declaration; raises EntityError for one that makes nothing."""
    header = read_header(statement, target)
    if header.verb not in VERBS:
        raise EntityError(
            f"{origin}: a statement that begins with {header.verb or statement[:20]} declares "
            "nothing.",
            hint="declarations begin with CREATE, ALTER, COMMENT, GRANT or REVOKE; "
            "what is to be run once is a migration: goofer create",
        )
    return Declared(statement, header.kind, header.name, origin)
