"""One key of an index, as it stands between the parentheses of CREATE INDEX."""

from __future__ import annotations

from goofer_py.dialects.sqlite.expression import without_parentheses
from goofer_py.dialects.sqlite.tokens import Kind, Token, tokenize
from goofer_py.schema import IndexPart


def index_part(text: str) -> IndexPart:
    """Return what a text like `lower(name) COLLATE NOCASE DESC` stands for.

    A single name is taken for a column.
    """
    tokens = tokenize(text)
    descending = False
    collation = None
    if len(tokens) > 1 and tokens[-1].word in ("ASC", "DESC"):
        descending = tokens.pop().word == "DESC"
    tokens = without_parentheses(tokens)
    if len(tokens) > 2 and tokens[-2].word == "COLLATE":
        collation = tokens[-1].name
        tokens = without_parentheses(tokens[:-2])
    if is_column(tokens):
        return IndexPart(tokens[0].name, descending=descending, collation=collation)
    expression = text[tokens[0].start : tokens[-1].end] if tokens else text
    return IndexPart(None, expression, descending, collation=collation)


def is_column(tokens: list[Token]) -> bool:
    """Whether the tokens are a single name, for which SQLite takes a single string too."""
    return len(tokens) == 1 and (tokens[0].is_name or tokens[0].kind is Kind.STRING)
