"""Compares models with a database that they made, and tells what that cost, as JSON.

`python -m benchmarks.compare WHO TABLES`, on DATABASE_URL; WHO is create, goofer or alembic (with
"+defaults" it compares server defaults as well, which goofer always does).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable

import sqlalchemy as sa

from benchmarks.models import models

_WARM = 2


def main(who: str, tables: int, url: str) -> None:
    metadata = models(tables)
    if who == "create":
        metadata.create_all(sa.create_engine(url))
        return
    compare = _goofer(metadata, url) if who == "goofer" else _alembic(metadata, url, who)
    cold, whole = _timed(compare), time.process_time()
    warm = min((_timed(compare) for _ in range(_WARM)), key=lambda one: one["wall"])
    told = {"cold": cold, "warm": warm, "whole": {"cpu": whole}, "operations": cold["operations"]}
    print(json.dumps(told))


def _timed(compare: Callable[[], int]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    operations = compare()
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "operations": operations,
    }


def _alembic(metadata: sa.MetaData, url: str, who: str) -> Callable[[], int]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    connection = sa.create_engine(url).connect()
    options = {"compare_server_default": True} if who.endswith("+defaults") else {}
    context = MigrationContext.configure(connection, opts=options)
    return lambda: len(compare_metadata(context, metadata))


def _goofer(metadata: sa.MetaData, url: str) -> Callable[[], int]:
    from goofer_py.generate.generator import MigrationGenerator
    from goofer_py.registry import SchemaRegistry

    dialect = sa.engine.make_url(url).get_backend_name()
    folder = tempfile.mkdtemp(prefix="goofer-bench-")
    registry = SchemaRegistry(metadata)
    generator = MigrationGenerator(registry, dialect, folder, database=url)
    generator.session.query("SELECT 1")
    # What Alembic has loaded by now: the modules of its dialect, and those of SQLAlchemy's.
    _ = generator.introspector
    sa.create_engine(url)
    return lambda: len(generator.compare().operations)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), os.environ["DATABASE_URL"])
