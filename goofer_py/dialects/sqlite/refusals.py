"""Changes that would break a view or a trigger, which SQLite does not always notice."""

from __future__ import annotations

from collections.abc import Sequence

from goofer_py.dialects.sqlite.capabilities import Abilities
from goofer_py.dialects.sqlite.dependents import dependents_of, described, tables_read
from goofer_py.errors import UnsafeChange
from goofer_py.operations import DropColumn, DropTable, Operation, RenameColumn, RenameTable
from goofer_py.schema import Name, Schema, SchemaObject

_WAY_OUT = (
    "drop or change it in a migration of its own before (goofer create NAME), "
    "then run goofer makemigrations again"
)


def check(operation: Operation, schema: Schema, abilities: Abilities) -> None:
    """Raise UnsafeChange when the operation breaks a view or trigger in `schema`."""
    match operation:
        case DropColumn(table=table, column=column):
            _refuse(_using(schema, table, column.name), f"column {table}.{column.name}", "dropped")
        case DropTable(table=dropped):
            _refuse(_naming(schema, dropped.name), f"table {dropped.name}", "dropped")
        case RenameColumn(table=table, before=before) if not abilities.rename_column:
            _refuse(_using(schema, table, before), f"column {table}.{before}", "renamed")
        case RenameTable(before=renamed) if not abilities.rename_follows:
            _refuse(_left_behind(schema, renamed), f"table {renamed}", "renamed")
        case _:
            return


def _refuse(users: Sequence[SchemaObject], what: str, change: str) -> None:
    if not users:
        return
    names = ", ".join(map(described, users))
    raise UnsafeChange(
        f"{names[0].upper()}{names[1:]} {'uses' if len(users) == 1 else 'use'} {what}, which would "
        f"be {change}: {_after(users)}. Nothing was written.",
        hint=_WAY_OUT,
    )


def _using(schema: Schema, table: Name, column: str) -> list[SchemaObject]:
    return list(dependents_of(schema, [table]).using(column))


def _naming(schema: Schema, table: Name) -> list[SchemaObject]:
    """Return what works on the table; its own triggers go with it."""
    found = dependents_of(schema, [table]).naming(table)
    return [user for user in found if user.table != table]


def _left_behind(schema: Schema, table: Name) -> list[SchemaObject]:
    """Return what an old SQLite does not carry along: all but the head of its own triggers."""
    found = dependents_of(schema, [table])
    own = [trigger for trigger in found.triggers if trigger.table == table]
    inside = (t for t in own if table.name.lower() in tables_read(_body(t.definition)))
    return [*_naming(schema, table), *inside]


def _body(definition: str) -> str:
    """Return a trigger without its head."""
    upper = definition.upper()
    return definition[upper.find("BEGIN") :]


def _after(users: Sequence[SchemaObject]) -> str:
    if any(user.kind == "trigger" for user in users):
        return "every later INSERT or UPDATE that sets it off would fail"
    return "it could not be read any more, and every later ALTER TABLE RENAME would fail"
