"""Migrations that come with a program: in an installed package, in an archive, or in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.errors import FileError, UsageError
from goofer_py.migrate.files import PYTHON, Listing, decoded
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.python_script import PythonScript
from goofer_py.migrate.script import Script, TextScript
from goofer_py.migrate.sources import DirectorySource

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class ListSource:
    """Migrations in memory, given in any order.

    Raises UsageError for a version that is none or comes twice.
    """

    def __init__(self, migrations: Iterable[Migration]) -> None:
        self._migrations: dict[str, Migration] = {}
        taken: dict[int, Migration] = {}
        for migration in migrations:
            version = migration.version
            if not (version.isascii() and version.isdecimal()):
                raise UsageError(f"A version is made of digits; {version!r} is not.")
            first = taken.setdefault(int(version), migration)
            if first is not migration:
                raise UsageError(f"{first.title} and {migration.title} have the same version.")
            self._migrations[version] = migration

    def names(self) -> Mapping[str, str]:
        """Return the name of each version, in the order of the versions."""
        ordered = sorted(self._migrations, key=int)
        return {version: self._migrations[version].name for version in ordered}

    def migration(self, version: str) -> Migration:
        """Return one of the migrations."""
        return self._migrations[version]


class PackageSource:
    """Migrations in a Python package, wherever it is: a folder, a wheel, a zipapp, an executable.

    `package` is its name, such as "app.migrations"; only in an archive it needs an
    `__init__.py`.
    """

    def __init__(self, package: str) -> None:
        self.package = package
        self._source: DirectorySource | _Archived | None = None

    def names(self) -> Mapping[str, str]:
        """Return the name of each version, in the order of the versions; raises FileError."""
        return self._found().names()

    def migration(self, version: str) -> Migration:
        """Return one of the migrations; its scripts are not read yet."""
        return self._found().migration(version)

    def repeatables(self) -> Mapping[str, Script]:
        """Return the scripts that are run again when they change, by their names."""
        return self._found().repeatables()

    def _found(self) -> DirectorySource | _Archived:
        if self._source is None:
            entries = self._entries()
            folders = {entry.parent if isinstance(entry, Path) else None for entry in entries}
            folder = folders.pop() if len(folders) == 1 else None
            self._source = DirectorySource(folder) if folder else _Archived(self.package, entries)
        return self._source

    def _entries(self) -> list[Traversable]:
        try:
            return [entry for entry in files(self.package).iterdir() if entry.is_file()]
        except (ImportError, TypeError, OSError) as error:
            raise FileError(
                f"There are no migrations in the package {self.package}: {error}.",
                hint='name the package of the files, as in PackageSource("app.migrations"); in an'
                " archive it needs an __init__.py",
            ) from None


class _Archived:
    """Migrations that can be read, but have no place in the file system."""

    def __init__(self, package: str, entries: Iterable[Traversable]) -> None:
        self._package = package
        self._entries = {entry.name: entry for entry in entries}
        self._listing = Listing(Path(package), list(self._entries))

    def names(self) -> Mapping[str, str]:
        if self._listing.problems:
            raise self._listing.problems[0]
        return self._listing.names

    def migration(self, version: str) -> Migration:
        up, down = self._listing.files(version)
        name = self._listing.names[version]
        if up.endswith(PYTHON):
            content = self._content(up)
            forth, back = (PythonScript(up, version, way, content) for way in ("up", "down"))
            return Migration(version, name, forth, back)
        return Migration(version, name, self._script(up), self._script(down) if down else None)

    def repeatables(self) -> Mapping[str, Script]:
        return {name: self._script(path) for name, path in self._listing.repeatables.items()}

    def _script(self, path: str) -> TextScript:
        return TextScript(decoded(path, self._content(path)), Path(path))

    def _content(self, path: str) -> bytes:
        return self._entries[Path(path).name].read_bytes()
