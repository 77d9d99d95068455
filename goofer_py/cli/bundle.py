"""A project's migrations and goofer itself, packed into one file that Python runs."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import goofer_py
from goofer_py.cli.bundled import PROJECT
from goofer_py.generate.render import template_folder

_NEEDED = ("typer", "rich", "jinja2")
_NOT_NEEDED = ("pydantic", "pygments", "markdown-it-py", "colorama")
"""What those ask for, but goofer never uses of them."""
_NAME = re.compile(r"[\w.-]+")
_OWN = (".py", ".html", ".css", ".js")
"""What goofer itself is made of, besides its templates."""
_PASSED_BY = (".pyc", ".pyo", ".so", ".pyd", ".pyi")
_OF_THIS_MACHINE = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_START = "#!/usr/bin/env python3\n"
_MAIN = """\
import os
import sys

if sys.version_info < (3, 11):
    sys.exit("error: goofer needs Python 3.11 or later; this is %d.%d." % sys.version_info[:2])

from goofer_py.cli.bundled import main

main(os.path.dirname(os.path.abspath(__file__)))
"""

Content = Mapping[str, bytes]
"""The files of an archive by their names in it."""


def write(path: Path, content: Content) -> None:
    """Write an archive; the same `content` gives the same bytes. What was there is replaced."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(_START.encode())
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
                for name in sorted(content):
                    archive.writestr(_entry(name), content[name])
        beside.chmod(0o755)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def is_bundle(path: Path) -> bool:
    """Whether a file is an archive that `write` may have made."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "__main__.py" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def program() -> dict[str, bytes]:
    """Return goofer itself, with its templates, and what starts it."""
    package = Path(goofer_py.__file__).parent
    found = {"__main__.py": _MAIN.encode()}
    for path in _files(package):
        if path.suffix in _OWN:
            found[f"goofer_py/{path.relative_to(package).as_posix()}"] = path.read_bytes()
    templates = template_folder()
    for path in _files(templates):
        found[f"goofer_py/templates/{path.relative_to(templates).as_posix()}"] = path.read_bytes()
    with suppress(PackageNotFoundError):
        own = files_of(distribution("goofer-py"))
        found |= {name: content for name, content in own if "/licenses/" in name}
    return found


def packages(more: Iterable[str]) -> dict[str, Distribution]:
    """Return what goofer needs to run, and `more` where it is installed, by name."""
    found: dict[str, Distribution] = {}
    wanted = [*_NEEDED, *more]
    while wanted:
        name = _plain(wanted.pop())
        if name in found or name in _NOT_NEEDED:
            continue
        with suppress(PackageNotFoundError):
            found[name] = distribution(name)
            needs = (one for one in found[name].requires or () if "extra ==" not in one)
            wanted += [match[0] for match in map(_NAME.match, needs) if match]
    return dict(sorted(found.items()))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def files_of(package: Distribution) -> Iterator[tuple[str, bytes]]:
    """Yield what a package installed, but nothing that was compiled or is of this machine."""
    for path in package.files or ():
        name = path.as_posix()
        if not (
            name.startswith((".", "/"))
            or ".." in path.parts
            or "__pycache__" in path.parts
            or path.suffix in _PASSED_BY
            or path.name in _OF_THIS_MACHINE
        ):
            yield name, Path(str(path.locate())).read_bytes()


def folder_of(name: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder of the project, and of the folders in it, as `name`."""
    for path in _files(folder):
        yield f"{PROJECT}/{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _files(folder: Path) -> Iterator[Path]:
    for place, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith((".", "__pycache__")))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith(_PASSED_BY):
                yield Path(place, name)
