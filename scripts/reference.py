"""Writes the pages of the reference that come from the code, into docs/reference.

`reference.py --check` writes nothing, and fails when a page is not current.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from typer.main import get_command

from goofer_py import errors
from goofer_py.cli.app import app
from goofer_py.cli.catalog import CATALOG
from goofer_py.cli.output import described_error
from goofer_py.config import Settings
from goofer_py.config.key import KEYS, Key, Kind

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
BEGINNING = "<!-- Written by scripts/reference.py from the code: change it there. -->\n"

MEANINGS = {
    0: "done",
    1: "failed; the message says what state things are in",
    2: "the command line or a setting is wrong; nothing was touched",
    3: "`--check` found changes",
    4: "another run holds the database",
    5: "the database does not match its history and files",
    6: "a data check failed",
    7: "a run failed, and could not go back to where it started",
    8: "a precheck failed and nothing was started, or bad health stopped the run",
    9: "a hazard is at or above fail_on; nothing was started",
    130: "stopped by a signal",
}
DEFAULTS = MappingProxyType(
    {
        "url": "none",
        "directory": "`migrations` beside the settings file",
        "seeds": "`seeds` beside the settings file",
        "python_path": "the folder of the settings file",
        "answers": "`goofer.answers.toml` beside the settings file",
        "ignore": "none",
        "hooks": "none",
    }
)
TYPES = {
    Kind.TEXT: "text",
    Kind.SOURCE: "query, file or command",
    Kind.PATH: "path",
    Kind.FOLDERS: "path or list of paths",
    Kind.FLAG: "true or false",
    Kind.TEXTS: "list of texts",
    Kind.PATHS: "list of paths",
    Kind.PATTERNS: "table of lists of texts",
    Kind.NUMBER: "number",
    Kind.COUNT: "whole number",
    Kind.COMMANDS: "table of lists of commands",
}


def cli() -> Iterator[str]:
    """The page of the command line."""
    root: Any = get_command(app)
    own = {name: root.commands[name] for name in (entry.name for entry in CATALOG)}
    yield "# Command line\n"
    yield "`goofer COMMAND --help` shows the same in a terminal.\n"
    yield "| command | does |\n| --- | --- |"
    yield from (f"| [`{entry.name}`](#goofer-{entry.name}) | {entry.about} |" for entry in CATALOG)
    shared = {tuple(p.opts) for p in _options(next(iter(own.values()))) if _is_shared(p, own)}
    yield "\n## Options of every command\n"
    yield "You can write them before or after the command.\n"
    yield from _option_table(p for p in _options(own["version"]) if tuple(p.opts) in shared)
    yield "\nBefore the command, or without one:\n"
    yield from _option_table(p for p in _options(root) if tuple(p.opts) not in shared)
    yield from _exit_codes()
    for name, command in own.items():
        yield from _command(name, command, shared)


def _is_shared(option: Any, commands: dict[str, Any]) -> bool:
    every = ({tuple(p.opts) for p in _options(command)} for command in commands.values())
    return all(tuple(option.opts) in one for one in every)


def _exit_codes() -> Iterator[str]:
    yield "\n## Exit codes\n"
    yield "| code | means | errors |\n| --- | --- | --- |"
    for code, meaning in MEANINGS.items():
        names = [e.__name__ for e in _errors() if e.exit_code == code and e.exit_code]
        links = ", ".join(f"[{name}](errors.md#{name.lower()})" for name in names)
        yield f"| {code} | {meaning} | {links} |"


def _command(name: str, command: Any, shared: set[tuple[str, ...]]) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    words = [_argument(p) for p in arguments]
    words = [
        w if p.required or w[0] == "[" else f"[{w}]" for w, p in zip(words, arguments, strict=True)
    ]
    yield f"\n## goofer {name}\n"
    yield f"```sh\n{' '.join(['goofer', name, '[OPTIONS]', *words])}\n```\n"
    yield inspect.cleandoc(command.help or "") + "\n"
    if arguments:
        yield "| argument | means |\n| --- | --- |"
        yield from (f"| `{_cell(_argument(p))}` | {_cell(p.help)} |" for p in arguments)
        yield ""
    own = [p for p in _options(command) if tuple(p.opts) not in shared]
    if own:
        yield from _option_table(own)
        yield ""
    shared_link = "[the options of every command](#options-of-every-command)"
    yield f"[Its JSON](json.md#goofer-{name}), and {shared_link}."


def _argument(argument: Any) -> str:
    """Return what the terminal calls an argument."""
    return str(argument.metavar or argument.name.upper())


def _options(command: Any) -> list[Any]:
    skipped = ("help", "install_completion", "show_completion")
    found = [p for p in command.params if p.param_type_name == "option"]
    return [p for p in found if p.name not in skipped]


def _option_table(options: Iterable[Any]) -> Iterator[str]:
    yield "| option | means |\n| --- | --- |"
    for option in options:
        spelled = ", ".join(f"`{text}{_value(option)}`" for text in option.opts)
        yield f"| {spelled} | {_cell(option.help)}{_default(option)} |"


def _value(option: Any) -> str:
    if option.is_flag:
        return ""
    return f" {option.metavar or 'N'}"


def _default(option: Any) -> str:
    plain = isinstance(option.default, str) and option.default
    return f" Without it: `{option.default}`." if plain else ""


def settings() -> Iterator[str]:
    """The page of the settings."""
    defaults = {
        field.name: field.default if field.default_factory is MISSING else field.default_factory()
        for field in fields(Settings)
    }
    yield "# Settings\n"
    yield (
        "Settings are in `goofer.toml`, or in `pyproject.toml` under `[tool.goofer]`. goofer looks"
        " for both in the working directory and above it, up to the top of the repository. A later"
        " one of these overrides an earlier one: `goofer.toml`, `pyproject.toml`, the environment,"
        " options.\n"
    )
    yield (
        "A table `[databases.NAME]` has the settings of one of [several databases](../many.md),"
        " which override those at the top and the environment. Other tables have shorter names"
        " for their"
        " settings:\n"
    )
    yield "| table | names in it |\n| --- | --- |"
    yield (
        "| [`[tenants]`](../many.md#tenants) | `from` is `tenants`; `schema`, `url`, `search_path`"
        " and `create` are the settings that begin with `tenant_` |"
    )
    yield (
        "| [`[precheck]`](../prechecks.md) | `before_migrate` is `precheck`; other names leave out"
        " `precheck_` |"
    )
    yield (
        "| [`[watch]`](../prechecks.md#watch-over-others-while-a-run-goes) | `during_migrate` is"
        " `watch`; other names leave out `watch_` |"
    )
    yield "| [`[lint]`](../linting.md) | names leave out `lint_` |"
    yield (
        "| [`[metrics]`](../monitoring.md#metrics-for-prometheus) | `folder` is `metrics_folder`;"
        " other names are the same |"
    )
    yield (
        "| [`[notify]`](../monitoring.md#messages-when-something-happens) | `urls` is `notify`;"
        " other names leave out `notify_` |"
    )
    yield (
        "| [`[checks]`](../going-back.md#check-the-data-before-and-after) | `directory` is"
        " `checks`; other names leave out `check_` |\n"
    )
    yield (
        "In a file, goofer replaces `${NAME}` and `${NAME:-default}` with environment variables;"
        " write `$${` for a plain `${`. Paths are relative to the file's folder. In a variable,"
        " separate the items of a list with commas, and write a table as `tables=a,b; columns=c`."
        " An unknown setting is an error that suggests the closest name.\n"
    )
    yield "| setting | type | default | variable |\n| --- | --- | --- | --- |"
    for key in KEYS:
        default = DEFAULTS.get(key.name) or _toml(defaults[key.name])
        link = f"[`{key.name}`](#{key.name})"
        yield f"| {link} | {TYPES[key.kind]} | {default} | `{key.variable}` |"
    for key in KEYS:
        yield from _setting(key)


def _setting(key: Key) -> Iterator[str]:
    yield f"\n## {key.name}\n"
    yield key.about + "\n"
    if key.choices:
        yield f"One of {', '.join(f'`{choice}`' for choice in key.choices)}.\n"
    yield f"```toml\n{key.name} = {key.example}\n```"


def _toml(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"`{value}`"
        case tuple():
            inside = ", ".join('"' + str(item) + '"' for item in value)
            return f"`[{inside}]`"
        case {}:
            return "none"
        case _:
            return f'`"{value}"`'


def errors_page() -> Iterator[str]:
    """The page of the errors."""
    yield "# Errors\n"
    yield (
        "Every error of goofer is a `GooferError` from `goofer_py.errors`. Its text is a complete"
        " sentence, `hint` is what to type next or None, and `exit_code` is the exit code of the"
        " command. With `--json`, the field `code` is the class of the error."
        " [Troubleshooting](../troubleshooting.md) shows each error, and what to do.\n"
    )
    yield "| error | exit code | is a |\n| --- | --- | --- |"
    for error in _errors():
        link, parent = f"[{error.__name__}](#{error.__name__.lower()})", error.__mro__[1].__name__
        yield f"| {link} | {error.exit_code} | {parent} |"
    for error in _errors():
        yield f"\n## {error.__name__}\n"
        yield f"Exit code {error.exit_code}. {inspect.getdoc(error)}"
        if own := _own_fields(error):
            yield f"\nFields: {', '.join(f'`{name}`' for name in own)}."
        yield f"\n[What to do](../troubleshooting.md#{error.__name__.lower()})."


def _own_fields(error: type[errors.GooferError]) -> list[str]:
    needed = {
        name: ""
        for name, parameter in inspect.signature(error).parameters.items()
        if parameter.default is parameter.empty
    }
    described = described_error(error(**needed))
    return [name for name in described if name not in ("code", "message", "hint")]


def _errors() -> list[type[errors.GooferError]]:
    found = [e for e in vars(errors).values() if inspect.isclass(e)]
    own = [e for e in found if issubclass(e, errors.GooferError)]
    modules = list(dict.fromkeys(e.__module__ for e in own))
    # As they stand in the files: what they are kinds of comes first.
    return sorted(own, key=lambda e: (modules.index(e.__module__), inspect.getsourcelines(e)[1]))


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "cli.md": cli,
    "settings.md": settings,
    "errors.md": errors_page,
}


def page(name: str) -> str:
    """Return the text of one page as the code has it now."""
    return "\n".join([BEGINNING, *PAGES[name]()]) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a page is not current")
    check: bool = parser.parse_args().check
    stale = [n for n in PAGES if not _is_current(n)]
    for name in stale:
        print(f"{'not current' if check else 'written'}: {FOLDER / name}")
        if not check:
            (FOLDER / name).write_text(page(name), encoding="utf-8")
    return 1 if check and stale else 0


def _is_current(name: str) -> bool:
    path = FOLDER / name
    return path.exists() and path.read_text(encoding="utf-8") == page(name)


if __name__ == "__main__":
    sys.exit(main())
