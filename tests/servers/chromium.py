"""The browser of a test run, without a window.

`python -m tests.servers.chromium` makes sure that there is one, installing it where it can; where
nobody may install packages, the packages are unpacked into a folder of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.cluster import Account, Workshop
from tests.servers.packages import installed, program
from tests.servers.tally import give_up, note

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VARIABLE = "GOOFER_TEST_CHROMIUM"
"""Names a browser that is to be taken."""
_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_PACKAGES = ("chromium-headless-shell", "chromium-common")
_LETTERS = Path("/usr/share/fonts/truetype/dejavu")
_UNPACKED = Path("usr/lib/chromium/chromium-headless-shell")
# Without the first it does not run as root; the others are for machines with little of each.
OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")


def find() -> str | None:
    """Return the path of a browser of this machine, None where there is none."""
    if named := os.environ.get(VARIABLE):
        return named
    there = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if there is not None or os.name == "nt":
        return there
    unpacked = _place() / _UNPACKED
    return str(unpacked) if unpacked.exists() else None


def provide() -> str | None:
    """Return the same, after installing what was missing."""
    if (found := find()) is not None:
        return found
    if os.name == "nt":
        return None
    if found := program(_PROGRAMS[0]):
        # Without letters to draw there is nothing to be seen.
        installed(_LETTERS, "fonts-dejavu-core")
        return found
    _unpack()
    return find()


def version(path: str) -> str:
    """Return what a browser says of itself; empty where it does not run."""
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _place() -> Path:
    import pwd  # Windows has none, and unpacks nothing.

    own = pwd.getpwuid(os.geteuid())
    account = Account(own.pw_name, own.pw_uid, own.pw_gid, changes=False)
    return Workshop.open(account, "chromium").folder / "unpacked"


def _unpack() -> None:
    """Unpack the packages, of which this system has the libraries, beside it."""
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if apt is None or dpkg is None or _place().exists():
        return
    with tempfile.TemporaryDirectory(dir=_place().parent) as folder:
        work = Path(folder)
        for package in _PACKAGES:
            subprocess.run([apt, "-qq", "download", package], cwd=work, check=False)
        (work / "unpacked").mkdir()
        for file in work.glob("*.deb"):
            subprocess.run([dpkg, "-x", str(file), str(work / "unpacked")], check=False)
        if (work / "unpacked" / _UNPACKED).exists():
            (work / "unpacked").rename(_place())


@pytest.fixture(scope="module")
def _chromium() -> Iterator[Browser | None]:
    path = provide()
    if path is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield found
        found.close()


@pytest.fixture
def browser(request: pytest.FixtureRequest, _chromium: Browser | None) -> Browser:
    """Give a browser; without one the test is skipped, or fails."""
    note(request, "chromium")
    if _chromium is None:
        give_up("chromium", f"no browser on this machine, and {VARIABLE} names none")
    return _chromium


if __name__ == "__main__":
    path = provide()
    sys.stdout.write(f"{path and version(path)} at {path}\n" if path else "There is no browser.\n")
    sys.exit(path is None)
