"""The regular expressions that read one dialect's syntax.

A token is what the splitter may have to look at; everything between tokens is jumped over at the
speed of the regular expression engine. No expression repeats a group possessively, because
Python before 3.11.5 gets that wrong, and none repeats a group once per character of a token,
because each repetition takes memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import chain
from re import Match, Pattern

from goofer_py.dialects.syntax import Syntax

BLANKS = " \t\r\n\f\v"

_ANY_CASE = re.IGNORECASE | re.ASCII
# How many parts a single match may run over: each takes some 100 bytes until it is through.
_MOST_PARTS = 1000

# For character classes; a blank there would be taken for the blank of a phrase.
_BLANK = r"\x20\t\r\n\f\v"
# Said by what they are not: Python compiles a class up to the last of all characters in 5 ms.
_LETTER = r"[^\x00-@\[-\^`{-\x7f]"
_WORD = r"[^\x00-/:-@\[-\^`{-\x7f]"
_NAME = r"[^\x00-#%-/:-@\[-\^`{-\x7f]"  # a word, with $
_TAG = rf"(?:{_LETTER}{_WORD}*+)?"

# Looking back from behind the quote: E'..', and b'..', x'..', u&'..' where no setting matters.
_ESCAPE_PREFIX = rf"(?<=[eE]')(?<!{_NAME}[eE]')"
_MAYBE_ESCAPE_PREFIX = r"(?<=\$[eE]')"
_PLAIN_PREFIX = rf"(?:(?<=[bBxX]')(?<!{_NAME}[bBxX]')|(?<=[uU]&')(?<!{_NAME}[uU]&'))"

WORD_TAIL = re.compile(rf"{_NAME}*+")
WORD = re.compile(_NAME)
LETTER = re.compile(_LETTER)
DOLLAR_QUOTE = re.compile(rf"\$({_TAG})\$")
COMMENT_EDGE = re.compile(r"/\*|\*/")
# What may stand between two pieces of one string constant, up to the next piece's quote.
CONTINUATION = re.compile(
    r"[ \t\f\v]*+(?:--[^\r\n]*+)?[\r\n](?:[ \t\r\n\f\v]++|--[^\r\n]*+[\r\n])*'"
)
# What ends or goes on within a quote in which backslashes escape, by the quote.
ESCAPES = {quote: re.compile(rf"\\.|{quote * 2}|{quote}", re.DOTALL) for quote in "'\"`"}
DOUBLED = re.compile("''|'")
REST_OF_LINE = re.compile(r"[ \t\f\v]*+(?:--[^\r\n]*+)?(\r\n?|\n|\Z)")


class Token(IntEnum):
    """What a token is; tokens without a kind are complete and need no look."""

    DELIMITER = 0
    BEGIN = 1
    OPENING = 2
    CLOSING = 3
    UNFINISHED = 4
    ESCAPED = 5
    MAYBE_ESCAPED = 6  # E'..', or a plain quote behind a name that ends so
    COMMENT = 7
    DOLLAR = 8
    MAYBE_DOLLAR = 9  # a quote, or a part of a name
    COMMAND = 10
    WORD = 11
    COLON = 12  # behind a label


# A pattern for some tokens, with the kind of each of its groups.
Part = tuple[str, tuple[Token, ...]]


class Tokens:
    """One pattern that finds tokens, and the kind of each of its groups."""

    def __init__(self, parts: Iterable[Part]) -> None:
        parts = tuple(parts)
        # The engine only jumps if every alternative begins with a plain character.
        self.pattern = re.compile("|".join(source for source, _ in parts))
        self.kinds = (None, *(kind for _, kinds in parts for kind in kinds))

    def kind(self, token: Match[str]) -> Token | None:
        """Return what `token` is, None if it can be skipped."""
        return self.kinds[token.lastindex or 0]


class Lexer:
    """All patterns for one syntax at one setting of backslashes.

    What plain statements do not need is compiled when it is first asked for.
    """

    def __init__(self, syntax: Syntax, escapes: bool) -> None:
        self.syntax = syntax
        self.escapes = escapes
        self.lead = _lead(syntax)
        """Blanks and delimiters; has a group if what follows may not be a plain statement."""
        self.special = re.compile("|".join((*_marks(syntax), "--", r"/\*")))
        """What can make a delimiter behind it a part of something else."""
        self.plain = _plain(syntax, escapes)
        """Text, quotes and comments that need no look, up to what needs one."""
        self.dashes = re.compile(syntax.dashes)
        """The mark of a comment up to the end of the line."""
        self.executed = re.compile(syntax.executed_comments or r"(?!)")
        """The mark of a comment that the server executes."""
        self.newline = re.compile(r"\r\n?|\n" if "\r" in syntax.newlines else r"\n")
        self.longest_close = len(syntax.body.closes) if syntax.body else 0

    @cached_property
    def harmless(self) -> Pattern[str]:
        """A line with a command of the client that means nothing here."""
        client = self.syntax.client
        if client is None or not client.harmless:
            return re.compile(r"(?!)")
        commands = "|".join(client.harmless)
        return re.compile(rf"{re.escape(client.mark)}(?:{commands})(?!{_NAME})[^\r\n]*+")

    @cached_property
    def tokens(self) -> Tokens:
        """All that decides where a plain statement ends."""
        return Tokens(_tokens(self.syntax, self.escapes))

    @cached_property
    def nesting(self) -> Tokens:
        """The same, and parentheses."""
        return Tokens((*_tokens(self.syntax, self.escapes), *_PARENTHESES))

    @cached_property
    def opening(self) -> Tokens:
        """The same as `tokens`, and what opens a body."""
        return Tokens((*_tokens(self.syntax, self.escapes), *_begin(self.syntax)))

    @cached_property
    def blocks(self) -> Tokens:
        """The same as `nesting`, and words, for statements that hold blocks."""
        words = ((rf"(?:{_NAME}|[@.])++()", (Token.WORD,)), (":(?!=)()", (Token.COLON,)))
        return Tokens((*_tokens(self.syntax, self.escapes), *_PARENTHESES, *words))

    @cached_property
    def executed_end(self) -> Tokens:
        """The same as `tokens`, and what ends a comment that the server executes."""
        end = (r"\*/()", (Token.CLOSING,))
        return Tokens((end, *_tokens(self.syntax, self.escapes)))

    @cached_property
    def header(self) -> Pattern[str]:
        """The beginning of a statement that may hold blocks."""
        compound = self.syntax.compound
        return _phrase(self.syntax, compound.header if compound else "")

    @cached_property
    def heads(self) -> Pattern[str]:
        """What statements that are not plain begin with, in a group named after their kind."""
        heads = (f"(?P<{kind}>{_any_of(words)})" for kind, words in _heads(self.syntax).items())
        return _phrase(self.syntax, "|".join(heads))

    @cached_property
    def rows(self) -> Pattern[str]:
        """The beginning of a statement that rows follow."""
        return _phrase(self.syntax, self.syntax.rows.phrase if self.syntax.rows else "")

    @cached_property
    def setting(self) -> Pattern[str]:
        """A statement that sets what backslashes mean; has a group if they escape from there on."""
        setting = self.syntax.escape_setting
        return _phrase(self.syntax, setting.phrase if setting else "")

    @cached_property
    def opens(self) -> Pattern[str]:
        """The words that open a body, maybe."""
        return _phrase(self.syntax, self.syntax.body.opens if self.syntax.body else "")

    @cached_property
    def closing(self) -> Pattern[str]:
        """Blanks, and the word that closes a body (group 1) or the mark of a comment (group 2)."""
        word = _any_of((self.syntax.body.closes,) if self.syntax.body else ())
        comment = r"--|/\*" + ("|#" if self.syntax.hash_comments else "")
        return re.compile(rf"[{_BLANK}]*+(?:({word})|({comment}))?", _ANY_CASE)


@lru_cache(maxsize=32)
def lexer(syntax: Syntax, escapes: bool) -> Lexer:
    """Return the patterns of `syntax`; with `escapes`, a backslash escapes in '...' too."""
    return Lexer(syntax, escapes)


@lru_cache(maxsize=8)
def delimited(syntax: Syntax, escapes: bool, delimiter: str) -> Tokens:
    """Return the tokens that decide where a statement ends that `delimiter` ends."""
    end = (re.escape(delimiter) + "()", (Token.DELIMITER,))
    rest = (part for part in _tokens(syntax, escapes) if part[1] != (Token.DELIMITER,))
    return Tokens((end, *rest))


_PARENTHESES: tuple[Part, ...] = ((r"\(()", (Token.OPENING,)), (r"\)()", (Token.CLOSING,)))


def _tokens(syntax: Syntax, escapes: bool) -> Iterator[Part]:
    yield ";()", (Token.DELIMITER,)
    for quote in syntax.quotes:
        yield _quote(syntax, quote, escapes)
    yield f"{syntax.dashes}[^{syntax.newlines}]*+", ()
    if syntax.hash_comments:
        yield f"#[^{syntax.newlines}]*+", ()
    yield r"/\*()", (Token.COMMENT,)
    if syntax.dollar_quotes:
        yield (
            rf"\$(?:(?<={_LETTER}\$){_NAME}*+|(?<=[0-9]\$)()|({_TAG})\$)",
            (Token.MAYBE_DOLLAR, Token.DOLLAR),
        )
    if syntax.client and syntax.client.inside:
        yield f"{re.escape(syntax.client.mark)}()", (Token.COMMAND,)


def _quote(syntax: Syntax, quote: str, escapes: bool) -> tuple[str, tuple[Token, ...]]:
    opens, closes = map(re.escape, quote)
    plain = f"[^{closes}]*+{closes}|()"
    if quote[0] in syntax.escaped_quotes:
        return f"{opens}()", (Token.ESCAPED,)
    if quote[0] != "'" or not syntax.escape_prefix:
        return f"{opens}(?:{plain})", (Token.UNFINISHED,)
    if escapes:
        return f"'(?:{_PLAIN_PREFIX}(?:{plain})|())", (Token.UNFINISHED, Token.ESCAPED)
    return (
        f"'(?:{_ESCAPE_PREFIX}()|{_MAYBE_ESCAPE_PREFIX}()|{plain})",
        (Token.ESCAPED, Token.MAYBE_ESCAPED, Token.UNFINISHED),
    )


def _begin(syntax: Syntax) -> Iterator[Part]:
    if syntax.body is None:
        return
    first, rest = syntax.body.opens[0], _spaced(syntax, syntax.body.opens[1:])
    for letter in (first.lower(), first.upper()):
        yield rf"{letter}(?<!{_NAME}{letter})(?i:{rest})(?!{_NAME})()", (Token.BEGIN,)


def _heads(syntax: Syntax) -> dict[str, tuple[str, ...]]:
    client, compound, modes = syntax.client, syntax.compound, syntax.modes
    heads = {
        "command": client.words if client else (),
        "compound": (*compound.heads, *compound.alone) if compound else (),
        "modes": modes.heads if modes else (),
        "body": syntax.body.heads if syntax.body else (),
        "parentheses": syntax.parentheses,
        "rows": syntax.rows.heads if syntax.rows else (),
        "setting": syntax.escape_setting.heads if syntax.escape_setting else (),
    }
    return {kind: words for kind, words in heads.items() if words}


def _lead(syntax: Syntax) -> Pattern[str]:
    suspects = [re.escape(syntax.client.mark)] if syntax.client else []
    heads = chain.from_iterable(_heads(syntax).values())
    for first, *more in (head.split(" ") for head in heads):
        # Two letters of the second word tell most statements apart, and cost little.
        suspects.append(rf"{first}(?=[{_BLANK}]*+(?:[-/#]|{more[0][:2]}))" if more else first)
    return re.compile(rf"[{_BLANK};]*+({'|'.join(dict.fromkeys(suspects)) or '(?!)'})?", _ANY_CASE)


def _marks(syntax: Syntax) -> list[str]:
    """Return the characters that need a look wherever they are."""
    marks = [quote[0] for quote in syntax.quotes]
    marks += "#" if syntax.hash_comments else ""
    marks += "$" if syntax.dollar_quotes else ""
    marks += syntax.client.mark if syntax.client and syntax.client.inside else ""
    return list(map(re.escape, marks))


def _plain(syntax: Syntax, escapes: bool) -> Pattern[str]:
    comment = f"{syntax.dashes}[^{syntax.newlines}]*+"
    parts = [rf"[^;/\-{''.join(_marks(syntax))}]++", r"/(?!\*)", comment]
    parts.append(f"-(?!{syntax.dashes[1:]})")
    for quote in syntax.quotes:
        opens, closes = map(re.escape, quote)
        if quote[0] == "'" and syntax.escape_prefix:
            opens = "(?!)" if escapes else "(?<![eE])'"
        if quote[0] not in syntax.escaped_quotes:
            parts.append(f"{opens}[^{closes}]*+{closes}")
    if syntax.dollar_quotes:
        parts.append(rf"\$(?<!{_NAME}\$)({_TAG})\$[^$]*+\$\1\$")
    return re.compile(f"(?:{'|'.join(parts)}){{0,{_MOST_PARTS}}}")


def _any_of(phrases: Iterable[str]) -> str:
    """Return a phrase for any of `phrases` as whole words, those with one first word together."""
    rest: dict[str, list[str]] = {}
    for first, *more in (phrase.split(" ", 1) for phrase in phrases):
        rest.setdefault(first, []).append(f" {more[0]}" if more else "")
    either = "|".join(f"{first}(?:{'|'.join(words)})" for first, words in rest.items())
    return rf"(?:{either})(?!{_NAME})" if rest else r"(?!)"


def _phrase(syntax: Syntax, phrase: str) -> Pattern[str]:
    """Compile `phrase`; an empty one matches nowhere."""
    return re.compile(_spaced(syntax, phrase) if phrase else r"(?!)", _ANY_CASE)


def _spaced(syntax: Syntax, phrase: str) -> str:
    """Let each blank of `phrase` stand for one or more blanks and comments."""
    comment = r"/\*(?:[^*/]++|\*(?!/)|/(?!\*))*\*/"
    if syntax.nested_comments:  # one level is more than anyone writes between two words
        comment = rf"/\*(?:[^*/]++|\*(?!/)|/(?!\*)|{comment})*\*/"
    line = f"(?:{syntax.dashes}{'|#' if syntax.hash_comments else ''})[^{syntax.newlines}]*+"
    blanks = f"[{_BLANK}]"
    only_blanks = f"{blanks}++(?![-/#])"
    some_comment = f"(?={blanks}*+[-/#])(?:{blanks}++|{line}|{comment})+"
    return phrase.replace(" ", f"(?:{only_blanks}|{some_comment})")
