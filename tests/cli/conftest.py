"""The command line, called in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from goofer_py.cli.app import app


@dataclass(frozen=True)
class Outcome:
    """What one call of the command line came to."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout."""
        parsed: dict[str, Any] = json.loads(self.stdout)
        return parsed


Goofer = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty working directory, without variables that say what goofer should do."""
    for variable in ("DATABASE_URL", "GOOFER_URL", "GOOFER_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "work" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def goofer(folder: Path) -> Goofer:
    """Give the command line, in `folder`."""

    def call(*arguments: str, input: str | None = None) -> Outcome:  # noqa: A002 - as in subprocess
        result = CliRunner().invoke(app, list(arguments), input=input)
        # A crash would be told to a person; here it is the test's.
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return call
