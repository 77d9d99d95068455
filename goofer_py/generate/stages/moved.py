"""Values that move to a table that comes, or from one that goes, while programs use both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from goofer_py.dialects.dialect import Dialect
from goofer_py.diff.move_key import is_unique
from goofer_py.generate.stages.refused import refused
from goofer_py.generate.stages.stage import Stages
from goofer_py.operations import (
    AddColumn,
    AlterColumn,
    CreateTable,
    DropObject,
    Move,
    MoveValues,
    Operation,
)
from goofer_py.operations.backfill import Backfill
from goofer_py.operations.return_values import ReturnValues
from goofer_py.schema import Column, Name, Schema, SchemaObject, Table
from goofer_py.schema.access import ACCESS
from goofer_py.schema.expression import identifiers

_LONGEST = 20
"""So many characters of each table are in the name of what keeps two the same."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that two tables have; `fill` is for rows where `theirs` may not be NULL."""

    ours: Column
    theirs: Column
    fill: str | None


@dataclass(frozen=True, slots=True)
class SyncTables:
    """Keep values of `parent` and `child` the same: a row of the child stands by one of the parent.

    It is there if any of the values is not NULL. `key` pairs columns of the parent with those of
    the child.
    """

    parent: Name
    child: Name
    key: tuple[tuple[str, str], ...]
    columns: tuple[Kept, ...]

    @property
    def sync(self) -> str:
        """The beginning of the names of what keeps them the same: it runs after other triggers."""
        return f"zz_sync_{self.parent.name[:_LONGEST]}_{self.child.name[:_LONGEST]}"


DeclareSync = Callable[[Sequence[SyncTables], Schema, Schema], tuple[SchemaObject, ...]]
"""Returns, as the server reads it, what keeps the tables the same; they are in the first schema."""


