"""The desired schema as the server itself would spell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import takewhile
from typing import TypeVar

from goofer_py.dialects.dialect import Dialect
from goofer_py.diff.differ import diff
from goofer_py.diff.names import adopt_names
from goofer_py.diff.objects import EARLY_KINDS
from goofer_py.errors import GenerateError, StatementFailed
from goofer_py.generate.access import declared_access
from goofer_py.generate.declared import make_declared, named_tables, needed_by_tables
from goofer_py.generate.near import with_owners_there
from goofer_py.generate.partitions import with_ancestors
from goofer_py.generate.places import PLACE, places_in
from goofer_py.generate.relocate import relocated
from goofer_py.generate.render import Renderer
from goofer_py.generate.unmade import check_made
from goofer_py.introspect.introspector import Introspector, Scratch
from goofer_py.operations import CreateObject, Operation, ReplaceObject
from goofer_py.schema import (
    Check,
    Column,
    Exclusion,
    ForeignKey,
    Index,
    ObjectKey,
    PrimaryKey,
    Schema,
    SchemaObject,
    Table,
    Unique,
)
from goofer_py.stores.store import Session

_C = TypeVar("_C", PrimaryKey, Unique, ForeignKey, Check, Exclusion)


def canonical(
    desired: Schema,
    current: Schema,
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
) -> Schema:
    """Return `desired` spelled as the server spells it, so that equal things compare equal.

    Both must be canonical by rules already. Only tables that differ from `current`, and what is
    declared by statements with the tables it names, are made in a scratch and read back: tables
    in sync cost nothing here. Raises GenerateError when the server refuses something.
    """
    spelled = adopt_names(desired, current)
    there = current.by_name
    doubtful = [t for t in spelled.tables if there.get(t.name) != t]
    doubtful += [table for table in named_tables(spelled) if table not in doubtful]
    if not doubtful and not spelled.declared:
        return _with_uses(spelled, current)
    with introspector.scratch(session, spelled.namespaces) as scratch:
        wanted = _without_foreign_keys(spelled, with_ancestors(doubtful, spelled))
        places = places_in(scratch, spelled.namespaces)
        first, rest = needed_by_tables(wanted)
        if first:
            build(scratch, replace(wanted, tables=()), renderer)
            rest = (*make_declared(scratch, first, places, spelled, last=False), *rest)
            wanted = replace(wanted, enums=(), sequences=())
        build(scratch, wanted, renderer)
        make_declared(scratch, rest, places, spelled)
        read = session.dialect.canonical(scratch.read())
    check_made(spelled.declared, read, current)
    settled = _with_uses(_with_settled(spelled, doubtful, read), current)
    return _with_declared(settled, read, session.dialect)


def by_rules(desired: Schema, current: Schema) -> Schema:
    """Return `desired` as near to the server's spelling as can be told without asking it."""
    return _with_uses(adopt_names(desired, current), current)


def _with_uses(spelled: Schema, current: Schema) -> Schema:
    """Return `spelled` whose tables that are there already use what they use there."""
    there = current.by_name
    if not any(table.uses for table in current.tables):
        return spelled

    def used(table: Table) -> Table:
        found = there.get(table.name)
        is_same = found is not None and found.uses and not table.uses and found == table
        return replace(table, uses=found.uses) if is_same and found is not None else table

    return spelled.map_tables(used)


def _with_settled(spelled: Schema, doubtful: Iterable[Table], read: Schema) -> Schema:
    there = read.by_name
    settled = {t.name: _settled(t, there[t.name]) for t in doubtful}
    return spelled.map_tables(lambda table: settled.get(table.name, table))


def _with_declared(spelled: Schema, read: Schema, dialect: Dialect) -> Schema:
    """Return `spelled` with all that its statements made, which need not be objects only.

    What belongs to the whole database is in the scratch anyway: only what is declared counts.
    """
    if not spelled.declared:
        return spelled
    said = {(o.kind, o.name and o.name.name): o.statement for o in spelled.declared}
    wide = dialect.capabilities.database_wide
    objects = [
        one
        if one.kind not in wide
        else replace(one, shape=dialect.as_declared(said[one.kind, one.name.name]))
        for one in read.objects
        if one.kind not in wide or (one.kind, one.name.name) in said
    ]
    tables, enums = spelled.by_name, {enum.name for enum in spelled.enums}
    sequences = {sequence.name for sequence in spelled.sequences}
    return replace(
        spelled,
        tables=(*spelled.tables, *(t for t in read.tables if t.name not in tables)),
        enums=(*spelled.enums, *(e for e in read.enums if e.name not in enums)),
        sequences=(*spelled.sequences, *(s for s in read.sequences if s.name not in sequences)),
        objects=declared_access(objects, spelled.declared),
        declared=(),
    )


