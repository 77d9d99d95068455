"""Settings: from goofer.toml, pyproject.toml, the environment and the command line."""

from __future__ import annotations

from goofer_py.config.load import load_all_settings, load_each_settings, load_settings
from goofer_py.config.settings import Settings

__all__ = ["Settings", "load_all_settings", "load_each_settings", "load_settings"]
