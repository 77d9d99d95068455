"""What has to be known of a table on MySQL or MariaDB to make a copy of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goofer_py.stores.store import Row

Query = Callable[[str, Sequence[object]], "list[Row]"]
_PLACE = "WHERE table_schema = ? AND table_name = ?"
_TABLE = (
    f"SELECT engine, auto_increment, table_rows, table_type FROM information_schema.tables {_PLACE}"
)
_COLUMNS = (
    "SELECT column_name, data_type, column_type, character_set_name, collation_name,"
    " coalesce(generation_expression, '') <> '' FROM information_schema.columns"
    f" {_PLACE} ORDER BY ordinal_position"
)
_KEYS = (
    "SELECT index_name, column_name, nullable, sub_part FROM information_schema.statistics"
    f" {_PLACE} AND non_unique = 0"
    " ORDER BY index_name <> 'PRIMARY', index_name, seq_in_index"
)
_REFERENCES = (
    "SELECT r.constraint_schema, r.table_name, r.constraint_name, k.referenced_table_schema,"
    " k.referenced_table_name, r.update_rule, r.delete_rule, k.column_name,"
    " k.referenced_column_name FROM information_schema.referential_constraints r"
    " JOIN information_schema.key_column_usage k ON k.constraint_schema = r.constraint_schema"
    " AND k.table_name = r.table_name AND k.constraint_name = r.constraint_name WHERE {}"
    " ORDER BY r.constraint_schema, r.table_name, r.constraint_name, k.ordinal_position"
)
# With both names said twice MariaDB looks into no other table.
_OUT = "r.constraint_schema = ? AND r.table_name = ? AND k.table_schema = ? AND k.table_name = ?"
_IN = "r.unique_constraint_schema = ? AND r.referenced_table_name = ?"
_TRIGGERS = (
    "SELECT trigger_name, action_timing, event_manipulation, action_statement, sql_mode, definer,"
    " character_set_client, collation_connection FROM information_schema.triggers"
    " WHERE event_object_schema = ? AND event_object_table = ? ORDER BY action_order"
)
_CHECKS = (
    "SELECT constraint_name FROM information_schema.table_constraints"
    f" {_PLACE} AND constraint_type = 'CHECK'"
)
_INTEGERS = frozenset(("tinyint", "smallint", "mediumint", "int", "bigint"))
_TEXTS = frozenset(("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"))


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column: its kind, its whole type, and what its text is made of."""

    name: str
    kind: str
    type: str
    charset: str | None
    collation: str | None
    computed: int

    @property
    def is_text(self) -> bool:
        """Whether its values are text."""
        return self.kind in _TEXTS

    def compares_with(self, other: FormColumn) -> bool:
        """Whether values of both are equal wherever one became the other without a loss."""
        return self.type == other.type or {self.kind, other.kind} <= _INTEGERS


@dataclass(frozen=True, slots=True)
class FormKey:
    """A key that tells all rows apart: the name of its index, and its columns."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: whose it is, which table it points at, and what it does then."""

    schema: str
    table: str
    name: str
    target: tuple[str, str]
    on_update: str
    on_delete: str
    columns: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserTrigger:
    """A trigger that somebody else has made, as the server keeps it."""

    name: str
    timing: str
    event: str
    body: str
    mode: str
    definer: str
    charset: str
    collation: str


@dataclass(frozen=True, slots=True)
class Form:
    """A table as it is."""

    engine: str
    kind: str
    counter: int | None
    rows: int
    columns: tuple[FormColumn, ...]
    keys: tuple[FormKey, ...]

    def column(self, name: str) -> FormColumn:
        """Return a column by its name, whatever its case."""
        return next(one for one in self.columns if one.name.lower() == name.lower())


def form_of(query: Query, place: tuple[str, str]) -> Form | None:
    """Return how a table is; None when it is not there."""
    for engine, counter, rows, kind in query(_TABLE, place):
        columns = tuple(FormColumn(*row) for row in query(_COLUMNS, place))
        return Form(
            engine or "", kind, counter, int(rows or 0), columns, tuple(_keys(query, place))
        )
    return None


def _keys(query: Query, place: tuple[str, str]) -> Iterator[FormKey]:
    for name, parts in groupby(query(_KEYS, place), lambda row: str(row[0])):
        rows = list(parts)
        if all(column and nullable != "YES" and not cut for _, column, nullable, cut in rows):
            yield FormKey(name, tuple(row[1] for row in rows))


def references(query: Query, place: tuple[str, str], *, incoming: bool) -> list[Reference]:
    """Return the foreign keys of a table, or those of others that point at it."""
    which, values = (_IN, place) if incoming else (_OUT, (*place, *place))
    rows = query(_REFERENCES.format(which), values)
    found = []
    for head, parts in groupby(rows, lambda row: row[:7]):
        pairs = [row[7:] for row in parts]
        schema, table, name, target_schema, target, on_update, on_delete = head
        own, others = zip(*pairs, strict=True)
        found.append(
            Reference(
                *(schema, table, name, (target_schema, target)), on_update, on_delete, own, others
            )
        )
    return found


def triggers_of(query: Query, place: tuple[str, str]) -> list[UserTrigger]:
    """Return the triggers of a table, in the order that they run in."""
    return [UserTrigger(*map(str, row)) for row in query(_TRIGGERS, place)]


def checks_of(query: Query, place: tuple[str, str]) -> list[str]:
    """Return the names of a table's checks."""
    return [str(name) for (name,) in query(_CHECKS, place)]
