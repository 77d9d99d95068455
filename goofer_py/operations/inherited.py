"""What a table says itself of columns that it has from others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.operations.column import AddColumn, AlterColumn, DropColumn
from goofer_py.schema import Name, Override, Schema
from goofer_py.schema.override import LOCAL


@dataclass(frozen=True, slots=True)
class AlterInherited:
    """Change what a table says itself of columns that it has from others.

    `steps` are what the server has to be told for it, once that is known.
    """

    table: Name
    before: tuple[Override, ...]
    after: tuple[Override, ...]
    steps: tuple[AddColumn | AlterColumn | DropColumn, ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the table saying so."""
        return schema.map_table(self.table, lambda t: replace(t, overrides=self.after))

    def inverse(self) -> AlterInherited:
        """Change it back."""
        return AlterInherited(self.table, self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        if self.before == self.after:
            return ", ".join(dict.fromkeys(map(_step, self.steps)))
        return f"change what {self.table} says itself: {', '.join(self._changes())}"

    def _changes(self) -> list[str]:
        old = {(one.column, one.facet): one for one in self.before}
        new = {(one.column, one.facet): one for one in self.after}
        changed = [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
        return [_change(column, facet, new.get((column, facet))) for column, facet in changed]


def _change(column: str, facet: str, one: Override | None) -> str:
    if facet == LOCAL:
        return f"{column} {'only inherited' if one is None else 'its own too'}"
    if one is None:
        return f"{facet} of {column} as inherited"
    return f"{facet} of {column} {'none' if one.said is None else one.said or 'set'}"


def _step(step: AddColumn | AlterColumn | DropColumn) -> str:
    if isinstance(step, AlterColumn):
        return f"keep what {step.table} says itself of {step.after.name}"
    what = "add" if isinstance(step, AddColumn) else "drop"
    return f"{what} column {step.table}.{step.column.name}, which is its own too"
