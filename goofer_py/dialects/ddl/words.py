"""A statement as words, and a place among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from goofer_py.schema import Name

_TOKEN = re.compile(
    r"""
      \s+ | --[^\n]* | \#[^\n]* | /\*(?!M?!).*?\*/
    | (?P<mark>/\*M?!\d* | \*/)
    | (?P<string>[xXbBnN]?'(?:[^'\\]|''|\\.)*')
    | (?P<quoted>`(?:[^`]|``)*` | "(?:[^"]|"")*" | \[[^\]]*\])
    | (?P<number>\d+(?:\.\d+)?(?![\w$]))
    | (?P<word>[^\W\d][\w$]*|@{1,2}[\w.$]+|\d[\w$]*)
    | (?P<sign><=>|<>|!=|<=|>=|:=|\|\||&&|->>|->|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class NotRead(Exception):
    """The statement is beyond what is read here; the text says at which word."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, name, text, number or sign; `start` and `end` are its places in the statement."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        """A bare word or sign in upper case; empty for the rest."""
        return self.text.upper() if self.kind in ("word", "sign") else ""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a dialect writes types, and which schema is that of every connection."""

    type_text: Callable[[str], str]
    default_schema: str | None = None
    inline_references: bool = True
    """REFERENCES beside a column makes a foreign key."""


class Words:
    """Reads a statement from its first word to its last."""

    def __init__(self, text: str, manner: Manner) -> None:
        self.text = text
        self.manner = manner
        self.words = [
            Word(kind, match[0], match.start(), match.end())
            for match in _TOKEN.finditer(text)
            if (kind := match.lastgroup) is not None and kind != "mark"
        ]
        self.place = 0

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.place >= len(self.words)

    def peek(self, ahead: int = 0) -> str:
        """Return a coming word in upper case; empty for names in quotes, texts and the end."""
        place = self.place + ahead
        return self.words[place].upper if place < len(self.words) else ""

    def take(self, *phrase: str) -> bool:
        """Go past these words if they come next; say whether they do."""
        if any(self.peek(ahead) != one for ahead, one in enumerate(phrase)):
            return False
        self.place += len(phrase)
        return True

    def any_of(self, words: Collection[str]) -> str:
        """Go past the next word if it is one of these; return it, else an empty text."""
        word = self.peek()
        if word not in words:
            return ""
        self.place += 1
        return word

    def expect(self, *phrase: str) -> None:
        """Go past these words; raises NotRead when others come."""
        if not self.take(*phrase):
            raise self.wrong()

    def wrong(self) -> NotRead:
        """Return what to raise at the next word."""
        if self.ended:
            return NotRead("the statement ends too early")
        return NotRead(f"nothing is known of {self.words[self.place].text} there")

    def identifier(self) -> str:
        """Return the next name, without its quotes; raises NotRead when there is none."""
        if self.ended or self.words[self.place].kind not in ("word", "quoted", "string"):
            raise self.wrong()
        word = self.words[self.place]
        self.place += 1
        return word.text if word.kind == "word" else _unquoted(word.text)

    def name(self) -> Name:
        """Return the next name, maybe with its schema."""
        first = self.identifier()
        if not self.take("."):
            return Name(first)
        schema = None if first == self.manner.default_schema else first
        return Name(self.identifier(), schema)

    def names(self) -> tuple[str, ...]:
        """Return names in parentheses, such as columns of a key, without what follows each."""
        self.expect("(")
        found = []
        while not self.take(")"):
            found.append(self.identifier())
            self.skip_to(",", ")")
            self.take(",")
        return tuple(found)

    def skip_to(self, *signs: str) -> None:
        """Go on to the next of these words outside of parentheses, or to the end."""
        while not self.ended and self.peek() not in signs:
            self.skip()

    def skip(self) -> None:
        """Go past the next word, or all that is in parentheses."""
        depth = 0
        while not self.ended:
            word = self.peek()
            self.place += 1
            depth += (word == "(") - (word == ")")
            if depth <= 0:
                return
        raise NotRead("a parenthesis is never closed")

    @property
    def rest(self) -> str:
        """The text from the next word on."""
        return "" if self.ended else self.text[self.words[self.place].start :]

    def since(self, place: int) -> str:
        """Return the text from the word at `place` up to here."""
        if place >= self.place:
            return ""
        return self.text[self.words[place].start : self.words[self.place - 1].end]

    def parenthesized(self) -> str:
        """Return what is in the parentheses that come next, without them."""
        if self.peek() != "(":
            raise self.wrong()
        place = self.place
        self.skip()
        return self.since(place)[1:-1].strip()

    def value(self) -> str:
        """Return the text of the next value: a literal, a name, a call, or a parenthesis."""
        place = self.place
        if self.peek() in ("+", "-"):
            self.place += 1
        self.skip()
        if self.peek() == "(" and self.words[self.place - 1].kind == "word":
            self.skip()
        return self.since(place)


def _unquoted(text: str) -> str:
    quote = text[0]
    if quote == "[":
        return text[1:-1]
    return text[1:-1].replace(quote * 2, quote)
