"""Grants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import Declaration, table_of
from goofer_py.entities.objects.text import listed
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared

_KINDS = ("TABLE", "SEQUENCE", "FUNCTION", "PROCEDURE", "SCHEMA", "TYPE", "DOMAIN", "ALL")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grant(Declaration):
    """What roles may do with something; heeded where the setting `manage` has "grant".

    `privileges` are "select", ["select", "update"] or "all". `on` is a class or table, the name of
    a table or view, or anything with its kind in front: "sequence bill_no", "function f(integer)",
    "schema billing", "type mood", "all tables in schema billing". `to` are roles, "public" for
    everybody. `columns` limit it to some columns of a table.
    """

    privileges: str | Sequence[str] = field(kw_only=False)
    on: str | sa.Table | type[Any]
    to: str | Sequence[str]
    columns: Sequence[str] = ()
    grant_option: bool = False

    @property
    def kind(self) -> str:
        """What it is."""
        return "grant"

    @property
    def label(self) -> str:
        """What messages call it."""
        return f"the grant to {listed(self.to)}"

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:  # noqa: ARG002
        """Yield GRANT."""
        roles = [self.to] if isinstance(self.to, str) else self.to
        given = ", ".join(
            role if role == "public" else target.dialect.quote(role) for role in roles
        )
        text = f"GRANT {self._privileges(target)} ON {self._thing(target)} TO {given}"
        option = " WITH GRANT OPTION" if self.grant_option else ""
        yield Declared(text + option, self.kind, None, self.origin)

    def _privileges(self, target: Target) -> str:
        said = self.privileges
        words = said.split(",") if isinstance(said, str) else said
        columns = ", ".join(map(target.dialect.quote, self.columns))
        place = f" ({columns})" if columns else ""
        return ", ".join(f"{word.strip().upper()}{place}" for word in words)

    def _thing(self, target: Target) -> str:
        table = self.on if isinstance(self.on, str) else getattr(self.on, "__table__", self.on)
        if not isinstance(table, str | sa.Table):
            raise self.wrong(f"is on {table!r}, which is no table.")
        if isinstance(table, str):
            kind, _, rest = table.strip().partition(" ")
            if rest and kind.upper() in _KINDS:
                return f"{kind.upper()} {rest.strip()}"
        return f"TABLE {target.dialect.qualified(table_of(table, None, target))}"
