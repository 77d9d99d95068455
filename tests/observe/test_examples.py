"""The applications that the documentation shows serve how their databases stand."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.migrate.conftest import Folder
from tests.observe.test_pages import asked

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "watched"


@pytest.fixture
def program(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder of a program, with settings and a migration that is pending."""
    folder.table("1", "a")
    (folder.path.parent / "goofer.toml").write_text('url = "sqlite:///app.db"\n')
    monkeypatch.chdir(folder.path.parent)
    before = set(sys.modules)
    yield folder.path.parent
    for name in set(sys.modules) - before:
        if name.startswith("watched_"):
            del sys.modules[name]


def example(name: str) -> ModuleType:
    spec = spec_from_file_location(f"watched_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.usefixtures("program")
def test_fastapi_serves_it() -> None:
    got = asyncio.run(asked(example("with_fastapi").app, "/goofer/readyz"))
    assert got.code == 503
    assert got.json["databases"] == [{"name": "default", "ready": False, "reasons": ["pending"]}]


@pytest.mark.usefixtures("program")
def test_flask_serves_it() -> None:
    from werkzeug.test import Client

    client = Client(example("with_flask").application)
    got = client.get("/goofer/status/default")
    assert got.status_code == 200
    assert got.json is not None
    assert got.json["pending_migrations"] == ["1"]
    assert client.get("/goofer/readyz").status_code == 503
    assert client.get("/").status_code == 404
