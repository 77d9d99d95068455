"""Commands measured side by side: in turn, several times, each as a whole process."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
_SPAWN = Path(__file__).with_name("spawn.py")
_TAIL = 15

Surroundings = Callable[[], contextlib.AbstractContextManager[Mapping[str, str]]]


class CouldNotRunError(Exception):
    """A command failed, or something that it needs is not there."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command cost: CPU (user and system) and wall seconds, bytes at the peak."""

    cpu: float
    wall: float
    peak: float
    output: str

    @property
    def told(self) -> dict[str, Any]:
        """The JSON in the last line of what the command said: what it measured itself."""
        told: dict[str, Any] = json.loads(self.output.strip().splitlines()[-1])
        return told


@contextlib.contextmanager
def _nothing() -> Iterator[Mapping[str, str]]:
    yield {}


@dataclass(frozen=True, slots=True)
class Side:
    """One command of a comparison; `surroundings` gives each run its environment variables."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    surroundings: Surroundings = _nothing

    def run(self) -> Run:
        """Run it once; raises CouldNotRunError with the end of what it said."""
        with self.surroundings() as variables:
            return _measured(self, variables)


def contest(sides: Sequence[Side], runs: int, warmups: int = 1) -> dict[str, list[Run]]:
    """Run all sides in turn, `runs` times, after `warmups` rounds that do not count."""
    for _ in range(warmups):
        for side in sides:
            side.run()
    rounds = [[side.run() for side in sides] for _ in range(runs)]
    return {
        side.name: list(column)
        for side, column in zip(sides, zip(*rounds, strict=True), strict=True)
    }


def program(name: str) -> str:
    """Return the path of a console script of this environment."""
    path = PROGRAMS / name
    if not path.exists():
        raise CouldNotRunError(f"{name} is not installed beside {sys.executable}")
    return str(path)


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return a plain environment with `variables`: no settings of this shell's leak in."""
    kept = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR")
    return {**{name: os.environ[name] for name in kept if name in os.environ}, **variables}


def prepare(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> str:
    """Run a command that is not measured; return what it said."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CouldNotRunError(_failure(command, done.returncode, done.stdout))
    return done.stdout


def _measured(side: Side, variables: Mapping[str, str]) -> Run:
    with tempfile.TemporaryDirectory(prefix="goofer-bench-") as folder:
        report, output = Path(folder, "report"), Path(folder, "output")
        spawn = [sys.executable, "-I", "-S", str(_SPAWN), str(report), str(output)]
        prepare([*spawn, *side.command], side.folder, variables)
        cost = json.loads(report.read_text())
        said = output.read_text(errors="replace")
    if cost["code"]:
        raise CouldNotRunError(_failure(side.command, cost["code"], said))
    return Run(cost["cpu"], cost["wall"], cost["peak"], said)


def _failure(command: Sequence[str], code: int, said: str) -> str:
    tail = "\n".join(said.strip().splitlines()[-_TAIL:])
    return f"{' '.join(command)} ended with {code}:\n{tail}"
