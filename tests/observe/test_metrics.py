"""Metrics of real runs, pushed, written and shown."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import time
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from goofer_py.errors import ConfigError, LockLost, MigrationFailed
from goofer_py.events import (
    BatchDone,
    ChecksAsked,
    LeaseTaken,
    LockAwaited,
    MigrationFinished,
    RunFailed,
    RunPaused,
)
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.observe.metrics import Metrics
from goofer_py.observe.observers import Observers
from goofer_py.observe.pushing import PushedMetrics, WrittenMetrics
from goofer_py.observe.standing import Standing, look
from tests.migrate.conftest import Folder
from tests.observe.listener import listening

NOW = 1_700_000_000.0


def samples(text: bytes | str) -> dict[tuple[str, ...], float]:
    """Return the value of each sample, by its name and the values of its labels but `database`."""
    given = text if isinstance(text, str) else text.decode()
    return {
        (one.name, *(value for name, value in sorted(one.labels.items()) if name != "database")): (
            one.value
        )
        for family in text_string_to_metric_families(given)
        for one in family.samples
    }


def test_runs_and_migrations_are_counted(every_database_url: str, folder: Folder) -> None:
    metrics = Metrics(now=lambda: NOW)
    for version in ("1", "2"):
        folder.table(version, f"t{version}")
    with Migrator(every_database_url, folder.path, observer=metrics) as migrator:
        migrator.up()
        migrator.up()
        migrator.down()
        folder.add("3_c", "CREATE TABLE c (x int);\nSELEC;")
        with pytest.raises(MigrationFailed) as caught:
            migrator.up()
        undone = caught.value.undone
        text = metrics.exposition().decode()
        assert f'database="{migrator.database}"' in text

    found = samples(text)
    assert found["goofer_runs_total", "up", "done"] == 1
    assert found["goofer_runs_total", "up", "nothing"] == 1
    assert found["goofer_runs_total", "down", "done"] == 1
    assert found["goofer_runs_total", "up", "failed"] == 1
    assert found["goofer_migrations_applied_total", "up", "1"] == 1
    assert found["goofer_migrations_applied_total", "up", "2"] == 2
    assert found["goofer_migrations_applied_total", "down", "2"] == 1
    assert found["goofer_migrations_failed_total", "up", "3"] == 1
    assert found["goofer_migration_duration_seconds_count", "up"] == 3
    assert found["goofer_run_duration_seconds_count", "up"] == 2
    assert found["goofer_current_version_info", "1"] == 1
    assert found["goofer_pending",] == 1
    assert found["goofer_dirty",] == (not undone)
    assert found["goofer_running",] == 0
    assert found["goofer_last_success_timestamp_seconds",] == NOW
    assert found["goofer_last_failure_timestamp_seconds",] == NOW
    assert found["goofer_last_run_migrations",] == 1
    assert not [name for name, *_ in found if name.endswith("_created")]


def test_what_runs_meet_on_their_way_is_counted() -> None:
    metrics = Metrics()
    for event in (
        LeaseTaken("db", 1.5),
        LockAwaited("db", "1", "a", "locked", 1, 5, 0.1),
        RunPaused("db", "replicas"),
        BatchDone("db", "1", "update t", 10, 30, 5.0, 10),
        BatchDone("db", "1", "update t", 30, 30, 5.0, 20),
        ChecksAsked("db", "before", 3, 1, (), 0.1),
    ):
        metrics(event)

    found = samples(metrics.exposition())
    assert found["goofer_lease_wait_seconds_total",] == 1.5
    assert found["goofer_lock_retries_total",] == 1
    assert found["goofer_pauses_total",] == 1
    assert found["goofer_batches_total", "update t", "1"] == 2
    assert found["goofer_batch_rows_total", "update t", "1"] == 30
    assert found["goofer_checks_total", "passed"] == 3
    assert found["goofer_checks_total", "failed"] == 1


def test_what_many_threads_tell_is_counted_whenever_it_is_read() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)

    def tell(database: str) -> None:
        for number in range(1000):
            metrics(MigrationFinished(database, str(number % 10), "a", "up", 1, number / 1000))
            metrics(BatchDone(database, "1", f"step {number // 300}", 0, 0, 1.0, 2))
            if number % 100 == 0:
                generate_latest(registry)

    threads = [Thread(target=tell, args=(name,)) for name in ("one", 'say "two"', "one")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for database, times in (("one", 2), ('say "two"', 1)):
        for text in (generate_latest(registry), metrics.exposition(database)):
            found = {
                (one.name, *(one.labels[name] for name in sorted(one.labels))): one.value
                for family in text_string_to_metric_families(text.decode())
                for one in family.samples
                if one.labels["database"] == database
            }
            seconds = "goofer_migration_duration_seconds"
            assert found[f"{seconds}_count", database, "up"] == 1000 * times
            assert found[f"{seconds}_bucket", database, "up", "0.1"] == 101 * times
            assert found[f"{seconds}_sum", database, "up"] == pytest.approx(499.5 * times)
            assert found["goofer_migrations_applied_total", database, "up", "7"] == 100 * times
            assert found["goofer_batches_total", database, "step 0", "1"] == 300 * times
            assert found["goofer_batch_rows_total", database, "step 3", "1"] == 200 * times


def test_rows_of_a_backfill_are_counted(every_database_url: str, folder: Folder) -> None:
    folder.add("1_a", "CREATE TABLE a (id int PRIMARY KEY, n int)", "DROP TABLE a")
    rows = ", ".join(f"({number}, 0)" for number in range(25))
    folder.add("2_b", f"INSERT INTO a VALUES {rows}", "DELETE FROM a")
    (folder.path / "3_c.py").write_text(
        "transaction = False\n\n\ndef up(context):\n"
        "    context.update_in_batches('a', 'n = 1', key='id', size=10)\n"
        "def down(context):\n    pass\n"
    )
    metrics = Metrics()
    with Migrator(every_database_url, folder.path, observer=metrics) as migrator:
        migrator.up()

    found = samples(metrics.exposition())
    assert found["goofer_batch_rows_total", "update a", "3"] == 25
    assert found["goofer_batches_total", "update a", "3"] == 3


def test_waiting_for_another_run_is_counted(sqlite_url: str, folder: Folder) -> None:
    folder.table("1", "a")
    metrics = Metrics()
    hasty = LeaseOptions(tries=2, pause=0.3)
    with Migrator(sqlite_url, folder.path) as first:
        first.init()
        with first._leases.held(first.session):
            second = Migrator(sqlite_url, folder.path, observer=metrics, lease=hasty)
            with second, pytest.raises(LockLost):
                second.up()

    found = samples(metrics.exposition())
    assert found["goofer_lease_waits_total",] == 1
    assert found["goofer_runs_total", "", "failed"] == 1


def test_a_look_shows_how_a_database_stands(every_database_url: str, folder: Folder) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    metrics = Metrics()
    with Migrator(every_database_url, folder.path) as migrator:
        migrator.up(steps=1)
        metrics.stands(look("core", migrator))
        database = migrator.database

    found = samples(metrics.exposition())
    assert found["goofer_up",] == 1
    assert found["goofer_pending",] == 1
    assert found["goofer_current_version_info", "1"] == 1
    metrics.stands(Standing("core", database, error="away"))
    assert samples(metrics.exposition())["goofer_up",] == 0


def test_a_push_is_grouped_by_the_database(sqlite_url: str, folder: Folder) -> None:
    folder.table("1", "a")
    with listening() as gateway:
        url = gateway.url.replace("//", "//app:p%40ss@")
        with Migrator(sqlite_url, folder.path, observer=PushedMetrics(url)) as migrator:
            migrator.up()
            database = migrator.database

    ((path, headers, body),) = gateway.heard
    job, _, group = path.partition("/database@base64/")
    assert job == "/metrics/job/goofer"
    assert unquote(group) == urlsafe_b64encode(database.encode()).decode()
    assert headers["Authorization"] == f"Basic {b64encode(b'app:p@ss').decode()}"
    assert samples(body)["goofer_migrations_applied_total", "up", "1"] == 1


def test_metrics_of_several_databases_are_pushed_and_written_apart(
    tmp_path: Path, folder: Folder
) -> None:
    folder.table("1", "a")
    metrics = Metrics()
    with listening() as there:
        told = Observers(
            metrics, PushedMetrics(there.url, metrics), WrittenMetrics(tmp_path, metrics)
        )
        for name in ("one", "two"):
            with Migrator(
                f"sqlite:///{tmp_path}/{name}.db", folder.path, observer=told
            ) as migrator:
                migrator.up()

    texts = [body.decode() for _, _, body in there.heard]
    texts += [one.read_text() for one in sorted(tmp_path.glob("*.prom"))]
    assert ["one.db" in text for text in texts] == [True, False] * 2
    assert ["two.db" in text for text in texts] == [False, True] * 2


def test_any_name_can_be_written_and_read_again() -> None:
    metrics = Metrics()
    version = 'a"b\\c\nd'
    metrics(MigrationFinished("db", version, "a", "up", 1, 0.1))
    for text in (metrics.exposition(), generate_latest(metrics.registry)):
        assert samples(text)["goofer_migrations_applied_total", "up", version] == 1
    assert not samples(metrics.exposition("another"))


def test_what_nobody_confirmed_is_no_failure() -> None:
    metrics = Metrics(now=lambda: NOW)
    metrics(RunFailed("db", "Unconfirmed", "say yes"))
    found = samples(metrics.exposition())
    assert found["goofer_runs_total", "", "unconfirmed"] == 1
    assert ("goofer_last_failure_timestamp_seconds",) not in found


def test_a_gateway_that_is_away_or_refuses_is_no_reason_to_fail(
    sqlite_url: str, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    away = PushedMetrics(f"http://app:word@127.0.0.1:{port}/secret")
    with Migrator(sqlite_url, folder.path, observer=away) as migrator:
        assert migrator.up(steps=1).versions == ("1",)
    with listening(500) as gateway:
        refusing = PushedMetrics(gateway.url)
        with Migrator(sqlite_url, folder.path, observer=refusing) as migrator:
            assert migrator.up().versions == ("2",)

    assert [one for one in caplog.messages if "could not be pushed" in one] == caplog.messages
    assert len(caplog.messages) == 2
    assert "word" not in caplog.text
    assert "secret" not in caplog.text


def test_one_that_hangs_is_left_after_its_time(caplog: pytest.LogCaptureFixture) -> None:
    with listening(hang=True) as gateway:
        pushed = PushedMetrics(gateway.url, timeout=0.2)
        started = time.monotonic()
        pushed._push("db")
        assert time.monotonic() - started < 5
    assert "could not be pushed" in caplog.text


@pytest.mark.parametrize("url", ["ftp://secret/", "http://", "http://host:secret"])
def test_what_is_no_gateway_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="push_gateway: this is no URL") as caught:
        PushedMetrics(url)
    assert "secret" not in str(caught.value)


def test_a_file_for_each_database_is_whole_or_not_there(sqlite_url: str, folder: Folder) -> None:
    folder.table("1", "a")
    there = folder.path.parent / "textfiles"
    written = WrittenMetrics(there)
    with Migrator(sqlite_url, folder.path, observer=written) as migrator:
        migrator.up()
        migrator.up()
        path = written.path(migrator.database)

    assert list(there.iterdir()) == [path]
    assert path.name.startswith("goofer-test.db-")
    found = samples(path.read_text())
    assert found["goofer_runs_total", "up", "done"] == 1
    assert found["goofer_runs_total", "up", "nothing"] == 1
    assert written.path("sqlite:///other/test.db") != path


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_fail(
    sqlite_url: str, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.table("1", "a")
    taken = folder.path.parent / "taken"
    taken.write_text("a file")
    with Migrator(sqlite_url, folder.path, observer=WrittenMetrics(taken)) as migrator:
        assert migrator.up().versions == ("1",)
    assert "could not be written" in caplog.text


def test_without_the_package_it_is_said_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys\nsys.modules['prometheus_client'] = None\n"
        "try:\n    import goofer_py.observe.metrics\n"
        "except Exception as error:\n    print(type(error).__name__, error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "MissingDriver pip install 'goofer-py[metrics]'\n"


def test_warnings_go_to_one_logger(caplog: pytest.LogCaptureFixture) -> None:
    PushedMetrics("http://127.0.0.1:1", timeout=0.2)._push("db")
    assert [(one.name, one.levelno) for one in caplog.records] == [("goofer", logging.WARNING)]
