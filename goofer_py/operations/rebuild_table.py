"""A table replaced by another of the same name."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Name, Schema, SchemaObject, Table


@dataclass(frozen=True, slots=True)
class RebuildTable:
    """Make the table anew and take its rows along; what changes become that ALTER TABLE cannot do.

    `sources` pairs columns of `after` with SQL expressions over `before`, and `back` the other way
    round; columns that they leave out get their default. `rowid` is what the new and the old table
    call a row's own number, where nothing else carries it over. `temporary` is the new table's name
    until the old one is gone. `views` and `triggers` depend on the table: those on other tables
    and the views go before it does, and all come again behind it, as they are written.
    """

    before: Table
    after: Table
    temporary: Name
    sources: tuple[tuple[str, str], ...]
    back: tuple[tuple[str, str], ...] = ()
    rowid: tuple[str, str] | None = None
    views: tuple[SchemaObject, ...] = ()
    triggers: tuple[SchemaObject, ...] = ()

    @property
    def copies(self) -> tuple[tuple[str, str], ...]:
        """What is copied: a row's own number first, then the columns."""
        return self.sources if self.rowid is None else (self.rowid, *self.sources)

    @property
    def triggers_elsewhere(self) -> tuple[SchemaObject, ...]:
        """The triggers that go neither with the table nor with a view."""
        gone = {self.before.name, *(view.name for view in self.views)}
        return tuple(trigger for trigger in self.triggers if trigger.table not in gone)

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new table in the old one's place."""
        return schema.with_table_replaced(self.before.name, self.after)

    def inverse(self) -> RebuildTable:
        """Make the old table again."""
        return RebuildTable(
            self.after,
            self.before,
            self.temporary,
            self.back,
            self.sources,
            None if self.rowid is None else (self.rowid[1], self.rowid[0]),
            self.views,
            self.triggers,
        )

    def describe(self) -> str:
        """Say what happens."""
        return f"rebuild table {self.before.name}, all rows are copied"
