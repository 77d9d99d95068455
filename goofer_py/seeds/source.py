"""A folder of seeds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.migrate.directives import Directives
from goofer_py.migrate.files import PYTHON, read_text
from goofer_py.migrate.head import head_directives
from goofer_py.migrate.languages import LANGUAGES
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.python_script import PythonScript
from goofer_py.migrate.script import SQLScript
from goofer_py.seeds.data import CSV, JSON, YAML, DataScript
from goofer_py.seeds.declaration import head_lines, said_in_comments

_SCRIPTS = tuple(LANGUAGES)
_ENDINGS = (
    *(f".{way}{language}" for language in LANGUAGES for way in ("up", "down")),
    *_SCRIPTS,
    PYTHON,
    *CSV,
    *JSON,
    *YAML,
)
_STEM = re.compile(r"[0-9]+_.+", re.DOTALL)
FORM = "{version}_{name}.sql, .py, .csv, .json or .yaml"


class SeedSource:
    """Seeds in a folder: SQL, Python with `up(context)`, and files of rows.

    A file without a digit in front is something that seeds read or import. Scripts are the same
    objects in each call, so that what a file of rows did can be asked for afterwards.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._files: dict[str, tuple[str, Path]] | None = None
        self._made: dict[str, Migration] = {}

    def names(self) -> Mapping[str, str]:
        """Return the name of each version, in the order of the versions; raises FileError."""
        return {version: name for version, (name, _) in self._listed().items()}

    def migration(self, version: str) -> Migration:
        """Return one of the seeds; its file is not read yet."""
        if version not in self._made:
            name, path = self._listed()[version]
            self._made[version] = Migration(version, name, _script(version, name, path))
        return self._made[version]

    def path(self, version: str) -> Path:
        """Return the file of a seed."""
        return self._listed()[version][1]

    def directives(self, version: str) -> Directives:
        """Return what a seed says about itself; raises FileError."""
        path = self.path(version)
        if path.suffix == PYTHON:
            return said_in_comments(head_lines(read_text(path)), path)
        script = self.migration(version).up
        if isinstance(script, DataScript):
            return script.declaration().said
        return head_directives(path)

    def _listed(self) -> Mapping[str, tuple[str, Path]]:
        if self._files is None:
            self._files = _read(self.folder)
        return self._files


def _script(version: str, name: str, path: Path) -> SQLScript | PythonScript | DataScript:
    if path.name.endswith(_SCRIPTS):
        return SQLScript(path)
    if path.suffix == PYTHON:
        return PythonScript(path, version, "up")
    return DataScript(path, version, name)


def _read(folder: Path) -> dict[str, tuple[str, Path]]:
    try:
        paths = [path for path in folder.iterdir() if path.name[:1].isdigit()]
    except OSError as error:
        raise _unreadable(folder, error) from None
    found: dict[int, tuple[str, str, Path]] = {}
    for path in sorted(paths):
        ending = next((one for one in _ENDINGS if path.name.endswith(one)), None)
        if ending is None:
            continue
        stem = path.name.removesuffix(ending)
        if ending.startswith(".down") or not _STEM.fullmatch(stem):
            raise _stranger(path, ending)
        version, _, name = stem.partition("_")
        if int(version) in found:
            raise _twice(found[int(version)][2], path)
        found[int(version)] = version, name, path
    ordered = (found[number] for number in sorted(found))
    return {version: (name, path) for version, name, path in ordered}


def _unreadable(folder: Path, error: OSError) -> FileError:
    if isinstance(error, FileNotFoundError):
        return FileError(
            "the folder of the seeds does not exist.",
            path=folder,
            hint=f"mkdir -p {folder}, or name another folder: seeds in goofer.toml",
        )
    return FileError(f"the folder cannot be read: {error.strerror}.", path=folder)


def _stranger(path: Path, ending: str) -> FileError:
    if ending.startswith(".down"):
        return FileError(
            "seeds are not reverted: this file would never run.",
            path=path,
            hint="remove it; a seed that deletes rows is one of its own",
        )
    return FileError(
        f"the file {path.name} has no name of a seed: it would never run.",
        path=path.parent,
        hint=f"name it like {FORM}, the version in digits",
    )


def _twice(one: Path, other: Path) -> FileError:
    version = other.name.partition("_")[0]
    return FileError(
        f"two seeds have the version {version}: {one.name} and {other.name}. Nothing ran.",
        path=other.parent,
        hint="give one of them a version of its own",
    )
