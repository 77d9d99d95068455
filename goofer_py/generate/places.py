"""Where a scratch keeps the schemas."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.introspect.introspector import Scratch


class Places(dict[str, str]):
    """The scratch's name of each schema, by its real name.

    `default` is the real name of the default schema, which only texts say: a Name there is
    without a schema.
    """

    def __init__(self, names: dict[str, str], default: str | None = None) -> None:
        super().__init__(names)
        self.default = default


def places_in(scratch: Scratch, namespaces: Iterable[str]) -> Places:
    """Return where the scratch keeps `namespaces` and the default schema."""
    default = scratch.default_schema
    names = [*namespaces] if default is None else [*namespaces, default]
    return Places({name: scratch.namespace(name) for name in names}, default)
