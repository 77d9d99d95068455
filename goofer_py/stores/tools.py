"""The programs that come with a server: found, asked for their version, and run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from goofer_py.errors import BackupFailed, ToolMissing
from goofer_py.stores.far import Far, Measured
from goofer_py.stores.secrecy import Secrecy

_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_LINES = 20


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, and what it says of its version."""

    path: Path
    said: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name

    @property
    def version(self) -> tuple[int, ...]:
        """The first number in what it says of its version."""
        found = _NUMBER.search(self.said)
        return tuple(int(part) for part in found[0].split(".")) if found else ()


def candidates(names: Sequence[str], folder: Path | None, more: Sequence[Path] = ()) -> list[Tool]:
    """Return the programs of these names that there are: in `folder` alone if it is given.

    Else those in `more` folders, then those on the PATH.
    """
    if folder is not None:
        paths = [folder / name for name in names]
    else:
        found = (shutil.which(name) for name in names)
        # What is on the PATH may be a script that chooses one of them by itself.
        paths = [place / name for place in more for name in names]
        paths += [Path(path) for path in found if path]
    there = [path for path in paths if path.is_file() and os.access(path, os.X_OK)]
    return [Tool(path, _version(path)) for path in dict.fromkeys(there)]


def _version(path: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the server's own program, as found
            [path, "--version"], capture_output=True, text=True, check=False, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return " ".join(done.stdout.split())


def missing(names: Sequence[str], folder: Path | None, package: str) -> ToolMissing:
    """Return the error for programs that are not there."""
    where = f"in {folder}" if folder else "on the PATH"
    return ToolMissing(
        f"{' or '.join(names)} is needed, and is not {where}. Nothing was written.",
        tool=names[0],
        hint=f"install it: {package}; or name its folder: --tools DIR",
    )


@contextmanager
def private_file(text: str) -> Iterator[Path]:
    """Give a file with this text that nobody else can read; it is gone at the end."""
    with TemporaryDirectory(prefix="goofer-") as folder:
        path = Path(folder) / "given"
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
        yield path


@dataclass(frozen=True, slots=True)
class Call:
    """How a program is run: what hides in its words, and what its environment has besides."""

    database: str
    secrecy: Secrecy
    environment: Mapping[str, str]

    def run(
        self,
        tool: Tool,
        arguments: Sequence[str | Path],
        *,
        source: Path | None = None,
        state: str = "Nothing was written.",
        far: Far | None = None,
        talk: Callable[[str], bool] | None = None,
    ) -> str:
        """Run a program to its end, with a file as its input, and return what it wrote.

        Meanwhile `far` is told how much of that file it has read, and `talk` each line that it
        writes beside; it says of which the program would have been silent without being asked.
        Raises BackupFailed with its own last words, and with `state`, how things stand then.
        """
        environment = {**os.environ, **self.environment, "LC_ALL": "C.UTF-8"}
        try:
            with (source or Path(os.devnull)).open("rb") as given, TemporaryFile() as written:
                if far is not None and source is not None:
                    far.by(partial(_read, given.fileno()))
                with subprocess.Popen(  # noqa: S603 - as above
                    [tool.path, *arguments],
                    stdin=given,
                    stdout=written,
                    stderr=subprocess.PIPE,
                    env=environment,
                ) as process:
                    if far is not None:
                        far.program = process.pid
                    last = _heard(process, talk)
                written.seek(0)
                out = written.read()
        except OSError as error:
            raise BackupFailed(
                f"{tool.path} cannot be run: {error.strerror}. {state}",
                database=self.database,
                tool=tool.name,
            ) from None
        if process.returncode:
            said = self.secrecy.hide("\n".join(f"  {line}" for line in last))
            raise BackupFailed(
                f"{tool.name} failed with exit code {process.returncode} on {self.database}:\n"
                f"{said}\n{state}",
                database=self.database,
                server=said,
                tool=tool.name,
            )
        return out.decode(errors="replace")


def _heard(process: subprocess.Popen[bytes], talk: Callable[[str], bool] | None) -> list[str]:
    """Listen to a program until it ends, and return its last words; it ends with the listener."""
    last: deque[str] = deque(maxlen=_LINES)
    try:
        for line in process.stderr or ():
            said = line.decode(errors="replace").rstrip()
            if talk is None or not talk(said):
                last.append(said)
        process.wait()
    except BaseException:
        process.kill()
        raise
    return [line for line in last if line]


def _read(number: int) -> Measured:
    """Return how much of an open file was read, by whichever process has it too."""
    return os.lseek(number, 0, os.SEEK_CUR), os.fstat(number).st_size
