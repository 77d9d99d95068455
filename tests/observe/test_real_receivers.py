"""Metrics as a Pushgateway, a node_exporter and promtool take them, and a receiver of OTLP."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from goofer_py.errors import MigrationFailed
from goofer_py.migrate.migrator import Migrator
from goofer_py.observe.metrics import Metrics
from goofer_py.observe.observers import Observers
from goofer_py.observe.pushing import PushedMetrics, WrittenMetrics
from goofer_py.seeds.seeder import Seeder
from tests.migrate.conftest import Folder
from tests.observe.test_metrics import samples
from tests.servers.packages import program
from tests.servers.tally import give_up

pytestmark = pytest.mark.long


def found(name: str, package: str = "") -> str:
    """Return the program of a Debian package; ends the test without it."""
    path = program(name, package)
    return path or give_up(name, f"there is no {name}")


@contextmanager
def served(call: Sequence[str | Path], port: int) -> Iterator[str]:
    """Run a server on a port of its own until the end of the block."""
    url = f"http://127.0.0.1:{port}"
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(call, stdout=nowhere, stderr=nowhere) as server:
        try:
            end = time.monotonic() + 20
            while not asked(url):
                assert server.poll() is None, "it ended at once"
                assert time.monotonic() < end, "it does not answer"
                time.sleep(0.05)
            yield url
        finally:
            server.terminate()


def asked(url: str) -> bytes:
    try:
        with urlopen(f"{url}/metrics", timeout=5) as answer:
            body: bytes = answer.read()
            return body
    except (URLError, ConnectionError):
        return b""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def ran(folder: Folder, url: str, told: Observers, seeds: Observers) -> None:
    """Run migrations that work and one that does not, and a seed."""
    folder.table("1", "a")
    seeds_folder = folder.path.parent / "seeds"
    seeds_folder.mkdir(exist_ok=True)
    (seeds_folder / "1_rows.sql").write_text("SELECT 1;")
    with Migrator(url, folder.path, observer=told) as migrator:
        migrator.up()
    with Seeder(url, seeds_folder, environment="test", observer=seeds) as seeder:
        seeder.seed()
    folder.add("2_bad", "SELEC;")
    with Migrator(url, folder.path, observer=told) as migrator, pytest.raises(MigrationFailed):
        migrator.up()


def test_a_pushgateway_takes_what_is_pushed(tmp_path: Path, folder: Folder) -> None:
    gateway, port = found("prometheus-pushgateway"), free_port()
    with served((gateway, f"--web.listen-address=127.0.0.1:{port}"), port) as url:
        metrics = Metrics()
        told = Observers(metrics, PushedMetrics(url, metrics))
        seeds = Metrics()
        told_of_seeds = Observers(seeds, PushedMetrics(url, seeds, work="seed"))
        for name in ("one", "two"):
            database = f"sqlite:///{tmp_path}/{name}.db"
            folder.remove("2_bad")
            ran(folder, database, told, told_of_seeds)
        text = asked(url).decode()

    for name in ("one", "two"):
        own = [line for line in text.splitlines() if f"{name}.db" in line]
        pushed = samples("\n".join([*own, ""]))
        kinds = {values for values in pushed if values[0] == "goofer_runs_total"}
        assert ("goofer_runs_total", "up", "", "goofer", "done") in kinds
        assert ("goofer_runs_total", "up", "", "goofer", "failed") in kinds
        assert ("goofer_runs_total", "seed", "", "goofer_seed", "done") in kinds
        assert any(values[0] == "push_time_seconds" for values in pushed)
        (failed,) = (
            v for k, v in pushed.items() if k[0] == "push_failure_time_seconds" and "goofer" in k
        )
        assert failed == 0


def test_a_node_exporter_reads_what_is_written(tmp_path: Path, folder: Folder) -> None:
    exporter, port = found("prometheus-node-exporter"), free_port()
    texts = tmp_path / "texts"
    call = (
        exporter,
        "--collector.disable-defaults",
        "--collector.textfile",
        f"--collector.textfile.directory={texts}",
        f"--web.listen-address=127.0.0.1:{port}",
    )
    metrics, seeds = Metrics(), Metrics()
    told = Observers(metrics, WrittenMetrics(texts, metrics))
    told_of_seeds = Observers(seeds, WrittenMetrics(texts, seeds, work="seed"))
    for name in ("one", "two"):
        folder.remove("2_bad")
        ran(folder, f"sqlite:///{tmp_path}/{name}.db", told, told_of_seeds)
    with served(call, port) as url:
        text = asked(url).decode()

    shown = samples(text)
    assert shown["node_textfile_scrape_error",] == 0
    assert len([name for name in shown if name[0] == "node_textfile_mtime_seconds"]) == 4
    for name in ("one", "two"):
        for direction, outcome in (("up", "done"), ("up", "failed"), ("seed", "done")):
            series = f'goofer_runs_total{{database="sqlite:///{tmp_path}/{name}.db"'
            assert f'{series},direction="{direction}",outcome="{outcome}"}} 1' in text


def test_promtool_finds_nothing_wrong_with_them(tmp_path: Path, folder: Folder) -> None:
    promtool = found("promtool", "prometheus")
    metrics = Metrics()
    ran(folder, f"sqlite:///{tmp_path}/one.db", Observers(metrics), Observers(metrics))
    done = subprocess.run(
        [promtool, "check", "metrics"], input=metrics.exposition(), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
