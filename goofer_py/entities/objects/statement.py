"""Objects that are declared by the statement that makes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import Declaration
from goofer_py.entities.objects.text import one_statement
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared


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
