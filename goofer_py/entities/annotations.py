"""What can be said about a table beside the types of its fields.

Used in `Annotated[int, Field(primary_key=True)]` and in `@entity(indexes=[Index(("a", "b"))])`.
Imports nothing but the standard library, so that declaring entities stays cheap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

Columns = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a field's column is beyond its Python type; None is "not said".

    `type` is a SQLAlchemy type and wins over the annotation. `default` is the server's default:
    a plain value is a literal, a SQLAlchemy expression such as `text("now()")` is SQL.
    `index` and `unique` take a name or True. `foreign_key` is "table.column" or an entity.
    `timezone` is for dates and times: a datetime keeps its zone unless it says False.
    `computed` and `check` are SQL text. `fill` and `using` are SQL for rows that are there: for
    a column that is new or newly required, and for one whose type changes; `back` turns what
    `using` made into what it was. `ignore` leaves the field out of the table; with
    `manage=False` its column is one that goofer neither creates, alters nor drops.
    """

    name: str | None = None
    type: Any = None
    primary_key: bool | None = None
    nullable: bool | None = None
    unique: bool | str | None = None
    index: bool | str | None = None
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    timezone: bool | None = None
    collation: str | None = None
    default: Any = None
    identity: bool | Literal["always", "by default"] | None = None
    autoincrement: bool | None = None
    computed: str | None = None
    stored: bool | None = None
    foreign_key: str | type | ForeignKey | None = None
    on_delete: str | None = None
    on_update: str | None = None
    check: str | None = None
    comment: str | None = None
    renamed_from: str | None = None
    fill: str | None = None
    using: str | None = None
    back: str | None = None
    ignore: bool | None = None
    manage: bool | None = None

    def over(self, other: Field) -> Field:
        """Both together; what `self` says wins."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        return Field(
            **{k: getattr(other, k) if v is None else v for k, v in said.items()},
        )


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key: `target` is "table.column", several of them, or an entity's primary key.

    `columns` are the entity's own fields; a foreign key of one field needs none.
    """

    target: str | tuple[str, ...] | type
    columns: Columns = ()
    name: str | None = None
    on_delete: str | None = None
    on_update: str | None = None
    match: str | None = None
    deferrable: bool | None = None
    initially: str | None = None


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique constraint over fields; `options` are SQLAlchemy's, as `postgresql_include`."""

    columns: Columns
    name: str | None = None
    deferrable: bool | None = None
    initially: str | None = None
    options: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """An index over fields and SQL expressions, each with ` DESC` and the like behind it.

    `where` is SQL. `options` are SQLAlchemy's, as `{"postgresql_using": "gin"}`. With
    `manage=False` goofer neither creates, alters nor drops it.
    """

    columns: Columns
    name: str | None = None
    unique: bool = False
    where: str | None = None
    options: Mapping[str, Any] | None = None
    manage: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """A check: a condition in SQL."""

    condition: str
    name: str | None = None
