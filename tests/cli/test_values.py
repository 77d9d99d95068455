"""Options on their way from the command line to a command."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.core import TyperCommand
from typer.testing import CliRunner

from goofer_py.cli.values import Plain


class _Command(Plain, TyperCommand):
    pass


def _checked(value: str | None) -> str | None:
    if value == "wrong":
        raise typer.BadParameter("this is wrong")
    return value and value.upper()


def _body(
    name: Annotated[str, typer.Argument()],
    count: Annotated[int, typer.Option(min=1)] = 7,
    path: Annotated[Path | None, typer.Option()] = None,
    word: Annotated[str | None, typer.Option(callback=_checked)] = None,
    many: Annotated[list[str] | None, typer.Option()] = None,
    flag: Annotated[bool, typer.Option("--flag")] = False,
    mode: Annotated[str, typer.Option()] = "none",
) -> None:
    typer.echo(repr((name, count, path, word, many or [], flag, mode)))


def _call(*arguments: str) -> tuple[int, str]:
    app = typer.Typer(add_completion=False)
    app.command(cls=_Command)(_body)
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output.strip()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["a"], ("a", 7, None, None, [], False, "none")),
        (["a", "--flag"], ("a", 7, None, None, [], True, "none")),
        (["a", "--count", "3"], ("a", 3, None, None, [], False, "none")),
        (["a", "--path", "x/y"], ("a", 7, Path("x/y"), None, [], False, "none")),
        (["a", "--word", "b"], ("a", 7, None, "B", [], False, "none")),
        (["a", "--many", "b", "--many", "c"], ("a", 7, None, None, ["b", "c"], False, "none")),
        (["a", "--mode", ""], ("a", 7, None, None, [], False, "")),
    ],
)
def test_values_reach_the_command_as_it_declares_them(
    arguments: list[str], expected: tuple[object, ...]
) -> None:
    assert _call(*arguments) == (0, repr(expected))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument"),
        (["a", "--count", "x"], "--count"),
        (["a", "--count", "0"], "--count"),
        (["a", "--word", "wrong"], "this is wrong"),
    ],
)
def test_what_is_wrong_or_missing_is_refused(arguments: list[str], said: str) -> None:
    code, output = _call(*arguments)
    assert code == 2
    assert said in output


class _Kind(Enum):
    SMALL = "small-one"


def _chosen(
    number: Annotated[float, typer.Option(min=0.5, max=2)] = 1,
    kind: Annotated[_Kind | None, typer.Option()] = None,
) -> None:
    typer.echo(repr((number, kind)))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 0, "(1.0, None)"),
        (["--number", "2"], 0, "(2.0, None)"),
        (["--kind", "small-one"], 0, "(1.0, <_Kind.SMALL: 'small-one'>)"),
        (["--number", "0.4"], 2, "--number"),
        (["--number", "nan"], 2, "--number"),
        (["--number", "many"], 2, "--number"),
        (["--kind", "SMALL"], 2, "--kind"),
    ],
)
def test_numbers_keep_their_bounds_and_words_their_list(
    arguments: list[str], code: int, says: str
) -> None:
    app = typer.Typer(add_completion=False)
    app.command(cls=_Command)(_chosen)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code
    assert says in result.output
