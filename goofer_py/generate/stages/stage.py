"""The migrations that a change in steps is made of."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from goofer_py.operations import CreateObject, DropObject, Operation, RenameTable
from goofer_py.operations.backfill import Backfill
from goofer_py.operations.refuse_rows import RefuseRows
from goofer_py.schema import Name, SchemaObject


@dataclass(frozen=True, slots=True)
class Named:
    """A table that takes the name of a view of it."""

    table: Name
    view: SchemaObject


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the migrations: the first `held` of its operations hold only all together.

    It waits for all tables that are `locked` before it does anything to one of them, on the way
    back as well: so nobody who uses several waits for what waits for him. With `together` all
    operations hold only together, where a transaction can hold them. `named` are the tables
    that have, or take, another name in it. Neither the first `held` are done, nor on the way back
    the last `begun`, while there are rows that `guards` refuse.
    """

    phase: str
    operations: tuple[Operation, ...]
    held: int = 0
    locked: tuple[Name, ...] = ()
    together: bool = False
    named: tuple[Named, ...] = ()
    begun: int = 0
    guards: tuple[RefuseRows, ...] = ()


@dataclass(frozen=True, slots=True)
class Stages:
    """The operations of each phase, in their order.

    `settle` are those of the contraction that need not go together with the others. `sync` is what
    keeps the old and the new form the same from the end of the expansion to the beginning of the
    contraction. `locked` are the tables that nobody else may use during the contraction, and while
    what begins it all is one transaction. The views of versions that are made for it `begin` the
    expansion, those `shown` to new programs end it, and those `hidden` begin the contraction.
    `named` are the tables that have another name besides, until the contraction. `linked` is what
    keeps tables the same: the contraction says itself when it goes. `opening` are those of the
    expansion that `sync` needs, and `guards` what is looked at before the old form goes, and, on
    the way back, before the new one does. Nobody else may use the tables that are `around` what is
    linked while it comes or goes.
    """

    expand: tuple[Operation, ...] = ()
    migrate: tuple[Operation, ...] = ()
    contract: tuple[Operation, ...] = ()
    settle: tuple[Operation, ...] = ()
    sync: tuple[SchemaObject, ...] = ()
    locked: tuple[Name, ...] = ()
    begin: tuple[Operation, ...] = ()
    shown: tuple[Operation, ...] = ()
    hidden: tuple[Operation, ...] = ()
    named: tuple[Named, ...] = ()
    linked: tuple[SchemaObject, ...] = ()
    opening: tuple[Operation, ...] = ()
    guards: tuple[tuple[RefuseRows, RefuseRows], ...] = ()
    around: tuple[Name, ...] = ()

    def __add__(self, other: Stages) -> Stages:
        pairs = ((getattr(self, one.name), getattr(other, one.name)) for one in fields(self))
        return Stages(*(first + second for first, second in pairs))

    def with_rows_alone(self) -> Stages:
        """Return the same with nothing but rows in the phase that moves them."""
        rows = tuple(one for one in self.migrate if isinstance(one, Backfill))
        rest = tuple(one for one in self.migrate if not isinstance(one, Backfill))
        return replace(self, migrate=rows, contract=rest + self.contract)

    @property
    def stepped(self) -> bool:
        """Whether there is more than an expansion, which is an ordinary migration."""
        return bool(self.migrate or self.contract or self.settle or self.hidden or self.named)

    @property
    def together(self) -> bool:
        """Whether the contraction is one transaction, where there is one."""
        return bool(self.named or self.linked)

    @property
    def expansion(self) -> tuple[Operation, ...]:
        """What comes first, in its order."""
        views = (CreateObject(one.view) for one in self.named)
        made = (*map(CreateObject, (*self.sync, *self.linked)), *views)
        return (*self.begin, *self.expand, *self.opening, *made, *self.shown)

    @property
    def contraction(self) -> tuple[Operation, ...]:
        """What comes last and holds only together, in its order."""
        taken = (
            step
            for one in self.named
            for step in (DropObject(one.view), RenameTable(one.table, one.view.name))
        )
        ended = map(DropObject, reversed(self.sync))
        return (*self.hidden, *ended, *taken, *self.contract)

    def stages(self) -> tuple[Stage, ...]:
        """Return the migrations, in their order."""
        contract = self.contraction
        around = tuple(sorted({*self.around}, key=str))
        locked = tuple(sorted({*self.locked, *around}, key=str))
        held = len(contract) if self.sync or self.locked else 0
        named = self.named
        guards = tuple(zip(*self.guards, strict=True)) or ((), ())
        begun = 0 if named or self.shown else len(self.opening + self.sync + self.linked)
        every = (
            Stage(
                "expand",
                self.expansion,
                locked=locked,
                together=bool(self.linked),
                named=named,
                begun=begun,
                guards=guards[1],
            ),
            Stage("migrate", self.migrate),
            Stage(
                "contract",
                contract + self.settle,
                held,
                locked,
                self.together,
                named,
                guards=guards[0],
            ),
        )
        return tuple(stage for stage in every if stage.operations)
