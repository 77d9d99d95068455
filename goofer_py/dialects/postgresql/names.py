"""The names that the server gives to what nobody named (its makeObjectName and its callers)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from goofer_py.dialects.postgresql.exclusions import naming_parts
from goofer_py.dialects.postgresql.quoting import NAME_BYTES, cut
from goofer_py.schema import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, Unique


def object_name(first: str, second: str | None, label: str) -> str:
    """Return `first`_`second`_`label`; where that is too long, the longer part is cut."""
    room = NAME_BYTES - len(label.encode()) - 1 - (second is not None)
    sizes = [len(first.encode()), len((second or "").encode())]
    while sum(sizes) > room:
        sizes[sizes[0] <= sizes[1]] -= 1
    parts = [cut(first, sizes[0])]
    if second is not None:
        parts.append(cut(second, sizes[1]))
    return "_".join((*parts, label))


def free_name(first: str, second: str | None, label: str, is_taken: Callable[[str], bool]) -> str:
    """Return the first name of name, name1, name2 ... that is not taken."""
    name = object_name(first, second, label)
    number = 0
    while is_taken(name):
        number += 1
        name = object_name(first, second, f"{label}{number}")
    return name


def joined(columns: Iterable[str]) -> str:
    """Return the part of a name that stands for several columns."""
    text = ""
    for column in columns:
        text += ("_" if text else "") + cut(column)
        if len(text.encode()) > NAME_BYTES:
            break
    return text


def constraint_name(table: str, constraint: Constraint, is_taken: Callable[[str], bool]) -> str:
    """Return what the server would call an unnamed constraint; a check has to know its columns."""
    match constraint:
        case PrimaryKey():
            return free_name(table, None, "pkey", is_taken)
        case Unique():
            # The columns that are only included count too.
            columns = (*constraint.columns, *constraint.include)
            return free_name(table, joined(columns), "key", is_taken)
        case ForeignKey():
            return free_name(table, joined(constraint.columns), "fkey", is_taken)
        case Exclusion():
            return free_name(table, joined(naming_parts(constraint)), "excl", is_taken)
        case Check():
            reads = constraint.columns
            return free_name(table, reads[0] if len(reads) == 1 else None, "check", is_taken)
