"""What tables look like, as far as it is known, while actions change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AddConstraint,
    AlterType,
    AttachPartition,
    CreateIndex,
    CreateObject,
    CreateTable,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropNotNull,
    DropObject,
    DropTable,
    ModifyColumn,
    RebuildTable,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetComputed,
    SetDefault,
    SetNotNull,
    ValidateConstraint,
)
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    Constraint,
    Enum,
    ForeignKey,
    Index,
    Name,
    PrimaryKey,
    Schema,
    SchemaObject,
    Table,
    Type,
)
from goofer_py.schema.object import PARTS

_MADE_OF = {"domain": "type", "view": "body", "trigger": "body"}


class Knowledge:
    """Tables by their names; what is not here may be there in the database all the same."""

    def __init__(self, tables: Mapping[Name, Table], objects: Iterable[SchemaObject] = ()) -> None:
        self._tables = dict(tables)
        self._objects = {_key(one): one for one in map(made, objects)}
        self._gone: set[Name] = set()

    @property
    def schema(self) -> Schema:
        """All that is known."""
        return Schema(tuple(self._tables.values()))

    def table(self, name: Name) -> Table | None:
        """Return a table; None when nothing is known of it."""
        return self._tables.get(name)

    def column(self, table: Name, column: str) -> Column | None:
        """Return a column; None when nothing is known of it."""
        found = self.table(table)
        columns = () if found is None else found.columns
        return next((one for one in columns if one.name == column), None)

    def constraint(self, table: Name, name: str) -> Constraint | None:
        """Return the constraint of a table by its name; None when nothing is known of it."""
        found = self.table(table)
        constraints = () if found is None else found.constraints
        return next((one for one in constraints if one.name == name), None)

    def index(self, name: Name) -> tuple[Table, Index] | None:
        """Return the index of that name, with its table; None when nothing is known of it."""
        for table in self._tables.values():
            for index in table.indexes:
                if index.name == name.name and table.name.schema == name.schema:
                    return table, index
        return None

    def resolved(self, action: Action) -> Action:
        """Return the action with the table of the index that it drops or renames, where known."""
        if not isinstance(action, DropIndex | RenameIndex) or action.table is not None:
            return action
        found = self.index(action.name if isinstance(action, DropIndex) else action.before)
        return action if found is None else replace(action, table=found[0].name)

    def partitions(self, name: Name) -> tuple[Table, ...]:
        """Return the known parts of a table."""
        return tuple(one for one in self._tables.values() if one.partition_of == name)

    def is_partitioned(self, name: Name) -> bool:
        """Say whether a table is known to be in parts."""
        found = self.table(name)
        said = found is not None and found.has_option("partition_by")
        return said or any(one.partition_of == name for one in self._tables.values())

    def object(self, kind: str, name: Name) -> CreateObject | None:
        """Return how a view, domain or the like was made; None when nothing is known of it."""
        return next(iter(self.overloads(kind, name)), None)

    def overloads(self, kind: str, name: Name) -> tuple[CreateObject, ...]:
        """Return all functions of a name, or the one thing of another kind that it names."""
        return tuple(one for key, one in self._objects.items() if key[:2] == (kind, name))

    @property
    def objects(self) -> tuple[CreateObject, ...]:
        """Every view, trigger and the like that is known, as it was made."""
        return tuple(self._objects.values())

    @property
    def gone(self) -> frozenset[Name]:
        """The tables that were dropped or renamed away, and whose names nothing has since."""
        return frozenset(self._gone)

    def referencing(self, name: Name) -> tuple[tuple[Table, ForeignKey], ...]:
        """Return the known foreign keys that point at a table, with their tables."""
        every = ((one, key) for one in self._tables.values() for key in one.foreign_keys)
        return tuple((one, key) for one, key in every if key.target == name)

    def know(self, table: Table) -> None:
        """Take a table to be there."""
        self._tables[table.name] = table

    def take(self, action: Action) -> None:
        """Change what is known by what an action does."""
        match action:
            case CreateTable():
                if not (action.if_not_exists and self.table(action.made.name)):
                    self._tables[action.made.name] = action.made
                self._gone.discard(action.made.name)
            case DropTable():
                self._forget(action.table)
                self._gone.add(action.table)
                self._without_parts(action.table)
            case RenameTable():
                self._rename(action)
            case RebuildTable():
                self._forget(action.table)
                self._tables[action.after.name] = action.after
            case DropIndex() | RenameIndex():
                self._index(action)
            case CreateObject() | DropObject():
                self._object(action)
            case _:
                self._change(action)

    def _without_parts(self, table: Name) -> None:
        """Forget what goes with its table."""
        for key, one in tuple(self._objects.items()):
            if one.kind in PARTS and one.table == table:
                del self._objects[key]

    def _object(self, action: CreateObject | DropObject) -> None:
        if isinstance(action, CreateObject):
            if not (action.if_not_exists and _key(action) in self._objects):
                self._objects[_key(action)] = action
            self._gone.discard(action.name)
            return
        for key in tuple(self._objects):
            if key[:2] == (action.kind, action.name) and action.signature in (None, key[2]):
                del self._objects[key]

    def _change(self, action: Action) -> None:
        change = _CHANGES.get(type(action))
        if isinstance(action, AttachPartition | DetachPartition):
            self._part(action)
        elif change is not None and (found := self.table(action.tables[0])):
            self._tables[action.tables[0]] = change(found, action)

    def _forget(self, name: Name) -> None:
        self._tables.pop(name, None)

    def _rename(self, action: RenameTable) -> None:
        self._gone = {*self._gone, action.table} - {action.after}
        if found := self._tables.pop(action.table, None):
            self._tables[action.after] = replace(found, name=action.after)

    def _part(self, action: AttachPartition | DetachPartition) -> None:
        whole = action.table if isinstance(action, AttachPartition) else None
        if found := self.table(action.partition):
            self._tables[action.partition] = replace(found, partition_of=whole)

    def _index(self, action: DropIndex | RenameIndex) -> None:
        name = action.name if isinstance(action, DropIndex) else action.before
        found = self.index(name)
        if found is None:
            return
        table, index = found
        without = tuple(one for one in table.indexes if one is not index)
        if isinstance(action, RenameIndex):
            without = (*without, replace(index, name=action.after))
        self._tables[table.name] = replace(table, indexes=without)


def _key(one: CreateObject) -> tuple[str, Name, str]:
    return one.kind, one.name, one.detail("signature") or ""


def of_enums(enums: Iterable[Enum]) -> tuple[SchemaObject, ...]:
    """Return enums that are there as what rules ask for their values."""
    return tuple(
        SchemaObject("enum", one.name, details=(("values", ", ".join(map(_text, one.values))),))
        for one in enums
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def made(one: SchemaObject) -> CreateObject:
    """Return what would make an object that is there, with what it is made of as a detail."""
    what = _MADE_OF.get(one.kind)
    below: tuple[tuple[str, str], ...] = () if what is None else ((what, one.definition),)
    if one.signature is not None:
        below += (("signature", one.signature),)
    if one.kind == "view" and one.shape:
        below += (("columns", "\n".join(one.shape)),)
    return CreateObject(one.kind, one.name, one.table, details=(*below, *one.details))


def _with_column(table: Table, name: str, change: Callable[[Column], Column]) -> Table:
    columns = tuple(change(one) if one.name == name else one for one in table.columns)
    return replace(table, columns=columns)


def _with(table: Table, constraint: Constraint) -> Table:
    """Return the table with one more constraint, also where the reader saw it twice."""
    if isinstance(constraint, PrimaryKey):
        held = replace(table, primary_key=constraint)
        for name in constraint.columns:
            held = _with_column(held, name, lambda one: replace(one, nullable=False))
        return held
    return table if constraint in table.constraints else table.with_constraint(constraint)


def _add_column(table: Table, action: AddColumn) -> Table:
    if action.column.name in table.column_names:
        return table
    table = table.with_column(action.column)
    for constraint in action.constraints:
        table = _with(table, constraint)
    return table


def _drop_column(table: Table, action: DropColumn) -> Table:
    return replace(table, columns=tuple(c for c in table.columns if c.name != action.column))


def _rename_column(table: Table, action: RenameColumn) -> Table:
    return table.with_columns_renamed({action.before: action.after})


def _alter_type(table: Table, action: AlterType) -> Table:
    new = Type(action.type)
    return _with_column(table, action.column, lambda one: replace(one, type=new))


def _set_not_null(table: Table, action: SetNotNull) -> Table:
    return _with_column(table, action.column, lambda one: replace(one, nullable=False))


def _drop_not_null(table: Table, action: DropNotNull) -> Table:
    return _with_column(table, action.column, lambda one: replace(one, nullable=True))


def _set_default(table: Table, action: SetDefault) -> Table:
    return _with_column(table, action.column, lambda one: replace(one, default=action.default))


def _set_computed(table: Table, action: SetComputed) -> Table:
    def changed(column: Column) -> Column:
        stored = column.computed is None or column.computed.stored
        made = None if action.expression is None else Computed(action.expression, stored)
        return replace(column, computed=made)

    return _with_column(table, action.column, changed)


def _modify_column(table: Table, action: ModifyColumn) -> Table:
    renamed = table
    if action.before != action.column.name:
        renamed = table.with_columns_renamed({action.before: action.column.name})
    return _with_column(renamed, action.column.name, lambda _: action.column)


def _add_constraint(table: Table, action: AddConstraint) -> Table:
    return _with(table, action.constraint)


def _drop_constraint(table: Table, action: DropConstraint) -> Table:
    def stays(one: Constraint) -> bool:
        return action.name is None or one.name != action.name

    primary = table.primary_key
    if action.kind == "primary key" or (primary is not None and not stays(primary)):
        primary = None
    return replace(
        table,
        primary_key=primary,
        uniques=tuple(filter(stays, table.uniques)),
        foreign_keys=tuple(filter(stays, table.foreign_keys)),
        checks=tuple(filter(stays, table.checks)),
        exclusions=tuple(filter(stays, table.exclusions)),
    )


def _validate(table: Table, action: ValidateConstraint) -> Table:
    def checked(one: Check) -> Check:
        return replace(one, validated=True) if one.name == action.name else one

    def held(one: ForeignKey) -> ForeignKey:
        return replace(one, validated=True) if one.name == action.name else one

    return replace(
        table,
        checks=tuple(map(checked, table.checks)),
        foreign_keys=tuple(map(held, table.foreign_keys)),
    )


def _rename_constraint(table: Table, action: RenameConstraint) -> Table:
    for one in table.constraints:
        if one.name == action.before:
            renamed = replace(one, name=action.after)
            return table.without_constraint(one).with_constraint(renamed)
    return table


def _create_index(table: Table, action: CreateIndex) -> Table:
    if any(one.name == action.index.name for one in table.indexes):
        return table
    return table.with_index(action.index)


_CHANGES: dict[type[Action], Callable[..., Table]] = {
    AddColumn: _add_column,
    DropColumn: _drop_column,
    RenameColumn: _rename_column,
    AlterType: _alter_type,
    SetNotNull: _set_not_null,
    DropNotNull: _drop_not_null,
    SetDefault: _set_default,
    SetComputed: _set_computed,
    ModifyColumn: _modify_column,
    AddConstraint: _add_constraint,
    DropConstraint: _drop_constraint,
    ValidateConstraint: _validate,
    RenameConstraint: _rename_constraint,
    CreateIndex: _create_index,
}
