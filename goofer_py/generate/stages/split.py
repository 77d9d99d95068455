"""A change as migrations that old and new programs survive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from goofer_py.dialects.dialect import Dialect
from goofer_py.diff.differ import diff
from goofer_py.errors import GenerateError
from goofer_py.generate.stages.apart import between_tables
from goofer_py.generate.stages.guards import before_the_new_goes, before_the_old_goes
from goofer_py.generate.stages.keys import KeyColumns, of_keys
from goofer_py.generate.stages.moved import DeclareSync, MovedValues
from goofer_py.generate.stages.other_key import OtherKey, in_steps, other_keys, why_not
from goofer_py.generate.stages.refused import refused as _refused
from goofer_py.generate.stages.replacement import Replacement, replaced
from goofer_py.generate.stages.shapes import Shapes, is_shown
from goofer_py.generate.stages.stage import Stages
from goofer_py.generate.stages.tables import DeclareViews, RenamedTables
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterConstraint,
    AlterIndex,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropNamespace,
    DropObject,
    DropSequence,
    DropTable,
    FixRows,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
)
from goofer_py.operations.backfill import Backfill
from goofer_py.operations.copy_table import CopyTable
from goofer_py.schema import Name, PrimaryKey, Schema, SchemaObject
from goofer_py.schema.expression import rename_identifiers

Declare = Callable[[Sequence[Replacement], Schema], tuple[SchemaObject, ...]]
"""Returns, as the server reads it, what keeps both columns of each replacement the same."""

_UNUSED = (DropTable, DropEnum, DropSequence, DropNamespace, DropObject)
_PARTS = (
    *(CreateIndex, DropIndex, RenameIndex, AlterIndex),
    *(AddConstraint, DropConstraint, RenameConstraint, AlterConstraint),
)


def split(
    operations: Iterable[Operation],
    current: Schema,
    desired: Schema,
    dialect: Dialect,
    declare: Declare,
    declare_views: DeclareViews,
    declare_sync: DeclareSync,
    shapes: Shapes | None = None,
) -> Stages:
    """Return the operations by the phase that each can run in.

    What is added comes first, then the rows; what old programs use goes last. With `shapes` each
    version of a program sees the tables by views of its own. Raises GenerateError for a change
    that goofer cannot make in steps.
    """
    operations = tuple(operations)
    tables = RenamedTables(operations, current, dialect)
    moved = MovedValues(operations, current, desired, dialect)
    rest = tuple(one for one in operations if not tables.takes(one) and not moved.takes(one))
    work = _Splitting(rest, current, desired, dialect, declare, shapes)
    alone = [op.describe() for op in tables.renames] + [move.describe() for move in moved.moves]
    shown = bool(moved.moves) and shapes is not None
    if alone and ((tables.renames and moved.moves) or work.replacements or shown):
        raise _refused(alone[0], None)
    stages = tables.stages(declare_views) + moved.stages(declare_sync)
    pairs = zip(moved.moves, moved.pairs, strict=True)
    stages += Stages(guards=tuple(between_tables(*one, dialect) for one in pairs))
    for one in work.stages():
        stages += one
    if shapes is not None:
        renamed = {one.after: one.before for one in tables.renames}
        stages = shapes.within(stages, current, desired, work.replacements, renamed)
    if not dialect.capabilities.alter_constraints:
        # A table that is made anew for them can be so but once, in a transaction.
        stages = stages.with_rows_alone()
    _check_complete(stages, current, desired)
    return stages


class _Splitting:
    """One change that is split."""

    def __init__(
        self,
        operations: tuple[Operation, ...],
        current: Schema,
        desired: Schema,
        dialect: Dialect,
        declare: Declare,
        shapes: Shapes | None,
    ) -> None:
        self.seen = shapes is not None and shapes.are_there
        """Whether there are views that keep the types of columns as they are."""
        self.shown = (shapes and shapes.coming) or ""
        """The schema of views that new programs write to."""
        self.operations = operations
        self.current = current
        self.desired = desired
        self.dialect = dialect
        self.declare = declare
        self.keys = KeyColumns((), current, desired, dialect.quote)
        every = tuple(self._replacements())
        keyed = of_keys(every, current, desired) if dialect.capabilities.keys_by_index else ()
        self.keys = KeyColumns(keyed, current, desired, dialect.quote)
        for one in every:
            self._check(one)
        self.other_keys = tuple(other_keys(operations, current))
        self.replacements = {(one.table, one.new.name): one for one in every}
        self.dropped = {
            (op.table, op.column.name) for op in operations if isinstance(op, DropColumn)
        }

    def stages(self) -> Iterator[Stages]:
        """Yield what each operation comes to, in an order that holds within each phase."""
        replacements = list(self.replacements.values())
        if replacements:
            yield Stages(sync=self.declare(replacements, self.current))
        if self.keys.ones:
            yield self._keys_replaced()
        for key in self.other_keys:
            yield self._other_key(key)
        for one in replacements:
            if one not in self.keys.ones:
                yield self._replaced(one)
        for operation in self.operations:
            if not self._is_done(operation):
                yield self._of(operation)

    def _replacements(self) -> Iterator[Replacement]:
        altered = {
            (op.table, op.after.name): op for op in self.operations if isinstance(op, AlterColumn)
        }
        renamed = [op for op in self.operations if isinstance(op, RenameColumn)]
        for op in renamed:
            yield self._replacement(
                op.table, op.before, op.after, altered.get((op.table, op.after))
            )
        names = {(op.table, op.after) for op in renamed}
        for place, change in altered.items():
            if place not in names and not (self._in_place(change) or self._in_a_copy(change)):
                name = change.before.name
                yield self._replacement(change.table, name, name, change)

    def _in_place(self, change: AlterColumn) -> bool:
        table = self.current.find_table(change.table)
        seen = self.seen and table is not None and is_shown(table)
        if change.before.type == change.after.type:
            return not seen or change.before.collation == change.after.collation
        if seen:
            return False
        in_place = table is not None and self.dialect.alters_in_place(change, table)
        return in_place and change.using is None

    def _in_a_copy(self, change: AlterColumn) -> bool:
        """Whether a column that none can stand beside changes in a copy, and loses no value."""
        if change.using is not None or self.dialect.misfit(change.before, change.after) is not None:
            return False
        made = self.dialect.copied(self.dialect.lower((change,), self.current), self.current)
        if not any(isinstance(one, CopyTable) for one in made):
            return False
        name = change.before.name
        try:
            self._check(self._replacement(change.table, name, name, change))
        except GenerateError:
            return True
        return False

    def _replacement(
        self, name: Name, before: str, after: str, change: AlterColumn | None
    ) -> Replacement:
        table = self.current.find_table(name)
        if table is None:
            raise _refused(f"{name} takes another name in the same change", name)
        old, new = table.column(before), self.desired.table(name).column(after)
        quote = self.dialect.quote
        forward, back = quote(before), quote(after)
        if change is not None and old.type != new.type:
            given = change.using or self.dialect.conversion(old, replace(new, name=before))
            forward = rename_identifiers(given, {after: before}) if given else forward
            other = change.back or self.dialect.conversion(new, replace(old, name=after))
            back = other or back
        given_for_null = old.default is not None and old.nullable and new.nullable
        shown = self.shown if given_for_null and is_shown(table) else ""
        return Replacement(name, old, new, forward, back, shown)

    def _check(self, one: Replacement) -> None:
        """Refuse what has more to it than two columns beside each other."""
        table = self.current.table(one.table)
        place = f"{one.table}.{one.old.name}"
        key = table.primary_key
        if key is None:
            raise _refused(f"{one.table} has no primary key to move its rows by", one.table)
        if one not in self.keys.ones:
            self._check_alone(one, key)
        if one.old.computed or one.new.computed:
            raise _refused(f"the server itself gives {place} its values", one.table)
        if any(one.old.name in part.columns for part in table.exclusions):
            raise _refused(f"an exclusion constraint is on {place}", one.table)
        if table.partition_of or table.inherits or self._has_heirs(table.name):
            raise _refused(f"{one.table} shares its columns with other tables", one.table)
        users = [o for o in self.current.objects if self._uses(o, one)]
        if users:
            raise _refused(f"{users[0]} uses {place}", one.table)

    def _check_alone(self, one: Replacement, key: PrimaryKey) -> None:
        """Refuse what takes more columns than this one."""
        place = f"{one.table}.{one.old.name}"
        if one.old.name in key.columns:
            copied = (
                ", and the server copies the table for another type while nobody can write to it"
                if one.old.type != one.new.type
                else ""
            )
            raise _refused(f"{place} is part of the primary key{copied}", one.table)
        targets = {
            column
            for other in self.current.tables
            for foreign in other.foreign_keys
            if foreign.target == one.table
            for column in foreign.target_columns
        }
        if one.old.name in targets:
            raise _refused(f"foreign keys point at {place}", one.table)
        if one.old.identity or one.new.identity:
            raise _refused(f"the server itself gives {place} its values", one.table)

    def _has_heirs(self, name: Name) -> bool:
        return any(name in table.parents for table in self.current.tables)

    def _uses(self, user: SchemaObject, one: Replacement) -> bool:
        return any(
            use.kind == "table" and use.name == one.table and use.column == one.old.name
            for use in user.uses
        )

    def _other_key(self, key: OtherKey) -> Stages:
        name, capabilities = key.table.name, self.dialect.capabilities
        because = why_not(key, self.operations, capabilities)
        if any(table == name for table, _ in self.replacements):
            because = f"{name} gets another primary key, and its columns change as well"
        elif key.table.parents or self._has_heirs(name):
            because = f"{name} shares its primary key with other tables"
        if because is not None:
            raise _refused(because, name)
        return in_steps(key, self.current, capabilities, self._of, self.dialect.quote)

    def _keys_replaced(self) -> Stages:
        why_not = self.keys.why_not()
        if why_not is not None:
            raise _refused(why_not, self.keys.ones[0].table)
        return self.keys.stages()

    def _replaced(self, one: Replacement) -> Stages:
        current, desired = self.current.table(one.table), self.desired.table(one.table)
        early = self.dialect.capabilities.checks_before_triggers
        stages = replaced(one, current, desired, self.dialect.quote, early_checks=early)
        guards = before_the_old_goes(one, self.dialect), before_the_new_goes(one, self.dialect)
        return replace(stages, guards=(guards,))

    def _is_done(self, operation: Operation) -> bool:
        """Whether a replacement does what the operation says."""
        if any(operation in key.taken for key in self.other_keys):
            return True
        match operation:
            case RenameColumn(table=table, after=name):
                return (table, name) in self.replacements
            case AlterColumn(table=table, after=column):
                return (table, column.name) in self.replacements
            case _ if isinstance(operation, _PARTS):
                if self.keys.owns(operation.table, getattr(operation, "constraint", None)):
                    return True
                reads = _reads(operation, self.current)
                return any(
                    one.table == operation.table and {one.old.name, one.new.name} & reads
                    for one in self.replacements.values()
                )
            case _:
                return False

    def _of(self, operation: Operation) -> Stages:
        match operation:
            case AddColumn(column=column) if not column.fills_itself:
                return self._added(operation)
            case AlterColumn(before=before, after=after) if before.nullable > after.nullable:
                return self._required(operation)
            case DropColumn():
                return _dropped(operation)
            case FixRows():
                raise _refused(operation.describe(), None)
            case AddConstraint(constraint=PrimaryKey() as key):
                if not self._become_required(operation.table, key.columns):
                    return Stages((operation,))
                return Stages(settle=(operation,))
            case _:
                late = self._is_late(operation)
                return Stages(contract=(operation,)) if late else Stages((operation,))

    def _is_late(self, operation: Operation) -> bool:
        """Whether old programs use what it takes away."""
        if isinstance(operation, DropIndex | DropConstraint):
            columns = _reads(operation, self.current)
            return any((operation.table, name) in self.dropped for name in columns)
        return isinstance(operation, _UNUSED)

    def _become_required(self, table: Name, columns: Sequence[str]) -> bool:
        """Whether columns are NULL in rows that are there, and may not be in the end."""
        return any(
            op.before.nullable > op.after.nullable
            for op in self.operations
            if isinstance(op, AlterColumn) and op.table == table and op.after.name in columns
        )

    def _added(self, operation: AddColumn) -> Stages:
        column, table = operation.column, operation.table
        optional = replace(column, nullable=True)
        return Stages(
            (replace(operation, column=optional, fill=None),),
            self._filled(table, column.name, operation.fill),
            settle=(AlterColumn(table, optional, column, fill=operation.fill),),
        )

    def _required(self, operation: AlterColumn) -> Stages:
        optional = replace(operation.after, nullable=True)
        eased = replace(operation, after=optional, fill=None)
        return Stages(
            () if operation.before == optional else (eased,),
            self._filled(operation.table, optional.name, operation.fill),
            # What old programs wrote meanwhile may lack it too.
            settle=(AlterColumn(operation.table, optional, operation.after, fill=operation.fill),),
        )

    def _filled(self, name: Name, column: str, value: str | None) -> tuple[Operation, ...]:
        if value is None:
            return ()
        table = self.current.table(name)
        if table.primary_key is None:
            raise _refused(f"{name} has no primary key to move its rows by", name)
        empty = f"{self.dialect.quote(column)} IS NULL"
        return (Backfill(name, column, value, empty, table.primary_key.columns),)


def _dropped(operation: DropColumn) -> Stages:
    column = operation.column
    if column.fills_itself:
        return Stages(contract=(operation,))
    optional = replace(column, nullable=True)
    eased = AlterColumn(operation.table, column, optional)
    return Stages((eased,), contract=(replace(operation, column=optional),))


def _reads(operation: Operation, current: Schema) -> frozenset[str]:
    """Return the columns that an index or a constraint is on."""
    match operation:
        case RenameIndex(table=table, before=name):
            indexes = current.table(table).indexes if current.find_table(table) else ()
            return frozenset().union(*(one.reads for one in indexes if one.name == name))
        case CreateIndex(index=index) | DropIndex(index=index) | AlterIndex(before=index):
            return index.reads
        case AddConstraint(constraint=one) | DropConstraint(constraint=one):
            return frozenset(one.columns)
        case RenameConstraint(before=one) | AlterConstraint(before=one):
            return frozenset(one.columns)
        case _:
            return frozenset()


def _check_complete(stages: Stages, current: Schema, desired: Schema) -> None:
    after = current
    for stage in stages.stages():
        for operation in stage.operations:
            after = operation.apply(after)
    left = diff(replace(after, objects=()), replace(desired, objects=()))
    if left:
        raise _refused(left[0].describe(), None)
