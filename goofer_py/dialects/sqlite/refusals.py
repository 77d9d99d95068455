"""Changes that would break a view or a trigger, which SQLite does not always notice."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.dialects.sqlite.dependents import dependents_of, described
from goofer_py.errors import UnsafeChange
from goofer_py.operations import DropColumn, DropTable, Operation
from goofer_py.schema import Schema, Trigger, View

_WAY_OUT = (
    "drop or change it in a migration of its own before (goofer create NAME), "
    "then run goofer makemigrations again"
)


def check(operation: Operation, schema: Schema) -> None:
    """Raise UnsafeChange when a view or trigger in `schema` needs what the operation drops."""
    match operation:
        case DropColumn(table=table, column=column):
            users = list(dependents_of(schema, [table]).using(column.name))
            what = f"column {table}.{column.name}"
        case DropTable(table=dropped):
            found = dependents_of(schema, [dropped.name]).naming(dropped.name)
            # Its own triggers go with it.
            users = [u for u in found if isinstance(u, View) or u.table != dropped.name]
            what = f"table {dropped.name}"
        case _:
            return
    if users:
        raise UnsafeChange(
            f"{_listed(users)} {what}, which would be dropped: {_after(users)}. "
            "Nothing was written.",
            hint=_WAY_OUT,
        )


def _listed(users: Iterable[View | Trigger]) -> str:
    names = [described(user) for user in users]
    return f"{', '.join(names).capitalize()} {'uses' if len(names) == 1 else 'use'}"


def _after(users: Iterable[View | Trigger]) -> str:
    if any(isinstance(user, Trigger) for user in users):
        return "every later INSERT or UPDATE that sets it off would fail"
    return "it could not be read any more, and every later ALTER TABLE RENAME would fail"
