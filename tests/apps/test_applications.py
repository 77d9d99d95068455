"""The models of published applications: migrated from nothing, and nothing is found afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa


@dataclass(frozen=True)
class Application:
    """What a goofer.toml names to have an application's entities, and how many tables they are."""

    name: str
    models: str
    tables: int


APPLICATIONS = (
    Application("mlflow", "mlflow_entities:metadata", tables=63),
    Application("optuna", "optuna.storages._rdb.models:BaseModel", tables=12),
)

Goofer = Callable[..., dict[str, Any]]

_HERE = Path(__file__).parent

_CREATE_ALL = """
import importlib, sys, sqlalchemy
url, folder, models = sys.argv[1:]
sys.path.insert(0, folder)
module, _, name = models.partition(":")
found = getattr(importlib.import_module(module), name)
getattr(found, "metadata", found).create_all(sqlalchemy.create_engine(url))
"""


@pytest.fixture(params=APPLICATIONS, ids=lambda app: app.name)
def application(request: pytest.FixtureRequest) -> Application:
    application: Application = request.param
    return application


@pytest.fixture
def goofer(application: Application, database_url: str, tmp_path: Path) -> Goofer:
    """Give the command line in a project of the application; what it returns is its JSON."""
    said = {"url": database_url, "models": [application.models], "python_path": [str(_HERE)]}
    lines = [f"{key} = {json.dumps(value)}\n" for key, value in said.items()]
    (tmp_path / "goofer.toml").write_text("".join(lines))

    def call(*arguments: str) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(_run(tmp_path, "-m", "goofer_py", *arguments, "--json"))
        return said

    return call


def test_migrations_from_nothing_build_what_the_models_say_and_take_it_away_again(
    application: Application, goofer: Goofer, database_url: str
) -> None:
    goofer("makemigrations", "initial")
    goofer("migrate")
    tables = _tables(database_url)
    assert len(tables) == application.tables
    goofer("makemigrations", "--check")

    goofer("migrate", "--to", "zero", "--yes")
    assert _tables(database_url) == set()

    goofer("migrate")
    assert _tables(database_url) == tables
    goofer("makemigrations", "--check")


def test_a_database_that_the_models_made_is_up_to_date(
    application: Application, goofer: Goofer, database_url: str, tmp_path: Path
) -> None:
    url = _sqlalchemy_url(database_url)
    _run(tmp_path, "-c", _CREATE_ALL, url, str(_HERE), application.models)
    assert len(_tables(database_url)) == application.tables

    goofer("makemigrations", "--check")


def _run(folder: Path, *arguments: str) -> str:
    """Run Python in `folder` and return what it wrote to stdout; a failure tells all it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOOFER_")}
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=kept,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    return run.stdout


def _tables(url: str) -> set[str]:
    engine = sa.create_engine(_sqlalchemy_url(url))
    try:
        names = sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()
    return {name for name in names if not name.startswith("goofer_")}


def _sqlalchemy_url(url: str) -> str:
    return url.replace("postgresql:", "postgresql+psycopg:", 1)
