"""Where a page plays: a folder, a database, and the commands that are run there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from typer.testing import CliRunner

from goofer_py.cli.app import app
from goofer_py.stores.registry import open_store
from tests.cli.conftest import forgotten
from tests.docs.alike import Versions
from tests.docs.pages import ROOT
from tests.servers import binaries

_SHELL = re.compile(r"[|<>&;$`*\n]")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_SAME = {"USER": "ada", "GOOFER_PROGRESS": "false"}
"""What is so in every run: how long something takes is of the moment."""
_PASSING = re.compile(r"^.*: [\d,]+ (of [\d,]+ )?rows, [\d,.]+ rows/s.*\n", re.MULTILINE)
"""How far a step is, which only slow machines say."""
_HIDDEN = re.compile(r"^(GOOFER_|DATABASE_|FORCE_COLOR|NO_COLOR|COLUMNS|CI$|GITHUB_|PYTEST_)")


@dataclass
class Stage:
    """A folder, and what its commands find in their environment."""

    folder: Path
    another: Callable[[], str] | None = None
    """Makes an empty database, and returns its URL; without it there is SQLite in files."""
    place: str = ""
    """The server and database that the page calls its own, as `127.0.0.1/shop`."""
    versions: Versions = field(default_factory=Versions)
    given: dict[str, str] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    """The databases of the page, by what it calls them."""
    code: int = 0
    """What the last command ended with."""

    def __post_init__(self) -> None:
        """Make the folder, and keep settings of a folder above from being found."""
        (self.folder / ".git").mkdir(parents=True, exist_ok=True)
        if self.another is not None:
            self.given["DATABASE_URL"] = self.url_of(self.place)

    def url_of(self, place: str) -> str:
        """Return the URL of a database of the page, which is made when it is named first."""
        if place not in self.urls:
            assert self.another is not None
            self.urls[place] = self.another()
        return self.urls[place]

    def real(self, text: str) -> str:
        """Return a command or a file of the page as it is here."""
        text = self.versions.to_real(text)
        if self.another is None:
            return text
        scheme = re.escape(urlsplit(self.url_of(self.place)).scheme.partition("+")[0])
        host = re.escape(self.place.partition("/")[0])
        there = rf"\b({scheme}(?:\+\w+)?://)(?:[^@/\s\"']*@)?({host}/\w+)"
        return re.sub(there, lambda found: found[1] + _behind(self.url_of(found[2])), text)

    def shown(self, text: str) -> str:
        """Return what a command wrote with the names that the page has for databases."""
        for place, url in self.urls.items():
            parts = urlsplit(url)
            here = f"{parts.netloc.rpartition('@')[2]}{parts.path}"
            text = text.replace(here, place)
            if len(name := parts.path.lstrip("/")) > 3:
                text = text.replace(name, place.rpartition("/")[2])
        text = _PASSING.sub("", text)
        return text.replace(str(self.folder), str(Path("/") / self.folder.name))

    def run(self, command: str) -> tuple[int, str]:
        """Run a command; return its exit code and all that it wrote."""
        if command == "echo $?":
            return 0, f"{self.code}\n"
        self.code, output = self._run(self.real(command))
        return self.code, output

    def _run(self, command: str) -> tuple[int, str]:
        words = [] if _SHELL.search(command) else shlex.split(command, comments=True)
        extra: dict[str, str] = {}
        while words and _ASSIGNED.match(words[0]):
            name, _, value = words.pop(0).partition("=")
            extra[name] = value
        if words[:1] == ["export"]:
            self.given |= dict(word.split("=", 1) for word in words[1:])
            return 0, ""
        if words[:1] == ["cd"]:
            self.folder = self.folder / words[1]
            return 0, ""
        if words[:1] == ["goofer"]:
            with self.entered(extra):
                return called(words[1:])
        return self._in_shell(command)

    def run_sql(self, script: str) -> None:
        """Run a script on the database; that of SQLite is `app.db`, which `goofer init` takes."""
        url = self.urls.get(self.place, f"sqlite:///{self.folder / 'app.db'}")
        with closing(open_store(url).connect()) as session:
            session.run(script)

    @contextmanager
    def entered(self, extra: dict[str, str] | None = None) -> Iterator[None]:
        """Be in the folder, with its environment; modules of it are forgotten at the end."""
        before, there = dict(os.environ), Path.cwd()
        here = self._environment() | (extra or {})
        os.environ.clear()
        os.environ.update(here)
        os.chdir(self.folder)
        try:
            with forgotten(self.folder):
                sys.path.insert(0, str(self.folder))
                yield
        finally:
            _forget(self.folder)
            os.chdir(there)
            os.environ.clear()
            os.environ.update(before)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not _HIDDEN.match(name)}
        programs = os.pathsep.join([str(Path(sys.executable).parent), *_tools(), kept["PATH"]])
        return (
            kept
            | {
                "PATH": programs,
                "PYTHONPATH": str(ROOT),
                "EXAMPLES": str(ROOT / "examples"),
            }
            | _SAME
            | self.given
        )

    def _in_shell(self, command: str) -> tuple[int, str]:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


def _is_package_of(name: str, folder: str) -> bool:
    try:
        return any(str(path).startswith(folder) for path in sys.modules[name].__path__)
    except AttributeError:
        return False
    except KeyError:  # a package in one that is forgotten already
        return True


def _forget(folder: Path) -> None:
    """Forget what a process that ends does: packages without a file, and SQLModel's classes."""
    for name in [name for name in sys.modules if _is_package_of(name, str(folder))]:
        del sys.modules[name]
    if "sqlmodel" in sys.modules:
        from sqlmodel.main import default_registry

        default_registry.dispose()
        default_registry.metadata.clear()
        default_registry._class_registry.clear()


def _behind(url: str) -> str:
    """Return a URL without its scheme."""
    return url.partition("://")[2]


@cache
def _tools() -> tuple[str, ...]:
    """Return the folder of PostgreSQL's own programs, where there is one."""
    try:
        return (str(binaries.find().folder),)
    except binaries.NoServerError:
        return ()


def called(arguments: list[str]) -> tuple[int, str]:
    """Call goofer in this process, as a program without a terminal does."""
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output
