"""What PostgreSQL lets happen to a thing while objects stand on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from goofer_py.diff.object_rules import StrictRules
from goofer_py.operations import AlterColumn, AlterEnum, Operation
from goofer_py.schema import SchemaObject, Use
from goofer_py.schema.access import ACCESS

_STATES = frozenset(("enabled", "target"))
"""Details that an ALTER of their own sets, of which nothing else knows."""


class PostgreSQLRules(StrictRules):
    """What can change in place, and what has to step aside."""

    def replaceable(self, before: SchemaObject, after: SchemaObject) -> bool:
        """Whether one of the two becomes the other in place: the way back is lowered."""
        return in_place(before, after) or in_place(after, before)

    def blocks(self, user: SchemaObject, use: Use, operation: Operation) -> bool:
        """Whether the server refuses the operation while `user` is there.

        An enum type is changed in place or made anew: only what lowers it knows which.
        """
        if isinstance(operation, AlterEnum):
            return False
        if user.kind in ACCESS:
            return _makes_anew(operation, use)
        if isinstance(operation, AlterColumn) and user.kind == "statistics":
            return False
        return super().blocks(user, use, operation)


def in_place(before: SchemaObject, after: SchemaObject) -> bool:
    """Whether the server changes `before` into `after` without a drop."""
    if replace(before, comment=after.comment) == after:
        return True
    return _IN_PLACE.get(before.kind, _no_more_than_state)(before, after)


def _no_more_than_state(before: SchemaObject, after: SchemaObject) -> bool:
    """Whether nothing differs but what an ALTER of its own sets."""
    return before.definition == after.definition and not _differing(before, after) - _STATES


def _differing(before: SchemaObject, after: SchemaObject) -> set[str]:
    return {name for name, _ in set(before.details) ^ set(after.details)}


def _makes_anew(operation: Operation, use: Use) -> bool:
    """Whether the column that is granted is another one afterwards.

    What is dropped and made again as a whole gets its owner and its grants back.
    """
    if not isinstance(operation, AlterColumn) or use.column != operation.before.name:
        return False
    return operation.before.computed != operation.after.computed


def _view(before: SchemaObject, after: SchemaObject) -> bool:
    """A view keeps its columns, and may get more behind them."""
    return after.shape[: len(before.shape)] == before.shape


def _materialized_view(before: SchemaObject, after: SchemaObject) -> bool:
    inside = {name for name in _differing(before, after) if not name.startswith("comment ")}
    return before.definition == after.definition and not inside


def _routine(before: SchemaObject, after: SchemaObject) -> bool:
    return before.shape == after.shape


def _policy(before: SchemaObject, after: SchemaObject) -> bool:
    """A condition can be another, and roles can; a condition neither comes nor goes."""
    differing = _differing(before, after)
    if differing & {"restrictive", "for"}:
        return False
    names = [dict(one.details).keys() & {"using", "with check"} for one in (before, after)]
    return names[0] == names[1]


def _domain(before: SchemaObject, after: SchemaObject) -> bool:
    return before.definition == after.definition and "collation" not in _differing(before, after)


def _composite(before: SchemaObject, after: SchemaObject) -> bool:
    """Attributes keep their order, and new ones come last."""
    names = [attributes(one) for one in (before, after)]
    kept = [name for name in names[0] if name in names[1]]
    return names[1][: len(kept)] == kept


def attributes(one: SchemaObject) -> list[str]:
    """Return the names of the attributes of a composite type, as they are written."""
    return [name for name, _ in one.details if name.startswith("attribute ")]


def _always(before: SchemaObject, after: SchemaObject) -> bool:  # noqa: ARG001
    return True


_IN_PLACE: Mapping[str, Callable[[SchemaObject, SchemaObject], bool]] = {
    "view": _view,
    "materialized view": _materialized_view,
    "function": _routine,
    "procedure": _routine,
    "rule": _always,
    "policy": _policy,
    "domain": _domain,
    "composite type": _composite,
    "extension": _always,
    "owner": _always,
    "grant": _always,
}
