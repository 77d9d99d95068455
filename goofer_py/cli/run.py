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
    """What a command body works with; settings are read when they are first asked for."""

    output: Output
    config: Path | None
    flags: Mapping[str, object]

    @cached_property
    def settings(self) -> Settings:
        """The settings, with what the command line says on top; raises ConfigError."""
        return load_settings(self.config, os.environ, self.flags)

    @cached_property
    def project(self) -> Project:
        """The parts that the settings name."""
        return Project(self.settings)

    def on(self, url: str) -> Run:
        """Return the same call on another database."""
        return replace(self, flags={**self.flags, "url": url})
