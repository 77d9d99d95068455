"""A place in the text of a CREATE statement."""

from __future__ import annotations

from goofer_py.dialects.sqlite.tokens import Kind, Token, closing, tokenize


class Unreadable(ValueError):
    """The text is not what SQLite's grammar allows; says what was found where."""


class Cursor:
    """Reads the tokens of one statement from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._words = tuple(token.word or token.text for token in self._tokens)
        self._place = 0

    @property
    def token(self) -> Token | None:
        """The next token, None at the end."""
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    @property
    def word(self) -> str:
        """The next token in upper case if it is a bare word, else an empty text."""
        token = self.token
        return "" if token is None else token.word

    def is_at(self, text: str) -> bool:
        """Whether the next token is `text`, a sign."""
        token = self.token
        return token is not None and token.text == text

    def accept(self, *words: str) -> bool:
        """Go past `words` (bare words in upper case, or signs) if they come next."""
        if self._words[self._place : self._place + len(words)] != words:
            return False
        self._place += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Go past `words`, which must come next."""
        if not self.accept(*words):
            raise self.unreadable(" ".join(words))

    def take(self) -> Token:
        """Go past the next token and return it."""
        token = self.token
        if token is None:
            raise self.unreadable("more")
        self._place += 1
        return token

    def name(self) -> str:
        """Go past a name and return it without quotes; SQLite takes a string for one too."""
        token = self.token
        if token is None or not (token.is_name or token.kind is Kind.STRING):
            raise self.unreadable("a name")
        return self.take().name

    def qualified_name(self) -> str:
        """Go past a name that may follow that of a database, and return it alone."""
        name = self.name()
        return self.name() if self.accept(".") else name

    def parenthesised(self) -> str:
        """Go past what is in parentheses and return it as it is written, without them."""
        if not self.is_at("("):
            raise self.unreadable("(")
        opening, end = self._place, closing(self._tokens, self._place)
        if self._tokens[end].text != ")" or end == opening:
            raise self.unreadable("a closing parenthesis")
        self._place = end + 1
        return self._text[self._tokens[opening].end : self._tokens[end].start].strip()

    def listed(self) -> list[str]:
        """Go past a list in parentheses and return its items as they are written."""
        return split_list(self.parenthesised())

    def rest(self) -> str:
        """Go to the end and return everything that was left, as it is written."""
        token = self.token
        self._place = len(self._tokens)
        return "" if token is None else self._text[token.start :].strip().rstrip(";").strip()

    def unreadable(self, wanted: str) -> Unreadable:
        """Return the error that `wanted` is not what comes next."""
        token = self.token
        found = "its end" if token is None else repr(token.text)
        return Unreadable(f"{wanted} is missing before {found} in: {self._text}")


def split_list(text: str) -> list[str]:
    """Return what stands between the commas of `text` that are in no parentheses."""
    items, depth, start = [], 0, 0
    for token in tokenize(text):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text == ",":
            items.append(text[start : token.start].strip())
            start = token.end
    return [*items, text[start:].strip()]
