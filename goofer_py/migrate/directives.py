"""What a script says about itself in the comments at its top."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.migrate.languages import LUA, mark_of

NO_TRANSACTION = "no-transaction"
IRREVERSIBLE = "irreversible"
LOSES = "loses"
ALLOW = "allow"
BEGIN = "statement-begin"
END = "statement-end"
PHASES = ("expand", "migrate", "contract")

_COMMENTS = {
    mark: re.compile(rf"\ufeff?(?:\s*{mark}[^\n]*(?:\n|\Z))*") for mark in ("--", "#", "//")
}
_DIRECTIVE = re.compile(
    r"[^\S\n]*(?:--|\#|//)[^\S\n]*goofer:[^\S\n]*(?P<word>\S*)[^\S\n]*(?P<rest>[^\n]*)"
)
_NAME = re.compile(r"[\w.-]+")
_ALLOWED = re.compile(r"[\w-]+(?:\s*,\s*[\w-]+)*(?:\s|\Z)")
_DURATION = re.compile(r"(?P<number>[0-9]{1,9})(?P<unit>ms|s|m)")
_UNITS = {"ms": 1, "s": 1_000, "m": 60_000}
_SHOWN = 5
_Readers = dict[str, Callable[[str, str], object]]
_LONGEST = 24 * 3_600_000
"""A day, in ms: every database can count so far."""


@dataclass(frozen=True, slots=True)
class Directives:
    """The directives of one script; times are in milliseconds.

    `environments` are those that it is for, all if there is none. `substitute` says that
    variables are filled in, `irreversible` why nothing leads back, `loses` what does not come back
    on the way back. It stands for what
    it `replaces`, and for what one of these had replaced itself.
    """

    no_transaction: bool = False
    requires: tuple[str, ...] = ()
    irreversible: str | None = None
    loses: str | None = None
    environments: tuple[str, ...] = ()
    timeout: int | None = None
    lock_timeout: int | None = None
    phase: str | None = None
    substitute: bool = False
    replaces: tuple[str, ...] = ()
    replaces_too: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return self != NO_DIRECTIVES

    def runs_in(self, environment: str | None) -> bool:
        """Say whether the script is for `environment`."""
        return not self.environments or environment in self.environments

    def notes(self) -> tuple[str, ...]:
        """Return in words what somebody should know before the script runs."""
        said = (
            (IRREVERSIBLE, self.irreversible),
            (LOSES, self.loses),
            ("requires", ", ".join(self.requires)),
            ("replaces", _few(self.replaces)),
            ("environments", ", ".join(self.environments)),
            ("phase", self.phase),
            ("timeout", _told(self.timeout)),
            ("lock-timeout", _told(self.lock_timeout)),
        )
        return tuple(f"{word} {rest}" for word, rest in said if rest)


NO_DIRECTIVES = Directives()


def directives(text: str, path: Path | str | None = None) -> Directives:
    """Read the `-- goofer: ...` lines before the first statement.

    Raises FileError for one that there is not, that is there twice, or whose rest is wrong.
    """
    return _directives(text.removeprefix(LUA), path, mark_of(text, path), _READERS)


def code_directives(text: str, path: Path | str | None = None) -> Directives:
    """Read the `# goofer: ...` lines before all else in a Python file; raises FileError.

    Those that are about statements are for SQL alone.
    """
    return _directives(text, path, "#", _OF_CODE)


def _directives(text: str, path: Path | str | None, mark: str, readers: _Readers) -> Directives:
    top = _COMMENTS[mark].match(text)
    if top is None or "goofer:" not in top[0]:
        return NO_DIRECTIVES
    found: dict[str, object] = {}
    for number, line in enumerate(top[0].split("\n"), 1):
        if (match := _DIRECTIVE.match(line)) is None:
            continue
        word, rest = match["word"], match["rest"].strip()
        if word == BEGIN:
            break
        try:
            field, value = _read(word, rest, readers)
            if field == ALLOW:  # What hazards are allowed is between the script and the linter.
                continue
            if field in found:
                raise _Wrong(f"the directive {word} is there twice.", "leave one of them")
        except _Wrong as wrong:
            message = f"{wrong.message} Nothing of the file ran."
            hint = wrong.hint.replace("--", mark)
            raise FileError(message, path=path, line=number, hint=hint) from None
        found[field] = value
    return replace(NO_DIRECTIVES, **found)  # type: ignore[arg-type]


class _Wrong(Exception):
    """A directive cannot be read."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def _read(word: str, rest: str, readers: _Readers) -> tuple[str, object]:
    reader = readers.get(word)
    if reader is None:
        near = get_close_matches(word, readers, n=1)
        known = near[0] if near else ", ".join(readers)
        raise _Wrong(
            f"there is no directive {f'{word} {rest}'.strip()!r}.",
            f"{'did you mean' if near else 'known are'}: -- goofer: {known}",
        )
    return word.replace("-", "_"), reader(word, rest)


