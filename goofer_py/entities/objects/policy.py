"""Policies of row-level security, and rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import NamedDeclaration, table_of
from goofer_py.entities.objects.text import listed
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared, Name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Policy(NamedDeclaration):
    """A policy of row-level security, which it also enables on its table.

    `using` is the condition for rows that are seen, `check` the one for rows that are written.
    With `forced` the table's owner is held to it too; with `enables=False` the table is left as
    it is.
    """

    table: str | sa.Table = field(kw_only=False)
    for_: Literal["all", "select", "insert", "update", "delete"] = "all"
    to: str | Sequence[str] = "public"
    using: str | None = None
    check: str | None = None
    permissive: bool = True
    enables: bool = True
    forced: bool = False

    @property
    def kind(self) -> str:
        """What it is."""
        return "policy"

    def full_name(self, target: Target) -> Name:
        """Return its name, in the schema of its table."""
        return Name(target.identifier(self.name), self._table(target).schema)

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield CREATE POLICY, its comment, and what makes the table heed it."""
        name, table = target.dialect.quote(self.name), target.dialect.qualified(self._table(target))
        words = [f"CREATE POLICY {name} ON {table}"]
        if not self.permissive:
            words.append("AS RESTRICTIVE")
        words.append(f"FOR {self.for_.upper()} TO {self._roles()}")
        if self.using is not None:
            words.append(f"USING ({self.using})")
        if self.check is not None:
            words.append(f"WITH CHECK ({self.check})")
        yield self.made(" ".join(words), target)
        yield from self.commented(target, facts, f"POLICY {name} ON {table}")
        heeding = [
            word for word, said in (("ENABLE", self.enables), ("FORCE", self.forced)) if said
        ]
        for word in heeding:
            text = f"ALTER TABLE {table} {word} ROW LEVEL SECURITY"
            yield Declared(text, None, None, self.origin)

    def _table(self, target: Target) -> Name:
        return table_of(self.table, self.schema, target)

    def _roles(self) -> str:
        return listed(self.to)
