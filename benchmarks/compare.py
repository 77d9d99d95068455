"""Compares models with a database that they made, and tells what that cost, as JSON.

`python -m benchmarks.compare WHO TABLES`, on DATABASE_URL; WHO is create, goofer or alembic. Added
to the name, "+defaults" compares server defaults as well, which goofer always does, and "+change"
compares models of which one table has one column more than the database.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from benchmarks.models import models

_WARM = 2
_MANY = 500
"""As many tables are compared only once."""
_UNIT = 1 if sys.platform == "darwin" else 1024
"""What the system counts a process's memory in."""


def main(who: str, tables: int, url: str) -> None:
    metadata = models(tables, changed="+change" in who)
    if who == "create":
        _create(metadata, sa.create_engine(url))
        return
    asked: list[str] = []
    make = _goofer if who.startswith("goofer") else _alembic
    compare = make(metadata, url, asked, "+defaults" in who)
    before = _peak()
    cold, whole = _timed(compare), time.process_time()
    memory, queries = _peak() - before, len(asked)
    told = {"cold": cold, "whole": {"cpu": whole}, "operations": cold["operations"]}
    if tables < _MANY:
        told["warm"] = min((_timed(compare) for _ in range(_WARM)), key=lambda one: one["wall"])
    print(json.dumps({**told, "memory": memory, "queries": queries}))


def _create(metadata: sa.MetaData, engine: sa.Engine) -> None:
    """Create the tables, some at a time: a transaction can only hold so many locks."""
    tables = metadata.sorted_tables
    for first in range(0, len(tables), _MANY):
        metadata.create_all(engine, tables[first : first + _MANY])


def _timed(compare: Callable[[], int]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    operations = compare()
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "operations": operations,
    }


def _peak() -> float:
    """Return the bytes of memory that this process held when it held most."""
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT)


def _alembic(
    metadata: sa.MetaData, url: str, asked: list[str], defaults: bool
) -> Callable[[], int]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = sa.create_engine(url)
    connection = engine.connect()
    options = {"compare_server_default": True} if defaults else {}
    context = MigrationContext.configure(connection, opts=options)

    def note(*event: Any) -> None:
        asked.append(event[2])

    sa.event.listen(engine, "before_cursor_execute", note)
    return lambda: len(compare_metadata(context, metadata))


def _goofer(metadata: sa.MetaData, url: str, asked: list[str], defaults: bool) -> Callable[[], int]:
    from goofer_py.generate.generator import MigrationGenerator
    from goofer_py.registry import SchemaRegistry

    assert not defaults, "they are always compared"
    dialect = sa.engine.make_url(url).get_backend_name()
    folder = tempfile.mkdtemp(prefix="goofer-bench-")
    registry = SchemaRegistry(metadata)
    generator = MigrationGenerator(registry, dialect, folder, database=url)
    generator.session.query("SELECT 1")
    # What Alembic has loaded by now: the modules of its dialect, and those of SQLAlchemy's.
    _ = generator.introspector
    sa.create_engine(url)
    _note_queries(type(generator.session), asked)
    return lambda: len(generator.compare().operations)


def _note_queries(session: Any, asked: list[str]) -> None:
    """Note what sessions ask from here on."""
    query = session.query

    def noted(self: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return query(self, sql, *rest)

    session.query = noted


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), os.environ["DATABASE_URL"])
