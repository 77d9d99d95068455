"""Runs through a pooler, which gives each transaction whichever connection is free."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder
from tests.servers.packages import program
from tests.servers.pgbouncer import pooled
from tests.servers.tally import give_up

UP = "import sys; from goofer_py.migrate.migrator import Migrator; Migrator(*sys.argv[1:]).up()"


@pytest.fixture
def pooled_url(postgresql_url: str, tmp_path: Path) -> Iterator[str]:
    found = program("pgbouncer")
    if found is None:
        give_up("postgresql", "pgbouncer is not on this machine and cannot be installed")
    with pooled(postgresql_url, tmp_path, found, connections=3) as url:
        yield url


@pytest.mark.fault
def test_runs_through_a_pooler_apply_everything_once(pooled_url: str, folder: Folder) -> None:
    for number in range(1, 51):
        folder.add(f"{number:02}_t", f"CREATE TABLE t{number} (x int)", f"DROP TABLE t{number}")
    folder.add("51_index", "CREATE INDEX CONCURRENTLY i ON t1 (x)", "DROP INDEX i")
    run = [sys.executable, "-c", UP, pooled_url, str(folder.path)]

    runs = [subprocess.Popen(run) for _ in range(4)]

    assert [one.wait() for one in runs] == [0, 0, 0, 0]
    with Migrator(pooled_url, folder.path) as migrator:
        assert [record.version for record in migrator.history() if record.status == "done"] == [
            f"{number:02}" for number in range(1, 52)
        ]
        assert len(migrator.down(51).versions) == 51
        assert migrator.holder() is None
