"""A folder of migrations for observers to watch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrate.conftest import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "migrations")
