"""Migration files: their names, and their text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from goofer_py.errors import FileError, UsageError

UP = ".up.sql"
DOWN = ".down.sql"
PYTHON = ".py"
REPEATABLE = "R__"
"""How files begin that have no version and are run again when they change."""
_NO_NAME = len("R__.sql")
FORM = "{version}_{name}.up.sql and {version}_{name}.down.sql"
STREAMED = 16 << 20
"""Files with more bytes than this are never held in memory as a whole."""

_BLOCK = 1 << 16
_TIMESTAMP = "%Y%m%d%H%M%S"


class Listing:
    """What a folder holds, by the `names` of its files alone; `problems` is all that is wrong."""

    def __init__(self, folder: Path, names: list[str] | None = None) -> None:
        self.folder = folder
        names = _names(folder) if names is None else names
        ups, self._downs, self._codes, self.strangers = _sorted_out(folder, names)
        self._endings: dict[str, str] = {}
        """The endings of files that are neither SQL nor Python, by the rest of their names."""
        doubled: list[FileError] = []
        if len(ups) + len(self._downs) + len(self._codes) < len(names):
            self._endings, wrong, twice = _endings(names)
            self.strangers += [_stranger(folder, name) for name in wrong]
            doubled = [_two_languages(folder, name) for name in twice]
            ups |= {one.removesuffix(".up") for one in self._endings if one.endswith(".up")}
            self._downs |= {one[:-5] for one in self._endings if one.endswith(".down")}
        stems = _in_order([*ups, *self._codes])
        self._ups = ups
        repeatable = names if len(ups) + len(self._downs) < len(names) else ()
        self.repeatables: dict[str, str] = {
            name[len(REPEATABLE) : -len(".sql")]: f"{folder}{os.sep}{name}"
            for name in repeatable
            if name.startswith(REPEATABLE) and name.endswith(".sql") and len(name) > _NO_NAME
        }
        for name, ending in self._endings.items():
            if name.startswith(REPEATABLE):
                self.repeatables[name[len(REPEATABLE) :]] = f"{folder}{os.sep}{name}{ending}"
        """The paths of the scripts that are run again when they change, by their names."""
        self.names: dict[str, str] = dict([stem.split("_", 1) for stem in stems])
        """The name of each version, in the order of the versions."""
        self.problems = self.strangers + doubled + self._doubled(stems)
        self.problems += [_orphan(folder, stem) for stem in sorted(self._downs - ups)]

    def files(self, version: str) -> tuple[str, str | None]:
        """Return the paths of a migration's up and down file; None when there is no down file.

        A Python file is both.
        """
        stem = f"{version}_{self.names[version]}"
        path = f"{self.folder}{os.sep}{stem}"
        if stem in self._codes:
            return path + PYTHON, path + PYTHON
        if self._endings:
            return self._native(stem, path)
        return path + UP, path + DOWN if stem in self._downs else None

    def _native(self, stem: str, path: str) -> tuple[str, str | None]:
        up, down = self._endings.get(f"{stem}.up"), self._endings.get(f"{stem}.down")
        below = DOWN if down is None else f".down{down}"
        return path + (UP if up is None else f".up{up}"), (
            path + below if stem in self._downs else None
        )

    def _doubled(self, stems: list[str]) -> list[FileError]:
        if len(self.names) == len(stems) and len({len(version) for version in self.names}) < 2:
            return []
        return [
            _twice(self.folder, self._file(one), self._file(other, again=one == other))
            for one, other in pairwise(stems)
            if version_of(one) == version_of(other)
        ]

    def _file(self, stem: str, *, again: bool = False) -> str:
        """Return the file of a stem; the Python one where both are called alike."""
        return stem + (PYTHON if stem in self._codes and (again or stem not in self._ups) else UP)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - a path for each would take most of the time
    except OSError as error:
        raise _unreadable_folder(folder, error) from None


def _sorted_out(
    folder: Path, names: list[str]
) -> tuple[set[str], set[str], set[str], list[FileError]]:
    """Return the up, down and Python files, without endings, and names that look like one of them.

    This runs for each of thousands of files at every start, so it does little for each name.
    """
    ups = {name[:-7] for name in names if name[-7:] == UP}
    downs = {name[:-9] for name in names if name[-9:] == DOWN}
    strangers: list[str] = []
    codes: set[str] = set()
    if len(ups) + len(downs) < len(names):
        others = [name for name in names if not name.endswith((UP, DOWN)) and name[0].isdigit()]
        strangers = [name for name in others if name.lower().endswith(".sql")]
        # Without a digit in front, a Python file is something that migrations import.
        codes = {name[:-3] for name in others if name.endswith(PYTHON)}
    for stems, ending in ((ups, UP), (downs, DOWN), (codes, PYTHON)):
        if not _STEMS.fullmatch("\n".join(stems)):
            wrong = {stem for stem in stems if not _STEMS.fullmatch(stem)}
            stems.difference_update(wrong)
            strangers += [f"{stem}{ending}" for stem in wrong if not stem.startswith(".")]
    return ups, downs, codes, [_stranger(folder, name) for name in sorted(strangers)]


def _endings(names: list[str]) -> tuple[dict[str, str], list[str], list[str]]:
    """Return the endings of files of stores that speak no SQL, by the rest of their names.

    Then the names that look like one and are none, and those of which there are two.
    """
    from goofer_py.migrate.languages import NATIVE

    found: dict[str, str] = {}
    wrong, twice = [], []
    for name in sorted(names):
        ending = next((one for one in NATIVE if name.endswith(one)), None)
        if ending is None:
            continue
        rest = name.removesuffix(ending)
        if rest.startswith(REPEATABLE) or _NATIVE.fullmatch(rest):
            if rest in found or f"{rest}.sql" in names:
                twice.append(name)
            found[rest] = ending
        elif name[0].isdigit():
            wrong.append(name)
    return found, wrong, twice


_NATIVE = re.compile(r"[0-9]+_.+\.(?:up|down)")

# One or more stems, a line each; possessive, so that a long list takes no memory.
_STEMS = re.compile(r"(?:[0-9]++_[^\n]++\n?)*+")


def _in_order(stems: Iterable[str]) -> list[str]:
    ordered = sorted(stems)
    lengths = {stem.index("_") for stem in ordered}
    # As text, versions of one length are in the order of their numbers already.
    return sorted(ordered, key=version_of) if len(lengths) > 1 else ordered


def version_of(stem: str) -> int:
    """Return the number that a version, or a file's name that begins with one, stands for."""
    return int(stem.partition("_")[0])


