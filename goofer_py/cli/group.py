"""The group of commands, each imported when it is called."""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableMapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from goofer_py.cli.catalog import CATALOG, Entry
from goofer_py.cli.output import Output, write_error
from goofer_py.cli.values import Plain
from goofer_py.errors import UsageError


class Commands(MutableMapping[str, Any]):
    """The commands by name; looking one up imports it, listing their names does not."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = {entry.name: entry for entry in entries}
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built[name] = _build(self._entries[name])
        return self._built[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._built[name] = command

    def __delitem__(self, name: str) -> None:
        del self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class Command(Plain, TyperCommand):
    """One command."""


class Group(Plain, TyperGroup):
    """Lists the commands from the catalog, and ends with goofer's own errors and exit codes."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = Commands(CATALOG)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
        """Return the names in the order of the catalog."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.about) for entry in CATALOG])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command; raises UsageError for one that has another name here."""
        if args and args[0] not in self.commands:
            from goofer_py.cli.elsewhere import HERE

            if args[0] in HERE:
                raise UsageError(f"No such command {args[0]!r}.", hint=HERE[args[0]])
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002 - errors are told here in any case
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run the command line and exit with its code; no traceback ever reaches a person."""
        arguments = list(sys.argv[1:] if args is None else args)
        _tolerate_every_character()
        try:
            code = super().main(
                arguments,
                prog_name or "goofer",
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except typer.Abort:
            code = _interrupted()
        except Exception as error:  # noqa: BLE001 - nobody wants to read a traceback
            code = _refused(error, arguments)
        sys.exit(code if isinstance(code, int) else 0)


def _build(entry: Entry) -> Any:
    body = getattr(import_module(f"goofer_py.cli.commands.{entry.module}"), entry.module)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(entry.name, cls=Command)(body)
    return get_command(alone)


def _refused(error: Exception, arguments: Sequence[str]) -> int:
    """Tell what was wrong with the command line itself; return the exit code."""
    # What cannot be read as a whole is looked through for how errors are wanted.
    spelled = " ".join(arguments).replace("--log-format=", "--log-format ")
    log_json = "--log-format json" in spelled
    output = Output("", as_json="--json" in arguments, log_json=log_json)
    message = getattr(error, "format_message", None)
    if message is None:
        return output.fail(error)
    context = getattr(error, "ctx", None)
    hint = f"{context.command_path} --help" if context is not None else "goofer --help"
    return output.fail(UsageError(_sentence(message()), hint=hint))


def _sentence(text: str) -> str:
    # What a value is checked with puts the kind of its error in front.
    text = text.replace("Value error, ", "", 1)
    text = text.replace(": Value error, ", ": ")  # pydantic's words, of no use to anybody
    return text if text.endswith((".", "?", ")", "!")) else f"{text}."


def _interrupted() -> int:
    write_error("Stopped; nothing more was done.", None)
    return 130


def _tolerate_every_character() -> None:
    # A name that the terminal's encoding lacks is shown escaped; it must not end a migration.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
