"""What tables have from others and say otherwise, through all that reaches them too.

ALTER TABLE on a table alters the tables that have its columns as well: most of what they say
themselves is overwritten then, and some of what they should follow does not reach them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from goofer_py.dialects.postgresql.numbering import sequence_of
from goofer_py.dialects.postgresql.options import COMPRESSION, STATISTICS, STORAGE
from goofer_py.dialects.postgresql.quoting import literal, qualified
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterInherited,
    DropColumn,
    DropConstraint,
    Operation,
)
from goofer_py.schema import Check, Column, Name, Schema, Table
from goofer_py.schema.heritage import heirs, inherited_column, source
from goofer_py.schema.override import (
    DEFAULT,
    LOCAL,
    NOT_NULL,
    Facets,
    facets_of,
    override,
    with_facets,
)

_REACHING = frozenset((DEFAULT, NOT_NULL, STORAGE, STATISTICS))
"""What ALTER TABLE changes in all tables that have the column from the one it names."""
_GIVEN = frozenset((DEFAULT, NOT_NULL, STORAGE, COMPRESSION))
"""What a new table has from its parents."""
_BY_TYPE = frozenset((STORAGE, COMPRESSION))
"""What is as the type has it once a column gets another type."""


def follows(operation: Operation, schema: Schema, later: Sequence[Operation]) -> list[Operation]:
    """Return the operation, which the server can execute, with what it takes around it."""
    match operation:
        case AlterInherited() if not operation.steps:
            return [_said(operation, schema)]
        case AlterColumn() | AddColumn() | DropColumn():
            return _on_column(operation, schema)
        case DropConstraint(table=table, constraint=Check() as check):
            return [operation, *_free_of(check, _in_order(schema, table), later)]
        case _:
            return [operation]


def said_when_new(table: Table, schema: Schema) -> list[Operation]:
    """Return what gives a new table what it says itself of the columns of its parents."""
    if not table.parents:
        return []
    tables, bare = {**schema.by_name, table.name: table}, replace(table, overrides=())
    steps: list[AlterColumn] = []
    for name in _inherited_names(tables, table):
        wanted, above = _told(tables, table, name), _told(tables, bare, name)
        if wanted is not None and above is not None:
            there = {facet: value for facet, value in facets_of(above).items() if facet in _GIVEN}
            if override(name, LOCAL, "") in (table.overrides or ()) and wanted.default is not None:
                there[DEFAULT] = wanted.default  # said inside CREATE TABLE
            steps += _altered(table.name, wanted, there)
    said = table.overrides or ()
    return [AlterInherited(table.name, said, said, tuple(steps))] if steps else []


def merged_columns(table: Table, schema: Schema) -> tuple[Column, ...]:
    """Return the columns that the table has of its own too, as they are said when it is made."""
    tables = {**schema.by_name, table.name: table}
    said = {(one.column, one.facet) for one in table.overrides or ()}
    found = []
    for name in sorted(column for column, facet in said if facet == LOCAL):
        column = _told(tables, table, name)
        if column is not None:
            default = column.default if (name, DEFAULT) in said else None
            found.append(replace(column, default=default, identity=None, computed=None))
    return tuple(found)


def around_type(
    columns: Mapping[Name, Iterable[Column]], schema: Schema, again: Callable[[Column], Column]
) -> tuple[list[Operation], list[Operation]]:
    """Return what takes defaults away that tables say over those of others, and gives them back.

    So it has to be while a type is made anew that the `columns` have; `again` tells a column as
    it is then.
    """
    gone: list[Operation] = []
    back: list[Operation] = []
    for table, found in columns.items():
        for column in found:
            for heir in _in_order(schema, table):
                said = schema.by_name[heir].overrides or ()
                own = _told(schema.by_name, schema.by_name[heir], column.name)
                above = _told(
                    schema.by_name, replace(schema.by_name[heir], overrides=()), column.name
                )
                if own is None or above is None or own.default == above.default:
                    continue
                bare = replace(own, default=None)
                gone.append(AlterInherited(heir, said, said, (AlterColumn(heir, own, bare),)))
                step = AlterColumn(heir, again(above), again(own))
                back.append(AlterInherited(heir, said, said, (step,)))
    return gone, back


def _on_column(operation: AlterColumn | AddColumn | DropColumn, schema: Schema) -> list[Operation]:
    below = _in_order(schema, operation.table)
    if not below:
        return [operation]
    after = operation.apply(schema)
    if isinstance(operation, AlterColumn):
        early = list(_let_go(operation, schema, below))
        return [*early, operation, *_again(operation, schema, after, below)]
    if isinstance(operation, AddColumn):
        early = list(_added_first(operation, schema, below))
        return [*early, operation, *_again(operation, schema, after, below)]
    return [operation, *_dropped_too(operation, schema, below)]


def _said(operation: AlterInherited, schema: Schema) -> AlterInherited:
    """Return the operation with its steps, and those of the tables below."""
    before, after = schema, operation.apply(schema)
    names = {(one.column, one.facet) for one in {*operation.before} ^ {*operation.after}}
    steps: list[AddColumn | AlterColumn | DropColumn] = []
    for column in sorted({name for name, facet in names if facet != LOCAL}):
        old = _column_in(before, operation.table, column)
        new = _column_in(after, operation.table, column)
        if old is None or new is None or old == new:
            continue
        step = AlterColumn(operation.table, old, new)
        steps.append(step)
        below = _in_order(schema, operation.table)
        for again in _again(step, before, after, below):
            steps += again.steps
    return replace(operation, steps=tuple(steps))


def _again(
    operation: AlterColumn | AddColumn, before: Schema, after: Schema, below: Sequence[Name]
) -> Iterator[AlterInherited]:
    """Yield what the tables below have to be told after the operation reached them."""
    name = operation.after.name if isinstance(operation, AlterColumn) else operation.column.name
    wanted = _wanted(after, below, name)
    there = _reached(operation, before, wanted)
    for heir, column in wanted.items():
        steps = _altered(heir, column, there[heir])
        if steps:
            told = facets_of(column)
            changed = {f for f in _REACHING if there[heir].get(f) != told.get(f)}
            for lower in _in_order(after, heir):
                if lower in there:
                    there[lower] |= {facet: told.get(facet) for facet in changed}
            said = after.by_name[heir].overrides or ()
            yield AlterInherited(heir, said, said, tuple(steps))


def _wanted(schema: Schema, tables: Iterable[Name], name: str) -> dict[Name, Column]:
    """Return the column in each of the tables that has it from another."""
    found = {}
    for table in tables:
        column = _column_in(schema, table, name)
        if column is not None and schema.by_name[table].find_column(name) is None:
            found[table] = column
    return found


def _reached(
    operation: AlterColumn | AddColumn, before: Schema, tables: Iterable[Name]
) -> dict[Name, Facets]:
    """Return what the column is in the tables below once the operation reached them."""
    if isinstance(operation, AddColumn):
        new = _facets(operation.table, operation.column)
        return {table: {facet: new.get(facet) for facet in _REACHING} for table in tables}
    told, retyped = _overwritten(operation), _retypes(operation)
    found = {}
    for table in tables:
        column = _column_in(before, table, operation.before.name)
        there = {} if column is None else facets_of(column)
        kept = {f: value for f, value in there.items() if not (retyped and f in _BY_TYPE)}
        found[table] = {**kept, **told}
    return found


def _overwritten(operation: AlterColumn) -> Facets:
    """Return what the operation says of the column in every table that has it."""
    old = _facets(operation.table, operation.before)
    new = _facets(operation.table, operation.after)
    changed = {facet for facet in _REACHING if old.get(facet) != new.get(facet)}
    if _retypes(operation):
        changed |= {STORAGE} if old.get(DEFAULT) is None else {STORAGE, DEFAULT}
    if operation.before.identity != operation.after.identity:
        changed.add(DEFAULT)
    return {facet: new.get(facet) for facet in changed}


def _let_go(operation: AlterColumn, schema: Schema, below: Sequence[Name]) -> Iterator[Operation]:
    """Yield what takes away defaults below that no other type would take."""
    if not _retypes(operation) or _facets(operation.table, operation.before).get(DEFAULT):
        return
    for heir in below:
        column = _column_in(schema, heir, operation.before.name)
        said = schema.by_name[heir].overrides or ()
        if column is not None and column.default is not None and said:
            bare = replace(column, default=None)
            yield AlterInherited(heir, said, said, (AlterColumn(heir, column, bare),))


def _added_first(
    operation: AddColumn, schema: Schema, below: Sequence[Name]
) -> Iterator[Operation]:
    """Yield what adds the column to tables that shall have it of their own too."""
    for heir in below:
        said = schema.by_name[heir].overrides or ()
        if any((o.column, o.facet) == (operation.column.name, LOCAL) for o in said):
            column = replace(operation.column, identity=None, comment=None, options=())
            yield AlterInherited(heir, said, said, (AddColumn(heir, column),))


def _dropped_too(
    operation: DropColumn, schema: Schema, below: Sequence[Name]
) -> Iterator[Operation]:
    """Yield what drops the column of tables that have it of their own too."""
    for heir in below:
        said = schema.by_name[heir].overrides or ()
        if any((o.column, o.facet) == (operation.column.name, LOCAL) for o in said):
            yield AlterInherited(heir, said, said, (DropColumn(heir, operation.column),))


def _altered(table: Name, wanted: Column, there: Facets) -> list[AlterColumn]:
    """Return what makes the column as it is wanted out of what is there."""
    if _plain(there) == _plain(facets_of(wanted)):
        return []
    return [AlterColumn(table, with_facets(wanted, there), wanted)]


def _plain(facets: Facets) -> Facets:
    return {facet: value for facet, value in facets.items() if value is not None and facet != LOCAL}


def _column_in(schema: Schema, table: Name, name: str) -> Column | None:
    """Return a column as a table has it, with the default that numbers the rows of another."""
    tables = schema.by_name
    return _told(tables, tables[table], name) if table in tables else None


def _told(tables: Mapping[Name, Table], table: Table, name: str) -> Column | None:
    column = inherited_column(tables, table, name)
    owner = source(tables, table, name)
    said = {(one.column, one.facet) for one in table.overrides or ()}
    if column is None or owner is None or owner is table or (name, DEFAULT) in said:
        return column
    for parent in (tables[one] for one in table.parents if one in tables):
        above = _told(tables, parent, name)
        if above is not None:
            return replace(column, default=_default(parent.name, above))
    return column


def _default(table: Name, column: Column) -> str | None:
    """Return the default of a column, which may be what numbers the rows."""
    if column.identity is None or column.identity.kind != "serial":
        return column.default
    sequence = sequence_of(table, column)
    return None if sequence is None else f"nextval({literal(qualified(sequence))}::regclass)"


def _facets(table: Name, column: Column) -> Facets:
    return facets_of(replace(column, default=_default(table, column)))


def _retypes(operation: AlterColumn) -> bool:
    before, after = operation.before, operation.after
    return (before.type, before.collation) != (after.type, after.collation)


def _inherited_names(tables: Mapping[Name, Table], table: Table) -> list[str]:
    own, found = set(table.column_names), dict[str, None]()
    for parent in table.parents:
        if parent in tables:
            above = tables[parent]
            found |= dict.fromkeys((*_inherited_names(tables, above), *above.column_names))
    return [name for name in found if name not in own]


def _free_of(
    check: Check, below: Sequence[Name], later: Sequence[Operation]
) -> Iterator[DropConstraint]:
    """Yield what takes a check from tables that get one of its name of their own later.

    It stays with a table that said it itself when it was made, and goes with the others.
    """
    for step in later:
        if isinstance(step, AddConstraint) and step.table in below:
            own = step.constraint
            if isinstance(own, Check) and own.name == check.name:
                yield DropConstraint(step.table, check, if_there=True)


def _in_order(schema: Schema, table: Name) -> list[Name]:
    """Return the tables that have columns from the one called `table`, parents first."""
    if not any(one.parents for one in schema.tables):
        return []
    found = heirs(schema.tables, table)
    tables = schema.by_name

    @cache
    def depth(name: Name) -> int:
        return 1 + max((depth(one) for one in tables[name].parents if one in found), default=0)

    return sorted(found, key=lambda name: (depth(name), name.sort_key))