class MovedValues:
    """The values of a change that move between tables, and what goes with them.

    From the expansion to the contraction triggers keep both places the same. Raises GenerateError
    where goofer cannot do so.
    """

    def __init__(
        self,
        operations: tuple[Operation, ...],
        current: Schema,
        desired: Schema,
        dialect: Dialect,
    ) -> None:
        self._operations = operations
        self._current = current
        self._desired = desired
        self._dialect = dialect
        moved = (op for op in operations if isinstance(op, MoveValues))
        self.moves = tuple(move for op in moved for move in op.moves)
        self.pairs = tuple(map(self._pair, self.moves))

    def takes(self, operation: Operation) -> bool:
        """Whether the operation is one of those that come with a move."""
        return isinstance(operation, MoveValues) or self._requires(operation)

    def stages(self, declare: DeclareSync) -> Stages:
        """Return what moves the values; all else of the change comes after it in each phase."""
        if not self.moves:
            return Stages()
        linked = declare(self.pairs, self._both(), self._current)
        return Stages(
            migrate=tuple(map(self._touched, self.moves)),
            contract=(
                ReturnValues(tuple(map(_either_way, self.moves))),
                *map(DropObject, reversed(linked)),
            ),
            settle=tuple(filter(self._requires, self._operations)),
            linked=linked,
            around=self._locked(),
        )

    def _locked(self) -> tuple[Name, ...]:
        """Return the tables that have to be locked in one order, where statements lock them."""
        capabilities = self._dialect.capabilities
        locks = capabilities.transactional_ddl and capabilities.alter_constraints
        return tuple(tables_of(self.pairs)) if locks else ()

    def _requires(self, operation: Operation) -> bool:
        """Whether a column is required from now on that takes its values from elsewhere."""
        if not isinstance(operation, AlterColumn) or operation.after.nullable:
            return False
        place = (operation.table, operation.after.name)
        return any(place == (move.target, new) for move in self.moves for _, new in move.columns)

    def _both(self) -> Schema:
        """Return the schema while both forms are there."""
        tables = {name for pair in self.pairs for name in (pair.parent, pair.child)}
        both = self._current
        for operation in self._operations:
            match operation:
                case CreateTable(table=table) if table.name in tables:
                    both = operation.apply(both)
                case AddColumn(table=name) if name in tables:
                    both = operation.apply(both)
        return both

    def _touched(self, move: Move) -> Backfill:
        """Return what writes the rows that are there as they are, so that triggers see them."""
        table = self._current.table(move.source)
        if table.primary_key is None:
            raise refused(f"{move.source} has no primary key to move its rows by", move.source)
        quoted = [self._dialect.quote(old) for old, _ in move.columns]
        where = " OR ".join(f"{column} IS NOT NULL" for column in quoted)
        return Backfill(
            move.source, move.columns[0][0], quoted[0], where, table.primary_key.columns
        )

    def _pair(self, move: Move) -> SyncTables:
        comes = self._current.find_table(move.target) is None
        goes = self._desired.find_table(move.source) is None
        if comes == goes:
            what = "takes the place of" if comes else "stays beside"
            raise refused(f"{move.target} {what} {move.source}, and values move", move.source)
        parent = self._current.table(move.source) if comes else self._desired.table(move.target)
        child = self._desired.table(move.target) if comes else self._current.table(move.source)
        turned = move if comes else move.inverse()
        fills = dict(turned.fills)
        columns = tuple(
            Kept(parent.column(ours), child.column(theirs), fills.get(theirs))
            for ours, theirs in turned.columns
        )
        pair = SyncTables(parent.name, child.name, turned.key, columns)
        filled = [] if comes else [name for name, _ in move.fills if parent.column(name).nullable]
        if filled:
            raise refused(f"{parent.name}.{filled[0]} may be NULL, and something fills it", None)
        if turned.how[0] == "update":
            raise refused(f"nothing gives rows of {child.name} all that they need", child.name)
        self._check(pair, parent, child)
        return pair

    def _check(self, pair: SyncTables, parent: Table, child: Table) -> None:
        if not is_unique(parent, [one for one, _ in pair.key]):
            raise refused(f"several rows of {parent.name} may have the same key", parent.name)
        if not is_unique(child, [one for _, one in pair.key]):
            raise refused(f"a row of {parent.name} may have several of {child.name}", child.name)
        for table in (parent, child):
            if table.parents or any(table.name in one.parents for one in self._current.tables):
                raise refused(f"{table.name} shares its columns with other tables", table.name)
        keys = (child.column(name) for _, name in pair.key)
        if any(column.identity is not None for column in keys):
            raise refused(f"{child.name} numbers its rows by itself", child.name)
        for one in pair.columns:
            self._check_column(one, pair)
        users = [one for one in self._current.objects if self._uses(one, pair)]
        if users:
            raise refused(f"{users[0]} uses values that move", parent.name)

    def _check_column(self, one: Kept, pair: SyncTables) -> None:
        place = f"{pair.parent}.{one.ours.name}"
        for column, table in ((one.ours, pair.parent), (one.theirs, pair.child)):
            if column.computed or column.identity or column.default is not None:
                raise refused(
                    f"the server itself gives {table}.{column.name} a value, as if a program had",
                    table,
                )
        if one.ours.type != one.theirs.type:
            raise refused(f"{pair.child}.{one.theirs.name} has another type than {place}", None)
        if one.fill is not None and identifiers(one.fill):
            raise refused(f"what fills {pair.child}.{one.theirs.name} names columns", None)
        if one.ours.nullable and not one.theirs.nullable and one.fill is None:
            raise refused(f"{place} may be NULL, {pair.child}.{one.theirs.name} may not", None)

    def _uses(self, user: SchemaObject, pair: SyncTables) -> bool:
        columns = {(pair.parent, one.ours.name) for one in pair.columns}
        return user.kind not in ACCESS and any(
            use.kind == "table" and ((use.name, use.column) in columns or use.name == pair.child)
            for use in user.uses
        )


def _either_way(move: Move) -> Move:
    """Return the move whose way back finds rows that are there, as triggers made them."""
    back = "both" if move.how[1] == "insert" else move.how[1]
    return replace(move, how=(move.how[0], back))


def tables_of(pairs: Sequence[SyncTables]) -> Iterator[Name]:
    """Yield the tables of all pairs."""
    for pair in pairs:
        yield pair.parent
        yield pair.child
