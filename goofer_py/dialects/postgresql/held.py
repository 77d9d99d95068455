"""What tables hold of a type that is made anew: they let go of it, and take it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from goofer_py.dialects.postgresql.aside import users_among
from goofer_py.dialects.postgresql.dependents import dependents_on
from goofer_py.dialects.postgresql.following import around_type
from goofer_py.dialects.postgresql.quoting import literal, quote
from goofer_py.dialects.postgresql.ranges import multirange_of
from goofer_py.operations import (
    AlterColumn,
    AlterInherited,
    CreateObject,
    DropColumn,
    DropObject,
    Operation,
    ReplaceObject,
)
from goofer_py.schema import Column, Name, ObjectKey, Schema, SchemaObject, Type, Use

TYPES = frozenset(("domain", "composite type", "range type"))
"""Kinds of objects that columns can be of."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """The steps on either side of the one that makes a type, or a function, anew.

    After it come, in this order, `types` and functions made again with the columns of the types,
    `dependents` of columns, and defaults: those that tables say over those of others last.
    `things` is all that is not what it was for a while, and `apart` what the steps themselves drop
    and make again. `bare` are the columns, with their tables, that have no default then.
    """

    before: list[Operation]
    types: list[Operation]
    dependents: list[Operation]
    defaults: list[AlterColumn]
    own_defaults: list[AlterInherited]
    things: frozenset[Use]
    apart: frozenset[ObjectKey]
    bare: frozenset[tuple[Name, str]]

    @property
    def after(self) -> list[Operation]:
        """All that comes after it."""
        return [*self.types, *self.dependents, *self.defaults, *self.own_defaults]

    def meanwhile(self, table: Name, column: Column) -> Column:
        """Return the column of a table as it is between the steps."""
        return replace(column, default=None) if (table, column.name) in self.bare else column


@dataclass(frozen=True, slots=True)
class Remaking:
    """A type (or function) that is made anew, and what of its columns that changes by itself.

    `values` pairs each of its values that goes with the one that comes instead. `respelled` tells
    the columns of types that are made of it as they are then, and `spelled` what a text that holds
    a value of a domain over it reads like then.
    """

    type: Use
    columns: Mapping[Name, Sequence[Column]]
    values: Pairs = ()
    respelled: Callable[[Column], Column] = lambda column: column
    spelled: Callable[[str], str] = lambda text: text


def holding(remaking: Remaking, schema: Schema, later: list[Operation]) -> Holding:
    """Return how tables let go of the type, or function, and of all that is made of it.

    What `later` replaces is made as it will be, and is not replaced any more; what it drops is
    not made again, and goes from `later`.
    """
    names = {table: {c.name for c in found} for table, found in remaking.columns.items()}
    users = users_among({remaking.type}, schema)
    itself = [one for one in schema.objects if one.as_use == remaking.type]
    plain = list(_plain_meanwhile(users, schema, remaking))
    plain += _ranges_as_text(itself, schema)
    for step in plain:
        names.setdefault(step.table, set()).add(step.before.name)
    called = _used_by_tables([*itself, *users], schema)
    defaults = [step for one in called for step in defaults_calling(one.name, schema)]
    own = [step for one in called for step in own_defaults_calling(one.name, schema)]
    dependents = dependents_on(
        schema,
        names,
        types=frozenset((remaking.type.name, *(one.name for one in users if one.kind in TYPES))),
        words=frozenset(one.name.name for one in called),
        texts={(step.table, step.before.name) for step in plain},
    )
    inner = _held_by_tables(users, called)
    drops = dependents.drops()
    gone = [drop for drop in drops if drop in later]
    for drop in gone:
        later.remove(drop)
    things = {Use("table", table, name) for table, found in names.items() for name in found}
    let_go, back = around_type(remaking.columns, schema, remaking.respelled)
    return Holding(
        [*let_go, *own, *defaults, *drops, *plain, *(DropObject(o) for o in reversed(inner))],
        [
            *back,
            *_made_again(inner, later),
            *(_taken_again(step, remaking) for step in reversed(plain)),
        ],
        [made for made in dependents.creations() if made.inverse() not in gone],
        [_taken_again(step, remaking) for step in defaults],
        [step.inverse() for step in own],
        frozenset({remaking.type, *things, *columns_dropped(drops)}),
        frozenset(one.key for one in inner),
        frozenset((step.table, step.before.name) for step in defaults),
    )


def columns_of(schema: Schema, name: Name) -> dict[Name, list[Column]]:
    """Return the columns that have the type, or are arrays of it, by table; none computed."""
    found: dict[Name, list[Column]] = {}
    for table in schema.tables:
        columns = [c for c in table.columns if c.computed is None and _is_of(c.type.text, name)]
        if columns:
            found[table.name] = columns
    return found


def is_held(one: SchemaObject, schema: Schema) -> bool:
    """Whether a column has the type, or one that is made of it."""
    types = [user for user in users_among({one.as_use}, schema) if user.kind in TYPES]
    names = (name for type_ in (one, *types) for name in _names(type_))
    return any(columns_of(schema, name) for name in names)


def _names(type_: SchemaObject) -> Iterator[Name]:
    """Yield what columns of the type are said to be of: a range type, or its multirange type."""
    yield type_.name
    multirange = multirange_of(type_)
    if multirange is not None:
        yield multirange


def columns_dropped(steps: Iterable[Operation]) -> Iterator[Use]:
    """Yield the columns that the steps drop."""
    for step in steps:
        if isinstance(step, DropColumn):
            yield Use("table", step.table, step.column.name)


def own_defaults_calling(name: Name, schema: Schema) -> Iterator[AlterInherited]:
    """Yield what takes away the defaults that call the function over those of other tables."""
    for table in schema.tables:
        said = table.overrides or ()
        bare = (
            replace(one, default=None) if one.default and name.name in one.default else one
            for one in said
        )
        if (without := tuple(bare)) != said:
            yield AlterInherited(table.name, said, without)


def defaults_calling(name: Name, schema: Schema) -> Iterator[AlterColumn]:
    """Yield what takes away the defaults that call the function."""
    for table in schema.tables:
        for column in table.columns:
            if column.default is not None and name.name in column.default:
                yield AlterColumn(table.name, column, replace(column, default=None))


def _is_of(text: str, name: Name) -> bool:
    bare = text.removesuffix("[]").replace('"', "")
    return bare == str(name).replace('"', "")


def _plain_meanwhile(
    users: Iterable[SchemaObject], schema: Schema, remaking: Remaking
) -> Iterator[AlterColumn]:
    """Yield what makes text of the columns whose types are made of the type, for a while."""
    for user in users:
        if user.kind not in TYPES:
            continue
        is_domain = user.kind == "domain"
        for name in _names(user):
            found = columns_of(schema, name)
            if is_domain:
                yield from _as_text(found, remaking.values, remaking.spelled)
            else:
                yield from _as_text(found)


def _ranges_as_text(types: Iterable[SchemaObject], schema: Schema) -> Iterator[AlterColumn]:
    """Yield what makes text of columns of a range type: two have their functions in one name."""
    for one in types:
        if one.kind == "range type":
            for name in _names(one):
                yield from _as_text(columns_of(schema, name))


def _as_text(
    columns: Mapping[Name, list[Column]],
    values: Pairs = (),
    spelled: Callable[[str], str] = lambda text: text,
) -> Iterator[AlterColumn]:
    for table, found in columns.items():
        for column in found:
            suffix = "[]" if column.type.text.endswith("[]") else ""
            text = replace(column, type=Type(f"text{suffix}"), default=None)
            value = _with_values(column, values)
            back = f"{value if suffix else spelled(value)}::{column.type.text}"
            yield AlterColumn(table, column, text, back=back)


def _with_values(column: Column, values: Pairs) -> str:
    """Return the text of a column with values in the place of those that go."""
    text = quote(column.name)
    if not values:
        return text
    if not column.type.text.endswith("[]"):
        cases = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for old, new in values)
        return f"(CASE {text} {cases} ELSE {text} END)"
    # Values that swap their places go by way of names that no value has.
    for old, new in values:
        text = f"array_replace({text}, {literal(old)}, {literal(f'goofer {new}')})"
    for _, new in values:
        text = f"array_replace({text}, {literal(f'goofer {new}')}, {literal(new)})"
    return text


def _taken_again(step: AlterColumn, remaking: Remaking) -> AlterColumn:
    back = step.inverse()
    return replace(back, after=remaking.respelled(back.after))


def _used_by_tables(users: Iterable[SchemaObject], schema: Schema) -> list[SchemaObject]:
    """Return the functions among `users` that defaults, checks and indexes of tables call.

    Which of those of one name a table calls, it need not know by now: it takes what is there.
    """
    used = {(use.kind, use.name) for table in schema.tables for use in table.uses}
    return [one for one in users if one.kind not in TYPES and (one.kind, one.name) in used]


def _held_by_tables(
    users: Sequence[SchemaObject], called: Sequence[SchemaObject]
) -> list[SchemaObject]:
    """Return those of `users` that tables need, and what these use: tables let go of them first."""
    found = {one.as_use for one in users if one.kind in TYPES} | {one.as_use for one in called}
    while more := {use.whole for one in users if one.as_use in found for use in one.uses} - found:
        found |= more
    return [one for one in users if one.as_use in found]


def _made_again(inner: Iterable[SchemaObject], later: list[Operation]) -> Iterator[CreateObject]:
    """Yield what makes the objects again, as `later` would have them.

    What it replaces, it replaces no more; what it drops is gone already.
    """
    for one in inner:
        place, found = next(
            ((i, op) for i, op in enumerate(later) if _settles(op, one)), (None, None)
        )
        if place is not None:
            del later[place]
        if isinstance(found, ReplaceObject):
            yield CreateObject(found.after)
        elif found is None:
            yield CreateObject(one)


def _settles(operation: Operation, one: SchemaObject) -> bool:
    """Whether the operation says what becomes of the object."""
    match operation:
        case ReplaceObject(before=before):
            return before.key == one.key
        case DropObject(object=dropped):
            return dropped.key == one.key
        case _:
            return False
