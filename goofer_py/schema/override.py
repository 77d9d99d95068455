"""What a table says itself of columns that it has from other tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from goofer_py.schema.column import Column

COMMENT, DEFAULT, LOCAL, NOT_NULL = "comment", "default", "local", "not null"
Facets = dict[str, str | None]


@dataclass(frozen=True, slots=True, order=True)
class Override:
    """One thing that holds of a column in a table, and not in the tables that it is from.

    `facet` is "default", "not null" (the value is then empty, or None where NULL is allowed),
    "comment", "local" (the column stays when it goes elsewhere), or an option of the column. The
    SQL expression of a default is in `default`, any other value in `value`; None is for without.
    """

    column: str
    facet: str
    value: str | None = None
    default: str | None = None

    @property
    def said(self) -> str | None:
        """The value, whatever it is of."""
        return self.default if self.facet == DEFAULT else self.value


def facets_of(column: Column) -> Facets:
    """Return what can be overridden of a column, without what is None."""
    found: Facets = {DEFAULT: column.default, COMMENT: column.comment, **dict(column.options)}
    if not column.nullable:
        found[NOT_NULL] = ""
    return {facet: value for facet, value in found.items() if value is not None}


def with_facets(column: Column, facets: Mapping[str, str | None]) -> Column:
    """Return the column with all `facets` as they are there, and none besides."""
    plain = (COMMENT, DEFAULT, LOCAL, NOT_NULL)
    options = ((key, value) for key, value in facets.items() if key not in plain)
    return replace(
        column,
        nullable=facets.get(NOT_NULL) is None,
        default=facets.get(DEFAULT),
        comment=facets.get(COMMENT),
        options=tuple(sorted((key, value) for key, value in options if value is not None)),
    )


def overridden(column: Column, overrides: Iterable[Override]) -> Column:
    """Return the column as it is where the `overrides` of its name hold."""
    own = {one.facet: one.said for one in overrides if one.column == column.name}
    return with_facets(column, {**facets_of(column), **own}) if own else column


def override(column: str, facet: str, said: str | None) -> Override:
    """Return what says `said` of a facet of the column."""
    if facet == DEFAULT:
        return Override(column, facet, default=said)
    return Override(column, facet, said)
