"""The setting for the order of columns, on servers that can move none."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import UsageError
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.options import GenerateOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.registry import SchemaRegistry


def test_a_server_that_moves_no_column_says_so_before_anything_is_written(
    postgresql_url: str, tmp_path: Path
) -> None:
    options = GenerateOptions(column_order=True)
    with Migrator(postgresql_url, tmp_path) as migrator:
        dialect = migrator.session.dialect
        generator = MigrationGenerator(
            SchemaRegistry(), dialect, tmp_path, database=migrator, options=options
        )
        with pytest.raises(UsageError, match="column_order is set, and postgresql adds every col"):
            generator.generate("x")
    assert list(tmp_path.iterdir()) == []
