"""Where migrations come from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict

from goofer_py.errors import FileError, UsageError
from goofer_py.migrate.files import PYTHON, UP, Listing

if TYPE_CHECKING:  # The names of migrations, which every start looks at, need no scripts.
    from goofer_py.migrate.context import Context
    from goofer_py.migrate.directives import Directives
    from goofer_py.migrate.folders import Folders
    from goofer_py.migrate.migration import Migration
    from goofer_py.migrate.script import Script


class MigrationSource(Protocol):
    """A place that holds migrations.

    `names` is asked first, and must cost little for thousands of migrations; the others are
    asked for single ones of its versions.
    """

    def names(self) -> Mapping[str, str]:
        """Return the name of each version, in the order of the versions; raises FileError."""

    def migration(self, version: str) -> Migration:
        """Return one of the migrations; its scripts are not read yet."""


class CustomMigration(Protocol):
    """A migration in code, given to `Migrator.register_custom_migration`.

    With an attribute `transaction` that is False it runs outside of one, and may work in batches.
    An attribute `databases` has the names of other databases that it changes.
    """

    def up(self, context: Context, /) -> object:
        """Apply it, in a transaction that goofer opens and commits unless told not to."""

    def down(self, context: Context, /) -> object:
        """Revert it."""


class DirectorySource:
    """Migrations in a folder: {version}_{name}.up.sql and .down.sql, or {version}_{name}.py.

    Those in `more` folders, and with `recursive` in the folders inside of each, are in one order
    with them; new ones are written to the first folder. Each call of `names` looks at the folders;
    the others go by what it saw.
    """

    def __init__(self, folder: Path | str, *more: Path | str, recursive: bool = False) -> None:
        self.folder = Path(folder)
        self._more = tuple(map(Path, more))
        self._recursive = recursive
        self._listing: Listing | Folders | None = None

    def _listed(self) -> Listing | Folders:
        if not self._more and not self._recursive:
            return Listing(self.folder)
        from goofer_py.migrate.folders import Folders

        return Folders((self.folder, *self._more), recursive=self._recursive)

    def names(self) -> Mapping[str, str]:
        """Return the name of each version, in the order of the versions; raises FileError."""
        self._listing = self._listed()
        if self._listing.problems:
            raise self._listing.problems[0]
        return self._listing.names

    def migration(self, version: str) -> Migration:
        """Return one of the migrations; its files are not read yet."""
        from goofer_py.migrate.migration import Migration
        from goofer_py.migrate.script import SQLScript

        listing = self._listing or self._listed()
        up, down = listing.files(version)
        if up.endswith(PYTHON):
            from goofer_py.migrate.python_script import PythonScript

            return Migration(
                version,
                listing.names[version],
                PythonScript(up, version, "up"),
                PythonScript(up, version, "down"),
            )
        return Migration(
            version,
            listing.names[version],
            SQLScript(up),
            SQLScript(down) if down else None,
        )

    def directives(self, version: str) -> Directives:
        """Return what the way up says about itself, read from the head of its file."""
        from goofer_py.migrate.head import head_directives

        listing = self._listing or self._listed()
        return head_directives(listing.files(version)[0])

    def repeatables(self) -> Mapping[str, Script]:
        """Return the scripts R__name.sql, which are run again when they change, by their names."""
        paths = (self._listing or self._listed()).repeatables
        if not paths:
            return {}
        from goofer_py.migrate.script import SQLScript

        return {name: SQLScript(path) for name, path in paths.items()}

    @property
    def is_there(self) -> bool:
        """Whether any of the folders is there."""
        return any(folder.is_dir() for folder in (self.folder, *self._more))

    def up_files(self) -> list[Path]:
        """Return the paths of all ways up in SQL, in the order of their versions."""
        if not self.is_there:
            return []
        listing = self._listed()
        paths = (listing.files(version)[0] for version in listing.names)
        return [Path(path) for path in paths if path.endswith(UP)]

    def refusals(self) -> list[FileError]:
        """Return all that is wrong with the names of the files, so that nothing of them runs."""
        return list(self._listed().problems) if self.is_there else []

    def problems(self) -> list[FileError]:
        """Return all that is wrong with the folder and its files' names, also missing downs."""
        try:
            listing = self._listed()
        except FileError as error:
            return [error]
        files = (listing.files(version) for version in listing.names)
        return listing.problems + [_no_down(Path(up)) for up, down in files if down is None]

    def write(
        self, version: str, name: str, up: str, down: str, language: str = ".sql"
    ) -> Migration:
        """Write both files of a new migration; raises FileError rather than replace one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # The down file comes first: a run that sees the up file has both.
        for way, text in (("down", down), ("up", up)):
            _write(self.folder / f"{version}_{name}.{way}{language}", text)
        self._listing = None
        return self.migration(version)

    def write_python(self, version: str, name: str, text: str) -> Migration:
        """Write a new migration in Python; raises FileError rather than replace one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self.folder / f"{version}_{name}{PYTHON}", text)
        self._listing = None
        return self.migration(version)


