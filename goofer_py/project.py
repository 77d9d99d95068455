"""The parts of goofer, put together as the settings say."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.config import Settings


@dataclass(frozen=True)
class Project:
    """A program's entities, migrations and database; each part is made when it is asked for."""

    settings: Settings
