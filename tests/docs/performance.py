"""A page from top to bottom: its files are written, its commands run, its outputs compared."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import yaml
from sybil import Example, Lexeme
from sybil.evaluators.python import PythonEvaluator

from tests.docs.alike import differences, plain
from tests.docs.pages import Call, Directive, Fence, calls_of, parsed
from tests.docs.stage import Stage

SHELLS = ("console", "sh", "shell", "bash")
WRITING = os.environ.get("DOCS") == "write"
"""Whether outputs that differ are written into the page instead: to be read before a commit."""
SHOWN = '--8<-- "'
"""What stands for a file of the repository, which the tests of examples run."""
_PLACE = re.compile(r"(?P<path>[^,]+?)(, (?P<where>below|instead of|at the end):? *(?P<line>.*))?")

Begin = Callable[[str, str, Stage | None], Stage]
"""Makes a stage with a kind of database, which the page calls so, in the folder of another."""


class Performance:
    """Does what a page says, one region after the other."""

    def __init__(self, page: Path, begin: Begin) -> None:
        self.page = page
        self.begin = begin
        self.stage: Stage | None = None
        self.pending: Directive | None = None
        self.python = PythonEvaluator()
        self.written: list[tuple[int, str, str]] = []
        self.at = 0

    def play(self) -> None:
        """Do all of it; raises AssertionError with the line where the page is wrong."""
        document = parsed(self.page, self.evaluate)
        for example in document:
            example.evaluate()
        if self.pending is not None:
            raise AssertionError(f"{self.page.name}: no block follows {self.pending}")
        self._write_anew()

    def evaluate(self, example: Example) -> str | None:
        """Do one directive or block; return what is wrong with it."""
        said: Directive | Fence = example.region.lexemes["said"]
        if isinstance(said, Directive):
            return self._heed(said)
        pending, self.pending = self.pending, None
        self.at = example.start
        if (pending is not None and pending.word == "not run") or SHOWN in said.text:
            return None
        if pending is not None and pending.word == "shows":
            return self._compare_file(said, pending.rest)
        if pending is not None or said.title is not None:
            self._write_file(said.text, pending.rest if pending else str(said.title))
            return None
        return self._perform(said, example)

    def _heed(self, directive: Directive) -> str | None:
        if directive.word == "database":
            rest, same, _ = directive.rest.partition(", in the same folder")
            kind, _, place = rest.partition(" as ")
            self.stage = self.begin(kind, place or "127.0.0.1/app", self.stage if same else None)
        elif directive.word in ("file", "shows", "not run"):
            if self.pending is not None:
                return f"{self.pending} has no block"
            self.pending = directive
        return None

    @property
    def here(self) -> Stage:
        """The stage of this page, which is one with SQLite where it says nothing else."""
        if self.stage is None:
            self.stage = self.begin("sqlite", "", None)
        return self.stage

    def _perform(self, fence: Fence, example: Example) -> str | None:
        if fence.language in SHELLS:
            wrong = (self._call(call, fence.language == "console") for call in calls_of(fence))
            return next((told for told in wrong if told), None)
        if fence.language == "python":
            source = example.parsed
            example.parsed = Lexeme(self.here.real(source), source.offset, source.line_offset)
            with self.here.entered():
                self.python(example)
            return None
        if fence.language == "sql":
            self.here.run_sql(fence.text)
            return None
        return _unread(fence)

    def _call(self, call: Call, compared: bool) -> str | None:
        code, output = self.here.run(call.command)
        written, shown = plain(self.here.shown(output)), plain(call.shown)
        if not compared or not shown:
            wrong = code != 0 or (compared and written)
            if not wrong:
                return None
            if WRITING and compared:
                self.written.append(
                    (self.at, f"$ {call.command}\n", f"$ {call.command}\n{written}\n")
                )
                return None
            return f"$ {call.command}\nended with {code}:\n{written}"
        return self._alike(call.command, shown, written, f"$ {call.command}\n")

    def _alike(self, what: str, shown: str, written: str, before: str = "") -> str | None:
        if self.here.versions.learn(shown, written):
            return None
        if WRITING:
            self.here.versions.guess(shown, written)
            self._anew(before + shown, before + self.here.versions.to_page(written))
            return None
        told = self.here.versions.to_page(written)
        return f"{what}\n{differences(shown, told)}"

    def _anew(self, shown: str, written: str) -> None:
        self.written.append((self.at, shown, written))

    def _compare_file(self, fence: Fence, pattern: str) -> str | None:
        found = sorted(self.here.folder.glob(self.here.versions.to_real(pattern)))
        if len(found) != 1:
            return f"{pattern} is {[path.name for path in found]}"
        written = self.here.shown(found[0].read_text(encoding="utf-8"))
        return self._alike(pattern, plain(fence.text), plain(written))

    def _write_file(self, text: str, place: str) -> None:
        match = _PLACE.fullmatch(place)
        assert match is not None, place
        path = self.here.folder / self.here.versions.to_real(match["path"])
        path.parent.mkdir(parents=True, exist_ok=True)
        text = self.here.real(text)
        if match["where"] is not None:
            text = _edited(path.read_text(encoding="utf-8"), match["where"], match["line"], text)
        path.write_text(text, encoding="utf-8")

    def _write_anew(self) -> None:
        text = self.page.read_text(encoding="utf-8")
        for start, shown, written in reversed(self.written):
            text = text[:start] + text[start:].replace(shown, written, 1)
        if self.written:
            self.page.write_text(text, encoding="utf-8")


def _edited(whole: str, where: str, line: str, text: str) -> str:
    if where == "at the end":
        return f"{whole}\n{text}"
    lines = whole.splitlines(keepends=True)
    found = [at for at, one in enumerate(lines) if line in one]
    assert len(found) == 1, f"{line!r} is in {len(found)} lines of:\n{whole}"
    first = found[0] + (where == "below")
    lines[first : found[0] + 1] = [text]
    return "".join(lines)


def _unread(fence: Fence) -> str | None:
    """Read what nothing is done with; return what is wrong with it."""
    readers: dict[str, Callable[[str], object]] = {
        "json": json.loads,
        "toml": tomllib.loads,
        "yaml": lambda text: list(yaml.safe_load_all(text)),
        "text": str,
    }
    if fence.language not in readers:
        return f"say what this block ({fence.language}) is, as contributing.md has it"
    readers[fence.language](fence.text)
    return None
