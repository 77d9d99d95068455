"""A replica of a PostgreSQL server, made from a copy and kept up by streaming."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.servers.binaries import NoServerError
from tests.servers.cluster import SUPERUSER, Account, Cluster, free_port, gist

_SECONDS = 60


@contextlib.contextmanager
def standby(primary: Cluster) -> Iterator[str]:
    """Run a replica of `primary` and give its URL; raises NoServerError."""
    account = Account.choose("postgres")
    data = _let_it_copy(primary)
    run = Path(tempfile.mkdtemp(prefix="standby-", dir=data.parents[1]))
    os.chown(run, account.uid, account.gid)
    port = free_port()
    folder = primary.binaries.folder
    copying = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", SUPERUSER, "-c", "fast", "-R"]
    try:
        account.run([folder / "pg_basebackup", "-D", run / "data", *copying])
        with (run / "log").open("w") as log:
            place: list[str | Path] = ["-D", run / "data", "-c", f"port={port}"]
            process = account.popen([folder / "postgres", *place], stdout=log)
        url = f"postgresql://{SUPERUSER}@127.0.0.1:{port}/postgres"
        try:
            _until_it_follows(process, url, run / "log")
            yield url
        finally:
            process.kill()
            process.wait()
    finally:
        shutil.rmtree(run, ignore_errors=True)


def _let_it_copy(primary: Cluster) -> Path:
    """Let the server be copied from this machine, and return where its data is."""
    with psycopg.connect(primary.answer()["url"], autocommit=True) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        with (Path(row[0]) / "pg_hba.conf").open("a") as rules:
            rules.write("host replication all 127.0.0.1/32 trust\n")
        connection.execute("SELECT pg_reload_conf()")
    return Path(row[0])


def _until_it_follows(process: subprocess.Popen[str], url: str, log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(psycopg.Error), psycopg.connect(url) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'"
            )
            if found.fetchone():
                return
        time.sleep(0.05)
    raise NoServerError(f"the standby does not follow: {gist(log.read_text(errors='replace'))}")
