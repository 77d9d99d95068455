"""The databases that a settings file names besides the one that is worked on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from goofer_py.many.place import placed

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.stores.store import Store


class OtherDatabases(Mapping[str, "Store"]):
    """The stores of the other databases by name; their settings are read when they are needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._names = tuple(name for name in settings.databases if name != settings.database)

    def __getitem__(self, name: str) -> Store:
        if name not in self._names or self._settings.other is None:
            raise KeyError(name)
        return placed(self._settings.other(name))[0]

    def history_table(self, name: str) -> str:
        """Return the name of the history of one of them."""
        if self._settings.other is None:
            raise KeyError(name)
        return placed(self._settings.other(name))[1]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
