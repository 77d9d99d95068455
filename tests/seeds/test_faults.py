"""Seeding that is ended, killed, or done by several at once."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from goofer_py.errors import Interrupted
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.seeds.results import SeedRun
from goofer_py.seeds.seeder import Seeder
from tests.seeds.conftest import Program

SIGNAL = """\
import os
import signal


def rows():
    for number in range(3000):
        if number == 1500:
            os.kill(os.getpid(), signal.SIGINT)
        yield {"code": f"{number:03x}"}


def up(context):
    context.upsert("currencies", rows())
"""
KILLED = """\
import sys
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.seeds.seeder import Seeder

lease = LeaseOptions(ttl=1, heartbeat=0.4)
Seeder(sys.argv[1], sys.argv[2], environment="test", lease=lease).seed()
"""
KILL = SIGNAL.replace("SIGINT", "SIGKILL")


def codes(program: Program) -> int:
    found: int = program.rows("SELECT count(*) FROM currencies")[0][0]
    return found


def test_a_signal_ends_it_and_undoes_the_seed(program: Program) -> None:
    file = program.seed("1_a.py", SIGNAL)
    with pytest.raises(Interrupted, match=r"SIGINT ended the run in 1_a .*undone") as ended:
        program.seeder().seed()
    assert ended.value.hint == "goofer seed"
    assert codes(program) == 0
    file.write_text(SIGNAL.replace("== 1500", "< 0"))
    assert program.seeder().seed().versions == ("1",)
    assert codes(program) == 3000


@pytest.mark.fault
def test_one_that_is_killed_is_run_by_the_next(program: Program) -> None:
    program.seed("1_first.csv", "# goofer: table currencies\ncode\nEUR\n")
    file = program.seed("2_a.py", KILL)
    arguments = [sys.executable, "-c", KILLED, program.url, str(program.folder / "seeds")]
    killed = subprocess.run(arguments, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert codes(program) == 1
    file.write_text(KILL.replace("== 1500", "< 0"))
    seeder = program.seeder(lease=LeaseOptions(ttl=1, heartbeat=0.4))
    assert seeder.seed().versions == ("2",)
    assert codes(program) == 3001


def test_of_several_at_once_one_runs_each_seed(program: Program) -> None:
    for number in range(1, 6):
        program.seed(f"{number}_a.csv", f"# goofer: table currencies\ncode\nA{number}\n")

    def run(_: int) -> SeedRun:
        lease = LeaseOptions(pause=0.05)
        folder = program.folder / "seeds"
        with closing(Seeder(program.url, folder, environment="x", lease=lease)) as seeder:
            return seeder.seed()

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(run, range(4)))
    assert sorted(version for one in runs for version in one.versions) == list("12345")
    records = program.rows("SELECT version FROM goofer_history_seeds WHERE status = 'done'")
    assert sorted({row[0] for row in records}) == list("12345")
    assert codes(program) == 5
