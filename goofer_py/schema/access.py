"""Owners and grants, as objects of their own: who a thing belongs to, and who may use it."""

from __future__ import annotations

from goofer_py.schema.name import Name

ACCESS = ("owner", "grant")
"""Kinds of objects that are read only where they are managed; each is of another thing.

That is `table`, whatever it is; `signature` says what: "table", "table column email",
"function(integer)", "schema". A grant is called like the role that has it.
"""

SCHEMA = "schema"
"""What a schema itself is called, within itself, where it is the thing."""


def described(kind: str, role: Name, thing: Name, what: str) -> str:
    """Return how messages call an owner or a grant."""
    place = _place(thing, what)
    return f"owner of {place}" if kind == "owner" else f"grant to {role.name} on {place}"


def _place(thing: Name, what: str) -> str:
    kind, _, column = what.partition(" column ")
    if what == SCHEMA:
        return f"the {thing.schema or 'default'} schema"
    if column:
        return f"column {thing}.{column}"
    words, parenthesis, arguments = kind.partition("(")
    return f"{words} {thing}{parenthesis}{arguments}"
