"""What an archive that `goofer bundle` made does when Python runs it."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from goofer_py.cli.output import Output
from goofer_py.cli.toml import written
from goofer_py.config.document import read
from goofer_py.errors import UsageError
from goofer_py.variables import Malformed, Unset, expand

_NOT_PACKED = ("alembic", "sqlalchemy")
_RELATIVE = re.compile(r"(sqlite(?:\+\w+)?:///)([^/:?][^:?]*(?:\?.*)?)")
PROJECT = "project"
"""The folder of the archive with the settings and the migrations."""


def main(archive: str) -> None:
    """Run the command line with the settings and the migrations of an archive.

    They are unpacked into a folder of their own, which is removed at the end: migrations are files
    then, as they are everywhere else. What the environment and options say comes before them.
    """
    from goofer_py.cli.app import main as command_line

    sys.meta_path.append(_NotPacked())
    with unpacked(Path(archive)) as folder:
        settings = folder / "goofer.toml"
        os.environ.setdefault("GOOFER_CONFIG", str(settings))
        values = read(settings).values
        settings.write_text(written(_from_here(values)), encoding="utf-8")
        # The folder is gone when somebody reads of it.
        Output.unpacked = (str(folder), Path(archive).name)
        command_line()


class _NotPacked(MetaPathFinder):
    """Says what commands need that write migrations, where nobody installed it."""

    def find_spec(
        self,
        fullname: str,
        path: object,  # noqa: ARG002 - the signature of finders
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> None:
        """Find nothing; raises UsageError for what an archive does not hold."""
        if fullname in _NOT_PACKED:
            raise UsageError(
                f"This command needs the Python module {fullname!r}, which is not in the archive.",
                hint="pip install goofer-py, and call it where the program is",
            )


@contextmanager
def unpacked(archive: Path) -> Iterator[Path]:
    """Give a folder with the project of an archive."""
    with tempfile.TemporaryDirectory(prefix="goofer-", ignore_cleanup_errors=True) as folder:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder, _project(packed))
        yield Path(folder, PROJECT)


def _project(packed: zipfile.ZipFile) -> list[str]:
    return [name for name in packed.namelist() if name.startswith(f"{PROJECT}/")]


def _from_here(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings in which a file that a url names is looked for from the working directory.

    It would be beside the settings, which are about to be removed.
    """
    found: dict[str, Any] = {
        key: _from_here(value) if isinstance(value, dict) else value
        for key, value in values.items()
    }
    if isinstance(url := found.get("url"), str):
        found["url"] = _absolute(url)
    return found


def _absolute(url: str) -> str:
    try:
        text = expand(url, os.environ)
    except (Unset, Malformed):
        # The command says which variable is missing.
        return url
    file = _RELATIVE.fullmatch(text)
    return f"{file[1]}{quote(os.getcwd())}/{file[2]}" if file else url  # noqa: PTH109
