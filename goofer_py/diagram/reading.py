"""A schema as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goofer_py.diagram.picture import Box, Picture, Relation, Row
from goofer_py.schema import Column, ForeignKey, Name, Schema, Table


def picture_of(schema: Schema, title: str) -> Picture:
    """Return the picture of all tables of `schema`; partitions are told of in their whole."""
    roots = roots_of(schema)
    wholes = [table for table in in_order(schema.tables) if roots[table.name] == table.name]
    boxes = tuple(Box(t.name, rows_of(t, _parts(t, roots)), comment=t.comment) for t in wholes)
    return Picture(title, boxes, tuple(relations_of(schema, roots)))


def in_order(tables: Iterable[Table]) -> list[Table]:
    """Return the tables by their names."""
    return sorted(tables, key=lambda table: table.name.sort_key)


def roots_of(schema: Schema) -> dict[Name, Name]:
    """Return for each table the one that it is a partition of at last, or itself."""
    tables, found = schema.by_name, {}
    for name in tables:
        root, seen = name, {name}
        above = tables[root].partition_of
        while above is not None and above in tables and above not in seen:
            root = above
            seen.add(root)
            above = tables[root].partition_of
        found[name] = root
    return found


def rows_of(table: Table, partitions: int = 0) -> tuple[Row, ...]:
    """Return a row for each column, and one for the partitions where there are any."""
    rows = [Row(c.name, typed(c), keys_of(table, c.name)) for c in table.columns]
    if partitions:
        rows.append(Row(f"{partitions} partition{'' if partitions == 1 else 's'}", is_note=True))
    return tuple(rows)


def typed(column: Column) -> str:
    """Return a column's type, with a question mark where it may be null."""
    return f"{column.type}{'?' if column.nullable else ''}"


def keys_of(table: Table, column: str) -> tuple[str, ...]:
    """Return which keys a column is part of: PK, FK, UK."""
    key = table.primary_key
    found = {
        "PK": key is not None and column in key.columns,
        "FK": any(column in one.columns for one in table.foreign_keys),
        "UK": any(column in one.columns for one in table.uniques)
        or any(one.unique and column in one.reads for one in table.indexes),
    }
    return tuple(name for name, has in found.items() if has)


def relations_of(schema: Schema, roots: dict[Name, Name]) -> Iterator[Relation]:
    """Yield what joins the tables, those of partitions as their whole's, each once."""
    seen: set[Relation] = set()
    for table in in_order(schema.tables):
        for relation in _of_table(table, roots):
            if relation not in seen:
                seen.add(relation)
                yield relation


def _of_table(table: Table, roots: dict[Name, Name]) -> Iterator[Relation]:
    source = roots[table.name]
    for key in sorted(table.foreign_keys, key=lambda one: (one.columns, str(one.target))):
        if key.target in roots:
            yield relation_of(table, key, source, roots[key.target])
    for parent in table.inherits:
        if parent in roots:
            yield Relation(source, roots[parent], inherits=True)


def relation_of(table: Table, key: ForeignKey, source: Name, target: Name) -> Relation:
    """Return a foreign key of `table` as what joins two boxes."""
    columns = [table.find_column(name) for name in key.columns]
    return Relation(
        source,
        target,
        key.columns,
        key.target_columns,
        many=not _is_unique(table, key.columns),
        optional=any(column is not None and column.nullable for column in columns),
        actions=_actions(key),
    )


def _actions(key: ForeignKey) -> str:
    told = (("delete", key.on_delete), ("update", key.on_update))
    return " ".join(f"on {event} {action.lower()}" for event, action in told if action)


def _is_unique(table: Table, columns: tuple[str, ...]) -> bool:
    key = table.primary_key
    unique = [frozenset(one.columns) for one in (*table.uniques, *(() if key is None else (key,)))]
    unique += [
        frozenset(part.column for part in one.parts)
        for one in table.indexes
        if one.unique and one.where is None and all(part.column for part in one.parts)
    ]
    return any(one <= frozenset(columns) for one in unique)


def _parts(table: Table, roots: dict[Name, Name]) -> int:
    return sum(1 for name, root in roots.items() if root == table.name and name != root)
