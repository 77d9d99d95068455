"""The pages of the documentation, cut into what is done and shown there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sybil import Document, Lexeme, Region
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer
from sybil.typing import Evaluator

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
WRITTEN_BY_SCRIPTS = ("adr", "databases", "reference", "rules")
"""Folders whose blocks other tests compare with what made them."""
DIRECTIVES = ("database", "file", "shows", "not run", "long", "programs")
"""What a comment before a block may say of it: docs/contributing.md tells what each means."""

_COMMENT = re.compile(
    r"^[ \t]*<!-- (?!fmt:)(?P<word>[a-z ]+): *(?P<rest>[^\n]*?) -->$", re.MULTILINE
)
_FENCES = RawFencedCodeBlockLexer(re.compile(r"(?P<info>[^\n]*)\n"))
_COMPOUND = {"for": "done", "while": "done", "if": "fi"}
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Directive:
    """A comment that says what becomes of the next block, or of all that follow."""

    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code: its language, and the file that it is, if its title names one."""

    language: str
    title: str | None
    text: str


def written_pages() -> list[Path]:
    """Return the pages that people write."""
    pages = sorted(DOCS.rglob("*.md"))
    return [README, *(p for p in pages if p.relative_to(DOCS).parts[0] not in WRITTEN_BY_SCRIPTS)]


def all_pages() -> list[Path]:
    """Return these, and those that scripts write."""
    return [README, *sorted(DOCS.rglob("*.md"))]


def name_of(page: Path) -> str:
    """Return what a page is called in the tests."""
    return str(page.relative_to(ROOT)).removeprefix("docs/")


def parsed(page: Path, evaluator: Evaluator | None = None) -> Document:
    """Cut a page into its directives and blocks, each done by `evaluator`."""

    def parser(document: Document) -> Iterable[Region]:
        for region in _regions(document):
            region.evaluator = evaluator
            yield region

    return Document.parse(str(page), parser)


def _regions(document: Document) -> Iterator[Region]:
    fences = list(_FENCES(document))
    for fence in fences:
        words = fence.lexemes["info"].split()
        title = _TITLE.search(fence.lexemes["info"])
        source: Lexeme = fence.lexemes["source"]
        found = Fence(
            words[0] if words else "", title[1] if title else None, _text(document, fence)
        )
        yield Region(fence.start, fence.end, source, lexemes={"said": found})
    for comment in _COMMENT.finditer(document.text):
        if not any(fence.start < comment.start() < fence.end for fence in fences):
            said = Directive(comment["word"], comment["rest"])
            yield Region(comment.start(), comment.end(), lexemes={"said": said})


def _text(document: Document, fence: Region) -> str:
    """Return what is inside of a fence, with the indentation that sybil takes away."""
    first, *lines = document.text[fence.start : fence.end].splitlines(keepends=True)
    indent = len(first) - len(first.lstrip())
    return "".join(line[indent:] or "\n" for line in lines[:-1])


def said_by(page: Path) -> Iterator[tuple[int, Directive | Fence]]:
    """Yield the directives and blocks of a page, each with its line."""
    for example in parsed(page):
        yield example.line, example.region.lexemes["said"]


@dataclass(frozen=True, slots=True)
class Call:
    """A command of a block, and what the page shows of its output."""

    command: str
    shown: str


def _commands(script: str) -> Iterator[str]:
    """Yield the commands of a script: its lines, but for those that belong together."""
    whole = ""
    for line in script.splitlines():
        whole = f"{whole}\n{line}" if whole else line
        try:
            words = shlex.split(whole, comments=True)
        except ValueError:
            continue
        if not words:
            whole = ""
        elif words[0] not in _COMPOUND or words[-1] == _COMPOUND[words[0]]:
            yield whole
            whole = ""
    assert not whole, f"no end of: {whole}"


def calls_of(fence: Fence) -> list[Call]:
    """Return the commands of a block of a shell; of `console`, those behind a `$`."""
    if fence.language != "console":
        return [Call(command, "") for command in _commands(fence.text.replace("\\\n", ""))]
    calls: list[Call] = []
    for line in fence.text.replace("\\\n", "").splitlines():
        if line.startswith("$ "):
            calls.append(Call(line[2:], ""))
            continue
        if not calls:
            raise AssertionError(f"no command before: {line}")
        last = calls[-1]
        if line.startswith("> ") and not last.shown:
            calls[-1] = Call(f"{last.command}\n{line[2:]}", "")
        else:
            calls[-1] = Call(last.command, f"{last.shown}{line}\n")
    return calls
