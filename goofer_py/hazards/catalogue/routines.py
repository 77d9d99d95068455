"""SEC: what functions and procedures run, and as whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goofer_py.hazards.action import CreateObject
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, MYSQL_FAMILY, POSTGRESQL, WARNING, Rule
from goofer_py.hazards.timeline import Timeline

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_EXECUTE = re.compile(r"\bEXECUTE\b(?!\s+(?:FUNCTION|PROCEDURE)\b)([^;]*)", re.IGNORECASE)
_INTO = re.compile(r"\b(?:INTO|USING)\b.*", re.IGNORECASE | re.DOTALL)
_QUOTES = re.compile(
    r"\b(?:quote_ident|quote_literal|quote_nullable|quote|replace|format)\s*\(", re.IGNORECASE
)
_CONCAT = re.compile(r"\bCONCAT(?:_WS)?\s*\(", re.IGNORECASE)
_CAST = re.compile(r"[\w.$]+\s*::\s*(?:int\w*|bigint|smallint|numeric|reg\w+|oid)\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d][\w$.]*|@\w+|\$\d")
_PREPARES = re.compile(r"\bPREPARE\s+\w+\s+FROM\b|\bEXECUTE\s+IMMEDIATE\b", re.IGNORECASE)


@hazard(
    Rule(
        id="SEC101",
        title="A routine runs SQL that it joins together from values",
        severity=WARNING,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="Whoever chooses the value chooses what runs, with the rights of the routine.",
        instead="format() with %I and %L or USING on PostgreSQL; parameters of EXECUTE ... USING or"
        " QUOTE() on MySQL and MariaDB.",
        scales=False,
        new_tables=True,
    ),
    CreateObject,
)
def injectable(action: CreateObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find EXECUTE of a text in which a value stands that nothing quotes."""
    if action.kind not in ("function", "procedure", "event", "trigger"):
        return None
    body = action.detail("as")
    if body is not None:
        values = _of_execute(_COMMENT.sub(" ", body))
    else:
        values = _of_concat(_COMMENT.sub(" ", seen.step.text))
    for value in values:
        return Hit(f"The {action.kind} {action.name} runs what {value} says")
    return None


def _of_execute(body: str) -> Iterator[str]:
    """Yield the values of EXECUTE 'text' || value."""
    for said in _EXECUTE.findall(_STRING.sub(_kept_form, body)):
        joined = _INTO.sub("", said)
        if "||" in joined:
            yield from _NAME.findall(_without(_QUOTES, _CAST.sub(" ", joined)))
        elif "%s" in joined and (call := re.search(r"\bformat\s*\((.*)\)", joined, re.DOTALL)):
            yield from _NAME.findall(_without(_QUOTES, _CAST.sub(" ", call[1].replace("%s", ""))))


def _kept_form(string: re.Match[str]) -> str:
    """Return nothing of a string but that values are put into it as they are."""
    return "%s" if "%s" in string[0] else " "


def _of_concat(body: str) -> Iterator[str]:
    """Yield the values of CONCAT('text', value) in what prepares statements."""
    if _PREPARES.search(body) is None:
        return
    bare = _STRING.sub(" ", body)
    for call in _CONCAT.finditer(bare):
        arguments = bare[call.end() : _closing(bare, call.end())]
        yield from _NAME.findall(_without(_QUOTES, arguments))


def _without(calls: re.Pattern[str], text: str) -> str:
    """Return the text without what stands in the parentheses of these calls."""
    while found := calls.search(text):
        text = f"{text[: found.start()]} {text[_closing(text, found.end()) + 1 :]}"
    return text


def _closing(text: str, place: int) -> int:
    """Return where the parenthesis is closed that is open at `place`."""
    depth = 1
    for at in range(place, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text)


@hazard(
    Rule(
        id="SEC104",
        title="A view or routine belongs to an account by its name",
        severity=INFO,
        databases=MYSQL_FAMILY,
        why="It runs with the rights of that account, and fails where a server has none of that"
        " name: there it can be made, but not used.",
        instead="No DEFINER, or DEFINER = CURRENT_USER: whoever migrates.",
        aliases=("lint-definer",),
        scales=False,
        new_tables=True,
    ),
    CreateObject,
)
def belongs(action: CreateObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DEFINER with an account."""
    found = re.search(r"\bDEFINER\s*=\s*(\S+)", action.detail("head") or "", re.IGNORECASE)
    if found is None or found[1].upper().startswith("CURRENT_"):
        return None
    return Hit(f"The {action.kind} {action.name} belongs to {found[1]}")