def _no_down(up: Path) -> FileError:
    down = ".down.".join(up.name.rsplit(".up.", 1))
    return FileError(f"{up.name} has no {down}.", path=up, hint=f"write {down}")


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise FileError("the file is there already, and was left as it is.", path=path) from None
    except OSError as error:
        raise FileError(f"the file cannot be written: {error.strerror}.", path=path) from None


class CombinedSource:
    """A source together with migrations in code, in one order."""

    def __init__(self, source: MigrationSource) -> None:
        self.source = source
        self._custom: dict[str, Migration] = {}

    @property
    def folders(self) -> DirectorySource | None:
        """The folders that migrations come from, None where they come from elsewhere."""
        return self.source if isinstance(self.source, DirectorySource) else None

    def add(self, version: str, name: str, custom: CustomMigration) -> Migration:
        """Add a migration in code; raises UsageError for a version that is none or is taken."""
        from goofer_py.migrate.migration import Migration
        from goofer_py.migrate.script import CodeScript

        if not (version.isascii() and version.isdecimal()):
            raise UsageError(f"A version is made of digits; {version!r} is not.")
        if any(int(version) == int(known) for known in (*self.names(), *self._custom)):
            raise UsageError(f"There is a migration with version {version} already.")
        down = getattr(custom, "down", None)
        how = _said_by(custom)
        self._custom[version] = Migration(
            version,
            name,
            CodeScript(version, custom.up, **how),
            CodeScript(version, down, **how) if callable(down) else None,
        )
        return self._custom[version]

    def names(self) -> Mapping[str, str]:
        """Return the name of each version, in the order of the versions; raises FileError."""
        names = self.source.names()
        if not self._custom:
            return names
        custom = {version: migration.name for version, migration in self._custom.items()}
        return dict(sorted({**names, **custom}.items(), key=lambda item: int(item[0])))

    def directives(self, version: str) -> Directives:
        """Return what the way up of a migration says about itself; raises FileError."""
        if isinstance(self.source, DirectorySource) and version not in self._custom:
            return self.source.directives(version)
        from goofer_py.migrate.script import directives_of

        return directives_of(self.migration(version).up)

    def repeatables(self) -> Mapping[str, Script]:
        """Return the scripts that are run again when they change, by their names."""
        repeatables = getattr(self.source, "repeatables", None)
        found: Mapping[str, Script] = repeatables() if repeatables is not None else {}
        return found

    def migration(self, version: str) -> Migration:
        """Return one of the migrations; its scripts are not read yet."""
        return self._custom.get(version) or self.source.migration(version)


_NONE: tuple[str, ...] = ()


class _How(TypedDict):
    """How a migration in code runs."""

    alone: bool
    databases: tuple[str, ...]


def _said_by(custom: CustomMigration) -> _How:
    """Return what an object says about itself; raises UsageError."""
    alone, databases = getattr(custom, "transaction", True) is False, _NONE
    if (said := getattr(custom, "databases", None)) is not None:
        from goofer_py.migrate.several.names import names_of

        databases = names_of(said)
    return {"alone": alone, "databases": databases}
