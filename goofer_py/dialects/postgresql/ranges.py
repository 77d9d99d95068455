"""The multirange type that comes with each range type."""

from __future__ import annotations

from goofer_py.dialects.postgresql.quoting import NAME_BYTES, cut, fold
from goofer_py.schema import Name, SchemaObject

_GIVEN = "multirange_type_name"


def multirange_of(one: SchemaObject) -> Name | None:
    """Return what the multirange type of a range type is called; None for any other object."""
    if one.kind != "range type":
        return None
    given = one.detail(_GIVEN)
    return one.name.renamed(default_multirange(one.name.name) if given is None else fold(given))


def default_multirange(name: str) -> str:
    """Return what the server calls the multirange type where nobody says."""
    if "range" in name:
        return cut(name.replace("range", "multirange", 1))
    return cut(name, NAME_BYTES - len("_multirange")) + "_multirange"
