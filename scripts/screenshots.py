"""Takes the pictures of the dashboard for docs/assets, from the shop of examples/shop in a browser.

Needs Chromium without a window: python -m tests.servers.chromium.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from goofer_py import Migrator
from goofer_py.observe.configured import looked_at
from goofer_py.web.app import Dashboard
from tests.servers.chromium import OPTIONS, provide

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "docs" / "assets"
_TOKEN = "only for these pictures"
_APPLIED = {"archive": "20261121033005", "warehouse": None, "mirror": None, "shop": None}
_TENANTS = {"acme": None, "birch": None, "cedar": "20261121033007", "delta": None, "elm & sons": ""}
_CONTRACT = "-- goofer: phase contract\nDROP TABLE wishes;\n"
_BATCHES = """\
transaction = False


def up(context):
    context.once("ALTER TABLE hashes ADD COLUMN hash text")
    context.update_in_batches("hashes", "hash = hex(id)", size=500, pause=0.25)
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: of which page, how large, in which colours, and what is done before."""

    name: str
    path: str
    width: int
    height: int
    scheme: str = "light"
    before: Callable[[Page], None] = lambda _: None


def _all_known(page: Page) -> None:
    expect(page.locator("#sum")).to_contain_text("out of reach", timeout=20_000)
    expect(page.locator("#sum")).not_to_contain_text("looking")


def _tenants_known(page: Page) -> None:
    expect(page.locator(".lead")).to_contain_text("of 5 tenants", timeout=20_000)
    expect(page.get_by_text("looking")).to_have_count(0, timeout=20_000)


def _changes_drawn(page: Page) -> None:
    page.get_by_role("button", name="Draw what it changes").click()
    expect(page.get_by_role("img")).to_be_visible(timeout=20_000)


def _parts_there(page: Page) -> None:
    expect(page.get_by_text("Looking")).to_have_count(0, timeout=20_000)


def _run_begins(page: Page) -> None:
    page.get_by_role("button", name="Migrate shop").click()
    expect(page.locator("#far")).to_contain_text("left", timeout=20_000)
    time.sleep(2)


SHOTS = (
    Shot("dashboard", "/", 1100, 560, before=_all_known),
    Shot("dashboard-phone", "/", 390, 760, "dark", before=_all_known),
    Shot(
        "dashboard-migration",
        "/db/archive/migrations/20261121033007",
        1100,
        900,
        "dark",
        _parts_there,
    ),
    Shot("dashboard-tenants", "/db/customers", 1100, 680, before=_tenants_known),
    Shot(
        "dashboard-change",
        "/db/archive/migrations/20261121033009",
        1100,
        640,
        before=_changes_drawn,
    ),
    Shot("dashboard-confirm", "/db/archive/act/rollback", 1100, 640),
    Shot("dashboard-run", "/db/shop/act/migrate", 1100, 780, before=_run_begins),
)


def project(folder: Path) -> None:
    """Write a project with databases that stand in different ways."""
    tables = ['[databases.reports]\nurl = "postgresql://reader@127.0.0.1:1/reports"\n']
    for name, version in _APPLIED.items():
        scripts = folder / name / "migrations"
        shutil.copytree(ROOT / "migrations" / "sqlite", scripts)
        with Migrator(f"sqlite:///{folder}/{name}.db", scripts) as migrator:
            migrator.up_to(version) if version else migrator.up()
        tables.append(
            f'[databases.{name}]\nurl = "sqlite:///{name}.db"\ndirectory = "{name}/migrations"\n'
        )
    tables.insert(-1, _tenants(folder))
    with closing(sqlite3.connect(folder / "shop.db")) as database, database:
        database.execute("CREATE TABLE hashes (id integer PRIMARY KEY)")
        rows = ((number,) for number in range(20_000))
        database.executemany("INSERT INTO hashes VALUES (?)", rows)
    shop, warehouse = (folder / name / "migrations" for name in ("shop", "warehouse"))
    (shop / "20261122090000_hashes.py").write_text(_BATCHES, encoding="utf-8")
    (warehouse / "20261122090000_less.up.sql").write_text(_CONTRACT, encoding="utf-8")
    (folder / "goofer.toml").write_text("".join(reversed(tables)), encoding="utf-8")


def _tenants(folder: Path) -> str:
    """Make the databases of tenants, and return the settings of all together."""
    scripts = folder / "archive" / "migrations"
    (folder / "tenants.txt").write_text("\n".join(_TENANTS), encoding="utf-8")
    for name, version in _TENANTS.items():
        with Migrator(f"sqlite:///{folder}/{name}.db", scripts) as migrator:
            migrator.up_to(version) if version else migrator.up() if version is None else None
    return (
        '[databases.customers]\nurl = "sqlite:///customers.db"\ndirectory = "archive/migrations"\n'
        '[databases.customers.tenants]\nfrom = "tenants.txt"\nurl = "sqlite:///{tenant}.db"\n'
    )


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the dashboard of a folder, and give its URL."""
    databases = looked_at(folder / "goofer.toml")
    dashboard = Dashboard(databases, token=_TOKEN, allow_actions=True)
    server = uvicorn.Server(uvicorn.Config(dashboard, port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.servers[0].get_loop().call_soon_threadsafe(dashboard.end)
        server.should_exit = True
        thread.join()
        dashboard.board.runs.wait()


def take(browser: Browser, url: str, shot: Shot) -> Path:
    """Take a picture, and return its file."""
    size = {"width": shot.width, "height": shot.height}
    context = browser.new_context(base_url=url, viewport=size, color_scheme=shot.scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("The token").fill(_TOKEN)
    page.get_by_role("button", name="Sign in").click()
    page.goto(shot.path)
    shot.before(page)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    file = ASSETS / f"{shot.name}.png"
    page.screenshot(path=file)
    context.close()
    return file


def main() -> int:
    path = provide()
    if path is None:
        sys.stderr.write("There is no browser.\n")
        return 1
    # It is seen in the pictures.
    folder = Path(tempfile.gettempdir()).resolve() / "shop"
    folder.mkdir()
    os.environ["LOGNAME"] = "ada"
    with sync_playwright() as playwright:
        project(folder)
        os.chdir(folder)
        with served(folder) as url:
            browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
            for shot in SHOTS:
                file = take(browser, url, shot)
                print(f"{file.relative_to(ROOT)} {file.stat().st_size:,} bytes")
            browser.close()
        os.chdir(ROOT)
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
