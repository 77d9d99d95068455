"""The names of tenants: from a query, a file or a command."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.config.value import COMMAND, names_file
from goofer_py.errors import FileError, UsageError

if TYPE_CHECKING:
    from goofer_py.stores.store import Store

_TAIL = 5


def tenant_names(source: str, store: Store) -> tuple[str, ...]:
    """Return the names that `source` gives, each once, in its order.

    A query runs on `store`; a file has a name on each line, and a command writes it so. Empty
    lines, and lines that begin with #, are none. Raises UsageError for what gives no names.
    """
    if source.startswith(COMMAND):
        return _unique(_lines(_said(source.removeprefix(COMMAND).strip())))
    if names_file(source):
        return _unique(_lines(_read(Path(source))))
    return _unique(_asked(source, store))


def _asked(query: str, store: Store) -> Iterable[str]:
    session = store.connect()
    try:
        rows = session.query(query)
    finally:
        session.close()
    for row in rows:
        if len(row) != 1 or row[0] is None:
            raise UsageError(
                f"The query for the tenants gave {row!r}: it has to give one name in each row."
                " Nothing was changed.",
                hint="SELECT name FROM tenants WHERE name IS NOT NULL",
            )
    return (str(name) for (name,) in rows)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FileError(
            "there is no such file of tenants. Nothing was changed.",
            path=path,
            hint=f"a query begins with SELECT, a command with {COMMAND}",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"the file of tenants cannot be read: {error}.", path=path) from None


def _said(command: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the command is the user's own
            shlex.split(command), capture_output=True, text=True, check=False
        )
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The command for the tenants could not be run: {command}: {error}."
        ) from None
    if done.returncode:
        last = "\n".join(done.stderr.strip().splitlines()[-_TAIL:])
        raise UsageError(
            f"The command for the tenants ended with {done.returncode}: {command}. Nothing was"
            f" changed.{f'{chr(10)}{last}' if last else ''}"
        )
    return done.stdout


def _lines(text: str) -> Iterable[str]:
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
