"""The pages for those who come from other programs do what they show, with these programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import Directive, name_of, said_by, written_pages
from tests.docs.performance import Performance
from tests.docs.stage import Stage
from tests.peers.conftest import tool
from tests.servers import flyway
from tests.servers.binaries import NoServerError
from tests.servers.tally import give_up

FLYWAY = """\
#!{python}
import os, pathlib, sys
said = pathlib.Path("flyway.conf").read_text().split() + [a[1:] for a in sys.argv[1:-1]]
given = dict(one.removeprefix("flyway.").split("=", 1) for one in said)
place = given.pop("locations").removeprefix("filesystem:")
start = {start} + [sys.argv[-1], given.pop("url"), "", "", place]
os.execv(start[0], start + [f"{{key}}={{value}}" for key, value in given.items()])
"""
"""Its command line, as far as the page uses it, above the library: see tests/servers/flyway.py."""


def programs_of(page: Path) -> list[str]:
    """Return the programs that a page says it runs."""
    return [
        name
        for _, said in said_by(page)
        if isinstance(said, Directive) and said.word == "programs"
        for name in said.rest.split()
    ]


def pages() -> Iterator[object]:
    """Yield the pages that run programs of others."""
    for page in written_pages():
        if programs_of(page):
            yield pytest.param(page, id=name_of(page))


def put(name: str, folder: Path) -> None:
    """Put a program into a folder, but for those of Python, which are there."""
    if name == "flyway":
        try:
            start = flyway.find()
        except NoServerError as error:
            give_up("flyway", str(error))
        (folder / name).write_text(FLYWAY.format(python=sys.executable, start=start))
        (folder / name).chmod(0o755)
    elif name not in ("alembic", "django"):
        (folder / name).symlink_to(tool(name))


@pytest.mark.parametrize("page", list(pages()))
def test_a_page_does_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in programs_of(page):
        put(name, folder)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def begin(kind: str, place: str, *_: object) -> Stage:
        assert kind == "sqlite", kind
        return Stage(tmp_path / "shop", None, place)

    Performance(page, begin).play()
