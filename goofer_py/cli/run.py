"""One call of a command: its settings, its project and its output."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from goofer_py.cli.output import Output
from goofer_py.config import Settings, load_settings
from goofer_py.project import Project


@dataclass(frozen=True)
class Run:
    """What a command body works with; settings are read when they are first asked for.

    `database` is which of the databases of the settings files was asked for, `tenant` which of
    its tenants. With `chosen` settings nothing is read.
    """

    output: Output
    config: Path | None
    flags: Mapping[str, object]
    database: str | None = None
    tenant: str | None = None
    chosen: Settings | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings, with what the command line says on top; raises ConfigError."""
        found = self._settings()
        # Nobody would be told.
        return found if self.output.tells else replace(found, progress=False)

    def _settings(self) -> Settings:
        if self.chosen is not None:
            return self.chosen
        found = load_settings(self.config, os.environ, self.flags, database=self.database)
        if self.tenant is None:
            return found
        from goofer_py.config.tenants import for_tenant
        from goofer_py.many.listed import check_listed

        chosen = for_tenant(found, self.tenant)
        check_listed(found, self.tenant)
        return chosen

    @cached_property
    def project(self) -> Project:
        """The parts that the settings name."""
        return Project(self.settings)

    def on(self, url: str) -> Run:
        """Return the same call on another database."""
        chosen = self.chosen and replace(self.chosen, url=url, url_folder=Path())
        return replace(self, flags={**self.flags, "url": url}, chosen=chosen)
