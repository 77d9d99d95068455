from __future__ import annotations

import importlib
import inspect
import json
from importlib import metadata
from pathlib import Path

import pytest

import goofer_py
from goofer_py import errors
from goofer_py.cli.app import EPILOG, app
from goofer_py.cli.catalog import CATALOG, Entry
from goofer_py.cli.elsewhere import HERE
from goofer_py.cli.group import Commands
from tests.cli.conftest import Goofer, Program

NAMES = [entry.name for entry in CATALOG]


def test_help_lists_every_command_and_every_exit_code(goofer: Goofer) -> None:
    outcome = goofer("--help")
    assert outcome.code == 0
    for entry in CATALOG:
        assert f"  {entry.name} " in outcome.stdout
    codes = {
        error.exit_code
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, errors.GooferError)
    }
    for code in codes:
        assert f"  {code}  " in EPILOG
        assert f"    {code}  " in outcome.stdout


@pytest.mark.parametrize("entry", CATALOG, ids=NAMES)
def test_the_list_says_what_the_command_says_of_itself(entry: Entry) -> None:
    module = importlib.import_module(f"goofer_py.cli.commands.{entry.module}")
    body = getattr(module, entry.module)
    first = (inspect.getdoc(body) or "").split("\n\n")[0].replace("\n", " ")
    assert first == entry.about


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_the_common_options_and_sentences_for_help(name: str) -> None:
    command = Commands(CATALOG)[name]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--json", "--quiet", "--url", "--directory", "--dir", "--config"} <= options
    for parameter in command.params:
        assert parameter.help, parameter.name
        assert parameter.help.endswith("."), parameter.name
        assert parameter.help[0].isupper(), parameter.name


@pytest.mark.parametrize("name", NAMES)
def test_every_command_shows_its_help(goofer: Goofer, name: str) -> None:
    outcome = goofer(name, "--help")
    assert outcome.code == 0
    assert outcome.stdout.startswith(f"Usage: goofer {name} ")


def test_every_module_of_commands_is_in_the_list() -> None:
    folder = Path(goofer_py.__file__).parent / "cli" / "commands"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert modules == {entry.module for entry in CATALOG}


def test_without_a_command_help_is_an_error(goofer: Goofer) -> None:
    outcome = goofer()
    assert outcome.code == 2
    assert outcome.stdout == ""
    assert "Commands:" in outcome.stderr


def test_the_version_is_told_in_both_ways(goofer: Goofer) -> None:
    assert goofer("--version").stdout == f"goofer {goofer_py.__version__}\n"
    assert goofer("version").stdout.startswith(f"goofer {goofer_py.__version__}\n")
    assert goofer("version", "--json").json["versions"]["goofer"] == goofer_py.__version__


def test_a_misspelled_command_brings_the_nearest(goofer: Goofer) -> None:
    outcome = goofer("migrat")
    assert outcome.code == 2
    assert "No such command 'migrat'" in outcome.stderr
    assert "'migrate'" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["version", "--nope"], "--nope", "goofer version --help"),
        (["--nope"], "--nope", "goofer --help"),
        (["version", "--url"], "Option '--url' requires an argument.", "goofer"),
        (["nope"], "No such command 'nope'.", "goofer --help"),
        (["import", "x", "."], "Invalid value for 'PROGRAM': 'x' is not", "goofer import --help"),
        (["version", "extra"], "(extra)", "goofer version --help"),
    ],
)
def test_what_is_wrong_with_a_call_is_one_line_and_a_hint(
    goofer: Goofer, arguments: list[str], message: str, hint: str
) -> None:
    outcome = goofer(*arguments)
    assert outcome.code == 2
    assert outcome.stdout == ""
    first, second = outcome.stderr.splitlines()
    assert first.startswith("error: ")
    assert message in first
    assert second.startswith(f"next: {hint}")


def test_what_is_wrong_with_a_call_is_an_object_with_json(goofer: Goofer) -> None:
    outcome = goofer("version", "--json", "--nope")
    assert outcome.code == 2
    assert outcome.json["ok"] is False
    assert outcome.json["error"]["code"] == "UsageError"
    assert outcome.json["error"]["hint"] == "goofer version --help"


@pytest.mark.parametrize("option", [["--log-format", "json"], ["--log-format=json"]])
def test_what_is_wrong_with_a_call_is_a_line_of_json_where_all_is(
    goofer: Goofer, option: list[str]
) -> None:
    outcome = goofer("version", *option, "--nope")
    assert outcome.code == 2
    (line,) = map(json.loads, outcome.stderr.splitlines())
    assert (line["event"], line["code"]) == ("Error", "UsageError")
    assert line["hint"] == "goofer version --help"


def test_common_options_work_before_the_command_too(goofer: Goofer) -> None:
    assert goofer("--json", "version").json["ok"] is True


def test_a_command_is_imported_when_it_is_called_and_not_before() -> None:
    commands = Commands(CATALOG)
    assert list(commands) == NAMES
    assert len(commands) == len(CATALOG)
    assert commands["version"] is commands["version"]
    with pytest.raises(KeyError):
        commands["nope"]


def test_the_program_can_be_called_as_typer_calls_it() -> None:
    with pytest.raises(SystemExit) as caught:
        app(["--version"])
    assert caught.value.code == 0


@pytest.mark.parametrize(("word", "here"), HERE.items())
def test_a_word_of_another_program_brings_what_is_typed_here(
    goofer: Goofer, word: str, here: str
) -> None:
    outcome = goofer(word)
    assert outcome.code == 2
    assert outcome.stderr == f"error: No such command '{word}'.\nnext: {here}\n"
    assert word not in NAMES
    named = here.split()[1].rstrip(",")
    assert named in (*NAMES, "--help")


@pytest.mark.parametrize("option", ["--url", "--directory", "--db", "--tenant", "--env"])
@pytest.mark.parametrize("before", [True, False])
def test_an_empty_option_is_never_the_same_as_none(
    goofer: Goofer, sqlite_program: Program, option: str, *, before: bool
) -> None:
    sqlite_program.has(v1_a="CREATE TABLE a (id integer);")
    call = (option, "", "migrate") if before else ("migrate", option, "")
    outcome = goofer(*call)
    assert outcome.code == 2
    assert outcome.stderr.startswith(f"error: {option} is empty. Nothing was done.\n")
    assert "Pending:  1" in goofer("status").stdout


def test_the_drivers_that_are_installed_are_told(goofer: Goofer) -> None:
    versions = goofer("version", "--json").json["versions"]
    assert versions["pymysql"] == metadata.version("pymysql")
    assert versions["psycopg"] == metadata.version("psycopg")
