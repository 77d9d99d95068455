"""Which of a server's sessions a program of MySQL's has."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from goofer_py.errors import BackupFailed
from goofer_py.stores.far import Far
from goofer_py.stores.mysql_backup import MySQLBackups
from goofer_py.stores.mysql_told import found_among
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from goofer_py.stores.tools import Tool
from goofer_py.stores.url import parse_url
from tests.servers import mysql_cluster
from tests.servers.tally import give_up

_SLEEPS = "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(%'"


@contextmanager
def sleeping(url: str, far: Far, admin: Session) -> Iterator[int]:
    """Let the server's own client sleep on the server, and give the number of its session."""
    client = shutil.which("mariadb") or shutil.which("mysql")
    if client is None:
        give_up("mysql", "neither mariadb nor mysql is on PATH")
    backups = MySQLBackups(parse_url(url))
    with backups._call() as (call, options):
        arguments = [f"--defaults-extra-file={options}", "-e", "SELECT SLEEP(60)", backups._name]

        def sleep() -> None:
            # MariaDB calls it a failure that it is woken.
            with suppress(BackupFailed):
                call.run(Tool(Path(client), ""), arguments, far=far)

        thread = threading.Thread(target=sleep)
        thread.start()
        end = time.monotonic() + 30
        while not (found := admin.query(_SLEEPS)) and time.monotonic() < end:
            time.sleep(0.05)
        try:
            ((number,),) = found
            yield int(number)
        finally:
            for (each,) in found:
                admin.execute(f"KILL QUERY {each}")
            thread.join()


def crowd(url: str, stack: ExitStack) -> None:
    for _ in range(2):
        stack.enter_context(closing(open_store(url).connect()))


@pytest.mark.parametrize("alone", [True, False])
def test_without_performance_schema_it_is_the_only_session_that_came(
    mysql_kind_url: str, alone: bool
) -> None:
    far = Far()
    with ExitStack() as stack:
        admin = stack.enter_context(closing(open_store(mysql_kind_url).connect()))
        crowd(mysql_kind_url, stack)
        found_among(parse_url(mysql_kind_url), far)
        assert far.process is not None
        if not alone:
            crowd(mysql_kind_url, stack)
        with sleeping(mysql_kind_url, far, admin) as number:
            # Where others came too, nobody can tell which it is.
            assert far.process(admin) == (number if alone else None)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["mysql", "mariadb"])
def test_with_performance_schema_it_is_the_one_of_the_program(kind: str) -> None:
    far = Far()
    with (
        mysql_cluster.running(kind, "--performance-schema=ON") as server,
        ExitStack() as stack,
    ):
        base = server.answer()["url"]
        with closing(open_store(f"{base}/mysql").connect()) as first:
            first.run("CREATE DATABASE app")
        admin = stack.enter_context(closing(open_store(f"{base}/app").connect()))
        found_among(parse_url(f"{base}/app"), far)
        assert far.process is not None
        crowd(f"{base}/app", stack)
        with sleeping(f"{base}/app", far, admin) as number:
            assert far.process(admin) == number
