"""Which rows of two tables belong together."""

from __future__ import annotations

from collections.abc import Sequence

from goofer_py.errors import UsageError
from goofer_py.schema import Table

Pairs = tuple[tuple[str, str], ...]


def joined(old: Table, new: Table, said: Pairs) -> Pairs:
    """Return pairs of columns of `old` and of `new` that are equal in rows that belong together.

    By what is said, else by the one foreign key between the tables, else by their primary keys.
    Raises UsageError when none of these tells.
    """
    if said:
        _check(old, new, said)
        return said
    keys = {
        *(
            tuple(zip(key.target_columns, key.columns, strict=True))
            for key in new.foreign_keys
            if key.target == old.name
        ),
        *(
            tuple(zip(key.columns, key.target_columns, strict=True))
            for key in old.foreign_keys
            if key.target == new.name
        ),
    }
    if len(keys) == 1:
        return keys.pop()
    if not keys and old.primary_key and new.primary_key:
        ours, theirs = old.primary_key.columns, new.primary_key.columns
        if len(ours) == len(theirs):
            return tuple(zip(ours, theirs, strict=True))
    raise UsageError(
        f"Which rows of {old.name} and {new.name} belong together is not clear: there "
        f"{'are several foreign keys' if keys else 'is no foreign key'} between them. Nothing was "
        "written.",
        hint=f'say it beside moved_from: "moved_by": {{"<column of {new.name}>": "<column of '
        f'{old.name}>"}}',
    )


def is_unique(table: Table, columns: Sequence[str]) -> bool:
    """Whether no two rows of the table have the same values in `columns`."""
    wanted = set(columns)
    keys = [key.columns for key in (table.primary_key, *table.uniques) if key is not None]
    keys += [
        tuple(part.column for part in index.parts if part.column is not None)
        for index in table.indexes
        if index.unique and index.where is None and all(part.column for part in index.parts)
    ]
    return any(wanted.issuperset(key) for key in keys)


def _check(old: Table, new: Table, said: Pairs) -> None:
    for ours, theirs in said:
        for table, column in ((old, ours), (new, theirs)):
            if table.find_column(column) is None:
                raise UsageError(
                    f"moved_by names {table.name}.{column}, which is not there. Nothing was "
                    "written."
                )
