"""A table that leaves the table it is a part of or inherits from, or joins another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from goofer_py.schema import Constraint, Index, Name, Schema, Table
from goofer_py.schema.heritage import same_part


@dataclass(frozen=True, slots=True)
class Reparent:
    """Let a table leave its parents in `before` and join those in `after`.

    `before` and `after` hold what is the table's own then. `parent` is what it is a part of on
    one side, with everything that it has itself and from its own parents, by the names of where
    that comes from. Unless it is `settled`, a table that is no part
    any longer keeps the keys and indexes it had, by whatever names: it will join again. Of its
    own names for them only those in `called` are given, where that is not None.
    """

    before: Table
    after: Table
    parent: Table | None = None
    settled: bool = True
    called: tuple[str, ...] | None = None

    @property
    def table(self) -> Name:
        """The table that leaves or joins."""
        return self.after.name

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the table as it is then."""
        return schema.with_table_replaced(self.before.name, self.after)

    def inverse(self) -> Reparent:
        """Let it leave what it joined, and join what it left."""
        return Reparent(self.after, self.before, self.parent, self.settled, self.called)

    def describe(self) -> str:
        """Say what happens."""
        return f"let table {self.after.name} {' and '.join(self._words())}"

    def _words(self) -> Iterator[str]:
        if self.before.partition_of is not None:
            yield f"be no partition of {self.before.partition_of}"
        for name in self.left:
            if name not in self.after.inherits:
                yield f"no longer inherit from {name}"
        if self.joined and self.left:
            yield f"inherit from {', '.join(map(str, self.after.inherits))} in this order"
        else:
            yield from (f"inherit from {name}" for name in self.joined)
        if self.after.partition_of is not None:
            yield f"be a partition of {self.after.partition_of}"

    @property
    def left(self) -> tuple[Name, ...]:
        """The tables that it leaves, if only to join them again in another order."""
        kept = self._kept
        return tuple(name for name in self.before.inherits if name not in kept)

    @property
    def joined(self) -> tuple[Name, ...]:
        """The tables that it inherits from now, in the order in which it joins them."""
        return self.after.inherits[len(self._kept) :]

    @property
    def _kept(self) -> tuple[Name, ...]:
        """The parents that stay: a new one always comes last."""
        staying = [name for name in self.before.inherits if name in self.after.inherits]
        pairs = zip(staying, self.after.inherits, strict=False)
        return tuple(old for old, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    @property
    def indexes_left(self) -> tuple[tuple[str, str | None, bool], ...]:
        """What the parents call each of their indexes, how the table does, None where it goes.

        The last says whether it belongs to a constraint.
        """
        if self.parent is None or self.before.partition_of is None:
            return ()
        key = () if self.parent.primary_key is None else (self.parent.primary_key,)
        keyed = (*key, *self.parent.uniques, *self.parent.exclusions)
        return (
            *((part.name or "", self._own_name(part), True) for part in keyed),
            *((part.name, self._own_name(part), False) for part in self.parent.indexes),
        )

    @property
    def keys_left(self) -> tuple[tuple[str, str | None], ...]:
        """What the parent calls its foreign keys, and how the table does, None where one goes."""
        if self.parent is None or self.before.partition_of is None:
            return ()
        return tuple((key.name or "", self._own_name(key)) for key in self.parent.foreign_keys)

    @property
    def checks_left(self) -> tuple[str, ...]:
        """The checks of the parent that do not stay with the table."""
        if self.parent is None or self.before.partition_of is None:
            return ()
        return tuple(c.name or "" for c in self.parent.checks if self._own_name(c) is None)

    @property
    def numbered(self) -> tuple[str, ...]:
        """The columns whose default numbers the rows of the parent."""
        if self.parent is None or not self.settled:
            return ()
        return tuple(
            c.name for c in self.parent.columns if c.identity and c.identity.kind == "serial"
        )

    def _own_name(self, part: Constraint | Index) -> str | None:
        own: Any = self.after.indexes if isinstance(part, Index) else self.after.constraints
        found: Iterator[str] = (mine.name for mine in own if same_part(mine, part))
        return next(found, None)
