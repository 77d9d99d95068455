"""Views and materialized views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import NamedDeclaration
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View(NamedDeclaration):
    """A view of a `query`, which is text or a SQLAlchemy Select.

    `columns` rename the query's own. `options` are those of the database: security_barrier and
    the like in WITH (...) on PostgreSQL, algorithm and "sql security" on MySQL. `check_option`
    refuses rows that the view would not show. A materialized one is filled when it is made,
    unless `with_data` is False.
    """

    query: str | sa.SelectBase = field(kw_only=False)
    materialized: bool = False
    columns: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    check_option: Literal["cascaded", "local"] | None = None
    with_data: bool = True

    @property
    def kind(self) -> str:
        """What it is."""
        return "materialized view" if self.materialized else "view"

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield CREATE VIEW, and its comment."""
        dialect = target.dialect
        words = ["CREATE"]
        if facts.view_options_lead:
            words += [f"{_spaced(key)} {_value(value)}" for key, value in self.options.items()]
        words += [self.kind.upper(), dialect.qualified(self.full_name(target))]
        if self.columns:
            words.append(f"({', '.join(map(dialect.quote, self.columns))})")
        if self.options and not facts.view_options_lead:
            given = ", ".join(f"{key} = {_value(value)}" for key, value in self.options.items())
            words.append(f"WITH ({given})")
        words += ["AS", self._query(target)]
        if self.check_option is not None:
            words.append(f"WITH {self.check_option.upper()} CHECK OPTION")
        if self.materialized and not self.with_data:
            words.append("WITH NO DATA")
        yield self.made(" ".join(words), target)
        yield from self.commented(target, facts)

    def _query(self, target: Target) -> str:
        if not isinstance(self.query, str):
            return target.query(self.query)
        text = self.query.strip().rstrip(";").rstrip()
        if not text:
            raise self.wrong("has an empty query.")
        if text.split(None, 1)[0].upper() == "CREATE":
            raise self.wrong(
                "has a whole statement for its query.",
                hint="give the SELECT alone, or declare Object('CREATE VIEW ...')",
            )
        return text


def _spaced(key: str) -> str:
    return key.upper().replace("_", " ") + (" =" if key.lower() == "algorithm" else "")


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
