"""The lexical facts about one SQL dialect that decide where its statements end."""

from __future__ import annotations

from dataclasses import dataclass


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
class Client:
    """The commands of the server's command line program, which a script may hold by mistake."""

    program: str
    mark: str
    """The character they start with."""
    inside: bool
    """The mark means a command also after the statement's first character."""
    harmless: tuple[str, ...] = ()
    """Commands, without the mark, that mean nothing outside of the program: read as comments."""


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
    newlines: str = "\n"
    """The characters that end a comment of one line."""
    body: Body | None = None
    parentheses: tuple[str, ...] = ()
    """Heads of the statements in which parentheses hide semicolons."""
    rows: Rows | None = None
    client: Client | None = None
