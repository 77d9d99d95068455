"""Extensions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import NamedDeclaration
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared, Name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extension(NamedDeclaration):
    """An extension, in `schema` where it is given, at `version` where one is needed."""

    version: str | None = None

    @property
    def kind(self) -> str:
        """What it is."""
        return "extension"

    def full_name(self, target: Target) -> Name:
        """Return its name, which is in no schema."""
        return Name(target.identifier(self.name))

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield CREATE EXTENSION, which leaves it alone where the database has it."""
        dialect = target.dialect
        words = ["CREATE EXTENSION IF NOT EXISTS", dialect.quote(self.name)]
        if self.schema is not None:
            words.append(f"SCHEMA {dialect.quote(self.schema)}")
        if self.version is not None:
            words.append(f"VERSION {dialect.literal(self.version)}")
        yield self.made(" ".join(words), target)
        if self.version is not None:
            update = f"ALTER EXTENSION {dialect.quote(self.name)} UPDATE TO "
            yield Declared(update + dialect.literal(self.version), None, None, self.origin)
        yield from self.commented(target, facts)
