"""Programs with several databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.migrate.several.places import (
    MongoPlace,
    Place,
    PostgreSQLPlace,
    RedisPlace,
    Shop,
    SQLitePlace,
)

KINDS = {
    "in files": ("sqlite", {"cache": "redis", "more": "sqlite"}),
    "on servers": ("postgresql", {"search": "mongodb", "cache": "redis"}),
    "in a store": ("redis", {"core": "postgresql"}),
}


def place(kind: str, request: pytest.FixtureRequest, tmp_path: Path, name: str) -> Place:
    """Return an empty database."""
    if kind == "sqlite":
        return SQLitePlace(f"sqlite:///{tmp_path / name}.db")
    url: Any = request.getfixturevalue(f"{kind}_url")
    made: dict[str, Callable[[str], Place]] = {
        "postgresql": PostgreSQLPlace,
        "redis": RedisPlace,
        "mongodb": MongoPlace,
    }
    return made[kind](url)


@pytest.fixture(params=list(KINDS))
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Shop:
    """Give a program, of each kind in its turn."""
    own, others = KINDS[request.param]
    folder = tmp_path / "migrations"
    folder.mkdir()
    places = {name: place(kind, request, tmp_path, name) for name, kind in others.items()}
    return Shop(place(own, request, tmp_path, "own"), places, folder)


@pytest.fixture
def files(tmp_path: Path) -> Shop:
    """Give a program whose databases are files."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    names = ("own", "first", "second")
    own, first, second = (SQLitePlace(f"sqlite:///{tmp_path / name}.db") for name in names)
    return Shop(own, {"first": first, "second": second}, folder)
