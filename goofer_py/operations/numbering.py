"""Who numbers the rows of a table: new rows are numbered, or another column takes over."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Column, Identity, Name, Schema


@dataclass(frozen=True, slots=True)
class NumberNewRows:
    """Number the rows that come; those that are there have no number yet, and get none here."""

    table: Name
    before: Column
    after: Column
    undone: bool = False

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the column that numbers."""
        after = self.before if self.undone else self.after
        return schema.map_table(self.table, lambda t: t.with_column_replaced(after.name, after))

    def inverse(self) -> NumberNewRows:
        """Number no more rows; those that have a number keep it."""
        return replace(self, undone=not self.undone)

    def describe(self) -> str:
        """Say what happens."""
        how = "number no more rows" if self.undone else "number new rows"
        return f"{how} by {self.table}.{self.after.name}"


@dataclass(frozen=True, slots=True)
class MoveNumbering:
    """Let the column `taker` number the rows instead of `giver`, from where that one is.

    `giver` is the column while it numbers them, `taker` while it does not; `identity` says how
    it does then.
    """

    table: Name
    giver: Column
    taker: Column
    identity: Identity

    @property
    def given(self) -> Column:
        """The column that numbered the rows, afterwards."""
        return replace(self.giver, identity=None)

    @property
    def taken(self) -> Column:
        """The column that numbers the rows, afterwards."""
        return replace(self.taker, identity=self.identity)

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the other column numbering the rows."""
        return schema.map_table(
            self.table,
            lambda table: table.with_column_replaced(
                self.giver.name, self.given
            ).with_column_replaced(self.taker.name, self.taken),
        )

    def inverse(self) -> MoveNumbering:
        """Let the first one number them again."""
        identity = self.giver.identity
        if identity is None:
            raise ValueError(f"{self.giver.name} numbers nothing")
        return MoveNumbering(self.table, self.taken, self.given, identity)

    def describe(self) -> str:
        """Say what happens."""
        return f"number the rows of {self.table} by {self.taker.name}, from where it is"
