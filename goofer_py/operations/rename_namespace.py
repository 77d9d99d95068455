"""A schema (in the server's sense) under another name, with all that is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from goofer_py.schema import Name, Schema
from goofer_py.schema.expression import move_names

_TEXTS = frozenset(("default", "definition", "expression", "text", "where"))


@dataclass(frozen=True, slots=True)
class RenameNamespace:
    """Rename the schema `before`; nothing in it moves, and all that names it follows."""

    before: str
    after: str

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new name in every place."""
        names = (
            *(table.name for table in schema.tables),
            *(enum.name for enum in schema.enums),
            *(sequence.name for sequence in schema.sequences),
            *(one.name for one in schema.objects),
        )
        own = [name.name for name in names if name.schema == self.before]
        moved = {(self.before, name): self.after for name in own}
        renamed: Schema = _renamed(schema, self, moved)
        namespaces = (self.after if n == self.before else n for n in schema.namespaces)
        return replace(renamed, namespaces=tuple(namespaces))

    def inverse(self) -> RenameNamespace:
        """Rename it back."""
        return RenameNamespace(self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"rename schema {self.before} to {self.after}"


def _renamed(value: Any, rename: RenameNamespace, moved: Mapping[tuple[str, str], str]) -> Any:
    if isinstance(value, Name):
        return replace(value, schema=rename.after) if value.schema == rename.before else value
    if isinstance(value, tuple):
        return tuple(_renamed(item, rename, moved) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if isinstance(item, str) and field.name in _TEXTS:
            changes[field.name] = move_names(item, moved)
        elif not isinstance(item, str):
            changes[field.name] = _renamed(item, rename, moved)
    return replace(value, **changes)
