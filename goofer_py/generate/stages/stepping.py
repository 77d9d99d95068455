"""One migration of a change in steps as it will run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Protocol

from goofer_py.dialects.dialect import Dialect
from goofer_py.generate.proof import Change
from goofer_py.generate.stages.shapes import shapes_after
from goofer_py.generate.stages.stage import Stage
from goofer_py.operations import AddColumn, CreateObject, DropColumn, DropObject, Operation
from goofer_py.operations.held_tables import HeldTables
from goofer_py.operations.refuse_rows import RefuseRows
from goofer_py.operations.return_values import ReturnValues
from goofer_py.operations.shape import DropShape, Shape
from goofer_py.schema import Name, Schema, SchemaObject

_ENDS = (ReturnValues, DropObject)


class Make(Protocol):
    """Makes a change of operations, which ends with `objects`."""

    def __call__(
        self,
        current: Schema,
        operations: tuple[Operation, ...],
        objects: tuple[SchemaObject, ...] | None,
        shapes: tuple[Shape, ...] = (),
        *,
        online: bool = False,
        in_code: bool = True,
    ) -> Change:
        """Return the change; `online` is what others can work beside."""


@dataclass(frozen=True, slots=True)
class Stepping:
    """What `stage` does to `current`, which has `objects` afterwards, and `shapes` before."""

    made: Make
    dialect: Dialect
    current: Schema
    stage: Stage
    objects: tuple[SchemaObject, ...] | None
    shapes: tuple[Shape, ...] = ()

    def change(self) -> Change:
        """Return the migration."""
        stage, atomic = self.stage, self.dialect.capabilities.transactional_ddl
        if stage.guards and stage.together and not stage.begun:
            return self._parting()
        if stage.held:
            in_parts = self.dialect.capabilities.validates_later and not stage.together
            apart = not atomic or (in_parts and bool(stage.guards))
            return self._contraction() if apart else self._whole()
        if stage.guards:
            return self._expansion()
        alone = not (atomic and stage.together)
        return self._made(stage.operations, online=alone, in_code=not stage.locked)

    def _made(
        self, operations: tuple[Operation, ...], *, online: bool = False, in_code: bool = True
    ) -> Change:
        told = (self.current, operations, self.objects, self.shapes)
        made = self.made(*told, online=online, in_code=in_code)
        # Where each statement is committed by itself, no lock outlasts it.
        first = () if made.alone[0] else self._locks(made.current)
        last = () if made.alone[1] else self._locks(made.desired)
        return replace(made, up=(*first, *made.up), down=(*last, *made.down))

    def _locks(self, there: Schema) -> tuple[Operation, ...]:
        locked = tuple(name for name in self.stage.locked if there.find_table(name) is not None)
        return (HeldTables(locked, ()),) if locked else ()

    def _whole(self) -> Change:
        """Return it as one transaction, which the look at the rows is part of."""
        guards = tuple(replace(guard, locks=True) for guard in self.stage.guards)
        made = self._made((*guards, *self.stage.operations))
        return replace(made, operations=self.stage.operations)

    def _parting(self) -> Change:
        """Return what ends that tables are the same, with a look at both that nobody changes."""
        stage = self.stage
        if self.dialect.capabilities.transactional_ddl:
            looks: tuple[RefuseRows, ...] = ()
            again = stage.guards
            if stage.locked:
                looks = stage.guards
                again = tuple(replace(guard, advice=()) for guard in looks)
            made = self._made((*again, *stage.operations))
            return replace(made, operations=stage.operations, up=(*looks, *made.up))
        ended = tuple(takewhile(lambda one: isinstance(one, _ENDS), stage.operations))
        whole = self._made(stage.operations, online=True)
        first = self.made(self.current, ended, None, self.shapes)
        rest = stage.operations[len(ended) :]
        then = self.made(first.desired, rest, self.objects, self.shapes, online=True)
        held = self.dialect.held(stage.guards, _tables(ended), first.up)
        return replace(whole, up=(*held, *then.up))

    def _contraction(self) -> Change:
        """Return it with what holds only together between what others can work beside."""
        stage, atomic = self.stage, self.dialect.capabilities.transactional_ddl
        together, rest = stage.operations[: stage.held], stage.operations[stage.held :]
        # Nobody uses the views of the old version any more: each may go by itself.
        gone = tuple(one for one in together if isinstance(one, DropShape))
        together = tuple(one for one in together if one not in gone)
        shapes = shapes_after(self.shapes, gone)
        first = self.made(self.current, together, None, shapes)
        then = self.made(first.desired, rest, self.objects, shapes, online=True, in_code=False)
        tables = stage.locked if atomic else stage.locked or _tables(together)
        plain = atomic and not rest
        back = (
            self._locks(first.desired) + first.down if plain else (HeldTables(tables, first.down),)
        )
        *looks, held = self.dialect.held(stage.guards, tables, first.up)
        return Change(
            self.current,
            then.desired,
            stage.operations,
            up=(*looks, *gone, held, *then.up),
            down=(*then.down, *back, *(one.inverse() for one in reversed(gone))),
            alone=(atomic, atomic and not plain),
            shapes=self.shapes,
        )

    def _expansion(self) -> Change:
        """Return what begins to keep two forms; its way back ends that, and the new form."""
        stage = self.stage
        alone = not (self.dialect.capabilities.transactional_ddl and stage.together)
        whole = self._made(stage.operations, online=alone, in_code=not stage.locked)
        if self.dialect.capabilities.transactional_ddl or not stage.begun:
            lifted = tuple(guard.inverse() for guard in stage.guards)
            plain = self._made((*stage.operations, *lifted))
            return replace(whole, down=plain.down, alone=(whole.alone[0], False))
        rest = stage.operations[: -stage.begun]
        first = self.made(self.current, rest, None, online=True, in_code=False)
        begun = stage.operations[-stage.begun :]
        last = self.made(first.desired, begun, self.objects)
        held = self.dialect.held(stage.guards, _tables(begun), last.down)
        return replace(whole, down=(*held, *first.down))


def _tables(operations: Iterable[Operation]) -> tuple[Name, ...]:
    """Return the tables whose columns or triggers come or go."""
    found = (
        one.object.table if isinstance(one, CreateObject | DropObject) else one.table
        for one in operations
        if isinstance(one, AddColumn | DropColumn | CreateObject | DropObject)
    )
    return tuple(name for name in dict.fromkeys(found) if name is not None)
