"""goofer.answers.toml: what a person answered once, for runs where nobody can be asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from goofer_py.config.document import Document, read
from goofer_py.errors import ConfigError

Fate = Literal["keep", "discard"]
Value = str | bool

_SECTIONS = ("renames", "dropped", "fills", "conversions", "ways_back", "fixes", "two_steps")
_EXPRESSIONS = ("fills", "conversions", "ways_back", "fixes")
_FATES = ("keep", "discard")
_BEGINNING = "# What was answered once; `goofer makemigrations` reads it.\n"


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by the names they are about, "table" or "table.column", with the schema if any.

    `renames` say what an old name is called now, or False: it is no rename. `dropped` say what
    becomes of the rows. `fills` and `conversions` are SQL expressions for rows that are there:
    of a new or newly required column, and of a changed type; `ways_back` are those that turn a
    converted value into what it was. `fixes` are statements that delete or correct the rows in the
    way of a column or constraint. `two_steps` are columns and constraints ("table.name") that
    rows are not held to yet.
    """

    renames: Mapping[str, str | Literal[False]] = field(default_factory=dict)
    dropped: Mapping[str, Fate] = field(default_factory=dict)
    fills: Mapping[str, str] = field(default_factory=dict)
    conversions: Mapping[str, str] = field(default_factory=dict)
    ways_back: Mapping[str, str] = field(default_factory=dict)
    two_steps: Mapping[str, bool] = field(default_factory=dict)
    fixes: Mapping[str, str] = field(default_factory=dict)

    def merged(self, other: Answers) -> Answers:
        """Both together; `other` wins."""
        return Answers(
            {**self.renames, **other.renames},
            {**self.dropped, **other.dropped},
            {**self.fills, **other.fills},
            {**self.conversions, **other.conversions},
            {**self.ways_back, **other.ways_back},
            {**self.two_steps, **other.two_steps},
            {**self.fixes, **other.fixes},
        )


def read_answers(path: Path) -> Answers:
    """Return the answers in `path`, none when there is no such file; raises ConfigError."""
    if not path.exists():
        return Answers()
    document = read(path)
    sections = {name: _section(document, name) for name in document.values}
    return Answers(**sections)


def add_answers(text: str, answers: Answers) -> str:
    """Return `text`, an answers file, with `answers` in it; all else in it stays as it is."""
    for section in _SECTIONS:
        for name, value in getattr(answers, section).items():
            text = _with_line(text or _BEGINNING, section, name, value)
    return text


def _section(document: Document, name: str) -> dict[str, Any]:
    values = document.values[name]
    if name not in _SECTIONS:
        raise ConfigError(
            f"{document.place(name)}: there are no answers called {name!r}.",
            hint=f"the tables of this file are {', '.join(_SECTIONS)}",
        )
    if not isinstance(values, dict):
        raise ConfigError(f"{document.place(name)}: {name} must be a table.", hint=f"[{name}]")
    answers = dict(_flat(values))
    for key, value in answers.items():
        _check(document, name, key, value)
    return answers


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    # users.mail = "email" without quotes is, in TOML, a table in a table.
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _check(document: Document, section: str, key: str, value: object) -> None:
    place = f"{document.place(key, section)}: the answer for {key} in [{section}]"
    if section == "dropped" and value not in _FATES:
        raise ConfigError(f"{place} must be keep or discard, not {value!r}.")
    if section == "renames" and value is not False and not isinstance(value, str):
        raise ConfigError(f"{place} must be the new name, or false when it is no rename.")
    if section == "two_steps" and not isinstance(value, bool):
        raise ConfigError(f"{place} must be true or false, not {value!r}.")
    what = "statement" if section == "fixes" else "expression"
    if section in _EXPRESSIONS and not isinstance(value, str):
        raise ConfigError(f"{place} must be an SQL {what} in quotes, not {value!r}.")


def _with_line(text: str, section: str, name: str, value: Value) -> str:
    before, body, after = _split(text, section)
    line = f"{_quoted(name)} = {_quoted(value)}"
    spellings = rf"(?:{re.escape(_quoted(name))}|'?{re.escape(name)}'?)"
    known = re.compile(rf"^{spellings}\s*=[^\n]*", re.MULTILINE)
    if known.search(body):
        body = known.sub(lambda _: line, body, count=1)
    else:
        written = body.rstrip("\n")
        body = f"{written}\n{line}\n{body[len(written) + 1 :]}".removeprefix("\n")
    return f"{before}{body}{after}"


def _split(text: str, section: str) -> tuple[str, str, str]:
    """Return what comes before the lines of `section`, those lines, and what comes after."""
    header = re.search(rf"^\[{section}\][^\n]*(\n|$)", text, re.MULTILINE)
    if header is None:
        gap = "\n" * (2 - text[-2:].count("\n"))
        return f"{text}{gap}[{section}]\n", "", ""
    start = header.end()
    following = re.search(r"^\[", text[start:], re.MULTILINE)
    end = start + following.start() if following else len(text)
    return text[:start] + ("" if header[1] else "\n"), text[start:end], text[end:]


def _quoted(value: Value) -> str:
    # Strings of JSON are strings of TOML, but for the one control character that JSON lets stand.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
