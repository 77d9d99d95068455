"""Objects that step aside while something that they stand on is made anew."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.diff.objects import users_last, uses_of
from goofer_py.operations import CreateObject, DropObject, Operation, ReplaceObject
from goofer_py.schema import ObjectKey, Schema, SchemaObject, Use


def with_users_aside(
    steps: list[Operation],
    things: Iterable[Use],
    schema: Schema,
    later: list[Operation],
    apart: frozenset[ObjectKey] = frozenset(),
) -> list[Operation]:
    """Return the steps between what drops all users of `things` and what makes them again.

    A user that changes `later` is made then, as it will be, and so is whatever stands on it; one
    that goes later does not come back. Those operations are gone from `later`, or others. What is
    set `apart` the steps see to themselves.
    """
    users = [one for one in users_among(things, schema) if one.key not in apart]
    drops: list[Operation] = [DropObject(user) for user in reversed(users)]
    now, put_off = [], set[Use]()
    for user in users:
        if _settled_later(user, later):
            put_off.add(user.as_use)
        elif put_off & {use.whole for use in uses_of(user)}:
            put_off.add(user.as_use)
            later.insert(_behind(user, later), CreateObject(user))
        else:
            now.append(CreateObject(user))
    return [*drops, *steps, *now]


def users_among(things: Iterable[Use], schema: Schema) -> list[SchemaObject]:
    """Return all objects that use one of `things`, directly or not, each behind what it uses."""
    changed = set(things)
    found: set[ObjectKey] = set()
    while users := [
        one
        for one in schema.objects
        if one.key not in found and any(_meets(use, changed) for use in uses_of(one))
    ]:
        found |= {one.key for one in users}
        changed |= {one.as_use for one in users}
    objects = schema.objects_by_key
    return [objects[key] for key in users_last(objects) if key in found]


def _meets(use: Use, changed: set[Use]) -> bool:
    return not use.textual and (use in changed or use.whole in changed)


def _settled_later(user: SchemaObject, later: list[Operation]) -> bool:
    """Whether `later` says what becomes of the user, which it then makes instead of changing."""
    for place, operation in enumerate(later):
        if isinstance(operation, DropObject) and operation.object.key == user.key:
            del later[place]
            return True
        if isinstance(operation, ReplaceObject) and operation.before.key == user.key:
            later[place] = CreateObject(operation.after)
            return True
    return False


def _behind(user: SchemaObject, later: list[Operation]) -> int:
    """Return the first place in `later` behind all that makes what the user stands on."""
    needed = {use.whole for use in uses_of(user)}
    places = [
        place
        for place, operation in enumerate(later)
        if isinstance(operation, CreateObject) and operation.object.as_use in needed
    ]
    return max(places, default=-1) + 1
