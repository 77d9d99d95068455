"""The databases of a settings file, for programs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from goofer_py.config import Settings, load_all_settings
from goofer_py.errors import UsageError
from goofer_py.many.runs import ManyRuns, up_each
from goofer_py.project import Project

if TYPE_CHECKING:
    from goofer_py.events import Observer
    from goofer_py.migrate.migrator import Migrator, UpOptions


class Databases:
    """The databases that a settings file has as tables [databases.NAME].

    Without a `config` file the nearest goofer.toml or pyproject.toml is read. Raises ConfigError.
    """

    def __init__(
        self, config: str | Path | None = None, environ: Mapping[str, str] | None = None
    ) -> None:
        path = None if config is None else Path(config)
        found = load_all_settings(path, os.environ if environ is None else environ, {})
        self._settings: dict[str, Settings] = {str(one.database): one for one in found}

    def names(self) -> tuple[str, ...]:
        """Return the names of those that this environment has, in the order of the file."""
        return tuple(name for name, one in self._settings.items() if not one.absent)

    def migrator(self, name: str, observer: Observer | None = None) -> Migrator:
        """Return what migrates one of them; nothing is connected yet. Raises UsageError."""
        if name not in self._settings:
            known = ", ".join(self._settings)
            raise UsageError(f"There is no database {name!r}; there are {known}.")
        return Project(self._settings[name]).migrator(observer)

    def up(
        self, *, jobs: int = 1, keep_going: bool = False, **options: Unpack[UpOptions]
    ) -> ManyRuns:
        """Apply what each of them lacks, `jobs` of them at the same time.

        Several jobs are processes. After one that fails, none is begun unless `keep_going`.
        """
        return up_each(self.names(), self.migrator, options, jobs=jobs, keep_going=keep_going)
