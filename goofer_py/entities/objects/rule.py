"""Rules that rewrite statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import NamedDeclaration, table_of
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared, Name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule(NamedDeclaration):
    """A rule on a table or view: on `event`, `do` happens also or instead, as "INSTEAD NOTHING"."""

    table: str | sa.Table = field(kw_only=False)
    event: Literal["select", "insert", "update", "delete"]
    do: str
    condition: str | None = None

    @property
    def kind(self) -> str:
        """What it is."""
        return "rule"

    def full_name(self, target: Target) -> Name:
        """Return its name, in the schema of its table."""
        return Name(target.identifier(self.name), self._table(target).schema)

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield CREATE RULE, and its comment."""
        name, table = target.dialect.quote(self.name), target.dialect.qualified(self._table(target))
        where = "" if self.condition is None else f" WHERE ({self.condition})"
        event = self.event.upper()
        yield self.made(f"CREATE RULE {name} AS ON {event} TO {table}{where} DO {self.do}", target)
        yield from self.commented(target, facts, f"RULE {name} ON {table}")

    def _table(self, target: Target) -> Name:
        return table_of(self.table, self.schema, target)
