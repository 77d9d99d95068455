"""What was given for a setting, as a value of the setting's type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import Any

from goofer_py.config.key import Key, Kind
from goofer_py.errors import ConfigError
from goofer_py.variables import Malformed, expand

COMMAND = "cmd:"
"""What a command begins with."""
_QUERIES = ("SELECT", "WITH", "VALUES", "TABLE", "SHOW")
_YES = ("1", "true", "yes", "on")
_NO = ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was given.

    `place` is what messages call where it comes from; paths in it start at `folder`; `called` is
    the setting's name there, where that is not its own; `written` says that it stands in a file,
    where variables are filled in.
    """

    value: object
    place: str
    folder: Path
    called: str = ""
    written: bool = False

    def name(self, key: Key) -> str:
        """Return what messages call the setting."""
        return self.called or key.name


def convert(key: Key, given: Given, environ: Mapping[str, str]) -> Any:
    """Return what was `given` for `key` as the setting's type.

    Raises ConfigError for a wrong type, choice or variable form, and Unset for a variable that
    is not in the environment.
    """
    if reader := _READERS.get(key.kind):
        return reader(key, given)
    match key.kind:
        case Kind.PATTERNS:
            return _patterns(key, given, environ)
        case Kind.FOLDERS:
            return _folders(key, given, environ)
        case Kind.TEXTS | Kind.PATHS:
            texts = _texts(key, given, environ)
            return tuple(texts if key.kind is Kind.TEXTS else (_path(given, t) for t in texts))
    text = _text(key, given, given.value, environ)
    if key.kind is Kind.SOURCE:
        return str(_path(given, text)) if names_file(text) else text
    return _path(given, text) if key.kind is Kind.PATH else _choice(key, given, text)


def names_file(source: str) -> bool:
    """Say whether a source of names is a file, neither a query nor a command."""
    words = source.split(maxsplit=1)
    query = len(words) > 1 and words[0].upper() in _QUERIES
    return not query and not source.startswith(COMMAND)


def _folders(key: Key, given: Given, environ: Mapping[str, str]) -> tuple[Path, ...]:
    value = given.value
    texts = value if isinstance(value, list) and value else [value]
    return tuple(_path(given, _text(key, given, text, environ)) for text in texts)


def _flag(key: Key, given: Given) -> bool:
    value = given.value
    if isinstance(value, str) and not given.written:
        if value.lower() in _YES:
            return True
        if value.lower() in _NO:
            return False
    if not isinstance(value, bool):
        raise _wrong(key, given)
    return value


def _number(key: Key, given: Given) -> float:
    value = given.value
    if isinstance(value, str) and not given.written:
        with suppress(ValueError):
            value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < inf:
        raise _wrong(key, given)
    return value


def _count(key: Key, given: Given) -> int:
    value = given.value
    if isinstance(value, str) and not given.written and value.isascii() and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _wrong(key, given)
    return value


def _commands(key: Key, given: Given) -> dict[str, tuple[str, ...]]:
    """Read a table of lists of commands, whose variables are the shell's."""
    value = given.value
    if not isinstance(value, dict):
        raise _wrong(key, given)
    lists = {when: [one] if isinstance(one, str) else one for when, one in value.items()}
    for commands in lists.values():
        if not isinstance(commands, list) or not all(isinstance(one, str) for one in commands):
            raise _wrong(key, given)
    return {when: tuple(commands) for when, commands in lists.items()}


_READERS: Mapping[Kind, Callable[[Key, Given], Any]] = {
    Kind.FLAG: _flag,
    Kind.NUMBER: _number,
    Kind.COUNT: _count,
    Kind.COMMANDS: _commands,
}
"""Of settings in which no variable is filled in."""


def _text(key: Key, given: Given, value: object, environ: Mapping[str, str]) -> str:
    if not isinstance(value, str | Path):
        raise _wrong(key, given)
    if not given.written:
        return str(value)
    try:
        return expand(str(value), environ)
    except Malformed as error:
        raise ConfigError(
            f"{given.place}: {given.name(key)}: {error}.", hint="write $${ for a plain ${"
        ) from None


def _texts(key: Key, given: Given, environ: Mapping[str, str]) -> Iterable[str]:
    value = given.value
    if isinstance(value, str) and not given.written:
        value = [item for part in value.split(",") if (item := part.strip())]
    if not isinstance(value, list | tuple):
        raise _wrong(key, given)
    return [_text(key, given, item, environ) for item in value]


def _patterns(key: Key, given: Given, environ: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Read a table of lists; outside of a file it is written as "tables=a,b; columns=c"."""
    value = given.value
    if isinstance(value, str) and not given.written:
        pairs = (part.partition("=") for part in value.split(";") if part.strip())
        value = {kind.strip(): patterns for kind, _, patterns in pairs}
    if not isinstance(value, dict):
        raise _wrong(key, given)
    of_kind = {kind: replace(given, value=patterns) for kind, patterns in value.items()}
    return {kind: tuple(_texts(key, patterns, environ)) for kind, patterns in of_kind.items()}


def _choice(key: Key, given: Given, text: str) -> str:
    if key.choices and text not in key.choices:
        known = ", ".join(key.choices)
        raise ConfigError(f"{given.place}: {given.name(key)} must be one of {known}, not {text!r}.")
    return text


def _path(given: Given, text: str) -> Path:
    return given.folder / Path(text).expanduser()


def _wrong(key: Key, given: Given) -> ConfigError:
    said = "this value" if key.secret else _described(given.value)
    message = f"{given.place}: {given.name(key)} must be {key.kind.value}, not {said}."
    variable = given.place == key.variable
    name = given.name(key).rpartition(" ")[2]
    return ConfigError(message, hint=None if variable else f"{name} = {key.example}")


def _described(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f"the text {value!r}"
        case list():
            odd = next((item for item in value if not isinstance(item, str)), None)
            return "a list" if odd is None else f"a list with {_described(odd)} in it"
        case dict():
            return "a table"
        case int() | float():
            return f"the number {value}"
        case _:
            return str(value)
