"""The name of an object that lives in a schema."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """An unquoted name; `schema` is None in the connection's default schema."""

    name: str
    schema: str | None = None

    def __str__(self) -> str:
        return self.name if self.schema is None else f"{self.schema}.{self.name}"

    @property
    def sort_key(self) -> tuple[str, str]:
        """An order over all names: the default schema first."""
        return (self.schema or "", self.name)

    def renamed(self, name: str) -> Name:
        """The same place under another name."""
        return Name(name, self.schema)
