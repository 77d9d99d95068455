"""What a statement does, in the words that rules are written in.

Two readers make these: of SQL text (each dialect has its own) and of operations. Tables, columns,
indexes and constraints are those of the schema model, so that both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Column, Constraint, Index, Name, Table


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a statement does."""

    @property
    def tables(self) -> tuple[Name, ...]:
        """The tables that it changes or reads, the one it is about first."""
        table = getattr(self, "table", None)
        return (table,) if isinstance(table, Name) else ()


@dataclass(frozen=True, slots=True)
class Unread(Action):
    """What no reader understands; `reason` is a sentence without its full stop."""

    reason: str


@dataclass(frozen=True, slots=True)
class Harmless(Action):
    """What is understood, and changes nothing that a rule is about; `verb` is its first words."""

    verb: str = ""


@dataclass(frozen=True, slots=True)
class WholeFile(Action):
    """The end of a file: for rules about all of it."""


@dataclass(frozen=True, slots=True)
class UnusedAllowance(Action):
    """A rule that the script allows, and that finds nothing there."""

    name: str


# Tables


@dataclass(frozen=True, slots=True)
class CreateTable(Action):
    """A new table; `made` holds its columns and all else, `query` that it is filled by one."""

    made: Table
    if_not_exists: bool = False
    temporary: bool = False
    query: bool = False

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

    `what` is one of: logged, tablespace, access method, storage parameters, replica identity,
    row security, owner, cluster, inherit, engine, charset, convert charset, auto_increment,
    row_format, comment, options, partitions, trigger (enabled or disabled), or the dialect's words.
    """

    table: Name
    what: str
    value: str = ""
    column: str | None = None


@dataclass(frozen=True, slots=True)
class RebuildTable(Action):
    """A table is made anew under another name, filled, and put in the old one's place.

    `lost` are the columns whose values nothing takes over.
    """

    table: Name
    before: Table
    after: Table
    guarded: bool = False
    """Foreign keys are switched off meanwhile, and looked at afterwards."""
    lost: tuple[str, ...] = ()


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


# Everything else that has a name


@dataclass(frozen=True, slots=True)
class CreateObject(Action):
    """A view, function, trigger, policy, sequence, extension, type, domain, schema or the like.

    `details` are what rules ask for, in the dialect's words: ("security", "definer"),
    ("constraint", "check"), ("query", "...").
    """

    kind: str
    name: Name
    table: Name | None = None
    replace: bool = False
    if_not_exists: bool = False
    details: tuple[tuple[str, str], ...] = ()

    def detail(self, name: str) -> str | None:
        """The value of the detail `name`, None when it is not said."""
        return dict(self.details).get(name)


@dataclass(frozen=True, slots=True)
class DropObject(Action):
    """Such a thing goes."""

    kind: str
    name: Name
    table: Name | None = None
    cascade: bool = False
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class RenameObject(Action):
    """Such a thing gets another name or schema."""

    kind: str
    name: Name
    after: Name
    table: Name | None = None


@dataclass(frozen=True, slots=True)
class AlterObject(Action):
    """Such a thing changes; `what` says how: add constraint, set not null, update, owner, ..."""

    kind: str
    name: Name
    what: str = ""
    table: Name | None = None
    details: tuple[tuple[str, str], ...] = ()

    def detail(self, name: str) -> str | None:
        """The value of the detail `name`, None when it is not said."""
        return dict(self.details).get(name)


@dataclass(frozen=True, slots=True)
class AddEnumValue(Action):
    """An enum type gets a value; `placed` says that BEFORE or AFTER is there."""

    enum: Name
    value: str
    placed: bool = False
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True)
class RenameEnumValue(Action):
    """A value of an enum type is called otherwise."""

    enum: Name
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Refresh(Action):
    """A materialized view is filled again."""

    table: Name
    concurrently: bool = False


@dataclass(frozen=True, slots=True)
class ChangeAccess(Action):
    """GRANT or REVOKE; `to` are the roles."""

    grants: bool
    to: tuple[str, ...] = ()
    table: Name | None = None


# Rows


@dataclass(frozen=True, slots=True)
class WriteRows(Action):
    """INSERT, UPDATE, DELETE, MERGE or COPY; `where` says that a condition narrows it."""

    verb: str
    table: Name
    where: bool = False
    columns: tuple[str, ...] = ()
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Truncate(Action):
    """All rows of tables go."""

    truncated: tuple[Name, ...]
    cascade: bool = False

    @property
    def tables(self) -> tuple[Name, ...]:
        """The tables."""
        return self.truncated


# Around statements


@dataclass(frozen=True, slots=True)
class SetTimeout(Action):
    """How long locks (`what` "lock") or statements ("statement") may take, in milliseconds.

    0 is for ever; `local` ends with the transaction.
    """

    what: str
    milliseconds: int
    local: bool = False


@dataclass(frozen=True, slots=True)
class SetSetting(Action):
    """Another setting of the session."""

    name: str
    value: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class Transaction(Action):
    """BEGIN, COMMIT, ROLLBACK or a savepoint, by `verb` in lower case."""

    verb: str


@dataclass(frozen=True, slots=True)
class LockTable(Action):
    """LOCK TABLE; `mode` in upper case."""

    locked: tuple[Name, ...]
    mode: str

    @property
    def tables(self) -> tuple[Name, ...]:
        """The tables."""
        return self.locked


@dataclass(frozen=True, slots=True)
class Maintain(Action):
    """VACUUM, VACUUM FULL, CLUSTER, ANALYZE, OPTIMIZE, ...: `verb` in upper case."""

    verb: str
    table: Name | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one statement.

    `algorithm` and `lock` are what ALTER TABLE and CREATE INDEX of MySQL state, in upper case.
    """

    actions: tuple[Action, ...]
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a script, or one operation, and what it does.

    `text` is the script's, from `offset` on; empty for an operation. Lines and columns count
    from 1. `title` says what an operation does.
    """

    reading: Reading
    text: str = ""
    line: int = 1
    column: int = 1
    offset: int = 0
    title: str = ""

    @property
    def actions(self) -> tuple[Action, ...]:
        """What it does, in order."""
        return self.reading.actions
