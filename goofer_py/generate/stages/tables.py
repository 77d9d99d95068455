"""A table that takes another name, while programs use both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from goofer_py.dialects.dialect import Dialect
from goofer_py.generate.stages.refused import refused
from goofer_py.generate.stages.stage import Named, Stages
from goofer_py.operations import (
    CreateObject,
    DropObject,
    Operation,
    RenameConstraint,
    RenameIndex,
    RenameObject,
    RenameTable,
    ReplaceObject,
)
from goofer_py.operations.second_name import NameTaken, SecondName
from goofer_py.schema import Declared, Name, Schema, SchemaObject, Table
from goofer_py.schema.access import ACCESS

_FOLLOWING = (RenameConstraint, RenameIndex)
_ROW_SECURITY = "row_security"
_INVISIBLE = "invisible"


@dataclass(frozen=True, slots=True)
class NameView:
    """A view `after` of all `columns` of the table `before`."""

    before: Name
    after: Name
    columns: tuple[str, ...]


DeclareViews = Callable[[Sequence[NameView], Schema], tuple[SchemaObject, ...]]
"""Returns each of the views as the server reads it."""


class RenamedTables:
    """The tables of a change that take another name, and what goes with them.

    Up to the contraction a view has the new name; then the table takes it. Raises GenerateError
    where programs could not use both names.
    """

    def __init__(self, operations: Iterable[Operation], current: Schema, dialect: Dialect) -> None:
        self._operations = tuple(operations)
        self._current = current
        self._dialect = dialect
        self.renames = [op for op in self._operations if isinstance(op, RenameTable)]
        self._names = {name for op in self.renames for name in (op.before, op.after)}
        for rename in self.renames:
            self._check(rename)
        for operation in self._operations:
            self._check_beside(operation)

    def takes(self, operation: Operation) -> bool:
        """Whether the operation is one of those that come with a new name."""
        return isinstance(operation, RenameTable) or self._follows(operation)

    def stages(self, declare: DeclareViews) -> Stages:
        """Return what renames the tables."""
        if not self.renames:
            return Stages()
        views = [
            NameView(op.before, op.after, self._current.table(op.before).column_names)
            for op in self.renames
        ]
        made = {view.name: view for view in declare(views, self._current)}
        named = tuple(Named(op.before, made[op.after]) for op in self.renames)
        return Stages(contract=tuple(filter(self._follows, self._operations)), named=named)

    def _follows(self, operation: Operation) -> bool:
        if isinstance(operation, _FOLLOWING):
            return operation.table in self._names
        return any(self._uses(one) for one in _objects(operation))

    def _uses(self, one: SchemaObject) -> bool:
        return one.table in self._names or any(
            use.kind == "table" and use.name in self._names for use in one.uses
        )

    def _check(self, rename: RenameTable) -> None:
        before, after = rename.before, rename.after
        table = self._current.find_table(before)
        if table is None or self._current.find_table(after) is not None:
            raise refused(f"{before} and {after} exchange their names", before)
        capabilities = self._dialect.capabilities
        if not capabilities.writable_views:
            raise refused(
                f"rename table {before} to {after}: {self._dialect.server} has no view that "
                "programs can write to as to a table",
                before,
            )
        is_secured = any(name == _ROW_SECURITY for name, _ in table.options)
        if is_secured and not capabilities.views_of_invoker:
            raise refused(f"a view would not heed the row security of {before}", before)
        self._check_columns(table)
        if any(one.kind in ACCESS and one.table == before for one in self._current.objects):
            raise refused(f"the project declares who may use {before}", before)

    def _check_columns(self, table: Table) -> None:
        for column in table.columns:
            if column.option(_INVISIBLE) is not None:
                raise refused(f"{table.name}.{column.name} is invisible", table.name)

    def _check_beside(self, operation: Operation) -> None:
        """Refuse what else would happen to a table that has two names."""
        table = getattr(operation, "table", None)
        place = table.name if isinstance(table, Table) else table
        follows = self._follows(operation)
        if place in self._names and not isinstance(operation, _FOLLOWING):
            raise refused(f"{place} takes another name in the same change", place)
        in_bodies = self._dialect.capabilities.transactional_ddl
        if follows and not in_bodies and not isinstance(operation, _FOLLOWING):
            one = next(iter(_objects(operation)))
            raise refused(f"{one} names a table that takes another name", None)


def _objects(operation: Operation) -> Iterator[SchemaObject]:
    match operation:
        case CreateObject(object=one) | DropObject(object=one):
            yield one
        case ReplaceObject(before=before, after=after) | RenameObject(before=before, after=after):
            yield before
            yield after


def declared_views(views: Iterable[NameView], text: Callable[[object], str]) -> list[Declared]:
    """Return the statements that make the views; `text` renders one of them."""
    return [Declared(text(view), "view", view.after, str(view.after)) for view in views]


def with_names_exchanged(
    operations: Iterable[Operation], named: Sequence[Named]
) -> tuple[Operation, ...]:
    """Return lowered operations with those about the names of a table together in one."""
    done = tuple(operations)
    for one in named:
        for made in (
            NameTaken(one.table, one.view),
            NameTaken(one.table, one.view, back=True),
            SecondName(one.table, one.view),
        ):
            done = _together(done, made)
    return done


def _together(
    operations: tuple[Operation, ...], made: SecondName | NameTaken
) -> tuple[Operation, ...]:
    """Return the operations with `made` where what it comes to begins."""
    parts = made.operations
    if not all(part in operations for part in parts):
        return operations
    place = operations.index(parts[0])
    rest = (one for one in operations[place:] if one not in parts)
    return (*operations[:place], made, *rest)
