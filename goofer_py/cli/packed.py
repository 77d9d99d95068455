"""The settings of a project as they go into an archive, with the folders that they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goofer_py.config import Settings
from goofer_py.config.document import read
from goofer_py.config.key import BY_NAME, Key, Kind
from goofer_py.errors import UsageError
from goofer_py.stores.url import parse_url
from goofer_py.variables import Unset, expand

_FOR_WRITING = ("models", "objects", "python_path", "answers", "generate_from", "on_drop", "proof")
"""Settings that only have a meaning where migrations are written."""


@dataclass(slots=True)
class Packed:
    """Settings for an archive: `values` for its file, `folders` by their names in it.

    `left_out` are the settings that would have carried a password along.
    """

    values: dict[str, Any] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def take(self, settings: Settings) -> None:
        """Take the settings of a database over, with the folders that are there."""
        for document in reversed(settings.files):
            self.values |= read(document).values
        for name in (*_FOR_WRITING, "directory"):
            self.values.pop(name, None)
        self.values |= dict(self._paths(settings))
        url = self.values.get("url")
        if isinstance(url, str) and has_secret(url):
            del self.values["url"]
            self.left_out.append(settings.places.get("url", "url"))

    def _paths(self, settings: Settings) -> Iterator[tuple[str, object]]:
        folders = (settings.directory, *settings.more_directories)
        yield "directory", [self._folder(folder) for folder in folders]
        for key in _folder_keys():
            self.values.pop(key.name, None)
            path = getattr(settings, key.name)
            if path is not None and path.is_dir():
                yield key.name, self._folder(path)

    def _folder(self, path: Path) -> str:
        """Return the name of a folder in the archive: its own, with a number if that is taken."""
        number, own = 1, path.resolve().name
        name = own
        while self.folders.setdefault(name, path) != path:
            number += 1
            name = f"{own}-{number}"
        return name


def _folder_keys() -> Iterator[Key]:
    return (
        key for key in BY_NAME.values() if key.kind is Kind.PATH and key.name not in _FOR_WRITING
    )


def has_secret(url: str) -> bool:
    """Whether a setting url holds a password itself, be it as the default of a variable."""
    text = _without_variables(url)
    try:
        return bool(parse_url(text).secrets)
    except UsageError:
        return "@" in text


def _without_variables(text: str) -> str:
    known: dict[str, str] = {}
    while True:
        try:
            return expand(text, known)
        except Unset as unset:
            known[unset.variable] = ""
