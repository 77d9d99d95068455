"""A TOML file that holds settings, and where in it each key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goofer_py.errors import ConfigError

FILE = "goofer.toml"
PYPROJECT = "pyproject.toml"

_HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+))\s*[.=]")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """The settings of one file: `values` as written there, `table` the header they stand under."""

    path: Path
    values: Mapping[str, Any]
    text: str
    table: str = ""

    def place(self, key: str, table: str | None = None) -> str:
        """Where `key` of `table` is set, as file:line; without the line where it cannot be told."""
        line = next(self._lines(key, self.table if table is None else table), None)
        return str(self.path) if line is None else f"{self.path}:{line}"

    def _lines(self, key: str, table: str) -> Iterator[int]:
        current = ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if header := _HEADER.match(line):
                current = re.sub(r"[\s\"']", "", header[1])
                if current == f"{table}.{key}".removeprefix("."):
                    yield number
            elif current == table and (found := _KEY.match(line)) and key in found.groups():
                yield number


def find(start: Path) -> tuple[Document, ...]:
    """Return the settings files of the nearest folder that has any, from `start` upwards.

    A goofer.toml comes before a pyproject.toml beside it. The search ends at the top of a
    repository.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        paths = (_near(folder / FILE), _near(folder / PYPROJECT))
        documents = tuple(d for d in map(_read_if_there, paths) if d is not None)
        if documents or (folder / ".git").exists():
            return documents
    return ()


def read(path: Path) -> Document:
    """Return the settings in `path`, a goofer.toml by any name or a pyproject.toml."""
    text = _text(path)
    values = _parsed(text, path)
    if path.name != PYPROJECT:
        return Document(path, values, text)
    tool = values.get("tool", {})
    if "goofer" not in tool:
        raise ConfigError(f"{path} has no [tool.goofer].", hint="goofer init")
    return _table_of(path, tool["goofer"], text)


def _read_if_there(path: Path) -> Document | None:
    if not path.is_file():
        return None
    if path.name != PYPROJECT:
        return read(path)
    # Most pyproject.toml say nothing of goofer: those need not even be TOML that can be parsed.
    text = path.read_text(encoding="utf-8", errors="replace")
    if "goofer" not in text:
        return None
    tool = _parsed(text, path).get("tool", {})
    return _table_of(path, tool["goofer"], text) if "goofer" in tool else None


def _table_of(path: Path, values: object, text: str) -> Document:
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: tool.goofer must be a table.", hint="write [tool.goofer]")
    return Document(path, values, text, "tool.goofer")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"There is no settings file {path}.", hint="goofer init") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8: {error.reason} at byte {error.start}.") from None
    except OSError as error:
        raise ConfigError(f"{path} could not be read: {error.strerror}.") from None


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _PLACE.search(message)
        place = f":{found[1]}:{found[2]}" if found and found[1] else f":{text.count(chr(10)) + 1}"
        reason = _PLACE.sub("", message)
        raise ConfigError(
            f"{path}{place}: this is not TOML: {reason}.",
            hint='mend that line: texts are in quotes, lists in brackets, as in models = ["app"]',
        ) from None


def _near(path: Path) -> Path:
    """Return `path` as seen from the working directory, where that is shorter to read."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
