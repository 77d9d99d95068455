"""Everything that is made by a statement of its own and is no table, enum or sequence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from goofer_py.schema.access import ACCESS, described
from goofer_py.schema.name import Name

PLACES = ("table", "view", "materialized view")
"""The kinds that other objects can belong to."""

PARTS = ("trigger", "rule", "policy", "index")
"""The kinds that are in the schema of what they belong to, wherever that goes."""


@dataclass(frozen=True, slots=True)
class Use:
    """What something depends on: a table ("table"), an object, enum or sequence, by its `kind`.

    `column` narrows it to one column of a table or view; `signature` tells overloads apart.
    `textual` is a use that only the text of a body shows: the server knows nothing of it.
    """

    kind: str
    name: Name
    column: str | None = None
    signature: str | None = None
    textual: bool = field(default=False, compare=False)

    @property
    def whole(self) -> Use:
        """The thing itself, whichever of its columns is used."""
        return Use(self.kind, self.name, None, self.signature)

    def renamed(self, before: Use, after: Use) -> Use:
        """The same use once `before` is called `after`, be it this thing or what it is part of."""
        if self == before:
            return replace(after, textual=self.textual)
        if before.column is None and self.whole == before:
            return replace(self, name=after.name)
        return self


@dataclass(frozen=True, slots=True)
class ObjectKey:
    """What tells an object from all others of a database."""

    kind: str
    name: Name
    table: Name | None = None
    signature: str | None = None

    def __str__(self) -> str:
        if self.kind == "schema comment":
            return f"comment on the {self.name.schema or 'default'} schema"
        if self.kind in ACCESS and self.table is not None:
            return described(self.kind, self.name, self.table, self.signature or "")
        arguments = "" if self.signature is None else f"({self.signature})"
        place = "" if self.table is None else f" on {self.table}"
        return f"{self.kind} {self.name}{arguments}{place}"


@dataclass(frozen=True, slots=True)
class SchemaObject:
    """A view, function, trigger, policy, domain, extension or the like; `kind` in plain words.

    `definition` and `details` are in the dialect's words: its templates make the statement from
    them. `table` is the table or view it belongs to, and `signature` the argument types of what
    can be overloaded. `shape` is what a replacement in place must leave as it is, such as the
    columns of a view. `uses` is what it depends on, as far as the server knows. `text` is the
    definition as the server keeps it, where that may change without becoming another one.
    """

    kind: str
    name: Name
    definition: str = ""
    table: Name | None = None
    signature: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    comment: str | None = None
    shape: tuple[str, ...] = field(default=(), compare=False)
    uses: tuple[Use, ...] = field(default=(), compare=False)
    text: str = field(default="", compare=False)

    @property
    def key(self) -> ObjectKey:
        """What tells it from all others."""
        return ObjectKey(self.kind, self.name, self.table, self.signature)

    @property
    def as_use(self) -> Use:
        """How something that depends on it names it."""
        return Use(self.kind, self.name, None, self.signature)

    def with_use_renamed(self, before: Use, after: Use) -> SchemaObject:
        """The same object after what it uses took another name.

        Only what it belongs to and uses is followed: how the server spells the definition then,
        nobody but the server knows.
        """
        is_place = before.column is None and before.kind in PLACES and before.name == self.table
        if self.kind in ACCESS and any(use.whole == before for use in self.uses[:1]):
            is_place = True
        table = after.name if is_place else self.table
        uses = tuple(use.renamed(before, after) for use in self.uses)
        goes_along = is_place and self.kind in PARTS
        name = Name(self.name.name, after.name.schema) if goes_along else self.name
        renamed = replace(self, name=name, table=table, uses=uses)
        is_of_column = self.kind in ACCESS and before.column and before in self.uses[:1]
        return renamed._of_column(after.column or "") if is_of_column else renamed

    def _of_column(self, column: str) -> SchemaObject:
        """Return the grant on a column as that on the column of this name."""
        kind = (self.signature or "").partition(" column ")[0]
        details = tuple((k, column if k == "column" else v) for k, v in self.details)
        return replace(self, signature=f"{kind} column {column}", details=details)

    def detail(self, name: str) -> str | None:
        """The detail called `name`, None when it has none."""
        return dict(self.details).get(name)

    def __str__(self) -> str:
        return str(self.key)


@dataclass(frozen=True, slots=True)
class Declared:
    """One statement that the project declares an object by; the server says what it makes.

    `kind` and `name` are what it is known to make; `origin` is where it is declared, for messages.
    """

    statement: str
    kind: str | None = None
    name: Name | None = None
    origin: str = ""
