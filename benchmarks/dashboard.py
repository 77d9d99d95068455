"""How long the dashboard takes to show 50 databases with 1,000 migrations each, in a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from benchmarks.bench import Bench
from benchmarks.measure import CouldNotRunError
from benchmarks.report import Goal, Row, middle
from goofer_py.migrate.migrator import Migrator

_ALLOWED = 1.0
_ROUNDS = 7
_DATABASES, _MIGRATIONS = 50, 1000
_PAGES = {
    "all databases": "",
    "one database": "db/db_0",
    "its migrations": "db/db_0/migrations",
    "one migration": "db/db_0/migrations/20260000000500",
}
_PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
_OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage")
_DRAWN = """() => new Promise((drawn) => {
  const whole = () => ![...document.querySelectorAll('[data-field="badge"]')]
    .some((one) => one.textContent.includes("looking"));
  const look = () => whole() ? requestAnimationFrame(() => setTimeout(drawn)) : setTimeout(look, 5);
  look();
}).then(() => {
  const [at] = performance.getEntriesByType("navigation");
  return { byte: at.responseStart, drawn: performance.now() };
})"""


def project(folder: Path, databases: int, migrations: int) -> None:
    """Write so many migrations, and a database in which all but two ran, so often."""
    scripts = folder / "migrations"
    scripts.mkdir()
    for number in range(1, migrations + 1):
        title = f"2026{number:010}_table_{number}"
        up = f"CREATE TABLE table_{number} (id int);\n"
        (scripts / f"{title}.up.sql").write_text(up, encoding="utf-8")
        (scripts / f"{title}.down.sql").write_text(
            f"DROP TABLE table_{number};\n", encoding="utf-8"
        )
    with Migrator(f"sqlite:///{folder}/db_0.db", scripts) as migrator:
        migrator.up(steps=migrations - 2)
    tables = []
    for number in range(databases):
        if number:
            shutil.copy(folder / "db_0.db", folder / f"db_{number}.db")
        tables.append(f'[databases.db_{number}]\nurl = "sqlite:///db_{number}.db"\n')
    (folder / "goofer.toml").write_text("".join(tables), encoding="utf-8")


class Visit(NamedTuple):
    """Seconds from the request to the first byte, and until all is drawn."""

    byte: float
    drawn: float


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the dashboard of a folder, and give its URL."""
    command = (sys.executable, "-u", "-m", "goofer_py", "serve", "--port", "0")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[0]
        server.terminate()


def timed(browser: Browser, url: str) -> Visit:
    """Return how long a visit of somebody takes who has never been there."""
    page = browser.new_page()
    try:
        page.goto(url, wait_until="commit")
        found = page.evaluate(_DRAWN)
        return Visit(found["byte"] / 1000, found["drawn"] / 1000)
    finally:
        page.close()


def measure(bench: Bench) -> list[Row]:
    """Measure the first visit after a start, and later ones, of each page."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise CouldNotRunError("there is no Chromium: python -m tests.servers.chromium")
    databases, migrations = (10, 500) if bench.quick else (_DATABASES, _MIGRATIONS)
    bench.say(f"making {databases} databases with {migrations} migrations each")
    project(bench.folder, databases, migrations)
    rows: list[Row] = []
    with sync_playwright() as playwright, served(bench.folder) as url:
        browser = playwright.chromium.launch(executable_path=program, args=list(_OPTIONS))
        what = f"{databases} databases, {migrations:,} migrations each"
        rows.append(_row(f"{what}, just started", [timed(browser, url)]))
        for name, path in _PAGES.items():
            visits = [timed(browser, url + path) for _ in range(bench.runs(_ROUNDS))]
            rows.append(_row(name, visits))
        browser.close()
    return rows


def _row(case: str, visits: Sequence[Visit]) -> Row:
    byte, drawn = (middle(one) for one in zip(*visits, strict=True))
    goal = Goal(f"drawn <= {_ALLOWED:g} s", _ALLOWED, value=drawn)
    return Row("dashboard", case, "s drawn", drawn, "first byte", byte, None, goal)
