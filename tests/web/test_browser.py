"""The dashboard in a browser: by eye, by keyboard, by a screen reader's rules, on a phone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from goofer_py.events import (
    Blocker,
    RunStarted,
    RunSucceeded,
    StatementBlocked,
    StatementFreed,
    WorkSeen,
)
from goofer_py.web.app import Dashboard
from goofer_py.web.guard import host_names
from tests.web.conftest import TOKEN, Site
from tests.web.proxy import proxied
from tests.web.test_serving import serving
from tests.web.test_tenants import tenants

# A busy machine is no failure.
expect.set_options(timeout=30_000)
PAGES = (
    "/",
    "/db/one",
    "/db/one/migrations",
    "/db/one/migrations/2",
    "/db/one/phases",
    "/db/one/drift",
    "/db/one/diagram",
)


@contextmanager
def served(dashboard: Dashboard) -> Iterator[str]:
    """Serve a dashboard in a thread, and give its URL."""
    config = uvicorn.Config(dashboard, port=0, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.servers[0].get_loop().call_soon_threadsafe(dashboard.end)
        server.should_exit = True
        thread.join()


@contextmanager
def watched(browser: Browser, url: str, **how: object) -> Iterator[Page]:
    """Give a page on which nothing may go wrong: no error, and nothing that the policy refuses."""
    context = browser.new_context(base_url=url, **how)  # type: ignore[arg-type]
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    try:
        yield page
    finally:
        context.close()
    assert wrong == []


@pytest.fixture
def one(site: Site) -> Site:
    site.migrations.table("1", "books")
    site.migrations.add(
        "2_authors",
        "-- who wrote them\nCREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL);\n",
        "DROP TABLE authors;",
    )
    site.migrations.add("3_less", "-- goofer: phase contract\nDROP TABLE books;")
    site.databases("one", "two")
    for name, steps in (("one", 2), ("two", 1)):
        with site.migrator(name) as migrator:
            migrator.up(steps=steps)
    return site


def violations(page: Page, **options: object) -> list[tuple[str, list[str]]]:
    """Return the rules of accessibility that a page breaks, and where."""
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]


def signed_in(page: Page) -> None:
    """Sign in, as somebody who may act."""
    page.goto("/sign-in")
    page.get_by_label("The token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_pages_hold_to_the_rules_of_accessibility_and_fit_a_phone(
    one: Site, browser: Browser
) -> None:
    colors = {"runOnly": ["color-contrast"]}
    dashboard = one.dashboard(token=TOKEN, allow_actions=True)
    with served(dashboard) as url, watched(browser, url) as page:
        signed_in(page)
        for path in (*PAGES, "/sign-in", "/db/two/act/migrate"):
            page.set_viewport_size({"width": 1280, "height": 720})
            page.emulate_media(color_scheme="light")
            page.goto(path)
            page.wait_for_load_state("load")
            assert (path, violations(page)) == (path, [])
            page.emulate_media(color_scheme="dark")
            assert (path, violations(page, **colors)) == (path, [])
            page.set_viewport_size({"width": 360, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_tenants_are_drawn_once_they_have_answered(site: Site, browser: Browser) -> None:
    site.migrations.table("1", "books")
    tenants(site, *(f"tenant-{number:03}" for number in range(120)))
    with site.migrator("tenant-001") as migrator:
        migrator.up()
    with served(site.dashboard()) as url, watched(browser, url) as page:
        page.goto("/")
        expect(page.get_by_role("row", name="shop")).to_contain_text("1 of 120 tenants up to date")
        page.get_by_role("link", name="shop").click()
        expect(page.get_by_role("row", name="tenant-001")).to_contain_text("up to date")
        expect(page.get_by_text("120 tenants, page 1 of 3")).to_be_visible()
        assert violations(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_role("link", name="After").click()
        page.get_by_role("link", name="tenant-099").click()
        expect(page.get_by_role("heading", name="shop/tenant-099")).to_be_visible()
        expect(page.locator("#link")).to_have_text("· live")
        with site.migrator("tenant-099") as migrator:
            migrator.up()
        expect(page.locator(".lead")).to_contain_text("up to date")
        assert violations(page) == []


def test_a_page_follows_what_happens_elsewhere(one: Site, browser: Browser) -> None:
    with served(one.dashboard()) as url, watched(browser, url) as page:
        page.goto("/")
        row = page.get_by_role("row", name="two")
        expect(row).to_contain_text("1 pending")
        expect(page.locator("#link")).to_have_text("· live")
        with one.migrator("two") as migrator:
            migrator.up()
        expect(row).to_contain_text("waits for you")


def test_parts_of_a_page_come_by_themselves(one: Site, browser: Browser) -> None:
    with served(one.dashboard()) as url, watched(browser, url) as page:
        page.goto("/db/one/migrations/2")
        expect(page.get_by_text("None were found.")).to_be_visible(timeout=10_000)
        table = page.get_by_role("table", name="How each database stands with 2")
        expect(table).to_contain_text("pending")


def test_what_a_migration_changes_is_drawn(one: Site, browser: Browser) -> None:
    with served(one.dashboard()) as url, watched(browser, url) as page:
        page.goto("/db/one/migrations/2")
        page.get_by_role("button", name="Draw what it changes").click()
        picture = page.get_by_role("img", name="2_authors")
        expect(picture).to_be_visible()
        expect(picture).to_contain_text("+ authors")
        assert violations(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_role("link", name="2", exact=True).click()
        expect(page.get_by_role("link", name="As it was drawn")).to_be_visible()


def test_how_far_a_run_is_and_who_blocks_it_is_seen(one: Site, browser: Browser) -> None:
    dashboard = one.dashboard()
    tell = dashboard.board.live.observer("one")
    blocker = Blocker(7, "<b>boss</b>", "LOCK TABLE books", idle=True)
    with served(dashboard) as url, watched(browser, url) as page:
        page.goto("/db/one")
        expect(page.locator("#link")).to_have_text("· live")
        tell(RunStarted("one.db", "up", ("3",)))
        index = ("CREATE INDEX", "on books", "scanning", 25, 100, "bytes", 5.0, 15.0)
        tell(WorkSeen("one.db", "3", 5.0, *index))
        expect(page.locator("#far")).to_contain_text("25 %, 25 bytes of 100 bytes, 5 bytes/s")
        expect(page.locator("#far")).to_contain_text("about 15.0 s left")
        bar = page.get_by_role("progressbar")
        assert bar.evaluate("(one) => one.value / one.max") == 0.25
        tell(StatementBlocked("one.db", "3", "books (AccessExclusiveLock)", 2.0, (blocker,)))
        expect(page.get_by_role("alert")).to_contain_text("held up by process 7 of <b>boss</b>")
        assert violations(page) == []

        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("held up by process 7")
        expect(page.get_by_role("log")).to_contain_text("CREATE INDEX on books: scanning")
        tell(StatementFreed("one.db", "3", 4.0))
        expect(page.get_by_role("alert")).to_be_hidden()
        tell(RunSucceeded("one.db", "up", ("3",), "3", 0, (), 9.0))
        expect(bar).to_be_hidden()


def test_somebody_with_a_keyboard_migrates(one: Site, browser: Browser) -> None:
    dashboard = one.dashboard(token=TOKEN, allow_actions=True, hosts=host_names("127.0.0.1", ()))
    with served(dashboard) as url, watched(browser, url) as page:
        page.goto("/db/two")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.get_by_role("link", name="Sign in to act").press("Enter")
        page.get_by_label("The token").fill(TOKEN)
        page.keyboard.press("Enter")
        page.get_by_role("link", name="two").press("Enter")
        page.get_by_role("link", name="Migrate…").press("Enter")
        expect(page.get_by_role("region", name="What would run of 2_authors")).to_contain_text(
            "CREATE TABLE authors"
        )
        page.get_by_role("button", name="Migrate two").press("Enter")
        expect(page.locator("#ran")).to_contain_text("Applied 1 migration")
        expect(page.get_by_role("log")).to_contain_text("2_authors took")
        expect(page.get_by_role("table", name="What ran on two")).to_contain_text("2_authors")


def test_it_needs_no_program_in_the_browser(one: Site, browser: Browser) -> None:
    with served(one.dashboard()) as url, watched(browser, url, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("link", name="one").click()
        page.get_by_role("link", name="2_authors").click()
        page.get_by_role("link", name="Look for hazards").click()
        expect(page.get_by_text("None were found.")).to_be_visible()


def test_it_works_below_a_path_of_a_proxy(one: Site, browser: Browser) -> None:
    with (
        serving(one, "--root-path", "/tools/goofer/", "--allow-actions") as (_, place),
        proxied(place, "/tools/goofer") as proxy,
        watched(browser, f"http://{proxy}") as page,
    ):
        page.goto("/tools/goofer/sign-in")
        page.get_by_label("The token").fill(TOKEN)
        page.get_by_role("button", name="Sign in").click()
        (cookie,) = page.context.cookies()
        assert cookie.get("path") == "/tools/goofer/"
        page.get_by_role("link", name="two").click()
        expect(page.locator("#link")).to_have_text("· live")
        page.get_by_role("link", name="Migrate…").click()
        page.get_by_role("button", name="Migrate two").click()
        expect(page.locator("#ran")).to_contain_text("Applied 1 migration")
        page.get_by_role("link", name="Drift").click()
        page.get_by_role("button", name="Look for drift").click()
        expect(page.get_by_text("as its migrations made it")).to_be_visible()
        page.get_by_role("link", name="Diagram").click()
        expect(page.get_by_role("img")).to_be_visible()
        page.get_by_role("link", name="two").click()
        page.get_by_role("link", name="2_authors").click()
        expect(page.get_by_text("None were found.")).to_be_visible()
        page.get_by_role("button", name="Draw what it changes").click()
        expect(page.get_by_role("img", name="2_authors")).to_be_visible()
        page.goto("/tools/goofer/")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("link", name="Sign in to act")).to_be_visible()
        assert page.context.cookies() == []


def test_a_hostile_name_runs_nothing(one: Site, browser: Browser) -> None:
    name = "<img src=x onerror=alert(1)>"
    with one.migrator("one") as migrator:
        migrator.session.execute("UPDATE goofer_history SET name = ?, user_name = ?", [name, name])
        migrator.session.execute(f'CREATE TABLE "{name}" (x int)')
    with served(one.dashboard()) as url, watched(browser, url) as page:
        page.on("dialog", lambda one: pytest.fail(one.message))
        for path in PAGES:
            page.goto(path)
            page.wait_for_load_state("networkidle") if path.endswith("2") else None
            assert page.locator("img").count() == 0


def test_a_page_tries_again_when_no_stream_is_answered(one: Site, browser: Browser) -> None:
    with served(one.dashboard()) as url:
        context = browser.new_context(base_url=url)
        page, link = context.new_page(), "#link"
        page.route("**/events?*", lambda route: route.fulfill(status=502), times=1)
        page.goto("/db/one")
        expect(page.locator(link)).to_have_text("· not connected, trying again")
        expect(page.locator(link)).to_have_text("· live")
        context.close()


def test_what_was_seen_of_a_run_elsewhere_goes_when_nobody_is_at_work(
    one: Site, browser: Browser
) -> None:
    dashboard = one.dashboard()
    blocker = Blocker(7, "boss", "LOCK TABLE books", idle=True)
    dashboard.board.live.observer("one")(StatementBlocked("one.db", "", "books", 2.0, (blocker,)))
    with served(dashboard) as url, watched(browser, url) as page:
        page.goto("/db/one")
        expect(page.get_by_role("log")).to_contain_text("held up by process 7")
        expect(page.locator("#doing")).to_be_hidden()
