"""Whether the rows that are there can survive a change: asked before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from goofer_py.errors import StatementFailed, UnsafeChange
from goofer_py.generate.enum_rows import values_held
from goofer_py.generate.incoming import Incoming
from goofer_py.generate.located import Located
from goofer_py.generate.look import Look
from goofer_py.generate.moved_rows import MovedRows
from goofer_py.generate.obstacle import Found, Kind, Obstacle
from goofer_py.generate.trace import Trace
from goofer_py.generate.ways import choices, constraint_place, way_texts
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterEnum,
    CreateIndex,
    DropConstraint,
    DropIndex,
    MoveValues,
    Operation,
)
from goofer_py.operations.validate_constraint import ValidateConstraint
from goofer_py.schema import (
    Check,
    Column,
    Exclusion,
    ForeignKey,
    Index,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from goofer_py.schema.expression import identifiers, rename_identifiers
from goofer_py.stores.store import Session

DATA_EXCEPTION = "22"
"""How an SQLSTATE begins that is about a value."""


def obstacles(
    session: Session, operations: Sequence[Operation], current: Schema, traced: Trace
) -> list[Obstacle]:
    """Return what rows in the live database stand in the way of an operation.

    `traced` follows what is in the database, which is `current`, through the operations. What
    pending migrations still make is not looked at.
    """
    eye = _Eye(session, current, traced, operations)
    stepping_aside = [
        op.inverse() for op in operations if isinstance(op, DropConstraint | DropIndex)
    ]
    return [
        found
        for operation in operations
        if operation not in stepping_aside
        for found in eye.obstacles(operation)
    ]


def refusal(found: Iterable[Obstacle]) -> UnsafeChange:
    """Return the error for rows in the way that nobody said what to do about."""
    found = list(found)
    lines = [*map(str, found), "Nothing was written."]
    return UnsafeChange("\n".join(lines), obstacles=[one.fields for one in found])


class _Eye:
    """Looks at the rows that one operation after the other would have to change."""

    def __init__(
        self,
        session: Session,
        current: Schema,
        traced: Trace,
        operations: Sequence[Operation],
    ) -> None:
        self.look = Look(session)
        self.dialect = session.dialect
        self.current = current
        self.at = Located(session.dialect, current, traced)
        self.coming = Incoming(operations)
        self.moved = MovedRows(session, self.look, current, operations)

    def obstacles(self, operation: Operation) -> Iterator[Obstacle]:
        """Yield what stands in the way of one operation, with the ways out."""
        if isinstance(operation, AlterEnum):
            yield from values_held(operation, self.current, self.look, self.at, self.dialect)
            return
        if isinstance(operation, MoveValues):
            yield from self.of_moves(operation)
            return
        table = self.at.table(operation)
        if table is None or not self.look.holds_rows(self.dialect.qualified(table.name)):
            return
        match operation:
            case AddColumn(kept=None):
                yield from self.of_addition(operation, table)
            case AlterColumn():
                yield from self.of_change(operation, table)
            case CreateIndex(index=index) if index.unique:
                yield from self.shared_in_index(operation, table, index)
            case AddConstraint() | ValidateConstraint():
                yield from self.of_constraint(operation, table)
            case _:
                pass

    def of_moves(self, operation: MoveValues) -> Iterator[Obstacle]:
        seen: set[str] = set()
        for one in self.moved.missing(operation):
            if one.place not in seen:
                seen.add(one.place)
                ways = ("fill",) if one.fillable else ()
                later = ("later",) if one.late else ()
                yield from self.some(
                    "null", one.place, one.problem, one.found, *ways, "fix", *later
                )

    def of_addition(self, operation: AddColumn, table: Table) -> Iterator[Obstacle]:
        if operation.fill is None and not operation.column.fills_itself:
            yield from self.required(operation, table)
        elif operation.fill is not None:
            yield from self.unfilled(operation, table)

    def of_change(self, operation: AlterColumn, table: Table) -> Iterator[Obstacle]:
        before, after = operation.before, operation.after
        if before.nullable and not after.nullable:
            yield from self.nulls(operation, table)
        is_other = (before.type, before.options) != (after.type, after.options)
        if is_other and operation.using is None:
            yield from self.misfits(operation, table)

    def of_constraint(
        self, operation: AddConstraint | ValidateConstraint, table: Table
    ) -> Iterator[Obstacle]:
        validates = isinstance(operation, ValidateConstraint)
        match (
            operation.after if isinstance(operation, ValidateConstraint) else operation.constraint
        ):
            case Exclusion() as exclusion if isinstance(operation, AddConstraint):
                yield from self.clashing(operation, table, exclusion, exclusion.elements)
            case PrimaryKey() | Unique() as key if key.without_overlaps and isinstance(
                operation, AddConstraint
            ):
                yield from self.clashing(operation, table, key, ", ".join(key.columns))
            case PrimaryKey() | Unique() as key if isinstance(operation, AddConstraint):
                yield from self.shared(operation, table, key)
            case Check() as check if validates or (check.validated and check.enforced):
                yield from self.broken(operation, table, check)
            case ForeignKey() as key if validates or (key.validated and key.enforced):
                yield from self.orphans(operation, table, key)

    def required(self, operation: AddColumn, table: Table) -> Iterator[Obstacle]:
        found = self.look.rows(self.dialect.qualified(table.name), None, self.at.key(table))
        place = f"{operation.table}.{operation.column.name}"
        problem = (
            f"{place} is NOT NULL and has no default, and {operation.table} has {found} that "
            "would have no value"
        )
        yield from self.some("required", place, problem, replace(found, query=""), "fill", "later")

    def nulls(self, operation: AlterColumn, table: Table) -> Iterator[Obstacle]:
        column = self.at.column(operation.table, operation.before.name)
        if column is None:
            return
        condition = f"{column} IS NULL"
        with suppress(StatementFailed):
            place = f"{operation.table}.{operation.after.name}"
            if operation.fill is not None:
                names = self.at.names(operation.table)
                filled = f"({rename_identifiers(operation.fill, names)}) IS NULL"
                condition = f"{condition} AND {filled}"
            found = self.look.rows(
                self.dialect.qualified(table.name), condition, self.at.key(table)
            )
            have = "has" if found.rows == 1 else "have"
            problem = f"{place} becomes NOT NULL, and {found} {have} NULL there"
            if operation.fill is not None:
                problem += f", for which {operation.fill} gives NULL too"
            yield from self.some("null", place, problem, found, "fill", "fix", "later")

    def unfilled(self, operation: AddColumn, table: Table) -> Iterator[Obstacle]:
        fill = operation.fill or ""
        condition = f"({rename_identifiers(fill, self.at.names(operation.table))}) IS NULL"
        place = f"{operation.table}.{operation.column.name}"
        try:
            found = self.look.rows(
                self.dialect.qualified(table.name), condition, self.at.key(table)
            )
        except StatementFailed as error:
            # Only what the server says of values is about rows: names may be made by the change.
            if error.state.startswith(DATA_EXCEPTION):
                problem = f"{fill}, which {place} gets, fails on a row: {error.server}"
                yield from self.some("null", place, problem, Found(1), "fill", "fix", "later")
        else:
            problem = f"{place} is NOT NULL, and {fill} gives NULL for {found}"
            if not operation.column.nullable:
                yield from self.some("null", place, problem, found, "fill", "fix", "later")

    def misfits(self, operation: AlterColumn, table: Table) -> Iterator[Obstacle]:
        condition = self.dialect.misfit(operation.before, operation.after)
        names = self.at.names(operation.table)
        column = self.at.column(operation.table, operation.before.name)
        if condition is None or column is None:
            return
        place = f"{operation.table}.{operation.after.name}"
        change = f"{place} changes {_change(operation.before, operation.after)}, and"
        shown = dict.fromkeys((*self.at.key(table), column))
        try:
            found = self.look.rows(
                self.dialect.qualified(table.name), rename_identifiers(condition, names), [*shown]
            )
        except StatementFailed as error:
            problem = f"{change} there are rows that cannot be converted: {error.server}"
            yield from self.some("conversion", place, problem, Found(1), "convert", "fix")
        else:
            problem = f"{change} {found} would not survive it"
            yield from self.some("conversion", place, problem, found, "convert", "fix")

    def shared(
        self, operation: AddConstraint, table: Table, key: PrimaryKey | Unique
    ) -> Iterator[Obstacle]:
        known = self.at.columns(operation.table, key.columns)
        if known is None:
            return
        distinct = isinstance(key, Unique) and not key.nulls_not_distinct
        where = " AND ".join(f"{column} IS NOT NULL" for column in known) if distinct else None
        kind = "primary key" if isinstance(key, PrimaryKey) else "unique constraint"
        what = f"The {kind} over {', '.join(key.columns)} of {operation.table}"
        place = constraint_place(operation.table, key)
        yield from self.duplicates(place, what, table, where, known)

    def shared_in_index(
        self, operation: CreateIndex, table: Table, index: Index
    ) -> Iterator[Obstacle]:
        names = self.at.names(operation.table)
        if not names.keys() >= index.reads:
            return
        keys = [
            self.dialect.quote(names[part.column])
            if part.column
            else rename_identifiers(part.expression or "", names)
            for part in index.parts
        ]
        conditions = [] if index.nulls_not_distinct else [f"{key} IS NOT NULL" for key in keys]
        if index.where is not None:
            conditions.append(f"({rename_identifiers(index.where, names)})")
        what = f"The unique index {index.name} of {operation.table}"
        place = f"{operation.table}.{index.name}"
        yield from self.duplicates(place, what, table, " AND ".join(conditions) or None, keys)

    def duplicates(
        self, place: str, what: str, table: Table, where: str | None, keys: Sequence[str]
    ) -> Iterator[Obstacle]:
        with suppress(StatementFailed):
            found = self.look.duplicates(self.dialect.qualified(table.name), where, keys)
            values = str(found).replace("row", "value")
            be = "is" if found.rows == 1 else "are"
            problem = f"{what} is not met: {values} {be} there several times"
            yield from self.some("unique", place, problem, found, "fix", "later")

    def clashing(
        self,
        operation: AddConstraint,
        table: Table,
        constraint: Exclusion | PrimaryKey | Unique,
        over: str,
    ) -> Iterator[Obstacle]:
        there = constraint.with_columns_renamed(self.at.names(operation.table))
        clashes = self.dialect.clashes(table, there, self.at.key(table))
        if clashes is None:
            return
        with suppress(StatementFailed):
            found = self.look.clashes(clashes)
            clash = "1 pair of rows clashes"
            if found.rows > 1:
                clash = f"{str(found).removesuffix('rows')}pairs of rows clash"
            name = constraint.name or over
            problem = f"The constraint {name} of {operation.table} is not met: {clash}"
            place = constraint_place(operation.table, constraint)
            yield from self.some("exclusion", place, problem, found, "fix", "later")

    def broken(
        self, operation: AddConstraint | ValidateConstraint, table: Table, check: Check
    ) -> Iterator[Obstacle]:
        words = identifiers(check.expression)
        names = {n: o for n, o in self.at.names(operation.table).items() if n in words}
        read = [self.dialect.quote(old) for old in names.values()]
        shown = dict.fromkeys((*self.at.key(table), *read))
        condition = f"NOT ({rename_identifiers(check.expression, names)})"
        with suppress(StatementFailed):
            found = self.look.rows(self.dialect.qualified(table.name), condition, [*shown])
            name = check.name or check.expression
            problem = f"The check {name} of {operation.table} is not met by {found}"
            place = constraint_place(operation.table, check)
            yield from self.held("check", operation, place, problem, found)

    def orphans(
        self, operation: AddConstraint | ValidateConstraint, table: Table, key: ForeignKey
    ) -> Iterator[Obstacle]:
        known = self.values(operation.table, key.columns)
        matching = self.matching(key)
        if known is None or matching is None:
            return
        child = self.dialect.qualified(table.name)
        given = [f"{value} IS NOT NULL" for value in known]
        there = matching(child, known)
        columns = self.at.columns(operation.table, key.columns) or known
        shown = dict.fromkeys((*self.at.key(table), *columns))
        with suppress(StatementFailed):
            found = self.look.rows(child, " AND ".join((*given, *there)), [*shown])
            problem = (
                f"The foreign key over {', '.join(key.columns)} of {operation.table} is not met: "
                f"{found} point{'s' if found.rows == 1 else ''} at nothing in {key.target}"
            )
            place = constraint_place(operation.table, key)
            yield from self.held("foreign key", operation, place, problem, found)

    def values(self, table: Name, columns: Sequence[str]) -> list[str] | None:
        """Return what rows will have in the columns, as SQL in a table's row now."""
        names, found = self.at.names(table), []
        for name in columns:
            value = self.at.column(table, name)
            if value is None:
                text = self.coming.value(table, name)
                value = None if text is None else f"({rename_identifiers(text, names)})"
            if value is None:
                return None
            found.append(value)
        return found

    def matching(self, key: ForeignKey) -> Callable[[str, Sequence[str]], list[str]] | None:
        """Return what gives the condition that no row is there to point at; None if nobody knows.

        There is none in a table that is not there yet, and that no rows are moved to.
        """
        parent = self.at.tables.get(key.target)
        targets = self.at.columns(key.target, key.target_columns)
        if self.coming.brings_rows(key.target) or (parent is not None and targets is None):
            return None
        if parent is None or targets is None:
            return lambda _, __: []
        if len(targets) != len(key.columns):
            return None
        rows = f"FROM {self.dialect.qualified(parent)} AS parent WHERE "

        def query(child: str, values: Sequence[str]) -> list[str]:
            if any(value.startswith("(") for value in values):
                # In a subquery, the names in an expression would be those of the parent.
                theirs = ", ".join(f"parent.{name}" for name in targets)
                given = " AND ".join(f"parent.{name} IS NOT NULL" for name in targets)
                return [f"({', '.join(values)}) NOT IN (SELECT {theirs} {rows}{given})"]
            pairs = zip(targets, values, strict=True)
            match = " AND ".join(f"parent.{theirs} = {child}.{ours}" for theirs, ours in pairs)
            return [f"NOT EXISTS (SELECT 1 {rows}{match})"]

        return query

    def held(
        self, kind: Kind, operation: Operation, place: str, problem: str, found: Found
    ) -> Iterator[Obstacle]:
        """Yield the obstacle for what can be NOT VALID, where the server knows that."""
        waits = self.dialect.capabilities.validates_later and isinstance(operation, AddConstraint)
        ways = ("later",) if waits else ()
        yield from self.some(kind, place, problem, found, "fix", *ways)

    def some(
        self, kind: Kind, place: str, problem: str, found: Found, *ways: str
    ) -> Iterator[Obstacle]:
        if found.rows:
            told = f", such as {'; '.join(found.examples)}." if found.examples else "."
            texts = way_texts(kind, place, ways)
            yield Obstacle(kind, place, problem + told, found, texts, choices(kind, ways))


def _change(before: Column, after: Column) -> str:
    """Say what makes values misfit: the type, or an option of it."""
    if before.type != after.type:
        return f"from {before.type} to {after.type}"
    old, new = dict(before.options), dict(after.options)
    changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    told = (f"{name} from {old.get(name, 'none')} to {new.get(name, 'none')}" for name in changed)
    return ", ".join(told)
