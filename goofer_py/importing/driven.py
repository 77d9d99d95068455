"""What the Python of somebody's project tells of its migrations."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from goofer_py.errors import FileError, UsageError
from goofer_py.importing.model import Place

_FOLDER = Path(__file__).parent / "drivers"
_SPOKEN = {"mariadb": "mysql"}


def told(
    place: Place,
    driver: str,
    folder: Path,
    *arguments: str,
    environ: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Run a driver in `folder` with the project's Python; return what it wrote.

    Raises FileError with the last that it said when it failed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "told.json"
        command = [_found(place.python), str(_FOLDER / f"{driver}.py"), *arguments, str(output)]
        try:
            done = subprocess.run(  # noqa: S603 - the project's own Python, and goofer's file
                command,
                cwd=folder,
                env={**os.environ, **(environ or {})},
                capture_output=True,
                text=True,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except OSError as error:
            message = f"{place.python} cannot be run: {error.strerror}. Nothing was written."
            raise UsageError(message, hint="--python PATH names the project's Python") from None
        if done.returncode or not output.exists():
            raise _failed(folder, driver, done.stderr)
        found: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
        return found


def _found(program: str) -> str:
    """Return where a program is, seen from any folder."""
    # A link is not followed: an environment's Python knows by its own place what it has.
    return str(Path(program).absolute()) if os.sep in program else program


def check_dialect(place: Place, dialect: str, path: Path, hint: str) -> None:
    """Raise FileError when the project works with another database than goofer."""
    wanted = place.dialect
    if wanted is not None and _SPOKEN.get(dialect, dialect) != _SPOKEN.get(wanted, wanted):
        raise FileError(
            f"this project is set up for {dialect}, and the database is {wanted}: its SQL would be"
            " of the wrong kind. Nothing was written.",
            path=path,
            hint=hint,
        )


def _failed(folder: Path, driver: str, said: str) -> FileError:
    lines = [line for line in said.strip().splitlines() if line.strip()]
    last = lines[-1].strip() if lines else "it said nothing"
    program = driver.partition("_")[0].title()
    hint = None
    if "No module named" in last:
        hint = "--python PATH names the Python that has the project's packages"
    return FileError(
        f"the project could not be read by {program}: {last}. Nothing was written.",
        path=folder,
        hint=hint,
    )
