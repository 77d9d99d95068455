"""The languages of scripts, by the endings of their files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.errors import FileError

if TYPE_CHECKING:
    from goofer_py.stores.store import Session

SQL = ".sql"
LANGUAGES = {
    SQL: "--",
    ".redis": "#",
    ".lua": "--",
    ".mongo.json": "//",
    ".cql": "--",
    ".search.json": "//",
}
"""What begins a comment in each; others than SQL are of stores that speak none."""
NATIVE = tuple(language for language in LANGUAGES if language != SQL)

LUA = "--[[lua]]"
"""Stands before a text in Lua wherever it has no file, and nothing else tells what it is."""


def language_of(path: Path | str | None) -> str:
    """Return the ending that says which language a script is in; SQL without one."""
    if path is None:
        return SQL
    name = str(path)
    return next((language for language in NATIVE if name.endswith(language)), SQL)


def mark_of(text: str, path: Path | str | None) -> str:
    """Return what begins a comment in a script; of one without a file, its first one tells."""
    language = language_of(path)
    if language == SQL:
        top = text.lstrip("\ufeff \t\r\n")
        return next((mark for mark in ("#", "//") if top.startswith(mark)), "--")
    return LANGUAGES[language]


def kept(text: str | None, path: Path | str | None) -> str | None:
    """Return a text as it says itself what language it is in, where a store has several."""
    return f"{LUA}{text}" if text is not None and language_of(path) == ".lua" else text


def check_language(session: Session, path: Path | str | None) -> None:
    """Raise FileError for a file that is not in a language of the store's."""
    if path is None or (language := language_of(path)) in session.languages:
        return
    reads = " and ".join(session.languages)
    raise FileError(
        f"{session.database} reads scripts that end with {reads}, and this one ends with"
        f" {language}. Nothing of it ran.",
        path=path,
        hint="give each database a folder of its own: directory = ... in [databases.NAME]",
    )