def build(scratch: Scratch, schema: Schema, renderer: Renderer) -> frozenset[ObjectKey]:
    """Create everything of `schema` in the scratch; return the objects that cannot be made there.

    Such as views that are broken in the database itself, or that need a module that only the
    application loads. Raises GenerateError with the server's word when it refuses a table.
    """
    places = places_in(scratch, schema.namespaces)
    wanted = replace(relocated(schema, places), namespaces=())
    wanted = replace(wanted, objects=_made_here(wanted.objects, scratch))
    operations = renderer.dialect.lower(diff(Schema(), wanted), Schema())
    _move_wholes(scratch, schema, places, renderer)
    early = list(takewhile(lambda op: not is_late(op, wanted), operations))
    try:
        scratch.session.run(renderer.statements(early))
    except StatementFailed as error:
        raise GenerateError(
            f"{scratch.session.database} refuses what the entities describe: {error.server}\n"
            f"{error.statement}".rstrip(),
            hint="mend the entity, and try again: nothing was written",
        ) from error
    _build_unmanaged(scratch, wanted)
    late = operations[len(early) :]
    return frozenset(key for op in late for key in _unmade(scratch, op, renderer))


def _made_here(objects: tuple[SchemaObject, ...], scratch: Scratch) -> tuple[SchemaObject, ...]:
    """Return what is to be made: what belongs to the whole database may be there already."""
    capabilities = scratch.session.dialect.capabilities
    objects = tuple(one for one in objects if one.kind not in capabilities.untried)
    kinds = capabilities.database_wide
    if not any(one.kind in kinds for one in objects):
        return objects
    there = {one.key for one in scratch.read().objects if one.kind in kinds}
    return tuple(one for one in objects if one.key not in there)


def _move_wholes(
    scratch: Scratch, schema: Schema, places: Mapping[str, str], renderer: Renderer
) -> None:
    """Put what belongs to the whole database where `schema` has it: types are named with that."""
    kinds = scratch.session.dialect.capabilities.database_wide
    wanted = {one.key: one for one in schema.objects if one.kind in kinds and one.detail(PLACE)}
    there = scratch.read().objects_by_key if wanted else {}
    for key in wanted.keys() & there.keys():
        old, place = there[key], wanted[key].detail(PLACE)
        if old.detail(PLACE) != place:
            details = (*(d for d in old.details if d[0] != PLACE), (PLACE, place or ""))
            moved = relocated(replace(old, details=tuple(sorted(details))), places, schema)
            with suppress(StatementFailed):
                scratch.session.run(renderer.operation(ReplaceObject(old, moved)))


def is_late(operation: Operation, schema: Schema) -> bool:
    """Whether it makes an object behind all tables, which may be broken in the database too."""
    if not isinstance(operation, CreateObject):
        return False
    used = {use.whole for table in schema.tables for use in table.uses}
    return operation.object.kind not in EARLY_KINDS and operation.object.as_use not in used


def _unmade(scratch: Scratch, operation: Operation, renderer: Renderer) -> Iterator[ObjectKey]:
    """Run the operation; yield what it would have made when the server refuses."""
    scratch.session.begin()
    try:
        scratch.session.run(renderer.operation(operation))
    except StatementFailed:
        scratch.session.rollback()
        if isinstance(operation, CreateObject):
            yield operation.object.key
    else:
        scratch.session.commit()


def _build_unmanaged(scratch: Scratch, schema: Schema) -> None:
    """Create what is left alone, as far as it can be made here."""
    for one in schema.unmanaged:
        with suppress(StatementFailed):
            scratch.session.run(one.definition or "")


def _without_foreign_keys(schema: Schema, tables: Iterable[Table]) -> Schema:
    """Return a schema of only `tables`: foreign keys hold no text that a server could respell."""
    bare = tuple(replace(t, foreign_keys=()) for t in tables)
    return with_owners_there(replace(schema, tables=bare))


def _settled(table: Table, read: Table) -> Table:
    """Return `read` with what the scratch could not know: foreign keys, and who chose a name."""
    keys = () if table.primary_key is None else (table.primary_key,)
    read_keys = () if read.primary_key is None else (read.primary_key,)
    marked = _marked(keys, read_keys)
    return replace(
        read,
        columns=tuple(_counted(column, table) for column in read.columns),
        primary_key=marked[0] if marked else None,
        uniques=_marked(table.uniques, read.uniques),
        checks=_marked(table.checks, read.checks),
        exclusions=_marked(table.exclusions, read.exclusions),
        foreign_keys=table.foreign_keys,
        indexes=_as_valid(table.indexes, read.indexes),
        overrides=None if table.overrides is None else read.overrides,
    )


def _as_valid(wanted: tuple[Index, ...], read: tuple[Index, ...]) -> tuple[Index, ...]:
    """Return the indexes as valid as they are wanted: that takes partitions, or rows."""
    valid = {index.name: index.valid for index in wanted}
    return tuple(replace(index, valid=valid.get(index.name, True)) for index in read)


def _counted(column: Column, table: Table) -> Column:
    """Return the column that counts by a sequence of others too, who are not in the scratch."""
    wanted = table.find_column(column.name)
    if wanted is None or wanted.identity is not None or column.identity is None:
        return column
    return replace(column, identity=None, default=wanted.default)


def _marked(wanted: tuple[_C, ...], read: tuple[_C, ...]) -> tuple[_C, ...]:
    chosen = {c.name for c in wanted if not c.auto_named}
    return tuple(replace(c, auto_named=c.name not in chosen) for c in read)
