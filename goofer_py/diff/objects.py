"""Views, functions, triggers and the like: which go, which come, which step aside meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from goofer_py.diff.object_rules import ObjectRules
from goofer_py.diff.phase import Phase, Step
from goofer_py.diff.touched import touched
from goofer_py.operations import (
    AlterColumn,
    CreateObject,
    DropColumn,
    DropObject,
    Operation,
    ReplaceObject,
)
from goofer_py.schema import ObjectKey, Schema, SchemaObject, Use
from goofer_py.schema.access import ACCESS
from goofer_py.schema.expression import identifiers
from goofer_py.schema.heritage import heirs
from goofer_py.schema.object import PLACES

EARLY_KINDS = frozenset(
    ("extension", "collation", "domain", "composite type", "range type", "enum type")
)
"""Kinds that tables may need, and that need no table themselves."""

WATCHING_KINDS = frozenset(("event trigger",))
"""Kinds that heed every statement: they go before all others, and come behind them."""

_Objects = Mapping[ObjectKey, SchemaObject]


def object_steps(
    current: Schema, desired: Schema, steps: Iterable[Step], rules: ObjectRules
) -> Iterator[Step]:
    """Yield what leads from the objects of `current` to those of `desired`.

    `steps` is all that happens to tables and types: objects that the server would not let stand
    meanwhile are dropped before and made again behind. What tables need comes before them and
    goes after them. What tables use before or after and cannot be replaced in place is a
    ReplaceObject all the same, which the dialect has to lower.
    """
    old, new = current.objects_by_key, desired.objects_by_key
    if not old and not new:
        return
    early = _early(current, desired)
    fixed = _held_by_tables(current) | _held_by_tables(desired)
    gone = {key for key in old if key not in new}
    operations = _with_heirs([operation for _, operation in steps], current)
    remade = _remade(old, new, gone, fixed, operations, rules)
    for key in reversed(users_last(old)):
        if key in remade or (key in gone and key not in early):
            yield _phases(key)[0], DropObject(old[key])
        elif key in gone:
            yield Phase.DROP_EARLY_OBJECT, DropObject(old[key])
    for key in users_last(new):
        phase = Phase.CREATE_EARLY_OBJECT if key in early else _phases(key)[1]
        if key not in old or key in remade:
            yield phase, CreateObject(new[key])
        elif old[key] != new[key]:
            yield phase, ReplaceObject(old[key], new[key])


def _phases(key: ObjectKey) -> tuple[Phase, Phase]:
    """Return when an object goes and when it comes."""
    if key.kind in WATCHING_KINDS:
        return Phase.DROP_WATCH, Phase.CREATE_WATCH
    if key.kind in ACCESS:
        return Phase.REVOKE, Phase.SET_OWNER if key.kind == "owner" else Phase.GRANT
    return Phase.DROP_OBJECT, Phase.CREATE_OBJECT


def _remade(
    old: _Objects,
    new: _Objects,
    gone: set[ObjectKey],
    fixed: frozenset[Use],
    operations: list[Operation],
    rules: ObjectRules,
) -> set[ObjectKey]:
    """Return the keys of what stays and has to be dropped and made again."""
    found = {
        key
        for key, before in old.items()
        if key in new
        and before != new[key]
        and before.as_use not in fixed
        and not (rules.replaceable(before, new[key]) and _stands_still(before, operations, rules))
    }
    found |= _users_of_less(old, new, fixed, rules)
    changes = [*operations, *(DropObject(old[key]) for key in gone | found)]
    while changes:
        blocked = set(_blocked(old, changes, rules)) - found - gone
        found |= blocked
        changes = [DropObject(old[key]) for key in blocked]
    return found


def _users_of_less(
    old: _Objects, new: _Objects, fixed: frozenset[Use], rules: ObjectRules
) -> set[ObjectKey]:
    """Return what changes together with a view that it uses, and that loses columns.

    Neither order of the two is right both ways: the user is not there meanwhile.
    """
    less = {
        before.as_use
        for key, before in old.items()
        if key in new and rules.binds_late(before.kind) and _loses(before, new[key])
    }
    return {
        key
        for key, before in old.items()
        if key in new
        and before != new[key]
        and before.as_use not in fixed
        and any(use.whole in less for use in uses_of(before))
    }


def _loses(before: SchemaObject, after: SchemaObject) -> bool:
    """Whether a view has a column no more; its shape is "name type" for each."""
    kept = {part.rpartition(" ")[0] for part in after.shape}
    return any(part.rpartition(" ")[0] not in kept for part in before.shape)


def _with_heirs(operations: list[Operation], current: Schema) -> list[Operation]:
    """Return the operations, and for each on a column the same on all that have it from there."""
    if not any(table.parents for table in current.tables):
        return operations
    inherited = [
        replace(operation, table=name)
        for operation in operations
        if isinstance(operation, AlterColumn | DropColumn)
        for name in heirs(current.tables, operation.table)
    ]
    return [*operations, *inherited]


def _stands_still(one: SchemaObject, operations: Iterable[Operation], rules: ObjectRules) -> bool:
    """Whether the server could check the text of before, and that of after, at any time."""
    if not rules.binds_late(one.kind):
        return True
    changed = {what.whole for op in operations if (what := touched(op)) is not None}
    return not any(use.whole in changed for use in uses_of(one))


def aside_while_renamed(
    current: Schema, renames: Iterable[Operation], rules: ObjectRules
) -> list[Operation]:
    """Return the drops of objects whose text names what is renamed, and that do not follow."""
    changed = {what.whole: what for op in renames if (what := touched(op)) is not None}
    late = {key: one for key, one in current.objects_by_key.items() if rules.binds_late(one.kind)}
    return [
        DropObject(late[key])
        for key in reversed(users_last(late))
        if any(
            _names(late[key], changed[u.whole]) for u in uses_of(late[key]) if u.whole in changed
        )
    ]


def broken_by(
    renames: Iterable[Operation], current: Schema, respelled: Iterable[SchemaObject]
) -> list[DropObject]:
    """Return the drops of objects that no spelling is known of after the renames."""
    after = current
    for operation in renames:
        after = operation.apply(after)
    known = {one.key for one in respelled}
    pairs = zip(current.objects, after.objects, strict=True)
    broken = {before.key: before for before, now in pairs if now.key not in known}
    return [DropObject(broken[key]) for key in reversed(users_last(broken))]


def _names(one: SchemaObject, renamed: Use) -> bool:
    """Whether the text names it; a trigger follows its table by itself."""
    texts = " ".join((one.definition, *(text for _, text in one.details)))
    return (renamed.column or renamed.name.name) in identifiers(texts)


def _blocked(
    old: _Objects, operations: Iterable[Operation], rules: ObjectRules
) -> Iterator[ObjectKey]:
    """Yield what cannot stand while one of the operations happens."""
    changes: dict[Use, list[tuple[Use, Operation]]] = {}
    for operation in operations:
        if (what := touched(operation)) is not None:
            changes.setdefault(what.whole, []).append((what, operation))
    for key, user in old.items():
        if any(
            rules.blocks(user, use, operation)
            for use in uses_of(user)
            for what, operation in changes.get(use.whole, ())
            if None in (use.column, what.column) or use.column == what.column
        ):
            yield key


def uses_of(user: SchemaObject) -> tuple[Use, ...]:
    """Return what an object depends on, the table or view that it belongs to included."""
    if user.table is None:
        return user.uses
    return (*user.uses, *(Use(kind, user.table) for kind in PLACES))


def _early(current: Schema, desired: Schema) -> frozenset[ObjectKey]:
    """Return the objects that have to be there before tables are made."""
    objects = {one.key: one for one in (*current.objects, *desired.objects)}
    keys = {one.as_use: key for key, one in objects.items()}
    waiting = [key for key, one in objects.items() if one.kind in EARLY_KINDS]
    needed = _used_by_tables(current) | _used_by_tables(desired)
    waiting += [key for use, key in keys.items() if use in needed]
    found: set[ObjectKey] = set()
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += [keys[u.whole] for u in objects[key].uses if u.whole in keys]
    return frozenset(found)


def _used_by_tables(schema: Schema) -> frozenset[Use]:
    return frozenset(use.whole for table in schema.tables for use in table.uses)


def _held_by_tables(schema: Schema) -> frozenset[Use]:
    """Return what tables use, and the types and functions that these are made of or call."""
    within = (*EARLY_KINDS, "function")
    objects = {one.as_use: one for one in schema.objects if one.kind in within}
    found = set(_used_by_tables(schema))
    waiting = [objects[use] for use in found if use in objects]
    while waiting:
        uses = (use for use in waiting.pop().uses if not use.textual)
        more = {use.whole for use in uses if use.whole in objects} - found
        found |= more
        waiting += [objects[use] for use in more]
    return frozenset(found)


def users_last(objects: _Objects) -> list[ObjectKey]:
    """Return the keys in an order in which each comes behind all that it uses.

    A circle of uses, which only functions can make, is cut somewhere.
    """
    keys = {one.as_use: key for key, one in objects.items()}
    order = sorted(objects, key=_plain_order)
    edges = {
        key: [keys[u.whole] for u in uses_of(objects[key]) if keys.get(u.whole, key) != key]
        for key in order
    }
    while True:
        try:
            return list(TopologicalSorter(edges).static_order())
        except CycleError as error:
            before, after = _loosest(error.args[1], objects)
            edges[after].remove(before)


def _loosest(circle: list[ObjectKey], objects: _Objects) -> tuple[ObjectKey, ObjectKey]:
    """Return where to cut: at a use that only a text shows, if there is one."""
    pairs = list(pairwise(circle))
    said = {key: {use.whole for use in uses_of(objects[key]) if use.textual} for key in circle}
    return next((pair for pair in pairs if objects[pair[0]].as_use in said[pair[1]]), pairs[0])


def _plain_order(key: ObjectKey) -> tuple[str, ...]:
    table = key.table.sort_key if key.table is not None else ("", "")
    return (key.kind, *key.name.sort_key, *table, key.signature or "")
