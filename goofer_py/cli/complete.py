"""What a shell offers where a version is wanted."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from goofer_py.config import load_settings


def versions(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Return the versions of the folder that begin with `incomplete`, with their names."""
    from goofer_py.project import Project

    # A shell that waits for an answer wants none rather than an error.
    with suppress(Exception):
        config, directory = ctx.params.get("config"), ctx.params.get("directory")
        flags = {"directory": directory}
        path = Path(config) if config else None
        settings = load_settings(path, os.environ, flags, database=ctx.params.get("db"))
        names = Project(settings).source().names()
        return [
            (version, name) for version, name in names.items() if version.startswith(incomplete)
        ]
    return []
