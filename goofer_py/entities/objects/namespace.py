"""Schemas in the server's sense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import NamedDeclaration
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared, Name
from goofer_py.schema.access import SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Namespace(NamedDeclaration):
    """A schema of the database, with its comment and owner; the default one is never made.

    A schema that holds a table or an object need not be declared to be made.
    """

    @property
    def kind(self) -> str:
        """What it is."""
        return "schema"

    def full_name(self, target: Target) -> Name:
        """Return its name, which is in no schema."""
        return Name(target.identifier(self.name))

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield CREATE SCHEMA, unless it is the default one, and its comment."""
        quoted = target.dialect.quote(self.name)
        comment = target.name("comment", self.name)
        if comment.schema is not None:
            yield self.made(f"CREATE SCHEMA {quoted}", target)
        for one in self.commented(target, facts, f"SCHEMA {quoted}"):
            if one.kind == "owner":
                yield Declared(one.statement, "owner", comment.renamed(SCHEMA), self.origin)
            else:
                yield Declared(one.statement, "schema comment", comment, self.origin)
