"""What a statement does, in the words that rules are written in.

Readers of SQL text (each dialect has its own) and of operations make these. Tables, columns and the
rest are those of the schema model, so that both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.hazards.action_base import (
    Action,
    Harmless,
    Reading,
    Step,
    Unread,
    UnusedAllowance,
    WholeFile,
)
from goofer_py.hazards.action_objects import (
    AddEnumValue,
    AlterObject,
    ChangeAccess,
    CreateObject,
    DropObject,
    Refresh,
    RenameEnumValue,
    RenameObject,
)
from goofer_py.hazards.action_session import (
    LockTable,
    Maintain,
    SetSetting,
    SetTimeout,
    Transaction,
    Truncate,
    WriteRows,
)
from goofer_py.schema import Column, Constraint, Index, Name, Table

__all__ = [
    "Action",
    "AddColumn",
    "AddConstraint",
    "AddEnumValue",
    "AlterConstraint",
    "AlterObject",
    "AlterType",
    "AttachPartition",
    "ChangeAccess",
    "CreateIndex",
    "CreateObject",
    "CreateTable",
    "DetachPartition",
    "DropColumn",
    "DropConstraint",
    "DropIndex",
    "DropNotNull",
    "DropObject",
    "DropTable",
    "Harmless",
    "LockTable",
    "Maintain",
    "ModifyColumn",
    "Reading",
    "RebuildTable",
    "Refresh",
    "Reindex",
    "RenameColumn",
    "RenameConstraint",
    "RenameEnumValue",
    "RenameIndex",
    "RenameObject",
    "RenameTable",
    "SetComputed",
    "SetDefault",
    "SetIdentity",
    "SetNotNull",
    "SetOption",
    "SetSetting",
    "SetTimeout",
    "Step",
    "Transaction",
    "Truncate",
    "Unread",
    "UnusedAllowance",
    "ValidateConstraint",
    "WholeFile",
    "WriteRows",
]


# Tables


@dataclass(frozen=True, slots=True)
class CreateTable(Action):
    """A new table; `made` holds its columns and all else, `query` that it is filled by one.

    `replace` says that a table of that name goes first.
    """

    made: Table
    if_not_exists: bool = False
    temporary: bool = False
    query: bool = False
    replace: bool = False

    @property
    def tables(self) -> tuple[Name, ...]:
        """The new table, then those that its foreign keys point at."""
        return (self.made.name, *(key.target for key in self.made.foreign_keys))


@dataclass(frozen=True, slots=True)
class DropTable(Action):
    """A table goes, and its rows; `kept` says that they are put aside first."""

    table: Name
    cascade: bool = False
    if_exists: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class RenameTable(Action):
    """A table gets another name or, where only `after.schema` differs, another schema."""

    table: Name
    after: Name


@dataclass(frozen=True, slots=True)
class SetOption(Action):
    """A table, index or other thing is set to something.

    `what` is such as: logged, tablespace, access method, storage parameters, replica identity,
    row security, owner, inherit, engine, convert charset, partitions, trigger (enabled or not).
    """

    table: Name
    what: str
    value: str = ""
    column: str | None = None


@dataclass(frozen=True, slots=True)
class RebuildTable(Action):
    """A table is made anew under another name, filled, and put in the old one's place.

    `guarded`: foreign keys are off meanwhile, and looked at afterwards. Nothing takes the values
    of columns in `lost` over, and expressions fill those in `filled`.
    """

    table: Name
    before: Table
    after: Table
    guarded: bool = False
    lost: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()


# Columns


@dataclass(frozen=True, slots=True)
class AddColumn(Action):
    """A column is added, with the `constraints` written beside it.

    `place` is the column that it comes behind, "" the first place, None the last.
    `inline_reference` says that REFERENCES stands beside the column, and not FOREIGN KEY.
    """

    table: Name
    column: Column
    constraints: tuple[Constraint, ...] = ()
    place: str | None = None
    if_not_exists: bool = False
    inline_reference: bool = False


@dataclass(frozen=True, slots=True)
class DropColumn(Action):
    """A column goes; `kept` says that its values are put aside first."""

    table: Name
    column: str
    cascade: bool = False
    if_exists: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class RenameColumn(Action):
    """A column gets another name."""

    table: Name
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AlterType(Action):
    """A column gets another type; `using` is the expression that converts, None without one."""

    table: Name
    column: str
    type: str
    using: str | None = None
    collation: str | None = None


@dataclass(frozen=True, slots=True)
class SetNotNull(Action):
    """A column that could hold NULL may no longer."""

    table: Name
    column: str


@dataclass(frozen=True, slots=True)
class DropNotNull(Action):
    """A column may hold NULL from now on."""

    table: Name
    column: str


@dataclass(frozen=True, slots=True)
class SetDefault(Action):
    """The default of a column changes; None takes it away."""

    table: Name
    column: str
    default: str | None


@dataclass(frozen=True, slots=True)
class SetComputed(Action):
    """What a column is computed from changes; None makes it a plain column."""

    table: Name
    column: str
    expression: str | None


@dataclass(frozen=True, slots=True)
class SetIdentity(Action):
    """A column begins to number the rows, does it otherwise, or (`kind` None) no longer."""

    table: Name
    column: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class ModifyColumn(Action):
    """A column is declared anew as a whole (MODIFY, CHANGE); `before` is what it was called."""

    table: Name
    before: str
    column: Column
    constraints: tuple[Constraint, ...] = ()
    place: str | None = None


# Constraints


@dataclass(frozen=True, slots=True)
class AddConstraint(Action):
    """A constraint on a table that is there.

    Whether rows are looked at is in `constraint.validated` and `constraint.enforced`;
    `using_index` names the index that becomes the key. `not_null` names the column where the
    constraint is NOT NULL by a name (PostgreSQL 18), and `constraint` a check that says the same.
    """

    table: Name
    constraint: Constraint
    using_index: str | None = None
    not_null: str | None = None

    @property
    def tables(self) -> tuple[Name, ...]:
        """The table, then the one that a foreign key points at."""
        target = getattr(self.constraint, "target", None)
        return (self.table,) if target is None else (self.table, target)


@dataclass(frozen=True, slots=True)
class ValidateConstraint(Action):
    """Rows that are there are held to a constraint that was NOT VALID."""

    table: Name
    name: str


@dataclass(frozen=True, slots=True)
class DropConstraint(Action):
    """A constraint goes; `kind` (primary key, unique, foreign key, check) where it is said."""

    table: Name
    name: str | None
    kind: str = ""
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class AlterConstraint(Action):
    """A constraint is deferrable or enforced from now on, or not; None where that stays."""

    table: Name
    name: str
    enforced: bool | None = None
    deferrable: bool | None = None


@dataclass(frozen=True, slots=True)
class RenameConstraint(Action):
    """A constraint gets another name."""

    table: Name
    before: str
    after: str


# Indexes


@dataclass(frozen=True, slots=True)
class CreateIndex(Action):
    """A new index; `only` leaves the partitions out, `kind` is fulltext, spatial or empty."""

    table: Name
    index: Index
    concurrently: bool = False
    if_not_exists: bool = False
    only: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DropIndex(Action):
    """An index goes; `table` is None where the statement does not say it and nothing is known."""

    table: Name | None
    name: Name
    concurrently: bool = False
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class RenameIndex(Action):
    """An index gets another name."""

    table: Name | None
    before: Name
    after: str


@dataclass(frozen=True, slots=True)
class Reindex(Action):
    """Indexes are built anew; `what` is index, table, schema, database or system."""

    what: str
    name: Name
    concurrently: bool = False


# Partitions


@dataclass(frozen=True, slots=True)
class AttachPartition(Action):
    """A table becomes a part of `table`."""

    table: Name
    partition: Name
    bound: str = ""

    @property
    def tables(self) -> tuple[Name, ...]:
        """The whole, then the part."""
        return (self.table, self.partition)


@dataclass(frozen=True, slots=True)
class DetachPartition(Action):
    """A part of `table` becomes a table of its own."""

    table: Name
    partition: Name
    concurrently: bool = False

    @property
    def tables(self) -> tuple[Name, ...]:
        """The whole, then the part."""
        return (self.table, self.partition)
