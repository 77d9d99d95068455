"""Every block of every page is run, or says why not; every command of goofer is one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from goofer_py.cli.app import app
from tests.docs.pages import (
    DIRECTIVES,
    Directive,
    Fence,
    all_pages,
    calls_of,
    name_of,
    said_by,
    written_pages,
)
from tests.docs.performance import SHELLS, Performance
from tests.docs.stage import Stage

SERVERS = ("postgresql", "mysql", "mariadb")
SEARCH = ("opensearch", "elasticsearch")
REASONS = {
    "needs Docker": "a daemon that runs containers",
    "needs Kubernetes": "a cluster",
    "needs a terminal": "somebody answers a question",
    "needs a network": "it fetches packages or programs",
    "needs a build service": "it is read by GitHub or GitLab",
    "another program's": "shown beside goofer's to compare",
    "runs for ever": "it serves or watches until it is stopped",
    "a moment": "what others did just then: held a lock, were killed, wrote a large index",
    "a checkout": "it runs the checks of this project, this test among them",
    "a form": "it shows where something goes, with names in capital letters or dots",
}
"""Why a block may not be run: what it says begins with one of these."""
_INLINE = re.compile(r"`(goofer [^`\n]+)`")


def played() -> Iterator[Any]:
    """Yield the pages that people write, each marked with the servers that it asks for."""
    for page in written_pages():
        said = [one for _, one in said_by(page)]
        words = [one for one in said if isinstance(one, Directive)]
        if page.name == "troubleshooting.md" or any(one.word == "programs" for one in words):
            continue  # test_troubleshooting plays it; tests/peers does, where these programs are
        kinds = [one.rest.split()[0] for one in words if one.word == "database"]
        marks = [getattr(pytest.mark, kind) for kind in dict.fromkeys(kinds) if kind != "sqlite"]
        if any(one.word == "long" for one in words):
            marks.append(pytest.mark.long)
        if any(isinstance(one, Fence) for one in said):
            yield pytest.param(page, id=name_of(page), marks=marks)


@pytest.mark.parametrize("page", list(played()))
def test_a_page_does_what_it_shows(
    page: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        folders = count()

        def begin(kind: str, place: str, before: Stage | None) -> Stage:
            folder = before.folder if before else tmp_path / str(next(folders)) / "shop"
            stage = Stage(folder, databases(kind), place)
            if before is not None:
                stage.versions = before.versions
                stage.given = before.given | stage.given
                stage.urls = before.urls | stage.urls
            return stage

        def databases(kind: str) -> Callable[[], str] | None:
            if kind == "sqlite":
                return None
            server = request.getfixturevalue(f"{kind}_server")
            if kind in SERVERS:
                return lambda: str(stack.enter_context(server.database()))
            if kind in SEARCH:
                return lambda: str(server.url(server.space()))
            return lambda: str(server.database())

        Performance(page, begin).play()


def test_comments_that_direct_are_known_and_have_reasons() -> None:
    wrong = [
        f"{name_of(page)}:{line}: {said.word}: {said.rest}"
        for page in written_pages()
        for line, said in said_by(page)
        if isinstance(said, Directive)
        and (
            said.word not in DIRECTIVES
            or not said.rest
            or (said.word == "not run" and not said.rest.startswith(tuple(REASONS)))
        )
    ]
    assert not wrong


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each call of goofer in the blocks of a page: its place, and its arguments."""
    for line, said in said_by(page):
        if not isinstance(said, Fence) or said.language not in SHELLS:
            continue
        for call in calls_of(said):
            for words in simple_commands(call.command):
                if words[:1] == ["goofer"] and "[OPTIONS]" not in words:
                    yield f"{name_of(page)}:{line}", words[1:]


def simple_commands(command: str) -> Iterator[list[str]]:
    """Yield what a line of a shell runs, one by one, without what it assigns and directs."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace = " \t"
    lexer.whitespace_split = True
    words: list[str] = []
    directed = False
    for word in [*lexer, ";"]:
        if set(word) <= set("();|&\n"):
            yield [one for one in words if not re.match(r"\w+=", one)] if words else []
            words, directed = [], False
        elif set(word) <= set("<>&"):
            directed = True
            words = words[:-1] if words[-1:] and words[-1].isdigit() else words
        elif directed:
            directed = False
        else:
            words.append(word)


def refused(arguments: list[str]) -> str | None:
    """Return why goofer would not take these arguments, without doing anything."""
    group = get_command(app)
    name = next((word for word in arguments if not word.startswith("-")), None)
    if name is None or {"--help", "-h"} & set(arguments):
        return None
    command = group.commands.get(name)  # type: ignore[attr-defined]
    if command is None:
        return f"no command {name}"
    try:
        command.make_context(name, arguments[arguments.index(name) + 1 :])
    except Exception as error:  # noqa: BLE001 - of typer's own, which have no public name
        return str(error) or repr(error)
    return None


def test_goofer_takes_the_arguments_that_pages_give_it() -> None:
    wrong = [
        f"{place}: goofer {shlex.join(words)}: {told}"
        for page in all_pages()
        for place, words in commands(page)
        if (told := refused(words))
    ]
    assert not wrong


def test_goofer_has_the_commands_and_options_that_pages_speak_of() -> None:
    group = get_command(app)
    wrong = []
    for page in all_pages():
        for found in _INLINE.finditer(page.read_text(encoding="utf-8")):
            name, *words = found[1].removeprefix("goofer ").split()
            command = group.commands.get(name)  # type: ignore[attr-defined]
            known = {option for one in command.params for option in one.opts} if command else set()
            given = {word.partition("=")[0].strip("[](),") for word in words}
            options = {word for word in given if word.startswith("--")} - {"--help"}
            if (command is None and re.fullmatch("[a-z]+", name)) or options - known:
                wrong.append(f"{name_of(page)}: {found[1]}")
    assert not wrong
