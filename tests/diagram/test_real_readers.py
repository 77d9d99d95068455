"""Pictures as Graphviz draws them, and as somebody moves about in them in a browser."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from goofer_py.diagram.dot import dot
from goofer_py.diagram.html import html
from goofer_py.diagram.picture import Picture
from goofer_py.diagram.reading import picture_of
from tests.diagram.pictures import SHOP, crowd
from tests.diagram.test_forms import HARMED
from tests.servers.packages import program
from tests.servers.tally import give_up

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.long
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("picture", [*HARMED, picture_of(SHOP, "Shop"), crowd(500)])
def test_graphviz_draws_every_table_and_relation(picture: Picture) -> None:
    graphviz = program("dot", "graphviz") or give_up("graphviz", "there is no dot")
    text = dot(picture).encode()
    done = subprocess.run([graphviz, "-Tsvg"], input=text, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    drawn = [one.get("class") for one in ET.fromstring(done.stdout).iter(f"{SVG}g")]
    assert drawn.count("node") == len(picture.boxes)
    assert drawn.count("edge") == len(picture.relations)


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Give a page of 500 tables, in a browser that is not online; nothing may go wrong in it."""
    file = tmp_path / "schema.html"
    file.write_text(html(crowd(500)), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 800})
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(file.as_uri())
    yield page
    context.close()
    assert not wrong


def test_one_of_500_tables_is_found_by_the_keyboard_alone(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("area7_table3")
    assert page.get_by_text("1 of 501 tables").is_visible()
    page.keyboard.press("Enter")
    chosen = page.locator("#picture g.box", has=page.get_by_text("area7_table3", exact=True))
    page.wait_for_function(
        "(box) => box.getBoundingClientRect().width > 60", arg=chosen.element_handle()
    )
    seen = chosen.bounding_box()
    assert seen is not None
    assert 0 < seen["x"] < 1200
    assert 0 < seen["y"] < 800
    assert page.get_by_role("button", name="area7_table3 (ref) to area7_table1 (id)").is_visible()
    assert page.get_by_role("button", name="area7_table10 (ref) to area7_table3 (id)").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    page.wait_for_function(
        "(box) => box.getBoundingClientRect().width < 40", arg=chosen.element_handle()
    )


def test_what_is_not_there_is_said(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("no such table")
    assert page.get_by_text("0 of 501 tables").is_visible()
