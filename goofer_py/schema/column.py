"""A column and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from goofer_py.schema.expression import rename_identifiers, rename_in_backticks
from goofer_py.schema.name import Name


@dataclass(frozen=True, slots=True)
class Type:
    """A column's type, as the dialect spells it.

    For a user-defined enum, `enum` is its name and `text` only what follows it ("" or "[]").
    """

    text: str
    enum: Name | None = None

    def __str__(self) -> str:
        return self.text if self.enum is None else f"{self.enum}{self.text}"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who numbers the rows.

    `kind` is "always" or "by default" (SQL identity), "serial" (a sequence owned by the column)
    or "autoincrement" (SQLite's keyword). The options are None where the server's default holds.
    `sequence` is what the sequence behind it is called, where that is not what the server would
    call it.
    """

    kind: str
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cycle: bool = False
    cache: int | None = None
    sequence: Name | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Computed:
    """A value the server computes from other columns of the row."""

    expression: str
    stored: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `default`, like every expression here, is SQL text.

    `options` are the rest in the dialect's words, such as ("invisible", "") on MySQL, or
    ("storage", "external") on PostgreSQL; sorted by name.
    """

    name: str
    type: Type
    nullable: bool = True
    default: str | None = None
    identity: Identity | None = None
    computed: Computed | None = None
    collation: str | None = None
    comment: str | None = None
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str) -> str | None:
        """The value of the option `name`, None when it is not set."""
        return dict(self.options).get(name)

    def with_columns_renamed(self, names: dict[str, str]) -> Column:
        """The same column after columns of its table took the new `names` (old to new)."""
        computed = self.computed
        if computed is not None:
            expression = rename_identifiers(computed.expression, names)
            computed = replace(computed, expression=expression)
        default = self.default
        return replace(
            self,
            name=names.get(self.name, self.name),
            computed=computed,
            default=None if default is None else rename_in_backticks(default, names),
            options=tuple((key, rename_in_backticks(value, names)) for key, value in self.options),
        )

    @property
    def fills_itself(self) -> bool:
        """Whether the server gives rows that are there a value when the column is added."""
        return (
            self.default is not None
            or self.identity is not None
            or self.computed is not None
            or self.nullable
        )