def _flag(word: str, rest: str) -> bool:
    if rest:
        said = f"{word} {rest}"
        raise _Wrong(f"there is no directive {said!r}: {word} stands alone.", f"-- goofer: {word}")
    return True


def _reason(word: str, rest: str) -> str:
    if not rest:
        raise _Wrong(f"the directive {word} needs a reason.", f"-- goofer: {word} rows go")
    return rest


def _versions(word: str, rest: str) -> tuple[str, ...]:
    versions = _listed(rest)
    if not versions or not all(one.isascii() and one.isdecimal() for one in versions):
        raise _Wrong(
            f"the directive {word} needs versions, which are made of digits, not {rest!r}.",
            f"-- goofer: {word} 20261121024513",
        )
    return versions


def _environments(word: str, rest: str) -> tuple[str, ...]:
    names = _listed(rest)
    if not names or not all(map(_NAME.fullmatch, names)):
        raise _Wrong(
            f"the directive {word} needs names with commas between them, not {rest!r}.",
            f"-- goofer: {word} development, staging",
        )
    return names


def _listed(rest: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in rest.split(",")) if rest else ()


def _duration(word: str, rest: str) -> int:
    found = _DURATION.fullmatch(rest)
    milliseconds = int(found["number"]) * _UNITS[found["unit"]] if found else 0
    if not 0 < milliseconds <= _LONGEST:
        raise _Wrong(
            f"the directive {word} needs a time, such as 500ms, 30s or 5m, up to a day,"
            f" not {rest!r}.",
            f"-- goofer: {word} 30s",
        )
    return milliseconds


def _phase(word: str, rest: str) -> str:
    if rest not in PHASES:
        known = ", ".join(PHASES)
        message = f"the directive {word} needs one of {known}, not {rest!r}."
        raise _Wrong(message, f"-- goofer: {word} expand")
    return rest


def _allowed(word: str, rest: str) -> str:
    if not _ALLOWED.match(rest):
        raise _Wrong(
            f"the directive {word} needs the rules that it allows, not {rest!r}.",
            f"-- goofer: {word} PG101 the table is small",
        )
    return rest


def _stray(word: str, rest: str) -> str:  # noqa: ARG001 - as the others are called
    raise _Wrong(f"{word} ends what no {BEGIN} began.", f"-- goofer: {BEGIN}")


_READERS: _Readers = {
    NO_TRANSACTION: _flag,
    "requires": _versions,
    "replaces": _versions,
    "replaces-too": _versions,
    IRREVERSIBLE: _reason,
    LOSES: _reason,
    "environments": _environments,
    "timeout": _duration,
    "lock-timeout": _duration,
    "phase": _phase,
    "substitute": _flag,
    ALLOW: _allowed,
    BEGIN: _flag,
    END: _stray,
}
_OF_CODE: _Readers = {
    word: _READERS[word]
    for word in ("requires", IRREVERSIBLE, LOSES, "environments", "phase", ALLOW)
}


def _told(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    return f"{milliseconds} ms" if milliseconds % 1_000 else f"{milliseconds // 1_000} s"


def _few(versions: tuple[str, ...]) -> str:
    if len(versions) <= _SHOWN:
        return ", ".join(versions)
    return f"{versions[0]} to {versions[-1]}, {len(versions)} of them"
