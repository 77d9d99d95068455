"""Several folders of migrations as one: one order over all of their files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.migrate.files import Listing


class Folders:
    """What several folders hold together, by the names of their files alone."""

    def __init__(self, folders: Iterable[Path], *, recursive: bool = False) -> None:
        listings = [Listing(folder) for folder in _all(folders, recursive)]
        self.problems = [problem for one in listings for problem in one.problems]
        self._owners: dict[str, Listing] = {}
        numbers: dict[int, str] = {}
        for listing in listings:
            for version in listing.names:
                known = numbers.setdefault(int(version), version)
                owner = self._owners.setdefault(known, listing)
                if owner is not listing:
                    self.problems.append(_twice(owner.files(known)[0], listing.files(version)[0]))
        self.repeatables: dict[str, str] = {}
        for listing in listings:
            for name, path in listing.repeatables.items():
                if self.repeatables.setdefault(name, path) != path:
                    self.problems.append(_twice_named(self.repeatables[name], path))
        ordered = sorted(self._owners, key=int)
        self.names = {version: self._owners[version].names[version] for version in ordered}
        """The name of each version, in the order of the versions."""

    def files(self, version: str) -> tuple[str, str | None]:
        """Return the paths of a migration's up and down file; None when there is no down file."""
        return self._owners[version].files(version)


def _all(folders: Iterable[Path], recursive: bool) -> Iterator[Path]:
    for folder in dict.fromkeys(folders):
        if not recursive or not folder.is_dir():
            yield folder
            continue
        for inner, below, _ in os.walk(folder):
            below[:] = sorted(name for name in below if not name.startswith((".", "__pycache__")))
            yield Path(inner)


def _twice_named(one: str, other: str) -> FileError:
    return FileError(
        f"two repeatable scripts have one name: {one} and {other}. Nothing ran.",
        path=other,
        hint="give one of them a name of its own",
    )


def _twice(one: str, other: str) -> FileError:
    return FileError(
        f"two migrations have one version: {one} and {other}. Nothing ran.",
        path=other,
        hint="give one of them a version of its own (rename both of its files)",
    )
