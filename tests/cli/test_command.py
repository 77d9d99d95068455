from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from goofer_py.cli.command import command
from goofer_py.cli.group import Group
from goofer_py.cli.run import Run
from goofer_py.errors import DirtyOrDrifted
from tests.cli.conftest import Goofer


@command
def probe(
    run: Run,
    word: Annotated[str, typer.Argument(help="What to do.")],
    times: Annotated[int, typer.Option(help="How often.")] = 1,
) -> None:
    """Do what is asked."""
    if word == "settings":
        run.output.result(url=run.settings.url, directory=run.settings.directory)
    if word == "odd":
        raise ValueError("odd")
    if word == "dirty":
        run.output.result(seen=True)
        raise DirtyOrDrifted("It is dirty.", hint="clean it")
    if word == "stop":
        raise KeyboardInterrupt
    run.output.show(word * times)


app = typer.Typer(rich_markup_mode=None, add_completion=False)
app.command()(probe)


def call(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.usefixtures("folder")
def test_a_command_gets_its_own_options_and_the_common_ones() -> None:
    assert call("a", "--times", "3") == (0, "aaa\n", "")
    code, stdout, _ = call("settings", "--json", "--url", "sqlite://", "--dir", "db")
    assert code == 0
    assert json.loads(stdout) == {
        "ok": True,
        "command": "probe",
        "url": "sqlite://",
        "directory": "db",
    }


@pytest.mark.usefixtures("folder")
def test_the_settings_file_is_the_one_that_was_named() -> None:
    Path("mine.toml").write_text('directory = "there"\n')
    code, stdout, _ = call("settings", "--json", "--config", "mine.toml")
    assert json.loads(stdout)["directory"] == "there"
    code, _, stderr = call("settings", "--config", "nope.toml")
    assert code == 2
    assert stderr.startswith("error: There is no settings file nope.toml.\n")


@pytest.mark.usefixtures("folder")
def test_a_variable_names_the_settings_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine.toml").write_text('directory = "there"\n')
    Path("other.toml").write_text('directory = "elsewhere"\n')
    monkeypatch.setenv("GOOFER_CONFIG", "mine.toml")
    assert json.loads(call("settings", "--json")[1])["directory"] == "there"
    found = json.loads(call("settings", "--json", "--config", "other.toml")[1])
    assert found["directory"] == "elsewhere"


@pytest.mark.usefixtures("folder")
def test_an_error_ends_with_its_own_code_and_keeps_what_was_found() -> None:
    code, stdout, stderr = call("dirty")
    assert (code, stdout, stderr) == (5, "", "error: It is dirty.\nnext: clean it\n")
    code, stdout, stderr = call("dirty", "--json")
    assert code == 5
    assert stderr == ""
    assert json.loads(stdout) == {
        "ok": False,
        "command": "probe",
        "error": {"code": "DirtyOrDrifted", "message": "It is dirty.", "hint": "clean it"},
        "seen": True,
    }


@pytest.mark.usefixtures("folder")
def test_an_unexpected_error_is_no_traceback() -> None:
    code, stdout, stderr = call("odd")
    assert (code, stdout) == (1, "")
    assert stderr == "error: Unexpected ValueError: odd\nnext: GOOFER_DEBUG=1 shows the traceback\n"


@pytest.mark.usefixtures("folder")
def test_an_interrupt_has_its_own_code() -> None:
    assert call("stop") == (130, "", "error: Stopped by Ctrl-C.\n")
    code, stdout, _ = call("stop", "--json")
    assert code == 130
    assert json.loads(stdout)["error"]["code"] == "Interrupted"


def test_options_after_the_command_win(goofer: Goofer, folder: Path) -> None:
    outcome = goofer("--config", "one.toml", "init", "--config", "two.toml", "--quiet")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert (folder / "two.toml").exists()
    assert not (folder / "one.toml").exists()


def test_the_group_is_what_typer_calls() -> None:
    assert issubclass(Group, typer.core.TyperGroup)


@dataclass(frozen=True)
class Several:
    """Options that belong together."""

    word: Annotated[str, typer.Argument(help="What to say.")]
    times: Annotated[int, typer.Option(help="How often.")] = 1
    ends: Annotated[list[str] | None, typer.Option("--end", help="What comes last.")] = None


@command
def grouped(
    run: Run, several: Several, loud: Annotated[bool, typer.Option("--loud")] = False
) -> None:
    """Say something."""
    said = several.word * several.times + "".join(several.ends or ())
    run.output.show(said.upper() if loud else said)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a"], "a\n"),
        (["a", "--times", "2", "--end", "b", "--end", "c"], "aabc\n"),
        (["a", "--loud", "--quiet"], "A\n"),
    ],
)
def test_a_command_takes_options_that_belong_together_as_one_value(
    arguments: list[str], said: str
) -> None:
    one = typer.Typer(rich_markup_mode=None, add_completion=False)
    one.command()(grouped)

    result = CliRunner().invoke(one, arguments)

    assert (result.exit_code, result.stdout) == (0, said)
