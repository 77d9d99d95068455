"""The lexical facts about one SQL dialect that decide where its statements end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of statement that holds statements, each with a semicolon of its own."""

    heads: tuple[str, ...]
    """The first words of such a statement."""
    opens: str
    """The words that begin the body; a semicolon before them ends the statement."""
    closes: str
    """The word that ends the body where it follows `opens` or a semicolon, nowhere else."""


@dataclass(frozen=True, slots=True)
class Rows:
    r"""Rows that follow a statement from the next line on, up to a line that is only `\.`."""

    heads: tuple[str, ...]
    phrase: str
    """The beginning of such a statement, as far as it tells it from others with these heads."""
    whole: str
    """Regular expression found in such a statement if its rows may not be sent in portions."""


@dataclass(frozen=True, slots=True)
class EscapeSetting:
    """Statements that set whether a backslash escapes in '...' from there on."""

    heads: tuple[str, ...]
    phrase: str
    """Such a statement; a group of it matches if backslashes escape from there on."""


@dataclass(frozen=True, slots=True)
class Modes:
    """Statements that set how quotes are read from there on."""

    heads: tuple[str, ...]
    read: Callable[[Syntax, Syntax, str], Syntax]
    """Returns the syntax after a statement, given the script's first one and the one before."""


@dataclass(frozen=True, slots=True)
class Compound:
    """Statements that hold blocks of statements, told by grammar: a block ends by its own END."""

    heads: tuple[str, ...]
    """The first words of what may be such a statement."""
    header: str
    """Such a statement up to where its own kind is known; group `params` for what has some in
    parentheses, group `words` for the words that come last before the body of another."""
    alone: tuple[str, ...] = ()
    """Words that open a block where a statement of a script begins."""


@dataclass(frozen=True, slots=True)
class Client:
    """The commands of the server's command line program, which a script may hold by mistake."""

    program: str
    mark: str
    """The character they start with."""
    inside: bool
    """The mark means a command also after the statement's first character."""
    harmless: tuple[str, ...] = ()
    """Commands, without the mark, that mean nothing outside of the program: read as comments."""
    words: tuple[str, ...] = ()
    """Commands that are words, at the beginning of a statement."""
    delimiter: str = ""
    """The one of them that sets what ends a statement, which goofer follows."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """Facts about one dialect's quotes, comments and bodies.

    A *head* is the words that a statement begins with, as in "CREATE TRIGGER". A *phrase* is a
    regular expression in which a blank stands for one or more blanks and comments. Letters match
    in both cases.
    """

    quotes: tuple[str, ...] = ("''", '""')
    """Opening and closing character of each quote; a closing one is doubled to stand for itself."""
    escaped_quotes: str = ""
    """Opening characters of the quotes in which a backslash always escapes."""
    escape_prefix: bool = False
    """A backslash escapes in E'...'."""
    escape_setting: EscapeSetting | None = None
    dollar_quotes: bool = False
    """$$...$$ and $tag$...$tag$ are quotes, and `$` may be part of an identifier."""
    nested_comments: bool = False
    hash_comments: bool = False
    dashes: str = "--"
    """Regular expression for the mark of a comment up to the end of the line."""
    executed_comments: str = ""
    """Regular expression for the mark of a comment that the server executes: a statement."""
    newlines: str = "\n"
    """The characters that end a comment of one line."""
    body: Body | None = None
    parentheses: tuple[str, ...] = ()
    """Heads of the statements in which parentheses hide semicolons."""
    compound: Compound | None = None
    modes: Modes | None = None
    rows: Rows | None = None
    client: Client | None = None
    cut: Callable[[Iterable[str]], Iterator[Statement]] | None = None
    """Cuts what is no SQL, given by its lines with their ends; all else is of no meaning then."""