def _stranger(folder: Path, name: str) -> FileError:
    return FileError(
        f"the file {name} has no name of a migration: it would never run.",
        path=folder,
        hint=f"name both files like {FORM}, the version in digits",
    )


def _twice(folder: Path, one: str, other: str) -> FileError:
    version = other.partition("_")[0]
    return FileError(
        f"two migrations have the version {version}: {one} and {other}. Nothing ran.",
        path=folder,
        hint="give one of them a version of its own (rename both of its files)",
    )


def _two_languages(folder: Path, name: str) -> FileError:
    return FileError(
        f"the file {name} has a twin in another language: one of them would never run.",
        path=folder,
        hint="leave one of them",
    )


def _orphan(folder: Path, stem: str) -> FileError:
    return FileError(
        f"the down file {stem}{DOWN} has no up file {stem}{UP}. Nothing ran.",
        path=folder,
        hint=f"bring {stem}{UP} back, or remove {stem}{DOWN}",
    )


def _unreadable_folder(folder: Path, error: OSError) -> FileError:
    if isinstance(error, FileNotFoundError):
        hint = f"mkdir -p {folder}, or name another folder"
        return FileError("the folder of the migrations does not exist.", path=folder, hint=hint)
    if isinstance(error, NotADirectoryError):
        return FileError("this is a file; migrations are in a folder.", path=folder)
    return FileError(f"the folder cannot be read: {error.strerror}.", path=folder)


def read_text(path: Path | str) -> str:
    """Return a file's text as it is, line ends included; raises FileError, with the place."""
    return decoded(path, _content(path, None) or b"")


def read_unless_large(path: Path | str) -> str | None:
    """Return a file's text, None when it is too large to be held; raises FileError."""
    content = _content(path, STREAMED)
    return None if content is None else decoded(path, content)


def _content(path: Path | str, limit: int | None) -> bytes | None:
    """Return a file's bytes, None when they are more than `limit`."""
    try:
        # Thousands of small files are read in a run: this takes a third of what open() takes.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            content = os.read(number, _BLOCK)
            if len(content) < _BLOCK:
                return content
            if limit is not None and os.fstat(number).st_size > limit:
                return None
            with open(number, "rb", closefd=False) as rest:
                return content + rest.read()
        finally:
            os.close(number)
    except OSError as error:
        raise FileError(f"the file cannot be read: {error.strerror}.", path=path) from None


def decoded(path: Path | str, content: bytes) -> str:
    """Return the text of a file with that `content`; raises FileError for what is no UTF-8."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(path, content, error.start) from None
    if "\0" in text:
        # A driver would send no more than what stands before it.
        raise _not_utf8(path, content, content.index(0))
    return text


def _not_utf8(path: Path | str, content: bytes, offset: int) -> FileError:
    line = content.count(b"\n", 0, offset) + 1
    column = offset - content.rfind(b"\n", 0, offset)
    return FileError(
        f"the file is not UTF-8 text: byte {offset + 1} is 0x{content[offset]:02x}. Nothing of it"
        " ran.",
        path=path,
        line=line,
        column=column,
        hint=f"save it as UTF-8, such as: iconv -f LATIN1 -t UTF-8 {path}",
    )


def next_version(now: datetime, versions: Iterable[str]) -> str:
    """Return 14 digits for `now` (UTC), or what comes right after the latest of `versions`."""
    latest = max((int(version) for version in versions), default=0)
    wanted = now.strftime(_TIMESTAMP)
    if int(wanted) > latest:
        return wanted
    try:
        following = datetime.strptime(str(latest), _TIMESTAMP) + timedelta(seconds=1)  # noqa: DTZ007
    except ValueError:
        return str(latest + 1)
    return following.strftime(_TIMESTAMP)


def file_name(text: str) -> str:
    """Return `text` in snake_case for a file name; raises UsageError when nothing of it stays."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    name = re.sub(r"\W+", "_", split).strip("_").lower()
    if not name:
        raise UsageError(f"{text!r} is no name for a migration: it needs a letter or a digit.")
    return name
